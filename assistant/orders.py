"""Order numbers and one-time codes in a message."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.fact import Fact, Places
from assistant.words import Follows, any_of, lowered

_AMOUNT_SIGNS = r"[€$£₹%]"
_LITTLE_ELSE = 4
"""Other words that a message may have beside a bare number for the number to be what it is about."""
_NEAR_BEFORE, _NEAR_AFTER = 60, 30
_REJECTED_WITHIN = 30
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
_WORD = re.compile(r"[^\W\d_]+")
_ENDS = re.compile(r"\s*(?:[.,;!?)]|$)")
_NAME_AFTER = re.compile(r"\s+[A-Z][a-z]")


class OrderFinder:
    """Finds order numbers in the forms that `data/service/shop.yml` names."""

    def __init__(self, order_number: Mapping[str, Any], words: Mapping[str, Any], of_others: Follows) -> None:
        shortest, longest = order_number["digits"]
        digits = rf"(?P<digits>\d{{{shortest},{longest}}})(?!\d|[.,:/]\d|%)"
        prefix = any_of(order_number["prefixes"])
        number = any_of(order_number["number_words"])
        order = any_of(order_number["words"])
        self._of_others = of_others
        self._of_codes = Follows(words["code_words"], words["between"])
        self._prefixed = re.compile(rf"(?<!\w)(?P<sign>{prefix})[-\s#._]?{digits}(?!\w)")
        self._hash = re.compile(rf"(?<![\w&])(?P<sign>\#)\s?{digits}(?!\w)")
        self._after_order = re.compile(
            rf"\b{order}(?:\s+|\s*[:#.(-]\s*|(?=\d))(?:{number}(?!\w)\.?\s*)?"
            rf"(?:(?:is|was|:|=|-|\#)\s*)*(?P<sign>){digits}(?!\w|\s*{_AMOUNT_SIGNS})"
        )
        self._bare = re.compile(
            rf"(?<![\w.,:/+@€$£₹-])(?P<sign>){digits}(?!\w|-\d|\s*{_AMOUNT_SIGNS}|\s?{any_of(words['units'])}(?!\w))"
        )
        self._order = re.compile(rf"\b{order}\b")
        self._numbered = re.compile(rf"\b{number}(?!\w)[\s.:#]*(?:(?:is|was)\s+)?$")
        self._address = re.compile(rf"\b{any_of(words['address_words'])}\b")
        self._street = re.compile(rf",?\s+(?:[\w.'-]+\s+){{0,2}}?{any_of(words['streets'])}(?!\w)")
        self._rejected = re.compile(rf"\b{any_of(words['rejected'])}\s+(?:\w+\s+)?(?:\#|{prefix}-?)?$")
        code = any_of(words["code_words"])
        self._code = re.compile(
            rf"\b{code}\b[\s:=(]*(?:(?:\w+\s+){{0,3}}?(?:is|was)[\s:]*)?(?P<digits>\d{{3}}[ -]?\d{{3}})(?![\w-])"
            rf"|(?<![\w.,:/+-])(?P<told>\d{{3}}[ -]?\d{{3}})\s+(?:is|was)\s+(?:\w+\s+){{0,3}}?{code}\b"
        )
        self._lone_code = re.compile(r"\W*(?P<digits>\d{3}[ -]?\d{3})\W*")

    def codes(self, text: str, places: Places) -> Iterator[Fact]:
        """One-time codes at free places: six digits alone, or beside a word such as "code"."""
        low = lowered(text)
        alone = self._lone_code.fullmatch(low)
        for match in [alone] if alone else self._code.finditer(low):
            group = "digits" if match["digits"] else "told"
            start, end = match.span(group)
            if (
                places.free(start, end)
                and not self._of_others(text, match.start())
                and not self._of_others(text, start)
            ):
                yield Fact("code", start, end, re.sub(r"\D", "", match[group]))

    def find(self, text: str, places: Places) -> Iterator[Fact]:
        """Order numbers of a cleaned text at free places; `value` is the digits."""
        low = lowered(text)
        for expression in (self._prefixed, self._hash, self._after_order):
            for match in expression.finditer(low):
                if expression is not self._hash or not self._of_others(text, match.start()):
                    yield from self._held(match, low, places)
        bare = list(self._bare.finditer(low))
        if not bare:
            return
        others = len(_WORD.findall(low))
        orders = [word.start() for word in self._order.finditer(low)]
        addresses = [word.start() for word in self._address.finditer(low)]
        for match in bare:
            start, end = match.span()
            if self._of_others(text, start) or self._of_codes(text, start) or self._street.match(low, end):
                continue
            is_year = _YEAR.fullmatch(match["digits"]) is not None
            alone = others <= (0 if is_year else _LITTLE_ELSE)
            about_order = (
                not is_year
                and not _any_within(addresses, start - _NEAR_BEFORE, start)
                and not _NAME_AFTER.match(text, end)
                and (
                    _any_within(orders, start - _NEAR_BEFORE, end + _NEAR_AFTER)
                    or (_ENDS.match(low, end) and self._numbered.search(low[max(0, start - _REJECTED_WITHIN) : start]))
                )
            )
            if alone or about_order:
                yield from self._held(match, low, places)

    def _held(self, match: re.Match[str], low: str, places: Places) -> Iterator[Fact]:
        start = match.start("sign") if match["sign"] else match.start("digits")
        fact = Fact("order_number", start, match.end("digits"), match["digits"])
        if not self._rejected.search(low[max(0, match.start() - _REJECTED_WITHIN) : match.start()]) and places.hold(
            fact
        ):
            yield fact


def _any_within(offsets: list[int], start: int, end: int) -> bool:
    return bisect_left(offsets, start) < bisect_left(offsets, end)
