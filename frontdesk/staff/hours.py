"""Business hours: when people are at the desk, and arithmetic in open time (`data/service/hours.yml`; STD2, G1 to G4).

Moments have a time zone and come back in UTC. Open time runs on the real clock: an hour that summer time skips is
not open, one that it repeats is open twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

import holidays
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, model_validator

from frontdesk import yaml_lines
from frontdesk.living_file import LivingFile
from frontdesk.settings import ROOT, load_settings

AROUND_THE_CLOCK_FILE = ROOT / "data" / "service" / "around_the_clock.yml"
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
NO_TIME = timedelta(0)
LONGEST_CLOSED = timedelta(days=2 * 366)
LONGEST_HOLIDAY = timedelta(days=366)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class NeverOpen(ValueError):
    """The desk is closed for years to come."""


def _shift_of(value: object) -> "Shift":
    """09:00-12:30 as time of day from the day's beginning; an end at or before the beginning is of the next day."""
    fault = f"{value!r} are no hours; write them as 09:00-17:30, with quotes around them"
    parts = [_time_of(part) for part in str(value).split("-")]
    match parts:
        case [timedelta() as opens, timedelta() as closes] if opens < DAY:
            return Shift(opens, closes if closes > opens else closes + DAY)
    raise ValueError(fault)


def _time_of(text: str) -> timedelta | None:
    hours, colon, minutes = text.strip().partition(":")
    if not (colon and hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2):
        return None
    value = timedelta(hours=int(hours), minutes=int(minutes))
    return value if int(minutes) < 60 and value <= DAY else None


def _zone_of(value: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(value))
    except (OSError, ValueError, KeyError):
        raise ValueError(f"there is no time zone {value!r}; write a name such as Europe/Berlin") from None


def _closed_of(value: object) -> "Closed":
    days = value if isinstance(value, list) else [value, value]
    try:
        first, last = (date.fromisoformat(str(day)) for day in days)
    except ValueError:
        raise ValueError(f"{value!r} is no day; write 2026-12-24, or [2026-12-24, 2026-12-31]") from None
    if not NO_TIME <= last - first <= LONGEST_HOLIDAY:
        raise ValueError(f"{first} to {last} should go forward, and be at most a year")
    return Closed(first, last)


@dataclass(frozen=True)
class Shift:
    """Open from `opens` to `closes`, times of the clock counted from the beginning of a day; up to 48 hours."""

    opens: timedelta
    closes: timedelta


@dataclass(frozen=True)
class Closed:
    """Days of one's own on which the desk is closed, from `first` to `last` with both."""

    first: date
    last: date


class Holidays(BaseModel):
    """Whose public holidays are kept: ISO 3166 codes of a country and, if any, its region."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    country: str
    region: str | None = None

    @model_validator(mode="after")
    def _known(self) -> Self:
        regions = holidays.list_supported_countries().get(self.country)
        if regions is None:
            raise ValueError(f"the holidays of {self.country!r} are not known; write a code of ISO 3166 such as DE")
        if self.region is not None and self.region not in regions:
            raise ValueError(f"{self.country} has no region {self.region!r}; it has {', '.join(regions) or 'none'}")
        return self


class Hours(BaseModel):
    """A calendar of the desk; the head of the file explains each key."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
    time_zone: Annotated[ZoneInfo, BeforeValidator(_zone_of)]
    holidays: Holidays | None = None
    open: dict[Weekday, tuple[Annotated[Shift, BeforeValidator(_shift_of)], ...]]
    closed: tuple[Annotated[Closed, BeforeValidator(_closed_of)], ...] = Field(())
    _known: dict[date, tuple[tuple[datetime, datetime], ...]] = PrivateAttr(default_factory=dict)
    """The open spans of days that were asked for."""

    @model_validator(mode="after")
    def _opens(self) -> Self:
        if not any(self.open.values()):
            raise ValueError("the desk is never open; give `open` a day with hours")
        return self

    def is_closed_on(self, day: date) -> bool:
        """Whether a whole day is closed: a public holiday, or one of the desk's own."""
        if any(closed.first <= day <= closed.last for closed in self.closed):
            return True
        kept = self.holidays
        return kept is not None and day in _public_holidays(kept.country, kept.region, day.year)


