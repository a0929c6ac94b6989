"""Rollups: what reports count of a conversation, in one row, so that a report reads no logs (STD2, STD4, P4, PRIDE).

Made from the log alone; they hold no words of anybody. The worker makes that of a conversation which has come to rest;
where the log has gone on since (`rolled_up_through`), whoever reads counts it anew. A revision that changes what is
counted sets `rolled_up_through` to 0. Moments are whole microseconds since 1970.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk.log import Event, Kind, StatusType
from frontdesk.standards import sla
from frontdesk.store import Store
from frontdesk.tables import ConversationRow, EventRow, RollupRow

AT_REST = timedelta(minutes=1)
"""A conversation in which nothing was written for so long is worth a row."""
BATCH = 50
AT_ONCE = 1000
NONE = ""
"""What was not heard, and who is nobody."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_GONE_ON = ConversationRow.last_offset > ConversationRow.rolled_up_through
_KEPT = {
    StatusType.HANDOFF_REQUESTED: (),
    StatusType.RESOLVED: ("resolution", "root_cause"),
    StatusType.OFFER_MADE: ("offer",),
    StatusType.OFFER_ACCEPTED: ("offer",),
    StatusType.OFFER_DECLINED: ("offer",),
    StatusType.OFFER_CARRIED_OUT: ("offer",),
    StatusType.OFFER_FAILED: ("offer",),
    StatusType.NOT_UNDERSTOOD: ("offsets",),
    StatusType.RATED: ("score",),
}
"""The statuses that are counted, and what is kept of each."""


class Clocked(NamedTuple):
    """A clock of a standard (`sla.Clock`), and the request that it belongs to."""

    measure: str
    started: int
    ended: int | None
    failed: bool
    by: str
    request_type: str


class Happened(NamedTuple):
    """A status that is counted."""

    type: str
    at: int
    offset: int
    data: dict[str, Any]
    """What `_KEPT` names; of a rating also its `request_type`, its `cause`, and whether it has words."""


@dataclass(frozen=True)
class Rollup:
    """All that is counted of a conversation, as its log stood at offset `through`."""

    conversation_id: str
    through: int
    opened: int
    levels: Sequence[str]
    """How the customer felt in the first words that were understood, and in the last; or nothing."""
    clocks: Sequence[Clocked]
    happened: Sequence[Happened]

    def last(self) -> int:
        """The last moment that anything of it may be counted at."""
        return max([self.opened, *(c.started for c in self.clocks), *(h.at for h in self.happened)])


