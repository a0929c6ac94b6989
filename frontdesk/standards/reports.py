"""Reports: how the standards were kept, and what there is to learn, counted from the log alone (STD2, STD4, P4, PRIDE).

A clock belongs to the day on which it started, a promise to the day that was promised, a conversation to the day on
which it was opened, and everything else to the day on which it happened; days and hours are those of the desk.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.clock import iso
from frontdesk.conversation import feelings
from frontdesk.desk.handoffs import Resolution, RootCause
from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.staff import hours, teams
from frontdesk.standards import sla, standards
from frontdesk.standards.sla import Clock
from frontdesk.standards.standards import Measure, Standard, Standards
from frontdesk.tables import AgentRow, ConversationRow, EventRow
from frontdesk.wording import texts

Report = dict[str, Any]

EARLIEST, LATEST = date(2000, 1, 1), date(2999, 12, 31)
LONGEST = timedelta(days=366)
MOST_WORDS = 500
"""How many of the newest words of customers a report quotes."""
NONE = ""
"""The group of what belongs to none: no request was heard, nobody has it."""
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

    def has(self, moment: datetime) -> bool:
        """Whether `moment` lies in it."""
        return self.start <= moment < self.end

    def days(self) -> Iterator[date]:
        """Its days."""
        for number in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=number)


@dataclass(frozen=True)
class Measured:
    """A clock that has ended or is late, and what it is counted by."""

    measure: Measure
    met: bool
    day: date
    hour: int
    agent: str
    request_type: str


@dataclass(frozen=True)
class _Told:
    """A conversation of the period: its messages and statuses, in order, and the feelings in it."""

    id: str
    created_at: datetime
    events: Sequence[Event]
    levels: Sequence[str]

    def heard(self, offset: int, name: str) -> str:
        """The request type or cause that was heard last before `offset`, or the first after it."""
        heard = [e for e in self.events if e.type == StatusType.REQUEST_HEARD and e.data.get(name)]
        before = [e for e in heard if e.offset <= offset]
        return str((before[-1] if before else heard[0]).data[name]) if heard else NONE


def period(first: date | None, last: date | None, at: datetime) -> Period:
    """The days from `first` to `last`; up to today, and 30 of them, where they are not named. Raises InvalidPeriod."""
    zone = hours.in_force().time_zone
    last = last or at.astimezone(zone).date()
    return Period(first or last - timedelta(days=29), last, zone)


def make(session: Session, days: Period, at: datetime) -> Report:
    """The report of a period, as JSON. The tables of `tables` hold the same."""
    rules = standards.in_force()
    told = list(_conversations(session, days))
    measured = [m for one in told for m in _measured(one, rules, days, at)]
    people = _People(session)
    return {
        "from": days.first.isoformat(),
        "to": days.last.isoformat(),
        "made_at": iso(at),
        "faults": [fault for fault in (hours.file().fault, standards.file().fault) if fault],
        "conversations": sum(days.has(one.created_at) for one in told),
        "handoffs": sum(1 for _ in _happened(told, days, StatusType.HANDOFF_REQUESTED)),
        "standards": [_standard(measure, standard, measured, days, people) for measure, standard in rules.each()],
        "causes": _causes(told, days),
        "resolutions": _resolutions(told, days),
        "feelings": _feelings([one for one in told if days.has(one.created_at) and one.levels]),
        "offers": _offers(told, days),
        "not_understood": _not_understood(session, told, days),
        "satisfaction": _satisfaction(told, days),
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


def _conversations(session: Session, days: Period) -> Iterator[_Told]:
    """Conversations that something of the period may be in."""
    wanted = sa.and_(ConversationRow.created_at < days.end, ConversationRow.updated_at >= days.start)
    # a promise may be due long after the last word
    due_later = sa.select(EventRow.conversation_id).where(
        EventRow.kind == Kind.STATUS, EventRow.data["type"].as_string() == StatusType.PROMISE_MADE
    )
    chosen = sa.or_(wanted, sa.and_(ConversationRow.created_at < days.end, ConversationRow.id.in_(due_later)))
    columns = (EventRow.conversation_id, EventRow.offset, EventRow.at, EventRow.author, EventRow.kind, EventRow.data)
    entries = (
        sa.select(*columns, ConversationRow.created_at)
        .join(ConversationRow, ConversationRow.id == EventRow.conversation_id)
        .where(chosen, EventRow.kind.in_([Kind.MESSAGE, Kind.STATUS]))
        .order_by(EventRow.conversation_id, EventRow.offset)
    )
    level = EventRow.data["frustration"]["level"].as_string()
    understood = (
        sa.select(EventRow.conversation_id, level)
        .join(ConversationRow, ConversationRow.id == EventRow.conversation_id)
        .where(wanted, EventRow.kind == Kind.NLU, level.is_not(None))
        .order_by(EventRow.conversation_id, EventRow.offset)
    )
    levels: dict[str, list[str]] = defaultdict(list)
    for conversation_id, felt in session.execute(understood):
        levels[conversation_id].append(felt)
    rows = session.execute(entries.execution_options(yield_per=2000))
    for conversation_id, group in groupby(rows, key=lambda row: str(row[0])):
        own = list(group)
        events = [Event(row[1], row[2], row[3], row[4], None, row[5]) for row in own]
        yield _Told(conversation_id, own[0][6], events, levels.get(conversation_id, ()))


def _measured(one: _Told, rules: Standards, days: Period, at: datetime) -> Iterator[Measured]:
    for clock in sla.clocks(one.events):
        standard = rules.of(clock.measure)
        if standard is None or not days.has(clock.started_at):
            continue
        met = sla.is_met(clock, standard, at)
        if met is not None:
            local = clock.started_at.astimezone(days.zone)
            request_type = one.heard(clock.offset, "request_type")
            yield Measured(clock.measure, met, local.date(), local.hour, _who(clock), request_type)


def _who(clock: Clock) -> str:
    return clock.by or NONE


def _standard(
    measure: Measure, standard: Standard, measured: Iterable[Measured], days: Period, people: _People
) -> Report:
    own = [m for m in measured if m.measure == measure]

    def by(group: Callable[[Measured], str], label: Callable[[str], str]) -> list[Report]:
        groups: dict[str, list[Measured]] = defaultdict(list)
        for m in own:
            groups[group(m)].append(m)
        counted = [{"group": name, "label": label(name), **_count(found)} for name, found in groups.items()]
        return sorted(counted, key=lambda row: (-row["total"], row["label"]))

    per_day: dict[date, list[Measured]] = defaultdict(list)
    for m in own:
        per_day[m.day].append(m)
    hourly = by(lambda m: f"{m.hour:02}", lambda hour: f"{hour}:00")
    return {
        "measure": measure,
        "label": texts.text(f"report.measure.{measure}"),
        "words": standard.words,
        "goal": standard.share,
        "limit_seconds": standard.limit.total_seconds(),
        "calendar": standard.calendar,
        **_count(own),
        "over_time": [{"day": day.isoformat(), **_count(per_day.get(day, ()))} for day in days.days()],
        "by_team": by(lambda m: people.team(m.agent), lambda team: teams.name_of(team) or _label("report", "no_team")),
        "by_agent": by(lambda m: m.agent, people.name),
        "by_request_type": by(lambda m: m.request_type, lambda name: _label("label.request_type", name)),
        "by_hour": sorted(hourly, key=lambda row: str(row["group"])),
    }


def _count(measured: Sequence[Measured]) -> Report:
    met = sum(m.met for m in measured)
    return {"met": met, "total": len(measured), "share": met / len(measured) if measured else None}


def _causes(told: Sequence[_Told], days: Period) -> Report:
    """Where closed matters came from (PRIDE), all in all and by the week."""
    found = [e for _, e in _happened(told, days, StatusType.RESOLVED) if e.data.get("root_cause")]
    weeks: dict[str, Counter[str]] = {_week(day): Counter() for day in days.days()}
    for event in found:
        weeks[_week(event.at.astimezone(days.zone).date())][event.data["root_cause"]] += 1
    counted = Counter(str(e.data["root_cause"]) for e in found)
    return {
        "counts": [_counted("label.root_cause", cause, counted[cause]) for cause in RootCause],
        "over_time": [{"week": week, **{c: counts[c] for c in RootCause}} for week, counts in weeks.items()],
    }


def _resolutions(told: Sequence[_Told], days: Period) -> list[Report]:
    counted = Counter(str(e.data["resolution"]) for _, e in _happened(told, days, StatusType.RESOLVED))
    return [_counted("label.resolution", resolution, counted[resolution]) for resolution in Resolution]


def _feelings(told: Sequence[_Told]) -> Report:
    """How customers felt in their first words and in their last."""
    steps = [feelings.LEVELS.index(one.levels[-1]) - feelings.LEVELS.index(one.levels[0]) for one in told]
    start, end = Counter(one.levels[0] for one in told), Counter(one.levels[-1] for one in told)
    return {
        "start": {level: start[level] for level in feelings.LEVELS},
        "end": {level: end[level] for level in feelings.LEVELS},
        "better": sum(step < 0 for step in steps),
        "same": sum(step == 0 for step in steps),
        "worse": sum(step > 0 for step in steps),
    }


def _offers(told: Sequence[_Told], days: Period) -> list[Report]:
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for type_, name in OFFERS.items():
        for _, event in _happened(told, days, type_):
            counted[str(event.data.get("offer"))][name] += 1
    rows = [
        {"offer": offer, "label": _label("label.offer", offer), **{name: counts[name] for name in OFFERS.values()}}
        for offer, counts in counted.items()
    ]
    return sorted(rows, key=lambda row: (-row["declined"], -row["made"], row["label"]))


def _not_understood(session: Session, told: Sequence[_Told], days: Period) -> Report:
    found = sorted(_happened(told, days, StatusType.NOT_UNDERSTOOD), key=lambda pair: pair[1].at, reverse=True)
    said: list[Report] = []
    for one, event in found[:MOST_WORDS]:
        offsets = event.data.get("offsets") or [event.offset]
        words = log.events_of(session, one.id, after=min(offsets) - 1, kinds=[Kind.MESSAGE])
        spoken = [e.text or "" for e in words if e.offset in offsets and e.author == Author.CUSTOMER]
        said.append({"conversation_id": one.id, "offset": offsets[0], "at": iso(event.at), "words": "\n".join(spoken)})
    return {"total": len(found), "said": said}


def _satisfaction(told: Sequence[_Told], days: Period) -> Report:
    """What customers said of it: of a conversation that was rated more than once, the newest rating of the period."""
    newest = {one.id: (one, event) for one, event in _happened(told, days, StatusType.RATED)}
    ratings = sorted(newest.values(), key=lambda pair: pair[1].at, reverse=True)
    scores = Counter(int(event.data["score"]) for _, event in ratings)

    def by(name: str, group: str) -> list[Report]:
        groups: dict[str, list[int]] = defaultdict(list)
        for one, event in ratings:
            groups[one.heard(event.offset, name)].append(int(event.data["score"]))
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
                "conversation_id": one.id,
                "offset": event.offset,
                "at": iso(event.at),
                "score": event.data["score"],
                "words": event.data["comment"],
            }
            for one, event in ratings
            if event.data.get("comment")
        ][:MOST_WORDS],
    }


def _happened(told: Iterable[_Told], days: Period, type_: StatusType) -> Iterator[tuple[_Told, Event]]:
    """The statuses of a type in the period, with their conversations."""
    for one in told:
        for event in one.events:
            if event.type == type_ and days.has(event.at):
                yield one, event


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
