"""One fact found in a message."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Value = str | dict[str, str]


@dataclass(frozen=True)
class Fact:
    """A fact at `[start, end)` of the cleaned text.

    `value` is in the one form that actions read: digits of an order number, lower-case e-mail address, E.164 phone
    number, ISO date, `{"amount", "currency"}`, product and person as they are called.
    """

    entity: str
    start: int
    end: int
    value: Value

    def overlaps(self, others: Iterable[Fact]) -> bool:
        """Whether any of the others shares a character with this fact."""
        return any(self.start < other.end and other.start < self.end for other in others)
