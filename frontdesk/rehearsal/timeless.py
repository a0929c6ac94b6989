"""Texts without what differs from run to run: days stand in one fixed calendar, and references are masked."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Literal

from babel.dates import format_date, get_day_names, get_month_names

from frontdesk.wording import texts

STORY_DAY = date(2031, 6, 12)
"""The day on which every conversation that is written down begins."""
REFERENCE = re.compile(r"\b(?P<kind>[A-Z]{1,4})-[0-9A-F]{8}\b")
DOCUMENT = re.compile(r"https?://[^\s/]+(?P<path>/demo/documents/[A-Z]-\d+)-[\w-]+")
CODE = re.compile(r"(?<![\d-])\d{6}(?!\d)")
ISO_DAY = re.compile(r"\b20\d\d-\d\d-\d\d\b")


def timeless(text: str, today: date, days_passed: int = 0, counted: Mapping[date, date] | None = None) -> str:
    """`text`, written on `today`, as it would have been written so many days after the story began.

    `counted`: days that are not so many days ahead whatever the day of the week, with the days that they become.
    """
    ahead = STORY_DAY + timedelta(days=days_passed) - today
    text = _day_in_words().sub(lambda found: _moved_words(found, today, ahead, counted or {}), text)
    text = ISO_DAY.sub(lambda found: (date.fromisoformat(found[0]) + ahead).isoformat(), text)
    text = DOCUMENT.sub(r"https://fernhill.example\g<path>-…", text)
    text = REFERENCE.sub(r"\g<kind>-…", text)
    return CODE.sub("······", text)


def in_words(day: date) -> str:
    """A day as the assistant says it: Friday 21 November."""
    return str(format_date(day, "EEEE d MMMM", locale=texts.DEFAULT_LANGUAGE))


@cache
def _day_in_words() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_names('day'))}) (?P<day>\d\d?) (?P<month>{'|'.join(_names('month'))})\b")


@cache
def _names(of: Literal["day", "month"]) -> tuple[str, ...]:
    names = get_day_names if of == "day" else get_month_names
    return tuple(map(str, names("wide", locale=texts.DEFAULT_LANGUAGE).values()))


def _moved_words(found: re.Match[str], today: date, ahead: timedelta, counted: Mapping[date, date]) -> str:
    month, day = _names("month").index(found["month"]) + 1, int(found["day"])
    try:
        near = [date(today.year + years, month, day) for years in (-1, 0, 1)]
    except ValueError:  # a 29 February
        return found[0]
    meant = min(near, key=lambda moment: abs(moment - today))
    return in_words(counted.get(meant, meant + ahead))
