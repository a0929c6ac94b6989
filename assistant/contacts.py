"""E-mail addresses and phone numbers in a message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import phonenumbers

from assistant.fact import Fact

_EMAIL = re.compile(r"(?<![\w.+-])[\w.%+'-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}(?![\w@])", re.IGNORECASE)
_PHONE_LIKE = re.compile(r"(?:\d[\s()./-]{0,3}){7,}")
_NATIONAL = re.compile(r"[(+0]|\d{10,11}$|\d+[\s()-]")


def emails(text: str) -> Iterator[Fact]:
    """E-mail addresses of a cleaned text, in lower case."""
    for match in _EMAIL.finditer(text):
        yield Fact("email", *match.span(), match.group().lower())


def phones(text: str, regions: Sequence[str], taken: Sequence[Fact]) -> Iterator[Fact]:
    """Phone numbers of the regions, the first region first, as E.164; outside of the facts already `taken`."""
    if not _PHONE_LIKE.search(text):
        return
    found: list[Fact] = []
    for region in regions:
        for match in phonenumbers.PhoneNumberMatcher(text, region, max_tries=20):
            number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
            fact = Fact("phone", match.start, match.end, number)
            if _NATIONAL.match(match.raw_string) and not fact.overlaps(found) and not fact.overlaps(taken):
                found.append(fact)
    yield from found
