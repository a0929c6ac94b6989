"""One fact found in a message, and the places that facts hold in it."""

from __future__ import annotations

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


class Places:
    """The characters of a text that facts hold already, so that no two facts share one."""

    def __init__(self, length: int) -> None:
        self._held = bytearray(length)

    def free(self, start: int, end: int) -> bool:
        """Whether no character of `[start, end)` is held."""
        return self._held.find(1, start, end) < 0

    def hold(self, fact: Fact) -> bool:
        """Hold the place of a fact; False, and nothing held, when another fact has some of it."""
        if not self.free(fact.start, fact.end):
            return False
        self._held[fact.start : fact.end] = b"\x01" * (fact.end - fact.start)
        return True

    def without_held(self, text: str) -> str:
        """The text with a NUL in each held place."""
        if 1 not in self._held:
            return text
        return "".join("\0" if held else char for char, held in zip(text, self._held, strict=True))
