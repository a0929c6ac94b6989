"""E-mail addresses and phone numbers in a message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat

from assistant.fact import Fact, Places
from assistant.words import Follows

_EMAIL = re.compile(r"(?<![\w.+-])\w[\w.%+'-]{0,63}@(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}(?![\w@])")
_RUN = re.compile(r"(?<![\w+])(?<!\w-)[(\[]{0,2}\+?[(\[]{0,2}\d(?:[\s().\[\]/~-]{0,4}\d){6,}")
_PARTS = tuple(map(re.compile, (r"[^/]+", r"\(?[^(]+", r"(?<=\s)[(0].+", r"(?:(?!\s-\s|--).)+", r"\S+")))
"""Two numbers of one run may be parted by a slash, a bracket, the 0 of the second, a dash or a space."""
_SURE = re.compile(r"[(+0]|\d{10,11}$")
"""How a number looks of which the groups do not matter."""
_DIGITS = range(7, 16)
_LONG_DIGITS = range(10, 16)
"""As many as a number has at least that is told without the 0 or the country code before it."""
_MAX_LOOKUPS = 40
"""Numbers that are looked up in one message; nobody tells so many."""


def emails(text: str) -> Iterator[Fact]:
    """E-mail addresses of a cleaned text, in lower case."""
    for match in _EMAIL.finditer(text):
        yield Fact("email", *match.span(), match.group().lower())


def phones(text: str, regions: Sequence[str], places: Places, of_others: Follows) -> Iterator[Fact]:
    """Phone numbers of a cleaned text at free places, as E.164.

    A number without a country code belongs to the first of the regions in which it is written like this, or else to
    the first in which it exists. What follows the name of another number ("tracking number") is none.
    """
    lookups = 0
    for run in _RUN.finditer(places.without_held(text)):
        if of_others(text, run.start()):
            continue
        for start, end in _candidates(run):
            if not places.free(start, end) or text[end : end + 1].isalpha():
                continue
            lookups += 1
            if lookups > _MAX_LOOKUPS:
                return
            number = _e164(text[start:end], regions)
            if number and places.hold(fact := Fact("phone", start, end, number)):
                yield fact


def _candidates(run: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Places in a run that have as many digits as a phone number: the whole run, then its parts."""
    spans = [run.span(), *(part.span() for parts in _PARTS for part in parts.finditer(run.string, *run.span()))]
    for start, end in dict.fromkeys(spans):
        part = run.string[start:end]
        inner = part.strip(" -/.~)]")
        if sum(map(str.isdecimal, inner)) in _DIGITS:
            start += part.index(inner)
            yield start, start + len(inner)


def _e164(raw: str, regions: Sequence[str]) -> str | None:
    groups = re.findall(r"\d+", raw)
    found = [number for region in (regions[:1] if "+" in raw else regions) if (number := _number(raw, groups, region))]
    sure = found if _SURE.match(raw) else []
    if found and len(sure) != 1:
        sure = [number for number in found if _written_as(number, groups)] or sure
    return phonenumbers.format_number(sure[0], PhoneNumberFormat.E164) if sure else None


def _number(raw: str, groups: list[str], region: str) -> PhoneNumber | None:
    if "+" not in raw and not _possible(region).fullmatch("".join(groups)):
        return None
    try:
        number = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _written_as(number: PhoneNumber, groups: list[str]) -> bool:
    """Whether these are the groups of digits in which the number is written, at home or abroad."""
    at_home = re.findall(r"\d+", phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL))
    abroad = re.findall(r"\d+", phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL))
    return groups in (at_home, abroad) or (groups == abroad[1:] and len("".join(groups)) in _LONG_DIGITS)


@lru_cache
def _possible(region: str) -> re.Pattern[str]:
    """An expression for all digits that may be a number of a region; most others are told by it without a look-up."""
    about = phonenumbers.PhoneMetadata.metadata_for_region(region)
    general = about.general_desc.national_number_pattern
    return re.compile(
        rf"(?:{about.international_prefix})\d+|(?:{about.country_code})?(?:{about.national_prefix_for_parsing})?(?:{general})"
    )
