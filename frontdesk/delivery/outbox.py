"""The outbox: mail and webhooks, written in the transaction of what they tell of, sent afterwards, at least once.

Each channel has a delivery of its own, so that one that hangs holds up no other.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from anyio.to_thread import run_sync
from sqlalchemy.orm import Session

from frontdesk.delivery import webhooks
from frontdesk.delivery.mail import Mail, send
from frontdesk.errors import CannotSend
from frontdesk.settings import Settings
from frontdesk.store import Store
from frontdesk.tables import OutboxRow

logger = logging.getLogger(__name__)

MAX_WAIT = timedelta(hours=1)
MOST_DOUBLINGS = 20
LEASE = timedelta(minutes=2)
BATCH = 20


class Channel(StrEnum):
    """How something goes out."""

    MAIL = "mail"
    WEBHOOK = "webhook"


def enqueue(
    session: Session,
    *,
    key: str,
    conversation_id: str | None,
    recipient: str,
    subject: str,
    body: str,
    at: datetime,
    due: datetime | None = None,
    channel: Channel = Channel.MAIL,
) -> None:
    """Put something into the outbox, once per `key`; it goes out at `due`, or at once.

    For a webhook, `recipient` is its address, `subject` the event's type and `body` its JSON.
    """
    if session.scalar(sa.select(OutboxRow.id).where(OutboxRow.key == key)) is None:
        session.add(
            OutboxRow(
                key=key,
                channel=channel,
                conversation_id=conversation_id,
                recipient=recipient,
                subject=subject,
                body=body,
                created_at=at,
                due_at=due or at,
            )
        )
        session.flush()


def deliver_due(store: Store, settings: Settings, at: datetime) -> int:
    """Send the mail that is due at `at`; what fails is tried again, ever later. Returns the number sent."""
    sent = 0
    for row in _lease_due(store, at, Channel.MAIL):
        try:
            send(Mail(row.key, row.recipient, row.subject, row.body), settings)
        except CannotSend as error:
            _note(store, row, error=str(error), at=at)
        else:
            _note(store, row, error=None, at=at)
            sent += 1
    return sent


async def deliver_webhooks(store: Store, settings: Settings, at: datetime) -> int:
    """Send the webhooks that are due at `at`, all at the same time; the same again for what fails. The number sent."""
    rows = await run_sync(_lease_due, store, at, Channel.WEBHOOK)

    async def deliver(row: OutboxRow) -> bool:
        error = None
        try:
            await webhooks.post(row.recipient, row.key, row.body, settings.webhook_secret, at)
        except CannotSend as cannot:
            error = str(cannot)
        await run_sync(lambda: _note(store, row, error=error, at=at))
        return error is None

    return sum(await asyncio.gather(*map(deliver, rows)))


def _lease_due(store: Store, at: datetime, channel: Channel) -> Sequence[OutboxRow]:
    """Take what is due, so that no other worker sends it in the next minutes."""
    with store.writing() as session:
        due = sa.select(OutboxRow).where(
            OutboxRow.channel == channel, OutboxRow.sent_at.is_(None), OutboxRow.due_at <= at
        )
        rows = session.scalars(due.order_by(OutboxRow.id).limit(BATCH).with_for_update(skip_locked=True)).all()
        for row in rows:
            row.due_at = at + LEASE
            row.attempts += 1
        return rows


def _note(store: Store, sent: OutboxRow, *, error: str | None, at: datetime) -> None:
    if error is not None:
        logger.warning("%s %s not sent: %s", sent.channel, sent.id, error)
    with store.writing() as session:
        row = session.get(OutboxRow, sent.id)
        if row is None:
            return  # the conversation was erased meanwhile
        row.error = error
        if error is None:
            row.sent_at = at
        else:
            row.due_at = at + min(timedelta(seconds=5 * 2 ** min(row.attempts, MOST_DOUBLINGS)), MAX_WAIT)
