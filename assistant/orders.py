"""Order numbers and one-time codes in a message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.fact import Fact
from assistant.words import any_of, pattern

_AMOUNT_SIGNS = r"[€$£₹%]"
_CODE_DIGITS = 6
_LITTLE_ELSE = 4
"""Other words that a message may have beside a bare number for the number to be what it is about."""
_NEAR_BEFORE, _NEAR_AFTER = 60, 30
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
_WORD = re.compile(r"[^\W\d_]+")


class OrderFinder:
    """Finds order numbers in the forms that `data/service/shop.yml` names."""

    def __init__(self, order_number: Mapping[str, Any], words: Mapping[str, Any]) -> None:
        shortest, longest = order_number["digits"]
        self._digits = range(shortest, longest + 1)
        digits = rf"(?P<digits>\d{{{shortest},{longest}}})(?!\d|[.,:/]\d|%)"
        numbered = any_of(order_number["number_words"])
        order = any_of(order_number["words"])
        self._explicit = (
            pattern(rf"(?<!\w){any_of(order_number['prefixes'])}[-\s#.]?{digits}(?!\w)"),
            pattern(rf"(?<![\w&])#\s?{digits}(?!\w)"),
            pattern(
                rf"\b{order}(?:\s+|\s*[:#.(-]\s*)(?:{numbered}\b\.?\s*)?(?:(?:is|was|:|=|-|#)\s*)*{digits}(?!\w|\s*{_AMOUNT_SIGNS})"
            ),
        )
        self._bare = pattern(rf"(?<![\w.,:/+@€$£-]){digits}(?!\w|-\d|\s*{_AMOUNT_SIGNS}|\s?{any_of(words['units'])}\b)")
        self._order = pattern(rf"\b{order}\b")
        self._address = pattern(rf"\b{any_of(words['address_words'])}\b")
        self._rejected = pattern(rf"\b{any_of(words['rejected'])}\s+(?:\w+\s+)?(?:#|FH-?)?$")
        self._code = pattern(
            rf"\b{any_of(words['code_words'])}\b[\s:=]*(?:(?:is|was)\s*)?(?P<digits>\d{{{_CODE_DIGITS}}})(?!\d)"
        )
        self._lone_code = re.compile(r"\W*(?P<digits>\d{3}[ -]?\d{3})\W*")

    def codes(self, text: str) -> Iterator[Fact]:
        """One-time codes: six digits alone, or after a word such as "code"."""
        alone = self._lone_code.fullmatch(text)
        for match in [alone] if alone else self._code.finditer(text):
            yield Fact("code", *match.span("digits"), re.sub(r"\D", "", match["digits"]))

    def find(self, text: str, taken: Sequence[Fact]) -> Iterator[Fact]:
        """Order numbers outside of the facts already `taken`; `value` is the digits."""
        found: list[Fact] = []
        for expression in self._explicit:
            for match in expression.finditer(text):
                self._add(found, match, text, taken)
        others = len(_WORD.findall(text))
        for match in self._bare.finditer(text):
            is_year = _YEAR.fullmatch(match["digits"]) is not None
            if others <= (0 if is_year else _LITTLE_ELSE) or (not is_year and self._is_about_order(match, text)):
                self._add(found, match, text, taken)
        yield from found

    def _is_about_order(self, match: re.Match[str], text: str) -> bool:
        before, after = (
            text[max(0, match.start() - _NEAR_BEFORE) : match.start()],
            text[match.end() : match.end() + _NEAR_AFTER],
        )
        if self._address.search(before) or re.match(r"\s+[A-Z][a-z]", after):
            return False
        return bool(self._order.search(before) or self._order.search(after))

    def _add(self, found: list[Fact], match: re.Match[str], text: str, taken: Sequence[Fact]) -> None:
        fact = Fact(
            "order_number",
            match.start() if match.group()[0] in "#fF" else match.start("digits"),
            match.end("digits"),
            match["digits"],
        )
        rejected = self._rejected.search(text[max(0, match.start() - 30) : match.start()])
        if not rejected and not fact.overlaps(found) and not fact.overlaps(taken):
            found.append(fact)
