"""Assignments: a waiting matter offered to one agent after the other, until somebody takes it (W2, W6).

Offered – accepted, declined, timed out, or withdrawn because somebody took it by hand. Nobody has to wait for it: any
agent may take any waiting matter at any time. The worker offers; each step is one transaction and an event in the log.
"""

import secrets
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.desk import routing
from frontdesk.log import Author, StatusType
from frontdesk.staff import agents, queue_rules
from frontdesk.staff.agents import Agent, Change
from frontdesk.store import Store
from frontdesk.tables import AgentRow, AssignmentRow, HandoffRow

BATCH = 50
"""How many offers the worker makes or ends in one go."""


class Outcome(StrEnum):
    """How an offer to an agent ended."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TIMED_OUT = "timed_out"
    WITHDRAWN = "withdrawn"


class AssignmentOver(Exception):
    """It has been answered, or its time is over."""


def open_for(session: Session, agent_id: str) -> AssignmentRow | None:
    """What is offered to this agent now."""
    mine = sa.select(AssignmentRow).where(AssignmentRow.ended_at.is_(None), AssignmentRow.agent_id == agent_id)
    return session.scalar(mine.order_by(AssignmentRow.offered_at).limit(1))


def handoff_to_accept(session: Session, assignment_id: str, agent: Agent) -> str:
    """The handoff that was offered to this agent, still theirs to claim. Raises LookupError, AssignmentOver."""
    row = _own(session, assignment_id, agent)
    if row.outcome not in (None, Outcome.ACCEPTED):
        raise AssignmentOver
    return row.handoff_id


def decline(session: Session, assignment_id: str, agent: Agent, at: datetime) -> None:
    """Leave it to the others; declining again changes nothing. Raises LookupError, AssignmentOver."""
    row = _own(session, assignment_id, agent)
    if row.outcome == Outcome.DECLINED:
        return
    if row.ended_at is not None:
        raise AssignmentOver
    _end(session, row, Outcome.DECLINED, at)


def offer_waiting(store: Store, at: datetime) -> None:
    """Offer what waits to whoever should take it, the most urgent first, and pass on what was not answered in time."""
    for assignment_id in _expired(store, at):
        with store.writing() as session:
            _time_out(session, assignment_id, at)
    with store.reading() as session:
        if not routing.anybody_free(session):
            return
        waiting = _waiting_unoffered(session)
    for handoff_id in waiting:
        with store.writing() as session:
            free = routing.anybody_free(session)
            if free:
                offer(session, handoff_id, at)
        if not free:
            return


def offer(session: Session, handoff_id: str, at: datetime) -> AssignmentRow | None:
    """Offer a waiting handoff to the agent who should take it; None if there is none, or it is offered or taken."""
    handoff = session.get(HandoffRow, handoff_id, with_for_update=True)
    if handoff is None or handoff.ended_at or handoff.agent_id or _of_handoff(session, handoff_id):
        return None
    choice = routing.choose(session, handoff, at)
    if choice is None:
        return None
    row = AssignmentRow(
        id=secrets.token_urlsafe(9),
        handoff_id=handoff.id,
        conversation_id=handoff.conversation_id,
        agent_id=choice.agent_id,
        because=choice.because,
        offered_at=at,
        expires_at=at + queue_rules.in_force().offering.answer_within,
    )
    session.add(row)
    session.flush()
    _note(session, row, StatusType.ASSIGNMENT_OFFERED, at, because=choice.because)
    return row


def withdraw(session: Session, handoff_id: str, taken_by: str | None, at: datetime) -> None:
    """A handoff was taken, or has ended: what was offered of it is over; accepted if that agent took it."""
    row = _of_handoff(session, handoff_id)
    if row is not None:
        _end(session, row, Outcome.ACCEPTED if row.agent_id == taken_by else Outcome.WITHDRAWN, at)


def _time_out(session: Session, assignment_id: str, at: datetime) -> None:
    """Whoever does not answer is not at the screen: the matter goes on, and they are away until they say otherwise."""
    handoff_id = session.scalar(sa.select(AssignmentRow.handoff_id).where(AssignmentRow.id == assignment_id))
    session.get(HandoffRow, handoff_id, with_for_update=True)
    row = session.get(AssignmentRow, assignment_id, populate_existing=True)
    if row is None or row.ended_at is not None:
        return
    agents.set_available(session, row.agent_id, False, Change.MISSED, at)
    _end(session, row, Outcome.TIMED_OUT, at)


def _own(session: Session, assignment_id: str, agent: Agent) -> AssignmentRow:
    """The agent's own assignment; whoever else writes to its handoff waits. Raises LookupError."""
    row = session.get(AssignmentRow, assignment_id)
    if row is None or row.agent_id != agent.id:
        raise LookupError(assignment_id)
    session.get(HandoffRow, row.handoff_id, with_for_update=True)
    session.refresh(row)
    return row


def _end(session: Session, row: AssignmentRow, outcome: Outcome, at: datetime) -> None:
    row.ended_at, row.outcome = at, outcome
    session.flush()
    _note(session, row, StatusType.ASSIGNMENT_ENDED, at, outcome=outcome)


def _note(session: Session, row: AssignmentRow, type_: StatusType, at: datetime, **data: str) -> None:
    name = session.scalar(sa.select(AgentRow.name).where(AgentRow.id == row.agent_id))
    log.append_status(
        session,
        row.conversation_id,
        type_,
        at=at,
        author=Author.SYSTEM,
        key=f"assignment:{row.id}:{type_}",
        assignment_id=row.id,
        agent={"id": row.agent_id, "name": name},
        **data,
    )


def _of_handoff(session: Session, handoff_id: str) -> AssignmentRow | None:
    query = sa.select(AssignmentRow).where(AssignmentRow.handoff_id == handoff_id, AssignmentRow.ended_at.is_(None))
    return session.scalar(query)


def _expired(store: Store, at: datetime) -> list[str]:
    with store.reading() as session:
        over = sa.select(AssignmentRow.id).where(AssignmentRow.ended_at.is_(None), AssignmentRow.expires_at <= at)
        return list(session.scalars(over.limit(BATCH)))


def _waiting_unoffered(session: Session) -> list[str]:
    offered = sa.select(AssignmentRow.handoff_id).where(AssignmentRow.ended_at.is_(None))
    waiting = sa.select(HandoffRow.id).where(
        HandoffRow.ended_at.is_(None), HandoffRow.agent_id.is_(None), HandoffRow.id.not_in(offered)
    )
    return list(session.scalars(waiting.order_by(HandoffRow.rank_at).limit(BATCH)))
