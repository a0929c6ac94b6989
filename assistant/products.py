"""Products named in a message, as they are spelt or misspelt."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import accumulate
from pathlib import Path

import yaml
from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extractOne
from spacy.tokens import Doc

from assistant.fact import Fact, Places

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
        self._near: dict[tuple[str, int], list[str]] = defaultdict(list)
        for key in sorted(self._names):
            if len(key) >= _MIN_FUZZY:
                for length in range(max(_MIN_FUZZY - 1, len(key) - 2), len(key) + 3):
                    if abs(length - len(key)) <= _slips(length):
                        self._near[key[0], length].append(key)
        shapes = {(key[0], len(key)) for key in self._names if key} | set(self._near)
        self._shapes = shapes | {(first, length + 1) for first, length in shapes}

    def find(self, doc: Doc, places: Places) -> Iterator[Fact]:
        """Products of a message at free places, longest names first; `value` is the name as the shop spells it."""
        words = [word for word in doc if word.is_alpha or (len(word) > 1 and "-" in word.text)]
        letters = [word.lower_ if word.is_alpha else _letters(word.text) for word in words]
        tokens = [word.i for word in words]
        joined, starts = "".join(letters), [0, *accumulate(map(len, letters))]
        unknown = [0, *accumulate(word not in self._known for word in letters)]
        nearest = cache(self._nearest)
        for length in range(min(_LONGEST_NAME, len(words)), 0, -1):
            for first in range(len(words) - length + 1):
                after = first + length
                start, end = starts[first], starts[after]
                if (joined[start : start + 1], end - start) not in self._shapes:
                    continue
                if tokens[after - 1] - tokens[first] > 2 * length:
                    continue
                key = _singular(joined[start:end])
                name = self._names.get(key)
                if name is None and unknown[after] > unknown[first]:
                    name = nearest(key)
                if name is None:
                    continue
                last = words[after - 1]
                fact = Fact("product", words[first].idx, last.idx + len(last), name)
                if places.hold(fact):
                    yield fact

    def _nearest(self, key: str) -> str | None:
        """The name that differs from a key by a slip or two, if there is one; names begin as they should."""
        near = self._near.get((key[:1], len(key)))
        if not near:
            return None
        best = extractOne(key, near, scorer=DamerauLevenshtein.distance, score_cutoff=_slips(len(key)))
        return self._names[best[0]] if best else None


def _slips(length: int) -> int:
    return 2 if length >= _MIN_TWO_SLIPS else 1
