"""Amounts of money in a message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from assistant.fact import Fact, Places
from assistant.words import any_of, lowered

_THOUSANDS = r"\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?"
_INDIAN = r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d{1,2})?"
_NUMBER = rf"(?P<number>{_INDIAN}|{_THOUSANDS}|\d{{1,7}}(?:[.,]\d{{1,2}})?)(?!\d|[.,]\d)"


class AmountFinder:
    """Finds a number beside the sign or the name of a currency."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._before, self._after = words["before"], words["after"]
        self._patterns = (
            re.compile(rf"(?<![\w.,])(?P<currency>{any_of(self._before)})\.?\s?{_NUMBER}"),
            re.compile(rf"(?<![\w.,]){_NUMBER}(?:,-)?\s?(?P<currency>{any_of(self._after)})(?!\w)"),
        )

    def find(self, text: str, places: Places) -> Iterator[Fact]:
        """Amounts of a cleaned text at free places; `value` is `{"amount": "20.00", "currency": "EUR"}`."""
        low = lowered(text)
        for expression, currencies in zip(self._patterns, (self._before, self._after), strict=True):
            for match in expression.finditer(low):
                amount = decimal_of(match["number"])
                if amount is None:
                    continue
                value = {"amount": f"{amount:.2f}", "currency": currencies[match["currency"]]}
                fact = Fact("amount", match.start(), match.end(), value)
                if places.hold(fact):
                    yield fact


def decimal_of(number: str) -> Decimal | None:
    """A number as most countries write it: the last of `.` and `,` is the decimal sign if at most two digits follow."""
    number = number.replace(" ", "").replace("'", "")
    head, sign, tail = number.rpartition(max(".,", key=number.rfind))
    whole, cents = (head, tail) if sign and len(tail) <= 2 else (number, "0")
    try:
        return Decimal(f"{whole.replace('.', '').replace(',', '')}.{cents}")
    except InvalidOperation:
        return None
