"""Names by which customers introduce themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from spacy.tokens import Doc, Token

from assistant.fact import Fact
from assistant.words import any_of, pattern

_NAME = re.compile(r"[^\W\d_][\w'.-]*")
_LONGEST = 4
_LONGEST_LOWER = 2


class PersonFinder:
    """Finds the name after an introduction ("my name is …") or a sign-off ("kind regards, …")."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._sure = pattern(rf"(?<!\w){any_of(words['names_follow'])}\s*:?\s+(?=\w)")
        self._unsure = pattern(
            rf"(?<!\w)(?:{any_of(words['names_may_follow'])}|{any_of(words['sign_offs'])}\s*[,.!]?)\s+(?=\w)"
        )
        self._particles = frozenset(words["particles"])
        self._not_names = frozenset(words["not_names"])

    def find(self, doc: Doc) -> Iterator[Fact]:
        """At most one person: the first who is introduced for sure, or else the first full name in capitals."""
        for expression, sure in ((self._sure, True), (self._unsure, False)):
            for match in expression.finditer(doc.text):
                name = self._name_at(doc, match.end(), sure)
                if name:
                    yield Fact(
                        "person",
                        name[0].idx,
                        name[-1].idx + len(name[-1]),
                        " ".join(word.text for word in name).rstrip(".,"),
                    )
                    return

    def _name_at(self, doc: Doc, offset: int, sure: bool) -> list[Token]:
        name: list[Token] = []
        for word in doc:
            if word.idx < offset:
                continue
            if len(name) == _LONGEST or not self._continues(name, word, sure):
                break
            name.append(word)
        while name and name[-1].lower_ in self._particles:
            name.pop()
        capitals = sum(word.text[0].isupper() for word in name)
        return name if (sure and name) or capitals >= 2 else []

    def _continues(self, name: list[Token], word: Token, sure: bool) -> bool:
        if not _NAME.fullmatch(word.text) or word.lower_ in self._not_names:
            return False
        if name and word.lower_ in self._particles:
            return True
        if word.is_stop and not word.text[0].isupper():
            return False
        if not name:
            return not word.is_stop and (sure or word.text[0].isupper())
        if name[0].text[0].isupper():
            return word.text[0].isupper()
        return sure and len(name) < _LONGEST_LOWER and not word.is_stop
