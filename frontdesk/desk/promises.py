"""Promises: what was promised to the customer, by when, by whom and over which channel (P2, W4, K8)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.clock import iso
from frontdesk.conversation.conversations import Owner
from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.staff import agents, hours
from frontdesk.staff.agents import Agent
from frontdesk.tables import ConversationRow, PromiseRow
from frontdesk.wording import formats, texts

DESK = "desk"
"""Who keeps a promise that the assistant gave for the people at the desk."""
ANSWER = "answer"
"""Kind of the promise to find out what the assistant did not know."""


class PromiseStatus(StrEnum):
    """How a promise stands."""

    OPEN = "open"
    KEPT = "kept"
    FAILED = "failed"
    REPLACED = "replaced"
    """Overtaken by a later one, at the customer's own wish; nobody is told of it any more."""


ENDINGS = {
    PromiseStatus.KEPT: StatusType.PROMISE_KEPT,
    PromiseStatus.FAILED: StatusType.PROMISE_FAILED,
    PromiseStatus.REPLACED: StatusType.PROMISE_REPLACED,
}


@dataclass(frozen=True)
class Promise:
    """A promise to be given. `kind` names what is written when it is due (`promise.<kind>` in the texts)."""

    kind: str
    what: str
    due: datetime
    by: str
    channel: str


def give(
    session: Session,
    conversation_id: str,
    promise: Promise,
    *,
    key: str,
    at: datetime,
    author: Author = Author.ASSISTANT,
) -> PromiseRow:
    """Give a promise, once per `key`. An agent's is told as a line of its own; the assistant says its own itself."""
    log.lock(session, conversation_id)
    known = session.scalar(
        sa.select(PromiseRow).where(PromiseRow.conversation_id == conversation_id, PromiseRow.key == key)
    )
    if known is not None:
        return known
    conversation = session.get_one(ConversationRow, conversation_id)
    promise_id = secrets.token_urlsafe(9)
    event = log.append_status(
        session,
        conversation_id,
        StatusType.PROMISE_MADE,
        at=at,
        author=author,
        text=None if author == Author.ASSISTANT else _line(promise, conversation.language),
        key=f"promise:{key}",
        promise_id=promise_id,
        what=promise.what,
        due=iso(promise.due),
        channel=promise.channel,
        by=promise.by,
    )
    row = PromiseRow(
        id=promise_id,
        conversation_id=conversation_id,
        key=key,
        kind=promise.kind,
        what=promise.what,
        due=promise.due,
        by=promise.by,
        channel=promise.channel,
        status=PromiseStatus.OPEN,
        offset=event.offset,
    )
    session.add(row)
    session.flush()
    return row


def _line(promise: Promise, language: str) -> str:
    day = formats.day(hours.day_of(promise.due), language)
    return texts.text("status.promise_made", language, what=promise.what, due=day)


def keeper() -> sa.ColumnElement[str]:
    """Who keeps a promise, as a column: who gave it, but the desk where they answer no longer and it is open (W6)."""
    left = sa.and_(PromiseRow.status == PromiseStatus.OPEN, PromiseRow.by.in_(agents.answering_no_longer()))
    return sa.case((left, DESK), else_=PromiseRow.by)


def told_to_customer(session: Session, conversation_id: str) -> list[dict[str, Any]]:
    """All promises of a conversation as its customer sees them, soonest first (P2).

    `by` is `assistant`, `desk`, or the name of a person.
    """
    rows = promises_of(session, conversation_id)
    shown = ("id", "what", "due", "channel", "status")
    return [
        {**{name: row[name] for name in shown}, "by": agents.name_of(session, row["by"]) or row["by"]} for row in rows
    ]


def keep_answers(session: Session, conversation_id: str, at: datetime) -> None:
    """A person has answered: the promises to find out what the assistant did not know are kept (W4)."""
    rows = session.scalars(
        sa.select(PromiseRow).where(
            PromiseRow.conversation_id == conversation_id,
            PromiseRow.kind == ANSWER,
            PromiseRow.status == PromiseStatus.OPEN,
        )
    )
    for row in rows:
        row.status, row.ended_at = PromiseStatus.KEPT, at
        log.append_status(
            session,
            conversation_id,
            StatusType.PROMISE_KEPT,
            at=at,
            key=f"promise:{row.key}:kept",
            promise_id=row.id,
            what=row.what,
        )


