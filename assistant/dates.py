"""Dates in a message, absolute and relative, resolved against the day on which it was written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from assistant.fact import Fact
from assistant.words import any_of, pattern

Reader = Callable[[re.Match[str], str, date], "date | None"]

_MAX_UNITS = 1_000
_SOON = timedelta(days=60)
"""How far ahead a date without a year is still taken as the coming one."""


class DateFinder:
    """Finds dates told with the words of one language."""

    def __init__(self, words: Mapping[str, Any], day_first: bool) -> None:
        self._words = words
        self._day_first = day_first
        months, weekdays, ordinals = any_of(words["months"]), any_of(words["weekdays"]), any_of(words["ordinals"])
        number, unit = rf"(?P<count>\d{{1,3}}|{any_of(words['numbers'])})", rf"(?P<unit>{any_of(words['units'])})"
        year = r"(?:,?\s+(?P<year>(?:19|20)\d\d)\b)?"
        self._future = pattern(rf"\b{any_of(words['future'])}(?:\s+\w+)?\s+$")
        self._before_day = pattern(rf"\b{any_of(words['before_days'])}\s+$")
        self._readers: tuple[tuple[re.Pattern[str], Reader], ...] = (
            (pattern(r"\b(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b"), self._numbers),
            (
                pattern(
                    r"(?<![\d./-])(?P<first>\d{1,2})(?P<sign>[/.-])(?P<second>\d{1,2})(?P=sign)(?P<year>20\d\d|\d\d)(?![\d/])"
                ),
                self._numbers,
            ),
            (
                pattern(r"(?<![\d./,-])(?P<first>\d{1,2})/(?P<second>\d{1,2})(?![\d/]|\s*(?:stars?|out)\b)"),
                self._numbers,
            ),
            (
                pattern(
                    rf"\b(?:the\s+)?(?P<day>\d{{1,2}})(?:{ordinals})?\.?\s+(?:{any_of(words['of'])}\s+)?(?P<name>{months})\b\.?{year}"
                ),
                self._named,
            ),
            (
                pattern(rf"\b(?P<name>{months})\.?\s+(?:the\s+)?(?P<day>\d{{1,2}})(?:{ordinals})?\b(?![:.,]?\d){year}"),
                self._named,
            ),
            (pattern(rf"\b{number}\s+{unit}\s+{any_of(words['ago'])}\b"), self._ago),
            (pattern(rf"\b{any_of(words['ahead'])}\s+{number}\s+{unit}\b"), self._ahead),
            (pattern(rf"\b(?:the\s+)?{any_of(words['days'])}\b"), self._day_word),
            (pattern(rf"\b(?P<last>{any_of(words['last'])})\s+(?P<weekday>{weekdays})\b"), self._weekday),
            (pattern(rf"\b(?P<next>{any_of(words['next'])})\s+(?P<weekday>{weekdays})\b"), self._weekday),
            (pattern(rf"\b(?P<weekday>{weekdays})\b"), self._weekday),
            (
                pattern(
                    rf"\b(?P<which>{any_of((*words['last'], *words['next']))})\s+(?P<unit>{any_of(words['units'])})\b"
                ),
                self._neighbour,
            ),
            (
                pattern(
                    rf"\b{any_of(words['day_words'])}\s+the\s+(?P<day>\d{{1,2}}){ordinals}\b(?!\s+{any_of(words['counted'])})"
                ),
                self._day_of_month,
            ),
        )

    def find(self, text: str, today: date) -> Iterator[Fact]:
        """Dates of a cleaned text, none overlapping another; `value` is an ISO date."""
        found: list[Fact] = []
        for expression, read in self._readers:
            for match in expression.finditer(text):
                try:
                    when = read(match, text, today)
                except (ValueError, OverflowError):
                    continue
                start = match.start("day") if read == self._day_of_month else match.start()
                if when is not None:
                    fact = Fact("date", start, match.end(), when.isoformat())
                    if not fact.overlaps(found):
                        found.append(fact)
        yield from found

    def _expects_future(self, match: re.Match[str], text: str) -> bool:
        return bool(self._future.search(text[max(0, match.start() - 40) : match.start()]))

    def _numbers(self, match: re.Match[str], text: str, today: date) -> date | None:
        parts = match.groupdict()
        if parts.get("month"):
            return date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
        first, second = int(parts["first"]), int(parts["second"])
        day, month = (first, second) if self._day_first else (second, first)
        if month > 12:
            day, month = month, day
        if parts.get("year"):
            year = int(parts["year"])
            return date(year if year > 99 else 2000 + year, month, day)
        return _without_year(day, month, today, self._expects_future(match, text))

    def _named(self, match: re.Match[str], text: str, today: date) -> date | None:
        month, day = self._words["months"][match["name"].lower()], int(match["day"])
        if match["year"]:
            return date(int(match["year"]), month, day)
        return _without_year(day, month, today, self._expects_future(match, text))

    def _span(self, match: re.Match[str]) -> relativedelta:
        count = match["count"].lower()
        number = int(count) if count.isdigit() else self._words["numbers"][" ".join(count.split())]
        return _units(min(number, _MAX_UNITS), self._words["units"][match["unit"].lower()])

    def _ago(self, match: re.Match[str], text: str, today: date) -> date:
        return today - self._span(match)

    def _ahead(self, match: re.Match[str], text: str, today: date) -> date:
        return today + self._span(match)

    def _day_word(self, match: re.Match[str], text: str, today: date) -> date:
        words = match.group().lower().split()
        key = " ".join(words[1:] if words[0] == "the" else words)
        return today + timedelta(days=self._words["days"][key])

    def _weekday(self, match: re.Match[str], text: str, today: date) -> date | None:
        named, groups = match["weekday"].lower(), match.groupdict()
        told = groups.get("last") or groups.get("next")
        before = text[max(0, match.start() - 20) : match.start()]
        if named in self._words["weekdays_that_are_words"] and not told and not self._before_day.search(before):
            return None
        back = (today.weekday() - self._words["weekdays"][named]) % 7
        if groups.get("last"):
            return today - timedelta(days=back or 7)
        if groups.get("next") or self._expects_future(match, text):
            return today + timedelta(days=(7 - back) % 7 or 7)
        return today - timedelta(days=back)

    def _neighbour(self, match: re.Match[str], text: str, today: date) -> date:
        step = _units(1, self._words["units"][match["unit"].lower()])
        return today - step if match["which"].lower() in self._words["last"] else today + step

    def _day_of_month(self, match: re.Match[str], text: str, today: date) -> date:
        day = int(match["day"])
        future = any(re.search(rf"\b{word}\b", match.group(), re.IGNORECASE) for word in self._words["future"])
        for months in range(12):
            shifted = today.replace(day=1) + relativedelta(months=months if future else -months)
            try:
                when = shifted.replace(day=day)
            except ValueError:
                continue
            if when >= today if future else when <= today:
                return when
        raise ValueError(f"no month has a day {day}")


def _units(number: int, unit: str) -> relativedelta:
    return relativedelta(weeks=2 * number) if unit == "fortnights" else relativedelta(**{unit: number})


def _without_year(day: int, month: int, today: date, future: bool) -> date:
    """The next such date if the future is meant, otherwise the last, or a near one. Raises ValueError for no date."""
    candidates = []
    for year in range(today.year - 4, today.year + 5):
        try:
            candidates.append(date(year, month, day))
        except ValueError:
            continue
    if future:
        return min(when for when in candidates if when >= today)
    return max(when for when in candidates if when <= today + _SOON)
