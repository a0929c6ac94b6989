"""Reports: how the standards were kept, and what there is to learn, counted from the log (STD2, STD4, P4, PRIDE).

A clock belongs to the day on which it started, a promise to the day that was promised, a conversation to the day on
which it was opened, and everything else to the day on which it happened; days and hours are those of the desk.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk.clock import iso
from frontdesk.conversation import feelings
from frontdesk.desk.handoffs import Resolution, RootCause
from frontdesk.log import Author, Kind, StatusType
from frontdesk.staff import hours, teams
from frontdesk.standards import rollups, sla, standards
from frontdesk.standards.rollups import NONE, Clocked
from frontdesk.standards.sla import Clock
from frontdesk.standards.standards import Measure, Standard, Standards
from frontdesk.tables import AgentRow, EventRow
from frontdesk.wording import texts

Report = dict[str, Any]

EARLIEST, LATEST = date(2000, 1, 1), date(2999, 12, 31)
LONGEST = timedelta(days=366)
MOST_WORDS = 500
"""How many of the newest words of customers a report quotes."""
PLACES_AT_ONCE = 1000
MICROSECOND = timedelta(microseconds=1)
QUARTER = timedelta(minutes=15) // MICROSECOND
OFFERS = {
    StatusType.OFFER_MADE: "made",
    StatusType.OFFER_ACCEPTED: "accepted",
    StatusType.OFFER_DECLINED: "declined",
    StatusType.OFFER_CARRIED_OUT: "carried_out",
    StatusType.OFFER_FAILED: "failed",
}


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


@dataclass(frozen=True)
class Tally:
    """How often a standard was missed and met, as a pair in this order, by everything that it is counted by."""

    by_day: dict[date, list[int]] = field(default_factory=lambda: defaultdict(_none_yet))
    by_hour: dict[int, list[int]] = field(default_factory=lambda: defaultdict(_none_yet))
    by_agent: dict[str, list[int]] = field(default_factory=lambda: defaultdict(_none_yet))
    by_request_type: dict[str, list[int]] = field(default_factory=lambda: defaultdict(_none_yet))


class Counted(NamedTuple):
    """A status of the period that is counted, and the conversation that it stands in."""

    conversation_id: str
    at: int
    offset: int
    data: dict[str, Any]


def period(first: date | None, last: date | None, at: datetime) -> Period:
    """The days from `first` to `last`; up to today, and 30 of them, where they are not named. Raises InvalidPeriod."""
    zone = hours.in_force().time_zone
    last = last or at.astimezone(zone).date()
    return Period(first or last - timedelta(days=29), last, zone)


def make(session: Session, days: Period, at: datetime) -> Report:
    """The report of a period, as JSON. The tables of `report_tables` hold the same."""
    rules = standards.in_force()
    first, end = rollups.stamp(days.start), rollups.stamp(days.end)
    opened = 0
    felt: list[tuple[str, str]] = []
    tallies: dict[str, Tally] = defaultdict(Tally)
    counted: dict[str, list[Counted]] = defaultdict(list)
    is_met, local = _judge(rules, at), _clock_of(days.zone)
    for one in rollups.of_period(session, days.start, days.end):
        if first <= one.opened < end:
            opened += 1
            felt += [(one.levels[0], one.levels[-1])] if one.levels else []
        for clock in one.clocks:
            measure, started, _, _, by, request_type = clock
            if first <= started < end and (met := is_met(clock)) is not None:
                day, hour = local(started // QUARTER)
                tally = tallies[measure]
                tally.by_day[day][met] += 1
                tally.by_hour[hour][met] += 1
                tally.by_agent[by][met] += 1
                tally.by_request_type[request_type][met] += 1
        for type_, moment, offset, data in one.happened:
            if first <= moment < end:
                counted[type_].append(Counted(one.conversation_id, moment, offset, data))
    people = _People(session)
    return {
        "from": days.first.isoformat(),
        "to": days.last.isoformat(),
        "made_at": iso(at),
        "faults": [fault for fault in (hours.file().fault, standards.file().fault) if fault],
        "conversations": opened,
        "handoffs": len(counted[StatusType.HANDOFF_REQUESTED]),
        "standards": [_standard(name, standard, tallies[name], days, people) for name, standard in rules.each()],
        "causes": _causes(counted[StatusType.RESOLVED], days),
        "resolutions": _resolutions(counted[StatusType.RESOLVED]),
        "feelings": _feelings(felt),
        "offers": _offers({name: counted[type_] for type_, name in OFFERS.items()}),
        "not_understood": _not_understood(session, counted[StatusType.NOT_UNDERSTOOD]),
        "satisfaction": _satisfaction(session, counted[StatusType.RATED]),
    }


class _People:
    """Names and teams of the agents."""

    def __init__(self, session: Session) -> None:
        rows = session.execute(sa.select(AgentRow.id, AgentRow.name, AgentRow.team)).all()
        self._names = {row.id: row.name for row in rows}
        self._teams = {row.id: row.team for row in rows}

    def name(self, by: str) -> str:
        """How a report calls who has a clock."""
        return self._names.get(by) or _label("report.by", by or "nobody")

    def team(self, by: str) -> str:
        """The team of who has a clock, or none."""
        return self._teams.get(by) or NONE


def _judge(rules: Standards, at: datetime) -> Callable[[Clocked], bool | None]:
    """Whether a clock was kept; None for what no standard measures, and for what still can be."""
    kept = {str(name): (standard, standard.limit // MICROSECOND, standard.hours) for name, standard in rules.each()}

    def is_met(clock: Clocked) -> bool | None:
        measure, started, ended, failed, by, _ = clock
        if measure not in kept:
            return None
        standard, limit, calendar = kept[measure]
        if ended is not None and not failed and ended - started <= limit:  # open time is never more, and takes longer
            return True
        ended_at = None if ended is None else rollups.moment(ended)
        running = Clock(Measure(measure), 0, rollups.moment(started), by, ended_at, failed=failed)
        return sla.is_met(running, standard, at, calendar)

    return is_met


def _clock_of(zone: ZoneInfo) -> Callable[[int], tuple[date, int]]:
    """Day and hour of a quarter of an hour since 1970, within which no time zone changes."""

    @cache
    def local(quarter: int) -> tuple[date, int]:
        moment = rollups.moment(quarter * QUARTER).astimezone(zone)
        return moment.date(), moment.hour

    return local


def _standard(measure: Measure, standard: Standard, tally: Tally, days: Period, people: _People) -> Report:
    def by(counts: dict[str, list[int]], label: Callable[[str], str]) -> list[Report]:
        rows = [{"group": name, "label": label(name), **_share(*pair)} for name, pair in counts.items()]
        return sorted(rows, key=lambda row: (-row["total"], row["label"]))

    by_team: dict[str, list[int]] = defaultdict(_none_yet)
    for agent, (missed, met) in tally.by_agent.items():
        team = by_team[people.team(agent)]
        team[False] += missed
        team[True] += met
    hours_of_day = ((f"{hour:02}", pair) for hour, pair in sorted(tally.by_hour.items()))
    missed, met = (sum(pair[met] for pair in tally.by_day.values()) for met in (False, True))
    return {
        "measure": measure,
        "label": texts.text(f"report.measure.{measure}"),
        "words": standard.words,
        "goal": standard.share,
        "limit_seconds": standard.limit.total_seconds(),
        "calendar": standard.calendar,
        **_share(missed, met),
        "over_time": [{"day": day.isoformat(), **_share(*tally.by_day[day])} for day in days.days()],
        "by_team": by(by_team, lambda team: teams.name_of(team) or texts.text("report.no_team")),
        "by_agent": by(tally.by_agent, people.name),
        "by_request_type": by(tally.by_request_type, lambda name: _label("label.request_type", name)),
        "by_hour": [{"group": hour, "label": f"{hour}:00", **_share(*pair)} for hour, pair in hours_of_day],
    }


def _none_yet() -> list[int]:
    return [0, 0]


def _share(missed: int, met: int) -> Report:
    total = met + missed
    return {"met": met, "total": total, "share": met / total if total else None}


def _causes(resolved: Sequence[Counted], days: Period) -> Report:
    """Where closed matters came from (PRIDE), all in all and by the week."""
    weeks: dict[str, Counter[str]] = {_week(day): Counter() for day in days.days()}
    for event in resolved:
        if cause := event.data.get("root_cause"):
            weeks[_week(rollups.moment(event.at).astimezone(days.zone).date())][cause] += 1
    counted = sum(weeks.values(), Counter())
    return {
        "counts": [_counted("label.root_cause", cause, counted[cause]) for cause in RootCause],
        "over_time": [{"week": week, **{c: counts[c] for c in RootCause}} for week, counts in weeks.items()],
    }


def _resolutions(resolved: Sequence[Counted]) -> list[Report]:
    counted = Counter(str(event.data["resolution"]) for event in resolved)
    return [_counted("label.resolution", resolution, counted[resolution]) for resolution in Resolution]


def _feelings(told: Sequence[tuple[str, str]]) -> Report:
    """How customers felt in their first words and in their last."""
    steps = [feelings.LEVELS.index(last) - feelings.LEVELS.index(first) for first, last in told]
    start, end = Counter(first for first, _ in told), Counter(last for _, last in told)
    return {
        "start": {level: start[level] for level in feelings.LEVELS},
        "end": {level: end[level] for level in feelings.LEVELS},
        "better": sum(step < 0 for step in steps),
        "same": sum(step == 0 for step in steps),
        "worse": sum(step > 0 for step in steps),
    }


def _offers(happened: dict[str, list[Counted]]) -> list[Report]:
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for name, events in happened.items():
        for event in events:
            counted[str(event.data.get("offer"))][name] += 1
    rows = [
        {"offer": offer, "label": _label("label.offer", offer), **{name: counts[name] for name in OFFERS.values()}}
        for offer, counts in counted.items()
    ]
    return sorted(rows, key=lambda row: (-row["declined"], -row["made"], row["label"]))


def _not_understood(session: Session, found: Sequence[Counted]) -> Report:
    shown = [(e, e.data.get("offsets") or [e.offset]) for e in sorted(found, key=_newest_first)[:MOST_WORDS]]
    said = _events(session, [(event.conversation_id, offset) for event, offsets in shown for offset in offsets])

    def words(event: Counted, offsets: Sequence[int]) -> str:
        rows = [row for offset in sorted(offsets) if (row := said.get((event.conversation_id, offset)))]
        return "\n".join(row.text or "" for row in rows if (row.author, row.kind) == (Author.CUSTOMER, Kind.MESSAGE))

    return {
        "total": len(found),
        "said": [
            {
                "conversation_id": event.conversation_id,
                "offset": offsets[0],
                "at": iso(rollups.moment(event.at)),
                "words": words(event, offsets),
            }
            for event, offsets in shown
        ],
    }


def _satisfaction(session: Session, rated: Sequence[Counted]) -> Report:
    """What customers said of it: of a conversation that was rated more than once, the newest rating of the period."""
    newest = {event.conversation_id: event for event in rated}
    ratings = sorted(newest.values(), key=_newest_first)
    scores = Counter(int(event.data["score"]) for event in ratings)
    commented = [event for event in ratings if event.data["has_words"]][:MOST_WORDS]
    written = _events(session, [(event.conversation_id, event.offset) for event in commented])

    def by(name: str, group: str) -> list[Report]:
        groups: dict[str, list[int]] = defaultdict(list)
        for event in ratings:
            groups[event.data[name]].append(int(event.data["score"]))
        rows = [
            {"group": key, "label": _label(group, key), "count": len(given), "average": sum(given) / len(given)}
            for key, given in groups.items()
        ]
        return sorted(rows, key=lambda row: (-int(row["count"]), row["label"]))

    return {
        "count": len(ratings),
        "average": sum(n * score for score, n in scores.items()) / len(ratings) if ratings else None,
        "scores": [{"score": score, "count": scores[score]} for score in range(1, 6)],
        "by_request_type": by("request_type", "label.request_type"),
        "by_cause": by("cause", "label.cause"),
        "words": [
            {
                "conversation_id": event.conversation_id,
                "offset": event.offset,
                "at": iso(rollups.moment(event.at)),
                "score": event.data["score"],
                "words": row.data["comment"],
            }
            for event in commented
            if (row := written.get((event.conversation_id, event.offset)))
        ],
    }


def _newest_first(event: Counted) -> tuple[int, str, int]:
    return -event.at, event.conversation_id, event.offset


def _events(session: Session, places: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    """Author, kind, text and data of the events at these places: conversation and offset."""
    place = sa.tuple_(EventRow.conversation_id, EventRow.offset)
    columns = (EventRow.conversation_id, EventRow.offset, EventRow.author, EventRow.kind, EventRow.text, EventRow.data)
    found: dict[tuple[str, int], Any] = {}
    for first in range(0, len(places), PLACES_AT_ONCE):
        rows = session.execute(sa.select(*columns).where(place.in_(places[first : first + PLACES_AT_ONCE])))
        found |= {(row.conversation_id, row.offset): row for row in rows}
    return found


def _counted(group: str, name: str, count: int) -> Report:
    return {"value": name, "label": _label(group, name), "count": count}


def _label(group: str, name: str) -> str:
    """The words for a code; the code itself where a file no longer has it."""
    if not name:
        return texts.text("report.none")
    key = f"{group}.{name}"
    return texts.text(key) if texts.has_text(key) else name


def _week(day: date) -> str:
    """The Monday of a day's week."""
    return (day - timedelta(days=day.weekday())).isoformat()
