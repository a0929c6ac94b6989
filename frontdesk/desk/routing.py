"""Routing: which agent a waiting matter is offered to (W2, W6).

Whoever it was passed on to comes first, then who knows the customer, then who has had nothing new to do for longest;
language and skill have to fit until the wait grows long, or nobody who is there fits.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk.staff import queue_rules
from frontdesk.staff.agents import PERMISSIONS, Permission, Role
from frontdesk.tables import AgentRow, AssignmentRow, ConversationRow, HandoffRow

ANSWERING = [str(role) for role in Role if Permission.ANSWER_CUSTOMERS in PERMISSIONS[role]]


@dataclass(frozen=True)
class Choice:
    """The agent, and why: `passed_on`, `knows_customer` or `longest_idle`."""

    agent_id: str
    because: str


def there() -> sa.ColumnElement[bool]:
    """Whether an agent answers customers now: available, and allowed to."""
    return sa.and_(AgentRow.active.is_(True), AgentRow.available.is_(True), AgentRow.role.in_(ANSWERING))


def anybody_there(session: Session) -> bool:
    """Whether any agent answers customers now."""
    return session.scalar(sa.select(AgentRow.id).where(there()).limit(1)) is not None


def who_is_there(session: Session) -> set[str]:
    """The ids of the agents who answer customers now."""
    return set(session.scalars(sa.select(AgentRow.id).where(there())))


def anybody_free(session: Session) -> bool:
    """Whether anything can be offered to any agent now."""
    return bool(_free(session))


def choose(session: Session, handoff: HandoffRow, at: datetime) -> Choice | None:
    """Who is asked next to take `handoff`; None while nobody can be."""
    offering = queue_rules.in_force().offering
    asked = _asked_since(session, handoff.id, at - offering.ask_again_after)
    candidates = [agent for agent in _free(session) if agent.id not in asked]
    for agent in candidates:
        if agent.id == handoff.for_agent_id or (handoff.for_team and agent.team == handoff.for_team):
            return Choice(agent.id, "passed_on")
    for agent_id in _who_know(session, handoff.conversation_id):
        if any(agent.id == agent_id for agent in candidates):
            return Choice(agent_id, "knows_customer")
    if at < handoff.requested_at + offering.anyone_after:
        everybody = session.scalars(sa.select(AgentRow).where(there())).all()
        for fits in (_fits_wholly, _speaks):
            if any(fits(agent, handoff) for agent in everybody):
                candidates = [agent for agent in candidates if fits(agent, handoff)]
                break
    return Choice(candidates[0].id, "longest_idle") if candidates else None


def _free(session: Session) -> list[AgentRow]:
    """Who is there, has room for one more and no offer to answer; idle for longest first."""
    held = (
        sa.select(HandoffRow.agent_id, sa.func.count().label("held"))
        .where(HandoffRow.ended_at.is_(None), HandoffRow.agent_id.is_not(None), HandoffRow.snoozed_until.is_(None))
        .group_by(HandoffRow.agent_id)
        .subquery()
    )
    offered = sa.select(AssignmentRow.agent_id).where(AssignmentRow.ended_at.is_(None))
    query = (
        sa.select(AgentRow)
        .outerjoin(held, held.c.agent_id == AgentRow.id)
        .where(there(), AgentRow.id.not_in(offered), sa.func.coalesce(held.c.held, 0) < AgentRow.capacity)
        .order_by(AgentRow.idle_since.is_not(None), AgentRow.idle_since, AgentRow.id)
    )
    return list(session.scalars(query))


def _asked_since(session: Session, handoff_id: str, since: datetime) -> set[str]:
    query = sa.select(AssignmentRow.agent_id).where(
        AssignmentRow.handoff_id == handoff_id, AssignmentRow.ended_at > since
    )
    return set(session.scalars(query))


def _who_know(session: Session, conversation_id: str) -> list[str]:
    """The agents who had this conversation, or another one of this customer, the last one first."""
    customer_id = session.scalar(sa.select(ConversationRow.customer_id).where(ConversationRow.id == conversation_id))
    same = ConversationRow.id == conversation_id
    if customer_id is not None:
        same = sa.or_(same, ConversationRow.customer_id == customer_id)
    query = (
        sa.select(HandoffRow.agent_id)
        .join(ConversationRow, ConversationRow.id == HandoffRow.conversation_id)
        .where(same, HandoffRow.agent_id.is_not(None))
        .order_by(HandoffRow.claimed_at.desc())
        .limit(20)
    )
    return [agent_id for agent_id in dict.fromkeys(session.scalars(query)) if agent_id is not None]


def _speaks(agent: AgentRow, handoff: HandoffRow) -> bool:
    return handoff.card.get("language", "").partition("-")[0] in agent.languages.split()


def _fits_wholly(agent: AgentRow, handoff: HandoffRow) -> bool:
    skills, wanted = agent.skills.split(), handoff.card.get("skill")
    return _speaks(agent, handoff) and (not skills or wanted is None or wanted in skills)
