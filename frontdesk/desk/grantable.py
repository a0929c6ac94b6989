"""What can be granted now: the offers of the assistant's rules, and what an agent's authority covers (B4, BS6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.backoffice import BackOffice
from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.shop import causes, offer_rules, offers, order_lines, situations
from frontdesk.shop.offers import Offer
from frontdesk.staff.agents import Agent, Role
from frontdesk.store import Store
from frontdesk.tables import ConversationRow, GrantRow

AUTHORITY = {Role.AGENT: "agent", Role.LEAD: "lead", Role.ADMIN: "lead"}
"""The row of the authority table that holds for a role at the desk."""


class GrantState(StrEnum):
    """How a grant stands."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True)
class Grantable:
    """An offer at the desk; `allowed` is whether this agent's authority covers it."""

    offer: Offer
    allowed: bool
    declined: bool
    """The customer has said no to it."""


def find(store: Store, back_office: BackOffice, conversation_id: str, agent: Agent, at: datetime) -> list[Grantable]:
    """What can be done for this conversation's customer, in the order of what helps most.

    The shop is asked outside of any transaction. Empty while nobody has proved who they are. Raises LookupError,
    BackOfficeUnavailable.
    """
    with store.reading() as session:
        conversation = session.get(ConversationRow, conversation_id)
        events = log.events_of(session, conversation_id)
    if conversation is None:
        raise LookupError(conversation_id)
    if conversation.customer_id is None:
        return []
    situation = _situation(back_office, conversation, events, at)
    possible = [o for o in offers.possible_offers(situation) if o.rule.operation is not None and not o.rule.needs]
    with store.reading() as session:
        free = [offer for offer in possible if not is_taken(session, conversation, offer)]
    declined = {e.data["offer"] for e in events if e.type == StatusType.OFFER_DECLINED}
    role = AUTHORITY.get(agent.role)
    return [
        Grantable(offer, _covers(role, offer.granted_by), offer.id in declined)
        for offer in free
        if not situations.sold_out(back_office, situation.order, offer)
    ]


def had_elsewhere(session: Session, conversation_id: str, customer_id: str, offer: str, order_number: str) -> bool:
    """Whether what may be had once for an order was, or is under way: by an agent, or in another conversation."""
    only = offers.once(offer, order_number)
    if only is None:
        return False
    if session.scalar(sa.select(GrantRow.id).where(GrantRow.once == only)) is not None:
        return True
    return offer in log.carried_out(session, customer_id, order_number, besides=conversation_id)


def is_taken(session: Session, conversation: ConversationRow, offer: Offer) -> bool:
    """Whether it is under way here, or may be had once and was, in whichever conversation and by whomever."""
    under_way = sa.select(GrantRow).where(
        GrantRow.conversation_id == conversation.id, GrantRow.state == GrantState.OPEN
    )
    if any(row.terms["id"] == offer.id for row in session.scalars(under_way)):
        return True
    only = once(conversation.id, offer)
    if only is None:
        return False
    if session.scalar(sa.select(GrantRow.id).where(GrantRow.once == only)) is not None:
        return True
    if offer.order_number and conversation.customer_id:
        return offer.id in log.carried_out(session, conversation.customer_id, offer.order_number)
    statuses = log.events_of(session, conversation.id, kinds=[Kind.STATUS])
    return any(e.type == StatusType.OFFER_CARRIED_OUT and e.data["offer"] == offer.id for e in statuses)


def once(conversation_id: str, offer: Offer) -> str | None:
    """By what a grant is the only one of its kind; None if it may be repeated."""
    return offers.once(offer.id, offer.order_number or conversation_id)


def _situation(
    back_office: BackOffice, conversation: ConversationRow, events: Sequence[Event], at: datetime
) -> offers.Situation:
    heard = log.latest(events, StatusType.REQUEST_HEARD)
    request = heard.data if heard else {"request_type": "", "cause": None, "offsets": []}
    begins = min(request["offsets"], default=0)
    story = [e.text or "" for e in events if _is_said(e) and e.offset >= begins]
    named = [e.data["value"] for e in events if e.type == StatusType.FACT and e.data["name"] == "order_number"]
    order = back_office.order(str(named[-1])) if named else None
    if order and order.customer_id != conversation.customer_id:
        order = None
    type_, cause = str(request["request_type"]), request["cause"]
    if order and type_:  # what the records show was not looked up where a person was asked for at once
        cause = causes.recorded_cause(order, type_, cause, at.date())
    return situations.situation_of(
        back_office,
        request_type=type_,
        cause=cause,
        today=at.date(),
        customer_id=conversation.customer_id,
        order=order,
        lines=order_lines.named_lines(order, story, type_, cause, conversation.language) if order else [],
        story=story,
    )


def _is_said(event: Event) -> bool:
    return event.author == Author.CUSTOMER and event.kind == Kind.MESSAGE


def _covers(role: str | None, needed: str | None) -> bool:
    return role is not None and needed is not None and offer_rules.ROLES.index(needed) <= offer_rules.ROLES.index(role)
