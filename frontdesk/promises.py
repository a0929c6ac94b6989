"""Promises: what was promised to the customer, by when, by whom and over which channel (P2, W4, K8)."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from babel.dates import format_date
from sqlalchemy.orm import Session

from frontdesk import log, outbox, texts
from frontdesk.clock import iso
from frontdesk.log import Author, Kind, StatusType
from frontdesk.tables import ConversationRow, PromiseRow


class PromiseStatus(StrEnum):
    """How a promise stands."""

    OPEN = "open"
    KEPT = "kept"
    FAILED = "failed"


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
    due = format_date(promise.due, "EEEE d MMMM", locale=language)
    return texts.text("status.promise_made", language, what=promise.what, due=due)


def promises_of(session: Session, conversation_id: str) -> list[dict[str, Any]]:
    """All promises of a conversation as the desk shows them, soonest first."""
    rows = session.scalars(
        sa.select(PromiseRow).where(PromiseRow.conversation_id == conversation_id).order_by(PromiseRow.due)
    )
    return [
        {
            "id": row.id,
            "what": row.what,
            "due": iso(row.due),
            "by": row.by,
            "channel": row.channel,
            "status": row.status,
            "offsets": [row.offset],
        }
        for row in rows
    ]


def due_promises(session: Session, at: datetime) -> list[str]:
    """Ids of the assistant's own promises that are due at `at`."""
    return list(
        session.scalars(
            sa.select(PromiseRow.id).where(
                PromiseRow.status == PromiseStatus.OPEN,
                PromiseRow.by == Author.ASSISTANT,
                PromiseRow.due <= at,
            )
        )
    )


def keep(session: Session, promise_id: str, at: datetime) -> None:
    """Do what an assistant's promise says: write to the customer, in the widget and by mail (P3)."""
    row = session.get_one(PromiseRow, promise_id, with_for_update=True)
    if row.status != PromiseStatus.OPEN:
        return
    conversation = session.get_one(ConversationRow, row.conversation_id)
    row.status, row.ended_at = PromiseStatus.KEPT, at
    name = conversation.customer_name
    hello = texts.text("mail.hello.known" if name else "mail.hello.stranger", conversation.language, name=name)
    facts = {"what": row.what, "name": name or "", "hello": hello}
    body = texts.text(f"promise.{row.kind}", conversation.language, **facts)
    event = log.append(
        session,
        row.conversation_id,
        author=Author.ASSISTANT,
        kind=Kind.MESSAGE,
        at=at,
        text=body,
        key=f"promise:{row.key}:message",
    )
    log.append_status(
        session,
        row.conversation_id,
        StatusType.PROMISE_KEPT,
        at=at,
        text=texts.text("status.promise_kept", conversation.language, what=row.what),
        key=f"promise:{row.key}:kept",
        promise_id=row.id,
        what=row.what,
        offsets=[event.offset],
    )
    if conversation.customer_email:
        outbox.enqueue(
            session,
            key=f"promise:{row.id}",
            conversation_id=row.conversation_id,
            recipient=conversation.customer_email,
            subject=texts.text("mail.promise.subject", conversation.language, **facts),
            body=texts.text("mail.promise.body", conversation.language, text=body, **facts),
            at=at,
        )
