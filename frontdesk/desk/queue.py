"""The queue: open handoffs in the order in which agents should take them, a page at a time (W2, STD2).

What the list shows of a handoff is kept in its row, as the log stood at `card_offset`; where the log has gone on, the
card is made anew: for the page by whoever reads it, for good by the worker. A page of a long queue costs no more.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import log, paging
from frontdesk.backoffice import BackOffice, BackOfficeUnavailable
from frontdesk.clock import iso
from frontdesk.conversation import feelings
from frontdesk.desk import promises, summary
from frontdesk.desk.urgency import urgency_of
from frontdesk.log import Author, Event, StatusType
from frontdesk.paging import Page
from frontdesk.staff import agents, queue_rules, teams
from frontdesk.store import Store
from frontdesk.tables import AgentRow, ConversationRow, HandoffRow
from frontdesk.wording import texts

BATCH = 50
"""How many cards the worker makes in one go."""
SECTIONS = ("waiting", "mine", "snoozed", "others")


def page_of(session: Session, section: str, agent_id: str, page: int) -> Page:
    """A page of `waiting`, `mine`, `snoozed` or `others`; a page beyond the last one is the last one."""
    waiting = HandoffRow.agent_id.is_(None)
    own, awake = HandoffRow.agent_id == agent_id, HandoffRow.snoozed_until.is_(None)
    whose = {
        "waiting": waiting,
        "mine": sa.and_(own, awake),
        "snoozed": sa.and_(own, sa.not_(awake)),
        "others": sa.and_(sa.not_(waiting), HandoffRow.agent_id != agent_id),
    }[section]
    is_in = sa.and_(HandoffRow.ended_at.is_(None), whose)
    total = session.scalar(sa.select(sa.func.count()).select_from(HandoffRow).where(is_in)) or 0
    place = paging.place(total, page)
    rows = session.execute(
        sa.select(HandoffRow, ConversationRow, AgentRow.name)
        .join(ConversationRow, ConversationRow.id == HandoffRow.conversation_id)
        .outerjoin(AgentRow, AgentRow.id == HandoffRow.agent_id)
        .where(is_in)
        .order_by(HandoffRow.snoozed_until if section == "snoozed" else HandoffRow.rank_at, HandoffRow.id)
        .limit(paging.SIZE)
        .offset(place.offset)
    )
    return Page([_item(session, *row) for row in rows], place)


def item_of(session: Session, handoff_id: str) -> dict[str, Any] | None:
    """One handoff as the queue shows it."""
    row = session.execute(
        sa.select(HandoffRow, ConversationRow, AgentRow.name)
        .join(ConversationRow, ConversationRow.id == HandoffRow.conversation_id)
        .outerjoin(AgentRow, AgentRow.id == HandoffRow.agent_id)
        .where(HandoffRow.id == handoff_id)
    ).first()
    return None if row is None else _item(session, *row)


def place(session: Session, handoff: HandoffRow, at: datetime, *, value: Decimal | None = None) -> None:
    """Write card, head start and rank of an open handoff, from the log as it stands."""
    rules = queue_rules.in_force()
    conversation = session.get_one(ConversationRow, handoff.conversation_id)
    session.refresh(conversation, ["last_offset"])
    handoff.card = {**_card(session, handoff.conversation_id), "value": None if value is None else str(value)}
    handoff.card_offset = conversation.last_offset
    urgency = urgency_of(
        rules,
        reason=handoff.reason,
        feeling=handoff.card["feeling"],
        promised=[row.due for row in promises.open_promises(session, [handoff.conversation_id])],
        value=value,
        at=at,
    )
    handoff.why = dict(urgency.why)
    handoff.rank_at = handoff.requested_at - urgency.head_start
    handoff.rank_again_at = urgency.again_at
    handoff.priority = urgency.level(rules)


def keep_current(store: Store, back_office: BackOffice, at: datetime) -> bool:
    """Make cards and ranks anew where the log went on or a promise came near; True if there may be more to do."""
    with store.reading() as session:
        stale = sa.or_(HandoffRow.card_offset < ConversationRow.last_offset, HandoffRow.rank_again_at <= at)
        ids = session.scalars(
            sa.select(HandoffRow.id)
            .join(ConversationRow, ConversationRow.id == HandoffRow.conversation_id)
            .where(HandoffRow.ended_at.is_(None), stale)
            .limit(BATCH)
        ).all()
    for handoff_id in ids:
        value = _value(store, back_office, handoff_id)
        with store.writing() as session:
            handoff = session.get(HandoffRow, handoff_id, with_for_update=True)
            if handoff is not None and handoff.ended_at is None:
                place(session, handoff, at, value=value)
    return len(ids) == BATCH


def order_of(events: Sequence[Event]) -> str | None:
    """The number of the order that a conversation is about, as last said."""
    told = [e for e in events if e.type == StatusType.FACT and e.data["name"] == "order_number"]
    return str(told[-1].data["value"]) if told else None


def _value(store: Store, back_office: BackOffice, handoff_id: str) -> Decimal | None:
    """What the order is worth, if it is sure to be this customer's; the shop is asked outside of any transaction."""
    with store.reading() as session:
        handoff = session.get(HandoffRow, handoff_id)
        if handoff is None:
            return None
        conversation = session.get_one(ConversationRow, handoff.conversation_id)
        number = order_of(log.events_of(session, conversation.id))
        known, customer_id = handoff.card.get("value"), conversation.customer_id
    if number is None or customer_id is None:
        return None
    try:
        order = back_office.order(number)
    except BackOfficeUnavailable:
        return _decimal(known)
    return order.total.amount if order is not None and order.customer_id == customer_id else None


