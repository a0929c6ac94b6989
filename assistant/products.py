"""Products named in a message, as they are spelt or misspelt."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml
from rapidfuzz.distance import DamerauLevenshtein
from spacy.tokens import Doc

from assistant.fact import Fact

_LONGEST_NAME = 5
_MIN_FUZZY = 6
"""Letters from which one slip is forgiven; from ten on, two."""
_MIN_TWO_SLIPS = 10
_WORD = re.compile(r"[^\W\d_]+")


def catalogue_names(path: Path) -> list[str]:
    """Names and aliases in a catalogue file; none when the shop has no such file."""
    if not path.exists():
        return []
    products = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [name for product in products for name in (product["name"], *product.get("aliases", ()))]


def _letters(text: str) -> str:
    return "".join(_WORD.findall(text.lower()))


def _singular(letters: str) -> str:
    return letters[:-1] if len(letters) > 4 and letters.endswith("s") and not letters.endswith("ss") else letters


def frequent_words(texts: Iterable[str]) -> frozenset[str]:
    """Words that occur in more than one of the texts, so that they are words and no slips."""
    counts = Counter(word for text in texts for word in set(_WORD.findall(text.lower())))
    return frozenset(word for word, count in counts.items() if count > 1)


class ProductFinder:
    """Finds the names of products; slips of the keyboard are forgiven unless they make another word."""

    def __init__(self, names: Iterable[str], known_words: Iterable[str]) -> None:
        self._names = {
            _singular(_letters(name)): name for name in sorted(set(names), key=lambda name: (len(name), name))
        }
        self._known = frozenset(known_words)
        self._by_start: dict[str, list[str]] = defaultdict(list)
        for key in self._names:
            if len(key) >= _MIN_FUZZY:
                self._by_start[key[0]].append(key)

    def find(self, doc: Doc) -> Iterator[Fact]:
        """Products of a message, longest names first, none overlapping; `value` is the name as the shop spells it."""
        words = [word for word in doc if _WORD.fullmatch(word.text) or "-" in word.text]
        letters = [_letters(word.text) for word in words]
        known = [word.lower_ in self._known for word in words]
        found: list[Fact] = []
        for length in range(min(_LONGEST_NAME, len(words)), 0, -1):
            for first in range(len(words) - length + 1):
                group = words[first : first + length]
                if group[-1].i - group[0].i > 2 * length:
                    continue
                key = _singular("".join(letters[first : first + length]))
                name = self._names.get(key) or (None if all(known[first : first + length]) else self._nearest(key))
                if name is None:
                    continue
                fact = Fact("product", group[0].idx, group[-1].idx + len(group[-1]), name)
                if not fact.overlaps(found):
                    found.append(fact)
        yield from found

    def _nearest(self, key: str) -> str | None:
        """The name that differs from a key by a slip or two, if there is one; names begin as they should."""
        if len(key) < _MIN_FUZZY - 1:
            return None
        slips = 2 if len(key) >= _MIN_TWO_SLIPS else 1
        near = [name for name in self._by_start.get(key[0], ()) if abs(len(name) - len(key)) <= slips]
        distances = [(DamerauLevenshtein.distance(key, name, score_cutoff=slips), name) for name in near]
        best = min(distances, default=(slips + 1, ""))
        return self._names[best[1]] if best[0] <= slips else None
