"""The queue: open handoffs in the order in which agents should take them."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import agents, summary, teams, texts
from frontdesk.clock import iso
from frontdesk.log import Author, Kind
from frontdesk.tables import ConversationRow, EventRow, HandoffRow


def open_items(session: Session) -> list[dict[str, Any]]:
    """All open handoffs in the order in which agents should take them: priority, then who waits longest."""
    rows = session.execute(
        sa.select(HandoffRow, ConversationRow)
        .join(ConversationRow, ConversationRow.id == HandoffRow.conversation_id)
        .where(HandoffRow.ended_at.is_(None))
        .order_by(HandoffRow.priority, HandoffRow.requested_at)
    )
    return [_item(session, handoff, conversation) for handoff, conversation in rows]


def _item(session: Session, handoff: HandoffRow, conversation: ConversationRow) -> dict[str, Any]:
    card = summary.build(session, conversation.id) or {}
    newest = session.scalar(
        sa.select(EventRow)
        .where(EventRow.conversation_id == conversation.id, EventRow.kind == Kind.MESSAGE)
        .order_by(EventRow.offset.desc())
        .limit(1)
    )
    name = agents.name_of(session, handoff.agent_id)
    return {
        "handoff_id": handoff.id,
        "conversation_id": conversation.id,
        "requested_at": iso(handoff.requested_at),
        "priority": handoff.priority,
        "headline": card.get("headline", ""),
        "reason": {"code": handoff.reason, "text": texts.text(f"label.reason.{handoff.reason}")},
        "feeling": card.get("feelings", {}).get("now", "calm"),
        "customer": {"name": conversation.customer_name, "verified": conversation.customer_id is not None},
        "request_type": card.get("request", {}).get("type"),
        "agent": {"id": handoff.agent_id, "name": name} if handoff.agent_id else None,
        "wanted": _wanted(session, handoff),
        "snoozed_until": handoff.snoozed_until and iso(handoff.snoozed_until),
        "unread": newest is not None and newest.author == Author.CUSTOMER,
        "last_at": iso(newest.at if newest else conversation.updated_at),
    }


def _wanted(session: Session, handoff: HandoffRow) -> dict[str, Any] | None:
    """The colleague or the team to whom it was passed on."""
    name = agents.name_of(session, handoff.for_agent_id) or teams.name_of(handoff.for_team)
    return {"id": handoff.for_agent_id, "team": handoff.for_team, "name": name} if name else None
