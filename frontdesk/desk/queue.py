"""The queue: open handoffs in the order in which agents should take them, a page at a time (W2, STD2).

What the list shows of a handoff is kept in its row, as the log stood at `card_offset`; where something was noted since,
the card is made anew: for the page by whoever reads it, for good by the worker. A page of a long queue costs no more.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from frontdesk import log, paging
from frontdesk.backoffice import BackOffice, BackOfficeUnavailable
from frontdesk.clock import iso
from frontdesk.conversation import feelings
from frontdesk.desk import promises, summary
from frontdesk.desk.urgency import urgency_of
from frontdesk.log import Author, Event, StatusType
from frontdesk.paging import Page
from frontdesk.staff import queue_rules, teams
from frontdesk.store import Store
from frontdesk.tables import AgentRow, ConversationRow, HandoffRow
from frontdesk.wording import texts

BATCH = 50
"""How many cards the worker makes in one go."""
SECTIONS = ("waiting", "mine", "snoozed", "others")
REST_SECONDS = 3
"""While a person and the customer write to each other, the card is kept anew only once both rest."""
_Wanted = aliased(AgentRow)
_SHOWN = (
    sa.select(
        HandoffRow.id,
        HandoffRow.conversation_id,
        HandoffRow.requested_at,
        HandoffRow.priority,
        HandoffRow.why,
        HandoffRow.card,
        HandoffRow.card_offset,
        HandoffRow.reason,
        HandoffRow.agent_id,
        HandoffRow.for_agent_id,
        HandoffRow.for_team,
        HandoffRow.snoozed_until,
        ConversationRow.customer_id,
        ConversationRow.customer_name,
        ConversationRow.last_author,
        ConversationRow.last_message_at,
        ConversationRow.noted_offset,
        ConversationRow.updated_at,
        AgentRow.name.label("agent"),
        _Wanted.name.label("wanted"),
    )
    .select_from(HandoffRow)
    .join(ConversationRow, ConversationRow.id == HandoffRow.conversation_id)
    .outerjoin(AgentRow, AgentRow.id == HandoffRow.agent_id)
    .outerjoin(_Wanted, _Wanted.id == HandoffRow.for_agent_id)
)
"""What the list shows of a handoff, as columns: whole rows cost twice as much to read."""


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
        _SHOWN.where(is_in)
        .order_by(HandoffRow.snoozed_until if section == "snoozed" else HandoffRow.rank_at, HandoffRow.id)
        .limit(paging.SIZE)
        .offset(place.offset)
    )
    return Page([_item(session, row) for row in rows], place)


def item_of(session: Session, handoff_id: str) -> dict[str, Any] | None:
    """One handoff as the queue shows it."""
    row = session.execute(_SHOWN.where(HandoffRow.id == handoff_id)).one_or_none()
    return None if row is None else _item(session, row)


def place(session: Session, handoff: HandoffRow, at: datetime, *, value: Decimal | None = None) -> None:
    """Write card, head start and rank of an open handoff, from the log as it stands."""
    rules = queue_rules.in_force()
    conversation = session.get_one(ConversationRow, handoff.conversation_id)
    session.refresh(conversation, ["last_offset"])
    handoff.card = {**_card(session, handoff.conversation_id), "value": None if value is None else str(value)}
    handoff.card_offset = conversation.last_offset
    urgency = urgency_of(
        rules,
        reasons=(handoff.reason, handoff.card["reason"]),
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
        at_rest = ConversationRow.updated_at <= at - timedelta(seconds=REST_SECONDS)
        is_behind = HandoffRow.card_offset < ConversationRow.noted_offset
        stale = sa.or_(
            sa.and_(is_behind, sa.or_(HandoffRow.agent_id.is_(None), at_rest)), HandoffRow.rank_again_at <= at
        )
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
    events = log.events_of(session, conversation_id)
    card = summary.build(session, conversation_id, events) or {}
    request = card.get("request", {}).get("type")
    return {
        "headline": card.get("headline", ""),
        "feeling": feelings.now(events),
        "reason": card.get("reason", {}).get("code", ""),
        "request_type": request,
        "name": card.get("customer", {}).get("name"),
        "language": summary.language_of(session.get_one(ConversationRow, conversation_id), events),
        "skill": queue_rules.in_force().skill_for(request),
    }


def _item(session: Session, row: sa.Row[Any]) -> dict[str, Any]:
    card = row.card if row.card_offset >= row.noted_offset else _card(session, row.conversation_id)
    wanted = row.wanted or teams.name_of(row.for_team)
    reason = card.get("reason") or row.reason
    return {
        "handoff_id": row.id,
        "conversation_id": row.conversation_id,
        "requested_at": iso(row.requested_at),
        "priority": row.priority,
        "why": [{"code": code, "text": _words(code), "minutes": minutes} for code, minutes in row.why.items()],
        "headline": card["headline"],
        "reason": {"code": reason, "text": texts.text(f"label.reason.{reason}")},
        "feeling": card["feeling"],
        "customer": {"name": row.customer_name or card["name"], "verified": row.customer_id is not None},
        "request_type": card["request_type"],
        "agent": {"id": row.agent_id, "name": row.agent} if row.agent_id else None,
        "wanted": {"id": row.for_agent_id, "team": row.for_team, "name": wanted} if wanted else None,
        "snoozed_until": row.snoozed_until and iso(row.snoozed_until),
        "unread": row.last_author == Author.CUSTOMER,
        "last_at": iso(row.last_message_at or row.updated_at),
    }


def _words(code: str) -> str:
    """What gives a head start, in plain words; a reason has words of its own."""
    return texts.text(f"label.{code}" if code.startswith("reason.") else f"label.urgency.{code}")
