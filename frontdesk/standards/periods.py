"""The days that a report is about: whole days of the desk (STD2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from frontdesk.staff import hours

EARLIEST, LATEST = date(2000, 1, 1), date(2999, 12, 31)
LONGEST = timedelta(days=366)


class InvalidPeriod(ValueError):
    """There can be no report of these days."""


@dataclass(frozen=True)
class Period:
    """Whole days of the desk, from `first` to `last` with both."""

    first: date
    last: date
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if not (EARLIEST <= self.first <= self.last <= LATEST and self.last - self.first <= LONGEST):
            raise InvalidPeriod

    @property
    def start(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.first, time(), self.zone)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), self.zone)

    def days(self) -> Iterator[date]:
        """Its days."""
        for number in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=number)


def named(first: date | None, last: date | None, at: datetime) -> Period:
    """The days from `first` to `last`; up to today, and 30 of them, where they are not named. Raises InvalidPeriod."""
    zone = hours.in_force().time_zone
    last = last or at.astimezone(zone).date()
    return Period(first or last - timedelta(days=29), last, zone)
