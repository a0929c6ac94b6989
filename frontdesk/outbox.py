"""The outbox: mail written in the transaction of what it tells of, sent afterwards, at least once."""

import logging
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk.mail import CannotSend, Mail, send
from frontdesk.settings import Settings
from frontdesk.store import Store
from frontdesk.tables import OutboxRow

logger = logging.getLogger(__name__)

MAX_WAIT = timedelta(hours=1)
LEASE = timedelta(minutes=2)


def enqueue(
    session: Session,
    *,
    key: str,
    conversation_id: str | None,
    recipient: str,
    subject: str,
    body: str,
    at: datetime,
) -> None:
    """Put a mail into the outbox, once per `key`."""
    if session.scalar(sa.select(OutboxRow.id).where(OutboxRow.key == key)) is None:
        session.add(
            OutboxRow(
                key=key,
                conversation_id=conversation_id,
                recipient=recipient,
                subject=subject,
                body=body,
                created_at=at,
                due_at=at,
            )
        )
        session.flush()


def deliver_due(store: Store, settings: Settings, at: datetime) -> int:
    """Send what is due at `at`; what fails is tried again, ever later. Returns the number sent."""
    sent = 0
    for row_id in _lease_due(store, at):
        with store.reading() as session:
            row = session.get_one(OutboxRow, row_id)
        try:
            send(Mail(row.key, row.recipient, row.subject, row.body), settings)
        except CannotSend as error:
            logger.warning("mail %s not sent: %s", row.id, error)
            _note(store, row_id, error=str(error), at=at)
        else:
            _note(store, row_id, error=None, at=at)
            sent += 1
    return sent


def _lease_due(store: Store, at: datetime) -> list[int]:
    """Take what is due, so that no other worker sends it in the next minutes."""
    with store.writing() as session:
        due = sa.select(OutboxRow).where(OutboxRow.sent_at.is_(None), OutboxRow.due_at <= at)
        rows = session.scalars(due.order_by(OutboxRow.id).limit(20).with_for_update(skip_locked=True)).all()
        for row in rows:
            row.due_at = at + LEASE
            row.attempts += 1
        return [row.id for row in rows]


def _note(store: Store, row_id: int, *, error: str | None, at: datetime) -> None:
    with store.writing() as session:
        row = session.get_one(OutboxRow, row_id)
        row.error = error
        if error is None:
            row.sent_at = at
        else:
            row.due_at = at + min(timedelta(seconds=5 * 2**row.attempts), MAX_WAIT)
