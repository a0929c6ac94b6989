"""What an offer needs, in the customer's words: an address, a time for a call (C3).

The words by which they are told are in `data/service/details/<language>.yml`.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from frontdesk.wording import words

PHONE_DIGITS = range(7, 16)
SOON = timedelta(hours=1)
SHORTEST_ADDRESS = 4
"""So many words it has at least, if no comma parts the town from the street."""
_PROPER = r"[A-Z\u00c0-\u00de][\w'’-]*"
_NAME = r"[A-Z\u00c0-\u00de][\w-][\w'’-]*"
_HOUSE = r"\d{1,5}(?:[/-]\d{1,4})?[A-Za-z]?"
_STREET = rf"(?:{_HOUSE},? {_PROPER}(?: {_PROPER}){{0,4}}|{_PROPER}(?: {_PROPER}){{0,4}} {_HOUSE})"
_PLACE = rf"(?:{_PROPER}|\d[\w-]*)(?: (?:{_PROPER}|\d[\w-]*))*"
_PHONE = re.compile(r"[+(]{0,2}\d[\d\s().\/-]{5,24}\d")
_NUMBER = re.compile(r"(?<!\w)\d{1,5}[A-Za-z]?(?!\w)")
_END = r"(?=\s*(?:$|[,;!?)\n]|\.(?:\s|$)|\s[a-z]))"


@dataclass(frozen=True)
class _Words:
    """The patterns of one language."""

    address: re.Pattern[str]
    street: re.Pattern[str]
    lead_in: re.Pattern[str]
    lead_out: re.Pattern[str]
    max_address: int
    price: re.Pattern[str]
    clock: re.Pattern[str]
    part: re.Pattern[str]
    parts: dict[str, int]
    soon: re.Pattern[str]
    am: frozenset[str]
    pm: frozenset[str]
    afternoon_up_to: int


def address_in(text: str, language: str) -> str | None:
    """A whole address (street, house number and town) that stands in a text; the last one counts.

    Only what is an address without doubt: what is told in another form is asked for.
    """
    found = [match["address"] for match in _words(language).address.finditer(text)]
    return _in_one_line(found[-1]) if found else None


def address_of(answer: str, language: str) -> str | None:
    """The address that an answer to the question for it is; None if it can be none."""
    told_by = _words(language)
    said = _in_one_line(answer)
    while (match := told_by.lead_in.match(said)) and match.end():
        said = said[match.end() :].lstrip(" ,:.-")
    said = told_by.lead_out.sub("", said).strip(" ,;.!")
    is_whole = len(said.split()) >= SHORTEST_ADDRESS or "," in said
    is_one = is_whole and len(said) <= told_by.max_address and "?" not in said
    return said if is_one and any(c.isdigit() for c in said) else address_in(answer, language)


def is_price(text: str, start: int, language: str) -> bool:
    """Whether the amount that begins at `start` is what something costs, and no wish."""
    return _words(language).price.search(text[:start]) is not None


def phone_of(answer: str) -> str | None:
    """The phone number that an answer to the question for it is, as it was typed; None if it can be none."""
    found = _PHONE.search(answer)
    digits = sum(map(str.isdigit, found[0])) if found else 0
    return found[0].strip() if found and digits in PHONE_DIGITS else None


def street_in(text: str, language: str) -> str | None:
    """A street with its house number, without a town; the last one counts, and one that is denied does not."""
    said = _what_counts(text, language)
    found = [m for m in _words(language).street.finditer(said) if not words.is_denied(said, m.start())]
    return _in_one_line(found[-1][0]) if found else None


def corrected_address(address: str, correction: str, language: str) -> str | None:
    """The address with the street or the one number that a correction names ("15 Mill Lane"; "18, not 8"; "number 6").

    None if it names no other.
    """
    correction = _what_counts(correction, language)
    _, comma, town = address.partition(",")
    street = street_in(correction, language)
    if street and street not in town:  # "1207 Geneva" looks like one
        right_one = f"{street}{comma}{town}"
        return right_one if right_one != address else None
    numbers = [(m[0], words.is_denied(correction, m.start())) for m in _NUMBER.finditer(correction)]
    right = [number for number, denied in numbers if not denied]
    wrong = [number for number, denied in numbers if denied]
    known = [m[0] for m in _NUMBER.finditer(address if wrong else address.partition(",")[0])]
    replaced = [number for number in known if not wrong or number in wrong]
    if len(right) != 1 or len(replaced) != 1 or right == replaced:
        return None
    return re.sub(rf"(?<!\w){replaced[0]}(?!\w)", right[0], address, count=1)


def _what_counts(text: str, language: str) -> str:
    """The text behind "I meant", or behind a no in front of it all: what follows is not what is denied."""
    meant = words.says("answers", "meant", language).search(text)
    begun = meant or words.says("answers", "says_no", language).match(text)
    return text[begun.end() :] if begun else text


def call_time(text: str, day: date | None, at: datetime, language: str) -> datetime | None:
    """The moment for a call that a text asks for; None if it names no time of day.

    `day` is the day that it names, `at` the moment of writing. A time that has passed is one of the next day.
    """
    told_by = _words(language)
    said = _hour(text, told_by)
    if said is None:
        if not told_by.soon.search(text):
            return None
        return at + SOON if day is None or day <= at.date() else datetime.combine(day, time(9), UTC)
    moment = datetime.combine(day or at.date(), said, UTC)
    return moment if moment > at else datetime.combine(at.date() + timedelta(days=1), said, UTC)


def _hour(text: str, words: _Words) -> time | None:
    for match in words.clock.finditer(text):
        told = match["hour"] or match["clock"] or match["bare"]
        hour, minute = int(told), int(match["minute"] or match["of_clock"] or 0)
        half = (match["half"] or "").casefold()
        if half in words.pm and hour < 12:
            hour += 12
        elif half in words.am:
            hour %= 12
        elif 1 <= hour <= words.afternoon_up_to and not told.startswith("0"):
            hour += 12
        if hour < 24 and minute < 60:
            return time(hour, minute)
    part = words.part.search(text)
    return time(words.parts[part[0].casefold()]) if part else None


def _in_one_line(text: str) -> str:
    lines = [line.strip(" ,;.") for line in text.splitlines()]
    return re.sub(r"\s+", " ", ", ".join(line for line in lines if line))


@cache
def _words(language: str) -> _Words:
    written = words.entries("details", language)
    times = written["time"]
    halves = "|".join(re.escape(word) for word in sorted([*times["am"], *times["pm"], *times["clock"]], key=len)[::-1])
    before = "|".join(times["before_hour"])
    streets = "|".join(words.entries("facts", language)["numbers"]["streets"])
    clock = (
        rf"(?<![\d.:/-])(?:(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d{{2}}))?\s?(?P<half>{halves})(?!\w)"
        rf"|(?P<clock>\d{{1,2}})[:.](?P<of_clock>\d{{2}})(?!\d)|(?<!\w)(?:{before})\s(?P<bare>\d{{1,2}})(?![\d.:/]|\w|\s*%))"
    )
    return _Words(
        address=re.compile(
            rf"(?:^|[:\n]\s*|(?<!\w)(?:{'|'.join(written['address']['before'])})\s)"
            rf"(?P<address>{_STREET}(?:\s*[,\n]\s*{_PLACE})+){_END}"
        ),
        street=re.compile(
            rf"(?<!\w)(?:{_HOUSE} {_NAME}(?: {_NAME}){{0,3}}|{_HOUSE} (?:\w+ ){{1,3}}(?i:{streets})"
            rf"|(?:{_NAME} ){{0,3}}\w*(?i:{streets}) {_HOUSE})(?!\w)"
        ),
        lead_in=re.compile("(?:" + "|".join(written["address"]["lead_ins"]) + r")(?!\w)", re.IGNORECASE),
        lead_out=re.compile(r"[\s,.!-]+(?:" + "|".join(written["address"]["lead_outs"]) + r")[\s.!]*$", re.IGNORECASE),
        max_address=int(written["address"]["max_length"]),
        price=re.compile(
            r"(?<!\w)(?:" + "|".join(written["amount"]["prices"]) + r")(?:\s+\w+){0,2}[\s:]*$", re.IGNORECASE
        ),
        clock=re.compile(clock, re.IGNORECASE),
        part=words.pattern(times["parts"]),
        parts=times["parts"],
        soon=words.pattern(times["soon"]),
        am=frozenset(times["am"]),
        pm=frozenset(times["pm"]),
        afternoon_up_to=int(times["afternoon_up_to"]),
    )