def promises_of(session: Session, conversation_id: str) -> list[dict[str, Any]]:
    """All promises of a conversation as the desk shows them, soonest first; not those that others replaced."""
    query = sa.select(PromiseRow, keeper()).where(
        PromiseRow.conversation_id == conversation_id, PromiseRow.status != PromiseStatus.REPLACED
    )
    return [
        {
            "id": row.id,
            "what": row.what,
            "due": iso(row.due),
            "by": by,
            "channel": row.channel,
            "status": row.status,
            "offsets": [row.offset],
        }
        for row, by in session.execute(query.order_by(PromiseRow.due))
    ]


def open_promises(session: Session, conversation_ids: Sequence[str]) -> list[PromiseRow]:
    """What is promised in these conversations and still open, soonest first."""
    query = sa.select(PromiseRow).where(
        PromiseRow.conversation_id.in_(conversation_ids), PromiseRow.status == PromiseStatus.OPEN
    )
    return list(session.scalars(query.order_by(PromiseRow.due)))


def own_open_promises(session: Session) -> list[PromiseRow]:
    """The assistant's own open promises, soonest first; not where a human has the conversation: theirs is the word."""
    query = (
        sa.select(PromiseRow)
        .join(ConversationRow, ConversationRow.id == PromiseRow.conversation_id)
        .where(
            PromiseRow.status == PromiseStatus.OPEN,
            PromiseRow.by == Author.ASSISTANT,
            ConversationRow.owner.in_([Owner.ASSISTANT, Owner.CLOSED]),
        )
    )
    return list(session.scalars(query.order_by(PromiseRow.due)))


def due_promises(session: Session, at: datetime) -> list[PromiseRow]:
    """The assistant's own promises that are due at `at`, soonest first."""
    return [row for row in own_open_promises(session) if row.due <= at]


def locked(session: Session, promise_id: str) -> PromiseRow:
    """The promise as it is now; others who write to its conversation wait."""
    row = session.get_one(PromiseRow, promise_id)
    log.lock(session, row.conversation_id)
    session.refresh(row)
    return row


def end(
    session: Session,
    promise_id: str,
    status: PromiseStatus,
    *,
    at: datetime,
    offsets: Sequence[int] = (),
    agent: Agent | None = None,
) -> None:
    """End an open promise as kept, failed or replaced; `offsets` are the messages that say so. Ended once."""
    row = locked(session, promise_id)
    if row.status != PromiseStatus.OPEN:
        return
    row.status, row.ended_at = status, at
    kept = status == PromiseStatus.KEPT
    language = session.get_one(ConversationRow, row.conversation_id).language
    log.append_status(
        session,
        row.conversation_id,
        ENDINGS[status],
        at=at,
        text=texts.text("status.promise_kept", language, what=row.what) if kept else None,
        key=f"promise:{row.key}:{status}",
        promise_id=row.id,
        what=row.what,
        offsets=list(offsets),
        **_by(agent),
    )


def move(
    session: Session,
    promise_id: str,
    due: datetime,
    *,
    at: datetime,
    offsets: Sequence[int],
    agent: Agent | None = None,
) -> Event | None:
    """Give an open promise a new day; `offsets` are the messages that say so beforehand (STD3).

    An agent's words need not name the day: the text of the event that is returned does. The assistant's words do.
    Moving it to the day that it has changes nothing.
    """
    row = locked(session, promise_id)
    if row.due == due:
        return None
    moved = times_moved(log.events_of(session, row.conversation_id, kinds=[Kind.STATUS]), promise_id)
    before, row.due = row.due, due
    language = session.get_one(ConversationRow, row.conversation_id).language
    day = formats.day(hours.day_of(due), language)
    return log.append_status(
        session,
        row.conversation_id,
        StatusType.PROMISE_MOVED,
        at=at,
        author=Author.AGENT if agent else Author.ASSISTANT,
        text=texts.text("status.promise_moved", language, what=row.what, due=day) if agent else None,
        key=f"promise:{row.key}:moved:{moved}",
        promise_id=row.id,
        what=row.what,
        before=iso(before),
        due=iso(due),
        offsets=list(offsets),
        **_by(agent),
    )


def _by(agent: Agent | None) -> dict[str, Any]:
    """Who did it, for the log; nobody where the assistant did."""
    return {"agent": agent.as_data()} if agent else {}


def times_moved(events: Sequence[Event], promise_id: str) -> int:
    """How often the promise was given a new day."""
    return sum(e.type == StatusType.PROMISE_MOVED and e.data["promise_id"] == promise_id for e in events)
