"""The requests of one message, which may ask for more than one thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

REQUESTS = "requests"
"""Message key and output field."""

LIKELY = 0.35
"""Confidence from which the whole message counts as a request."""
SURE = 0.8
"""Confidence from which a part of a message counts as a request of its own: rather one missed than one made up."""


@dataclass(frozen=True)
class Request:
    """A request type and the words that ask for it, at `[start, end)` of the cleaned text."""

    name: str
    confidence: float
    start: int
    end: int


@dataclass(frozen=True)
class Matters:
    """Which intents are requests, and which of them are one matter when they come together."""

    types: frozenset[str]
    part_of: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, types: Sequence[str], part_of: Mapping[str, Sequence[str]]) -> Matters:
        """From the content of `requests.yml` and `matters.yml`."""
        return cls(frozenset(types), {name: frozenset(wholes) for name, wholes in part_of.items()})

    def find(self, classes: Sequence[str], chances: np.ndarray, spans: Sequence[tuple[int, int]]) -> list[Request]:
        """The requests of a message in the order in which they are asked.

        `chances` has shape (spans, classes); the first span is the whole message, the others are its parts.
        """
        best = chances.argmax(axis=1)
        told = [Request(classes[i], float(row[i]), *span) for i, row, span in zip(best, chances, spans, strict=True)]
        found: dict[str, Request] = {}
        for request in sorted(told[1:], key=lambda request: request.confidence, reverse=True):
            if request.confidence >= SURE:
                found.setdefault(request.name, request)
        main = told[0]
        if main.confidence >= LIKELY:
            found.setdefault(main.name, main)
        asked = {name: request for name, request in found.items() if name in self.types}
        separate = [request for name, request in asked.items() if not self._is_part(name, main.name, asked)]
        return sorted(separate, key=lambda request: request.start)

    def _is_part(self, name: str, main: str, asked: Mapping[str, Request]) -> bool:
        """Whether a request is part of another one; of two that are one matter, that of the whole message stands."""
        if name == main:
            return False
        wholes = self.part_of.get(name, frozenset()) & asked.keys()
        return bool(wholes) or (main in asked and name in self.part_of.get(main, frozenset()))


def described(request: Request, start: int, end: int) -> dict[str, Any]:
    """A request as the output tells it, with offsets into the original message."""
    return {**asdict(request), "start": start, "end": end}
