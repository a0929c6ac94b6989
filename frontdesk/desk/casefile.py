"""The casefile: what an agent sees of one conversation beside its live events."""

from typing import Any

from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.backoffice import BackOffice, BackOfficeUnavailable
from frontdesk.clock import iso
from frontdesk.desk import handoffs, promises, summary
from frontdesk.staff import agents
from frontdesk.tables import ConversationRow
from frontdesk.wording import texts


def open_casefile(session: Session, conversation_id: str, back_office: BackOffice) -> dict[str, Any] | None:
    """Events, summary, customer with orders, promises and the open handoff; None if it is unknown."""
    conversation = session.get(ConversationRow, conversation_id)
    if conversation is None:
        return None
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
        "customer": _customer(conversation, back_office),
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