def is_open(at: datetime, hours: Hours | None = None) -> bool:
    """Whether people are at the desk at `at`; they are at the minute of opening, and no longer at that of closing."""
    return next_open(at, hours) == at


def next_open(at: datetime, hours: Hours | None = None) -> datetime:
    """When people are at the desk: `at` itself while it is open, or else the next opening. Raises NeverOpen."""
    return next(_spans(at, hours or in_force()))[0]


def day_of(at: datetime) -> date:
    """The day of a moment on the clock of the desk."""
    return at.astimezone(in_force().time_zone).date()


def add_open_time(at: datetime, duration: timedelta, hours: Hours | None = None) -> datetime:
    """The first moment at which `duration` of open time has passed since `at`. Raises NeverOpen."""
    if duration < NO_TIME:
        raise ValueError(f"open time goes forward, not by {duration}")
    if not duration:
        return at.astimezone(UTC)
    left = duration
    spans = _spans(at, hours or in_force())
    while True:
        opens, closes = next(spans)
        if left <= closes - opens:
            return opens + left
        left -= closes - opens


def open_time_between(start: datetime, end: datetime, hours: Hours | None = None) -> timedelta:
    """How much open time lies between two moments; none if the end is not after the start."""
    total = NO_TIME
    if end <= start:
        return total
    try:
        for opens, closes in _spans(start, hours or in_force()):
            if opens >= end:
                break
            total += min(closes, end) - opens
    except NeverOpen:
        pass
    return total


def read(path: Path) -> Hours:
    """The calendar of a file. Raises InvalidFile with file, line and cure."""
    return yaml_lines.read(path, Hours)


def in_force() -> Hours:
    """The calendar of the desk as it holds now. Raises InvalidFile when the file was never good."""
    return file().in_force()


@cache
def file() -> LivingFile[Hours]:
    """The file of the desk, `HELPLINE_HOURS_FILE`; its `fault` says what is wrong with it now."""
    return LivingFile(load_settings().hours_file, read)


@cache
def around_the_clock() -> Hours:
    """The calendar in which all time is open."""
    return read(AROUND_THE_CLOCK_FILE)


def _spans(at: datetime, hours: Hours) -> Iterator[tuple[datetime, datetime]]:
    """Open spans in UTC from `at` on, in order, none over another, for ever. Raises NeverOpen."""
    known, reached = hours._known, at.astimezone(UTC)
    day = reached.astimezone(hours.time_zone).date() - 2 * DAY
    last_open = day
    while day - last_open <= LONGEST_CLOSED:
        if day not in known:
            known[day] = tuple(_spans_of(day, hours))
        for opens, closes in known[day]:
            last_open = day
            if closes > reached:
                yield max(opens, reached), closes
                reached = closes
        day += DAY
    raise NeverOpen(f"the desk is closed from {last_open} on")


def _spans_of(day: date, hours: Hours) -> Iterator[tuple[datetime, datetime]]:
    """The shifts of one day in UTC, in order."""
    if hours.is_closed_on(day):
        return
    for shift in sorted(hours.open.get(_weekday(day), ()), key=lambda shift: shift.opens):
        opens, closes = _moment(day, shift.opens, hours.time_zone, 0), _moment(day, shift.closes, hours.time_zone, 1)
        if opens < closes:
            yield opens, closes


def _moment(day: date, clock: timedelta, zone: ZoneInfo, fold: int) -> datetime:
    """When the clock on the wall shows `clock` of `day`; of a time that comes twice the first or second (`fold`).

    A time that is skipped is the moment at which the clock is put forward.
    """
    local = datetime.combine(day, time()) + clock
    moment = local.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local:
        return moment
    before, after = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (1, 0))
    winter = before.astimezone(zone).utcoffset()
    while after - before > SECOND:
        middle = before + (after - before) // 2
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == winter else (before, middle)
    return after.replace(microsecond=0)


def _weekday(day: date) -> Weekday:
    weekday: Weekday = WEEKDAYS[day.weekday()]  # type: ignore[assignment]
    return weekday


@lru_cache(maxsize=256)
def _public_holidays(country: str, region: str | None, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, subdiv=region, years=year))