def _decimal(text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        return None


def _card(session: Session, conversation_id: str) -> dict[str, Any]:
    """What the queue shows of a conversation besides its row."""
    card = summary.build(session, conversation_id) or {}
    events = log.events_of(session, conversation_id)
    request = card.get("request", {}).get("type")
    return {
        "headline": card.get("headline", ""),
        "feeling": feelings.now(events),
        "request_type": request,
        "name": card.get("customer", {}).get("name"),
        "language": summary.language_of(session.get_one(ConversationRow, conversation_id), events),
        "skill": queue_rules.in_force().skill_for(request),
    }


def _item(session: Session, handoff: HandoffRow, conversation: ConversationRow, name: str | None) -> dict[str, Any]:
    current = handoff.card_offset >= conversation.last_offset
    card = handoff.card if current else _card(session, conversation.id)
    return {
        "handoff_id": handoff.id,
        "conversation_id": conversation.id,
        "requested_at": iso(handoff.requested_at),
        "priority": handoff.priority,
        "why": [{"code": code, "text": _words(code), "minutes": minutes} for code, minutes in handoff.why.items()],
        "headline": card["headline"],
        "reason": {"code": handoff.reason, "text": texts.text(f"label.reason.{handoff.reason}")},
        "feeling": card["feeling"],
        "customer": {
            "name": conversation.customer_name or card["name"],
            "verified": conversation.customer_id is not None,
        },
        "request_type": card["request_type"],
        "agent": {"id": handoff.agent_id, "name": name} if handoff.agent_id else None,
        "wanted": _wanted(session, handoff),
        "snoozed_until": handoff.snoozed_until and iso(handoff.snoozed_until),
        "unread": conversation.last_author == Author.CUSTOMER,
        "last_at": iso(conversation.last_message_at or conversation.updated_at),
    }


def _wanted(session: Session, handoff: HandoffRow) -> dict[str, Any] | None:
    """The colleague or the team to whom it was passed on."""
    name = agents.name_of(session, handoff.for_agent_id) or teams.name_of(handoff.for_team)
    return {"id": handoff.for_agent_id, "team": handoff.for_team, "name": name} if name else None


def _words(code: str) -> str:
    """What gives a head start, in plain words; a reason has words of its own."""
    return texts.text(f"label.{code}" if code.startswith("reason.") else f"label.urgency.{code}")
