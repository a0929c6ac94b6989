"""Dates in a message, absolute and relative, resolved against the day on which it was written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from dateutil.relativedelta import relativedelta

from assistant.fact import Fact, Places
from assistant.words import any_of, lowered

Reader = Callable[[re.Match[str], str, date], "date | None"]

_GAP = re.compile(r",?\s+(?:the\s+)?")
_MAX_UNITS = 1_000
_SOON = timedelta(days=60)
"""How far ahead a date without a year is still taken as the coming one."""


class DateFinder:
    """Finds dates told with the words of one language."""

    def __init__(self, words: Mapping[str, Any], day_first: bool) -> None:
        self._words = words
        self._day_first = day_first
        months, weekdays, ordinals = any_of(words["months"]), any_of(words["weekdays"]), any_of(words["ordinals"])
        span = rf"(?P<count>\d{{1,3}}|{any_of(words['numbers'])})\s*(?P<unit>{any_of(words['units'])})"
        last, next_, this = any_of(words["last"]), any_of(words["next"]), any_of(words["this"])
        which = rf"(?P<which>{any_of((*words['last'], *words['next'], *words['this']))})"
        of, year = any_of(words["of"]), r"(?:,?\s+(?P<year>(?:19|20)\d\d)\b)?"
        self._future = re.compile(rf"\b{any_of(words['future'])}(?:\s+\w+)?\s+$")
        self._before_day = re.compile(rf"\b{any_of(words['before_days'])}\s+$")
        self._no_day = re.compile(rf"\b{any_of(words['no_days_after'])}\s+$")
        readers: tuple[tuple[str, Reader], ...] = (
            (
                r"(?<![\d./-])(?P<year>20\d\d)(?P<sign>[/.-])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?!\d|[./-]\d)",
                self._numbers,
            ),
            (
                r"(?<![\d./-])(?P<first>\d{1,2})(?P<sign>[/.-])(?P<second>\d{1,2})(?P=sign)(?P<year>20\d\d|\d\d)"
                r"(?!\d|[./-]\d)",
                self._numbers,
            ),
            (
                rf"(?<![\d./,-])(?!{any_of(words['no_dates'])})(?P<first>\d{{1,2}})/(?P<second>\d{{1,2}})"
                rf"(?![\d/]|\s*{any_of(words['counted_parts'])}\b)",
                self._numbers,
            ),
            (
                rf"\b(?:the\s+)?(?P<day>\d{{1,2}})(?:{ordinals})?\.?\s+(?:{of}\s+)?(?P<name>{months})\b\.?{year}",
                self._named,
            ),
            (
                rf"\b(?P<name>{months})\.?\s+(?:the\s+)?(?P<day>\d{{1,2}})(?:{ordinals})?\b(?![:.,]?\d){year}",
                self._named,
            ),
            (
                rf"\b(?:the\s+)?(?P<day>\d{{1,2}})(?:{ordinals})?\s+{of}\s+{which}\s+{any_of(words['month'])}\b",
                self._in_month,
            ),
            (
                rf"\b(?P<part>{any_of(words['parts'])})(?:-|\s+{of}\s+)(?:the\s+)?(?:{which}\s+)?"
                rf"(?:(?P<name>{months})|(?P<unit>{any_of((*words['month'], *words['year']))}))\b\.?{year}",
                self._part,
            ),
            (rf"\b{span}\s+{any_of(words['ago'])}\b", self._ago),
            (rf"\b{span}\s+{any_of(words['from_now'])}\b", self._ahead),
            (rf"\b{any_of(words['ahead'])}\s+{span}\b", self._ahead),
            (rf"\b(?:the\s+)?(?P<word>{any_of(words['days'])})\b", self._day_word),
            (
                rf"\b{any_of(words['day_words'])}\s+the\s+(?P<day>\d{{1,2}}){ordinals}\b(?!\s+{any_of(words['counted'])})",
                self._day_of_month,
            ),
            (rf"\b{weekdays},?\s+(?:the\s+)?(?P<day>\d{{1,2}}){ordinals}\b", self._day_of_month),
            (
                rf"\b(?P<weekday>{weekdays}),?\s+(?:{of}\s+)?(?P<which>{last}|{next_}|{this})\s+{any_of(words['week'])}\b",
                self._in_week,
            ),
            (
                rf"\b(?P<which>{last}|{next_}|{this})\s+{any_of(words['week'])}\s+(?:on\s+)?(?P<weekday>{weekdays})\b",
                self._in_week,
            ),
            (rf"\b(?P<last>{last})\s+(?P<weekday>{weekdays})\b", self._weekday),
            (rf"\b(?P<next>{next_})\s+(?P<weekday>{weekdays})\b", self._weekday),
            (rf"\b(?P<weekday>{weekdays})\b", self._weekday),
            (rf"\b(?P<which>{last}|{next_})\s+(?P<unit>{any_of(words['units'])})\b", self._neighbour),
        )
        self._readers = tuple((re.compile(expression), read) for expression, read in readers)

    def find(self, text: str, today: date, places: Places) -> Iterator[Fact]:
        """Dates of a cleaned text at free places; `value` is an ISO date."""
        low = lowered(text)
        for expression, read in self._readers:
            for match in expression.finditer(low):
                if read == self._weekday and self._belongs_to_date(match, low, places):
                    continue
                try:
                    when = read(match, low, today)
                except (ValueError, OverflowError):
                    continue
                if when is not None:
                    start = match.start("day") if read == self._day_of_month else match.start()
                    fact = Fact("date", start, match.end(), when.isoformat())
                    if places.hold(fact):
                        yield fact

    def _belongs_to_date(self, match: re.Match[str], text: str, places: Places) -> bool:
        """Whether the weekday of a date was told with it: "Friday, 13 November"."""
        gap = _GAP.match(text, match.end())
        return gap is not None and not places.free(gap.end(), gap.end() + 1)

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
        month, day = self._words["months"][match["name"]], int(match["day"])
        if match["year"]:
            return date(int(match["year"]), month, day)
        return _without_year(day, month, today, self._expects_future(match, text))

    def _span(self, match: re.Match[str]) -> relativedelta:
        count = match["count"]
        number = int(count) if count.isdigit() else self._words["numbers"][" ".join(count.split())]
        return _units(min(number, _MAX_UNITS), self._words["units"][match["unit"]])

    def _ago(self, match: re.Match[str], text: str, today: date) -> date:
        return today - self._span(match)

    def _ahead(self, match: re.Match[str], text: str, today: date) -> date:
        return today + self._span(match)

    def _day_word(self, match: re.Match[str], text: str, today: date) -> date:
        return today + timedelta(days=self._words["days"][" ".join(match["word"].split())])

    def _in_month(self, match: re.Match[str], text: str, today: date) -> date:
        return _month(today, self._step(match)).replace(day=int(match["day"]))

    def _part(self, match: re.Match[str], text: str, today: date) -> date | None:
        part, step = self._words["parts"][match["part"]], self._step(match) if match["which"] else 0
        if match["name"] is None:
            if match["unit"] in self._words["month"]:
                return _day_of_part(_month(today, step), part)
            return None if part == "middle" else date(today.year + step, *((1, 1) if part == "start" else (12, 31)))
        month = self._words["months"][match["name"]]
        if match["year"] or match["which"]:
            return _day_of_part(date(int(match["year"] or today.year + step), month, 1), part)
        first = _without_year(1, month, today, self._expects_future(match, text))
        return _day_of_part(first, part)

    def _step(self, match: re.Match[str]) -> int:
        """-1, 0 or 1 for the last, this or the next."""
        which = match["which"]
        return -1 if which in self._words["last"] else int(which in self._words["next"])

    def _in_week(self, match: re.Match[str], text: str, today: date) -> date:
        monday = today - timedelta(days=today.weekday())
        return monday + timedelta(weeks=self._step(match), days=self._words["weekdays"][match["weekday"]])

    def _weekday(self, match: re.Match[str], text: str, today: date) -> date | None:
        named, groups = match["weekday"], match.groupdict()
        told = groups.get("last") or groups.get("next")
        before = text[max(0, match.start() - 20) : match.start()]
        if self._no_day.search(before):
            return None
        if named in self._words["weekdays_that_are_words"] and not told and not self._before_day.search(before):
            return None
        back = (today.weekday() - self._words["weekdays"][named]) % 7
        if groups.get("last"):
            return today - timedelta(days=back or 7)
        if groups.get("next") or self._expects_future(match, text):
            return today + timedelta(days=(7 - back) % 7 or 7)
        return today - timedelta(days=back)

    def _neighbour(self, match: re.Match[str], text: str, today: date) -> date:
        return today + self._step(match) * _units(1, self._words["units"][match["unit"]])

    def _day_of_month(self, match: re.Match[str], text: str, today: date) -> date:
        day = int(match["day"])
        future = self._future.search(text[max(0, match.start("day") - 40) : match.start("day")]) is not None
        for months in range(12):
            try:
                when = _month(today, months if future else -months).replace(day=day)
            except ValueError:
                continue
            if when >= today if future else when <= today:
                return when
        raise ValueError(f"no month has a day {day}")


@lru_cache
def _units(number: int, unit: str) -> relativedelta:
    return relativedelta(weeks=2 * number) if unit == "fortnights" else relativedelta(**{unit: number})


def _month(today: date, step: int) -> date:
    """The first day of the month so many months later."""
    years, month = divmod(today.month - 1 + step, 12)
    return date(today.year + years, month + 1, 1)


def _day_of_part(first: date, part: str) -> date:
    """The start, the middle or the end of the month that begins on `first`."""
    return {"start": first, "middle": first.replace(day=15), "end": _month(first, 1) - timedelta(days=1)}[part]


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
