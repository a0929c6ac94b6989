"""The outbox: mail and webhooks, written in the transaction of what they tell of, sent afterwards, at least once.

Each channel has a delivery of its own, so that one that hangs holds up no other. What is refused for good, or fails for
days, is given up, and whoever can do something about it is told in the same transaction.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.delivery import webhooks
from frontdesk.delivery.mail import Mail, send
from frontdesk.errors import CannotSend, Undeliverable
from frontdesk.settings import Settings
from frontdesk.store import Store
from frontdesk.tables import OutboxRow
from frontdesk.threads import patient

logger = logging.getLogger(__name__)

MAX_WAIT = timedelta(hours=1)
MOST_DOUBLINGS = 20
GIVE_UP_AFTER = timedelta(days=4)
"""How long it is tried to send something that was never refused for good."""
LEASE = timedelta(minutes=3)
"""For one try: longer than a server can take over every word of a mail. Each mail also waits for those before it."""
MAILS = 5
WEBHOOKS = 20


class Channel(StrEnum):
    """How something goes out."""

    MAIL = "mail"
    WEBHOOK = "webhook"


Tell = Callable[[Session, OutboxRow, datetime], None]
"""Tells people of what was given up, in the transaction that gives it up; the row has its error."""


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


def deliver_due(store: Store, settings: Settings, at: datetime, tell: Tell | None = None) -> int:
    """Send the mail that is due at `at`; what fails is tried again, ever later. Returns the number sent."""
    sent = 0
    for row in _lease_due(store, at, Channel.MAIL):
        failure: Exception | None = None
        try:
            send(Mail(row.key, row.recipient, row.subject, row.body), settings)
        except Exception as error:
            failure = error
        sent += _note(store, settings, row, failure, at, tell)
    return sent


async def deliver_webhooks(store: Store, settings: Settings, at: datetime, tell: Tell | None = None) -> int:
    """Send the webhooks that are due at `at`, all at the same time; the same again for what fails. The number sent."""
    rows = await patient(_lease_due, store, at, Channel.WEBHOOK)

    async def deliver(row: OutboxRow) -> bool:
        failure: Exception | None = None
        try:
            await webhooks.post(row.recipient, row.key, row.body, settings.webhook_secret, at)
        except Exception as error:
            failure = error
        return await patient(_note, store, settings, row, failure, at, tell)

    return sum(await asyncio.gather(*map(deliver, rows)))


def redirect(session: Session, conversation_id: str, recipient: str, to: str, at: datetime) -> None:
    """What has not reached an address, and what was given up there, goes to another one."""
    session.execute(
        sa.update(OutboxRow)
        .where(OutboxRow.conversation_id == conversation_id, OutboxRow.recipient == recipient)
        .where(OutboxRow.channel == Channel.MAIL, OutboxRow.sent_at.is_(None))
        .values(recipient=to, due_at=at, created_at=at, gave_up_at=None, error=None)
    )


def _lease_due(store: Store, at: datetime, channel: Channel) -> Sequence[OutboxRow]:
    """Take what is due, so that no other worker sends it before this one can be through with it."""
    mail = channel == Channel.MAIL
    with store.writing() as session:
        due = sa.select(OutboxRow).where(
            OutboxRow.channel == channel,
            OutboxRow.sent_at.is_(None),
            OutboxRow.gave_up_at.is_(None),
            OutboxRow.due_at <= at,
        )
        first = due.order_by(OutboxRow.id).limit(MAILS if mail else WEBHOOKS)
        rows = session.scalars(first.with_for_update(skip_locked=True)).all()
        for place, row in enumerate(rows, 1):
            row.due_at = at + LEASE * (place if mail else 1)
            row.attempts += 1
        return rows


def _note(
    store: Store, settings: Settings, tried: OutboxRow, failure: Exception | None, at: datetime, tell: Tell | None
) -> bool:
    """Keep what came of a try; whether it was sent."""
    if failure is not None:
        unexpected = None if isinstance(failure, CannotSend) else failure
        logger.warning("%s %s not sent: %s", tried.channel, tried.id, failure, exc_info=unexpected)
    with store.writing() as session:
        if tried.conversation_id is not None:
            log.lock(session, tried.conversation_id)
        row = session.get(OutboxRow, tried.id, with_for_update=True)
        if row is None or row.sent_at is not None or row.recipient != tried.recipient:
            return failure is None  # erased, sent by another worker, or redirected meanwhile
        if failure is None:
            row.sent_at, row.error = at, None
            if not settings.demo:
                row.body = ""
            return True
        row.error = str(failure) or type(failure).__name__
        row.due_at = at + min(timedelta(seconds=5 * 2 ** min(row.attempts, MOST_DOUBLINGS)), MAX_WAIT)
        if isinstance(failure, Undeliverable) or at - row.created_at >= GIVE_UP_AFTER:
            row.gave_up_at = at
            if tell is not None:
                tell(session, row, at)
        return False
