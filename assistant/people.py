"""Names by which customers introduce themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from spacy.vocab import Vocab

from assistant.fact import Fact
from assistant.words import any_of, lowered

_LETTER = r"(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff])"
"""Letters, and the marks that belong to the letters before them."""
_WORD = re.compile(rf"(?:{_LETTER}\.)+(?!\w)|{_LETTER}+(?:['-]{_LETTER}+)*(?![\w@])")
_PARTS = re.compile("['-]")
_SPACE = re.compile(r"\s+")
_LONGEST = 4
"""Words of a name, without its particles."""
_LONGEST_LOWER = 2


class PersonFinder:
    """Finds the name after an introduction ("my name is …") or a sign-off ("kind regards, …")."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._introductions = re.compile(
            rf"(?:(?<!\w){any_of(words['names_follow'])}|(?:^|[.,;:!?(]|\b{any_of(words['before_alone'])})\s*"
            rf"(?<!\w){any_of(words['names_follow_alone'])})(?:\s*:)?\s+(?=\w)"
        )
        self._hints = re.compile(rf"(?<!\w){any_of(words['names_may_follow'])}\s+(?=\w)")
        self._sign_offs = re.compile(rf"(?<!\w){any_of(words['sign_offs'])}(?:\s*[,.!])?\s+(?=\w)")
        self._after = re.compile(rf"\s+{any_of(words['after_names'])}\b")
        self._titles = frozenset(words["titles"])
        self._particles = frozenset(words["particles"])
        self._also_names = frozenset(words["also_names"])
        self._not_names = frozenset(words["not_names"])

    def find(self, text: str, vocab: Vocab) -> Iterator[Fact]:
        """At most one person in a cleaned text: who is introduced for sure, or else the first name in capitals."""
        low = lowered(text)
        for expression in (self._introductions, self._hints, self._sign_offs):
            for match in expression.finditer(low):
                name = self._name_at(text, low, vocab, match.end(), sure=expression is self._introductions)
                if name and (expression is self._introductions or self._likely(text, low, name, expression)):
                    start, end = name[0].start(), name[-1].end()
                    yield Fact("person", start, end, " ".join(text[start:end].split()))
                    return

    def _likely(self, text: str, low: str, name: list[re.Match[str]], expression: re.Pattern[str]) -> bool:
        """Whether what is in capitals is a name: it is of two words, or alone in a place for names."""
        capitals = sum(word.group()[0].isupper() for word in name)
        end = name[-1].end()
        if expression is self._sign_offs:
            return capitals >= 2 or (capitals == 1 and not text[end:].strip(" .!"))
        shouted = text[name[0].start() : end].isupper() and lowered(name[0].group()) not in self._titles
        return not shouted and (capitals >= 2 or (capitals == 1 and self._after.match(low, end) is not None))

    def _name_at(self, text: str, low: str, vocab: Vocab, offset: int, sure: bool) -> list[re.Match[str]]:
        name: list[re.Match[str]] = []
        while word := _WORD.match(text, offset):
            if not self._continues(name, word.group(), vocab, sure):
                break
            name.append(word)
            titled = low[word.start() : word.end()] in self._titles and text[word.end() : word.end() + 1] == "."
            space = _SPACE.match(text, word.end() + titled)
            if space is None:
                break
            offset = space.end()
        while name and lowered(name[-1].group()) in self._particles:
            name.pop()
        return name

    def _continues(self, name: list[re.Match[str]], word: str, vocab: Vocab, sure: bool) -> bool:
        low, capital = lowered(word), any(part[:1].isupper() for part in _PARTS.split(word))
        if low in self._not_names:
            return False
        if name and low in self._particles:
            return True
        if vocab[word].is_stop and not (capital and low in self._also_names):
            return False
        if not name:
            return sure or capital or low in self._particles
        if sum(lowered(part.group()) not in self._particles for part in name) == _LONGEST:
            return False
        if name[0].group()[0].isupper():
            return capital
        return capital or (sure and len(name) < _LONGEST_LOWER)
