"""The casefile: what an agent sees of one conversation beside its live events."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.backoffice import BackOffice, BackOfficeUnavailable
from frontdesk.clock import iso
from frontdesk.desk import handoffs, promises, summary
from frontdesk.staff import agents
from frontdesk.store import Store
from frontdesk.tables import ConversationRow
from frontdesk.wording import texts

EARLIER_SHOWN = 3


def open_casefile(store: Store, back_office: BackOffice, conversation_id: str) -> dict[str, Any]:
    """Events, summary, customer with orders, promises and the open handoff (W6). Raises LookupError.

    The shop is asked outside of any transaction: it may take its time, and may be away.
    """
    with store.reading() as session:
        conversation = session.get(ConversationRow, conversation_id)
        if conversation is None:
            raise LookupError(conversation_id)
        kept = _kept(session, conversation)
    return {**kept, "customer": _customer(conversation, back_office)}


def _kept(session: Session, conversation: ConversationRow) -> dict[str, Any]:
    """What the database holds of it."""
    conversation_id = conversation.id
    name = agents.name_of(session, conversation.agent_id)
    handoff = handoffs.open_handoff(session, conversation_id)
    return {
        "conversation_id": conversation_id,
        "owner": conversation.owner,
        "agent": {"id": conversation.agent_id, "name": name} if name else None,
        "language": conversation.language,
        "page": conversation.page,
        "created_at": iso(conversation.created_at),
        "events": [event.as_json() for event in log.events_of(session, conversation_id)],
        "summary": summary.build(session, conversation_id),
        "earlier": _earlier(session, conversation),
        "promises": promises.promises_of(session, conversation_id),
        "handoff": handoff
        and {
            "id": handoff.id,
            "requested_at": iso(handoff.requested_at),
            "claimed_at": handoff.claimed_at and iso(handoff.claimed_at),
            "snoozed_until": handoff.snoozed_until and iso(handoff.snoozed_until),
            "reason": {"code": handoff.reason, "text": texts.text(f"label.reason.{handoff.reason}")},
        },
    }


def _earlier(session: Session, conversation: ConversationRow) -> list[dict[str, Any]]:
    """The customer's last conversations before this one, newest first (C1, W6)."""
    if conversation.customer_id is None:
        return []
    rows = session.scalars(
        sa.select(ConversationRow)
        .where(ConversationRow.customer_id == conversation.customer_id)
        .where(ConversationRow.created_at < conversation.created_at)
        .order_by(ConversationRow.created_at.desc())
        .limit(EARLIER_SHOWN)
    ).all()
    cards = {row.id: summary.build(session, row.id) for row in rows}
    return [
        {"conversation_id": row.id, "at": iso(row.created_at), "owner": row.owner, "headline": card["headline"]}
        for row in rows
        if (card := cards[row.id])
    ]


def _customer(conversation: ConversationRow, back_office: BackOffice) -> dict[str, Any] | None:
    """The verified customer as the shop knows them; without the orders when the shop cannot be reached."""
    if conversation.customer_id is None:
        return None
    known = {
        "id": conversation.customer_id,
        "name": conversation.customer_name,
        "email": conversation.customer_email,
    }
    try:
        customer = back_office.customer(conversation.customer_id)
        orders = back_office.orders_of(conversation.customer_id)
    except BackOfficeUnavailable:
        return {**known, "unavailable": True}
    return {
        **known,
        "since": customer and customer.since.isoformat(),
        "orders_count": customer and customer.orders_count,
        "orders": [
            {
                "number": order.number,
                "status": order.status,
                "promised_on": order.promised_on.isoformat(),
                "total": {"amount": str(order.total.amount), "currency": order.total.currency},
            }
            for order in orders
        ],
    }