def stamp(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(stamp: int) -> datetime:
    """The moment of a stamp, in UTC."""
    return _EPOCH + stamp * _MICROSECOND


def of_period(session: Session, start: datetime, end: datetime) -> Iterator[Rollup]:
    """Those of all conversations of which something may be counted from `start` on and before `end`."""
    current = (
        sa.select(RollupRow.conversation_id, RollupRow.data)
        .join(ConversationRow, ConversationRow.id == RollupRow.conversation_id)
        .where(RollupRow.opened_at < end, RollupRow.last_at >= start, sa.not_(_GONE_ON))
    )
    gone_on = sa.select(ConversationRow.id, sa.cast(sa.null(), sa.JSON)).where(
        ConversationRow.created_at < end, _GONE_ON
    )
    both = sa.union_all(current, gone_on)  # one statement sees one state of both
    to_count = []
    for id_, data in session.execute(both.execution_options(yield_per=AT_ONCE)):
        if data is None:
            to_count.append(id_)
        else:
            yield _read(id_, data)
    yield from roll_up(session, to_count)


def keep_current(store: Store, at: datetime) -> bool:
    """Keep those of conversations that are at rest at `at`; True if there may be more to do."""
    resting = (
        sa.select(ConversationRow.id)
        .where(_GONE_ON, ConversationRow.updated_at <= at - AT_REST)
        .order_by(ConversationRow.updated_at, ConversationRow.id)
        .limit(BATCH)
    )
    with store.reading() as session:
        ids = session.scalars(resting).all()
        made = list(roll_up(session, ids))
    if made:
        with store.writing() as session:
            for one in made:
                _keep(session, one)
    return len(ids) == BATCH


def roll_up(session: Session, conversation_ids: Sequence[str]) -> Iterator[Rollup]:
    """Count conversations from their logs, in the order of their ids."""
    ids = sorted(conversation_ids)
    for first in range(0, len(ids), BATCH):
        yield from _roll_up(session, ids[first : first + BATCH])


def _roll_up(session: Session, ids: Sequence[str]) -> Iterator[Rollup]:
    conversations = session.execute(
        sa.select(ConversationRow.id, ConversationRow.created_at, ConversationRow.last_offset).where(
            ConversationRow.id.in_(ids)
        )
    ).all()
    columns = (EventRow.conversation_id, EventRow.offset, EventRow.at, EventRow.author, EventRow.kind, EventRow.data)
    in_order = (EventRow.conversation_id, EventRow.offset)
    written = session.execute(
        sa.select(*columns)
        .where(EventRow.conversation_id.in_(ids), EventRow.kind.in_([Kind.MESSAGE, Kind.STATUS]))
        .order_by(*in_order)
    )
    logs = {
        id_: [Event(offset, at, author, kind, None, data) for _, offset, at, author, kind, data in rows]
        for id_, rows in groupby(written, key=lambda row: str(row[0]))
    }
    level = EventRow.data["frustration"]["level"].as_string()
    understood = session.execute(
        sa.select(EventRow.conversation_id, level)
        .where(EventRow.conversation_id.in_(ids), EventRow.kind == Kind.NLU, level.is_not(None))
        .order_by(*in_order)
    )
    levels: dict[str, list[str]] = defaultdict(list)
    for id_, felt in understood:
        levels[id_].append(felt)
    for id_, created_at, last_offset in sorted(conversations):
        yield _count(id_, last_offset, created_at, logs.get(id_, []), levels[id_])


def _count(
    conversation_id: str, through: int, created_at: datetime, events: Sequence[Event], levels: Sequence[str]
) -> Rollup:
    heard = [e for e in events if e.type == StatusType.REQUEST_HEARD]
    return Rollup(
        conversation_id,
        through,
        stamp(created_at),
        (levels[0], levels[-1]) if levels else (),
        list(_clocks(events, heard)),
        list(_happened(events, heard)),
    )


def _clocks(events: Sequence[Event], heard: Sequence[Event]) -> Iterator[Clocked]:
    for clock in sla.clocks(events):
        ended = None if clock.ended_at is None else stamp(clock.ended_at)
        request_type = _heard(heard, clock.offset, "request_type")
        yield Clocked(clock.measure, stamp(clock.started_at), ended, clock.failed, clock.by or NONE, request_type)


def _happened(events: Sequence[Event], heard: Sequence[Event]) -> Iterator[Happened]:
    for event in events:
        if event.type not in _KEPT:
            continue
        type_ = StatusType(event.type)
        kept = {name: event.data[name] for name in _KEPT[type_] if event.data.get(name) is not None}
        if type_ == StatusType.RATED:
            kept |= {name: _heard(heard, event.offset, name) for name in ("request_type", "cause")}
            kept["has_words"] = bool(event.data.get("comment"))
        yield Happened(type_, stamp(event.at), event.offset, kept)


def _heard(heard: Iterable[Event], offset: int, name: str) -> str:
    """The request type or cause that was heard last before `offset`, or the first after it."""
    found = [e for e in heard if e.data.get(name)]
    before = [e for e in found if e.offset <= offset]
    return str((before[-1] if before else found[0]).data[name]) if found else NONE


def _keep(session: Session, one: Rollup) -> None:
    """Write it down, unless the log has gone on or the conversation is gone."""
    as_counted = sa.and_(ConversationRow.id == one.conversation_id, ConversationRow.last_offset == one.through)
    marked = session.scalar(
        sa.update(ConversationRow)
        .where(as_counted)
        .values(rolled_up_through=one.through)
        .returning(ConversationRow.id)
        .execution_options(synchronize_session=False)
    )
    if marked is not None:
        data = {
            "through": one.through,
            "opened": one.opened,
            "levels": one.levels,
            "clocks": one.clocks,
            "happened": one.happened,
        }
        opened_at, last_at = moment(one.opened), moment(one.last())
        session.merge(RollupRow(conversation_id=one.conversation_id, opened_at=opened_at, last_at=last_at, data=data))


def _read(conversation_id: str, data: dict[str, Any]) -> Rollup:
    """Its clocks and statuses come as plain rows, to be unpacked: a report reads a hundred thousand of them."""
    return Rollup(conversation_id, data["through"], data["opened"], data["levels"], data["clocks"], data["happened"])
