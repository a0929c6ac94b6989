"""SLA clocks: how long what a standard measures took or has been taking, from the log's times alone (STD2, STD3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.staff import hours
from frontdesk.staff.hours import Hours
from frontdesk.standards.standards import Measure, Standard, Standards

_ENDS_OF_PROMISES = (StatusType.PROMISE_KEPT, StatusType.PROMISE_FAILED)


@dataclass(frozen=True)
class Clock:
    """One thing measured: from the event at `offset` on, or for a promise from the time that was promised."""

    measure: Measure
    offset: int
    started_at: datetime
    by: str | None
    """At whom it ended, or who has it: an agent's id, `assistant`, `desk` for its people, or None for nobody yet."""
    ended_at: datetime | None = None
    promise_id: str | None = None
    what: str | None = None
    """What was promised."""
    failed: bool = False
    """It ended without that for which it ran: a promise that could not be kept."""

    @property
    def key(self) -> str:
        """Names this clock in its conversation."""
        return f"{self.measure}:{self.offset}"


@dataclass(frozen=True)
class Times:
    """When a clock is late; and when the desk is warned and the customer told of it, or None where they are not."""

    limit: datetime
    warning: datetime | None
    telling: datetime | None


def clocks(events: Sequence[Event]) -> list[Clock]:
    """All clocks of a conversation, ended and running, by their start. `events` are messages and statuses, in order.

    What became void is left out: a person who was asked for, and no longer needed.
    """
    found = [*_first_reply(events), *_with_people(events), *_promises(events)]
    return sorted(found, key=lambda clock: (clock.offset, clock.measure))


def times(clock: Clock, standard: Standard) -> Times:
    """When the clock passes its limit by the calendar of its standard, and what comes before that."""
    calendar = standard.hours
    limit = hours.add_open_time(clock.started_at, standard.limit, calendar)

    def earlier(before: timedelta | None) -> datetime | None:
        if before is None:
            return None
        if before > standard.limit:  # a promise, whose clock starts when it is due
            return limit - before
        return hours.add_open_time(clock.started_at, standard.limit - before, calendar)

    return Times(limit, earlier(standard.warn_before), earlier(standard.tell_before))


def is_met(clock: Clock, standard: Standard, at: datetime, calendar: Hours | None = None) -> bool | None:
    """Whether the limit was kept; None while it still can be. `calendar` is the standard's own, for who has it."""
    end = clock.ended_at or at
    if clock.failed:
        return False
    if end - clock.started_at > standard.limit:  # open time is never more, and takes longer to count
        taken = hours.open_time_between(clock.started_at, end, calendar or standard.hours)
        if taken > standard.limit:
            return False
    return True if clock.ended_at else None


def running(events: Sequence[Event], standards: Standards) -> list[tuple[Clock, Standard]]:
    """The clocks that have not ended, with their standards."""
    return [
        (clock, standard)
        for clock in clocks(events)
        if clock.ended_at is None and (standard := standards.of(clock.measure))
    ]


def _first_reply(events: Sequence[Event]) -> Iterator[Clock]:
    said = next((e for e in events if _is_message(e, Author.CUSTOMER)), None)
    if said is None:
        return
    answers = (e for e in events if e.offset > said.offset and _is_message(e, Author.ASSISTANT, Author.AGENT))
    answer = next(answers, None)
    by = (_agent_id(answer) or answer.author) if answer else None
    yield Clock(Measure.FIRST_REPLY, said.offset, said.at, by, answer.at if answer else None)


def _with_people(events: Sequence[Event]) -> Iterator[Clock]:
    """From each request for a person to its end: picked up, first words, every next answer, resolved."""
    open_: dict[Measure, Clock] = {}
    agent: str | None = None
    has_written = False

    def start(measure: Measure, event: Event) -> None:
        open_[measure] = Clock(measure, event.offset, event.at, agent)

    def end(measure: Measure, event: Event) -> Iterator[Clock]:
        if clock := open_.pop(measure, None):
            yield replace(clock, ended_at=event.at, by=_agent_id(event) or agent)

    for event in events:
        if event.type == StatusType.HANDOFF_REQUESTED:
            agent, has_written = None, False
            open_.pop(Measure.NEXT_REPLY, None)  # passed on: the next one's first words are what is waited for
            for measure in (Measure.PICK_UP, Measure.FIRST_HUMAN_REPLY):
                start(measure, event)
            if Measure.RESOLVED not in open_:
                start(Measure.RESOLVED, event)
        elif event.type == StatusType.AGENT_JOINED:
            agent = _agent_id(event)
            yield from end(Measure.PICK_UP, event)
        elif event.type in (StatusType.RESOLVED, StatusType.RETURNED):
            yield from end(Measure.RESOLVED, event)
            open_.clear()
            agent = None
        elif _is_message(event, Author.AGENT):
            yield from end(Measure.FIRST_HUMAN_REPLY, event)
            yield from end(Measure.NEXT_REPLY, event)
            has_written = True
        elif _is_message(event, Author.CUSTOMER) and agent and has_written and Measure.NEXT_REPLY not in open_:
            start(Measure.NEXT_REPLY, event)
    yield from (replace(clock, by=agent) for clock in open_.values())


def _promises(events: Sequence[Event]) -> Iterator[Clock]:
    """Each promise against the time that was promised; one that was moved before that time, against the new one.

    One that another replaced is measured by that other.
    """
    open_: dict[str, Clock] = {}
    agent: str | None = None
    for event in events:
        data = event.data
        if event.type == StatusType.AGENT_JOINED:
            agent = _agent_id(event)
        elif event.type in (StatusType.RETURNED, StatusType.RESOLVED):
            agent = None
        elif event.type == StatusType.PROMISE_MADE:
            promise_id = str(data["promise_id"])
            by = data.get("by") or agent or event.author
            due = datetime.fromisoformat(data["due"])
            open_[promise_id] = Clock(
                Measure.PROMISE_KEPT, event.offset, due, by, promise_id=promise_id, what=data["what"]
            )
        elif event.type == StatusType.PROMISE_MOVED and (clock := open_.get(data["promise_id"])):
            if event.at <= clock.started_at:
                moved = datetime.fromisoformat(data["due"])
                open_[data["promise_id"]] = replace(clock, started_at=moved, offset=event.offset)
        elif event.type == StatusType.PROMISE_REPLACED:
            open_.pop(data["promise_id"], None)
        elif event.type in _ENDS_OF_PROMISES and (clock := open_.pop(data["promise_id"], None)):
            yield replace(clock, ended_at=event.at, failed=event.type == StatusType.PROMISE_FAILED)
    yield from open_.values()


def _is_message(event: Event, *authors: Author) -> bool:
    return event.kind == Kind.MESSAGE and event.author in authors


def _agent_id(event: Event) -> str | None:
    agent = event.data.get("agent")
    return str(agent["id"]) if isinstance(agent, dict) and "id" in agent else None
