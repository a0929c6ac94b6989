"""What people and systems outside are told: by mail and webhook, as far as the settings want it (W6, STD3)."""

import json
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.clock import iso
from frontdesk.conversation import danger
from frontdesk.delivery import outbox
from frontdesk.delivery.outbox import Channel
from frontdesk.desk import card_text, summary
from frontdesk.desk.summary import Card
from frontdesk.log import Kind, StatusType
from frontdesk.settings import Settings
from frontdesk.staff.agents import Role
from frontdesk.store import Store
from frontdesk.tables import AgentRow, ConversationRow, HandoffRow, OutboxRow
from frontdesk.wording import texts

SETTLING = timedelta(seconds=10)
"""How long the card of a handoff waits at most for the turn that asked for it to end."""
GATHERING = timedelta(seconds=5)
"""How long a mail to the leads waits for more of the same."""
BETWEEN_MAILS = timedelta(minutes=10)
"""A lead gets no more mails about one thing than one in this time, however much of it there is."""
MOST_LINES = 50
BATCH = 20


class About(StrEnum):
    """What a mail to the leads is about."""

    MISSED = "missed"
    """Standards that were missed."""
    GIVEN_UP = "given_up"
    """Mail and webhooks that could not be delivered."""


def announce_handoffs(store: Store, settings: Settings, at: datetime) -> None:
    """Send the card of every new handoff, once its turn has ended and the card is whole; once.

    Where somebody may be in danger, the leads get it too, whatever the settings say (W2, STD3). Who speaks of harm only
    later has the handoff announced anew.
    """
    new = (
        sa.select(HandoffRow)
        .join(ConversationRow, ConversationRow.id == HandoffRow.conversation_id)
        .where(HandoffRow.announced_at.is_(None))
        .where(sa.or_(ConversationRow.turn_id.is_(None), HandoffRow.requested_at <= at - SETTLING))
        .order_by(HandoffRow.requested_at)
        .limit(BATCH)
    )
    with store.reading() as session:
        if session.scalar(new.with_only_columns(HandoffRow.id).limit(1)) is None:
            return
    with store.writing() as session:
        for row in session.scalars(new.with_for_update(of=HandoffRow, skip_locked=True)).all():
            row.announced_at = at
            harm = danger.kind_of(log.events_of(session, row.conversation_id, kinds=[Kind.STATUS]))
            if settings.handoff_mail or settings.webhook_urls or harm:
                card = summary.build(session, row.conversation_id) or {}
                _announce_handoff(session, settings, row, card, at, harm=harm)


def hook(
    session: Session,
    settings: Settings,
    type_: str,
    data: dict[str, Any],
    *,
    key: str,
    conversation_id: str,
    at: datetime,
) -> None:
    """Put an event of a conversation into the outbox for each receiver, once per `key` of that conversation."""
    body = json.dumps({"type": type_, "timestamp": iso(at), "data": data}, ensure_ascii=False)
    for number, url in enumerate(settings.webhook_urls):
        outbox.enqueue(
            session,
            key=f"webhook:{number}:{conversation_id}:{key}",
            conversation_id=conversation_id,
            recipient=url,
            subject=type_,
            body=body,
            at=at,
            channel=Channel.WEBHOOK,
        )


def tell_given_up(session: Session, settings: Settings, row: OutboxRow, at: datetime) -> None:
    """What was given up stands in the log of its conversation, and the leads are told; once, with what gives it up."""
    if row.conversation_id is not None:
        log.append_status(
            session,
            row.conversation_id,
            StatusType.UNDELIVERED,
            at=at,
            key=f"outbox:{row.id}:{row.attempts}",
            channel=row.channel,
            address=row.recipient,
            subject=row.subject,
            reason=row.error,
        )
    if not row.key.startswith(f"{About.GIVEN_UP}:"):
        line = texts.text(
            f"standard.given_up.{row.channel}", recipient=row.recipient, subject=row.subject, reason=row.error or ""
        )
        tell_leads(session, line, settings, about=About.GIVEN_UP, key=f"{row.id}:{row.attempts}", at=at)


def tell_leads(session: Session, line: str, settings: Settings, *, about: About, key: str, at: datetime) -> None:
    """Mail one line to every lead, with other lines of the same minutes in one mail; to the admins where no lead is.

    The caller sees to it that a line is told once.
    """
    desk = f"{settings.public_url}/desk/"
    for lead in _leads(session):
        prefix = f"{about}:{lead.id}:"
        last = session.scalar(
            sa.select(OutboxRow)
            .where(OutboxRow.key.startswith(prefix, autoescape=True))
            .order_by(OutboxRow.id.desc())
            .limit(1)
            .with_for_update()
        )
        if last is not None and not last.attempts:
            if last.body.count("\n· ") < MOST_LINES:
                last.body += f"· {line}\n"
            continue
        outbox.enqueue(
            session,
            key=f"{prefix}{key}",
            conversation_id=None,
            recipient=lead.email,
            subject=texts.text(f"standard.mail.{about}.subject"),
            body=f"{texts.text(f'standard.mail.{about}.body', name=lead.name, desk=desk)}\n\n· {line}\n",
            at=at,
            due=max(at + GATHERING, last.created_at + BETWEEN_MAILS) if last else at + GATHERING,
        )


def _announce_handoff(
    session: Session, settings: Settings, row: HandoffRow, card: Card, at: datetime, *, harm: str | None
) -> None:
    """The webhook is told once; a mail goes out once to each address, and once more when words of harm come."""
    told = {
        "handoff_id": row.id,
        "conversation_id": row.conversation_id,
        "requested_at": iso(row.requested_at),
        "priority": row.priority,
        "reason": row.reason,
        "card": card,
    }
    key = f"handoff:{row.id}"
    hook(session, settings, "handoff.requested", told, key=key, conversation_id=row.conversation_id, at=at)
    recipients = {address: str(number) for number, address in enumerate(settings.handoff_mail)}
    for lead in _leads(session) if harm else ():
        recipients.setdefault(lead.email, lead.id)
    subject = "standard.card.danger" if harm else "standard.card.subject"
    for recipient, who in recipients.items():
        headline = card.get("headline") or texts.text(f"label.reason.{row.reason}")
        address = f"{settings.public_url}/desk/#/conversations/{row.conversation_id}"
        outbox.enqueue(
            session,
            key=f"{harm or 'card'}:{who}:{row.id}",
            conversation_id=row.conversation_id,
            recipient=recipient,
            subject=texts.text(subject, headline=" ".join(headline.split())[:150]),
            body="\n".join([*card_text.lines(card), "", address, ""]),
            at=at,
        )


def _leads(session: Session) -> list[AgentRow]:
    for role in (Role.LEAD, Role.ADMIN):
        found = session.scalars(sa.select(AgentRow).where(AgentRow.role == role, AgentRow.active.is_(True))).all()
        if found:
            return list(found)
    return []
