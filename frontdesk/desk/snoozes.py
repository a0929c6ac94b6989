"""Snoozing: a conversation leaves its agent's list until a time, or until the customer writes (W6, K8)."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.clock import iso
from frontdesk.desk import handoffs
from frontdesk.log import Author, Kind, StatusType
from frontdesk.staff.agents import Agent
from frontdesk.store import Store
from frontdesk.tables import EventRow, HandoffRow


def snooze(
    session: Session,
    conversation_id: str,
    agent: Agent,
    until: datetime,
    at: datetime,
    *,
    read_through: int | None = None,
) -> None:
    """Let the agent's conversation rest until a time; the customer sees nothing of it.

    `read_through` is the offset up to which the agent has read: what the customer wrote since wakes it at once (H1).
    Raises LookupError, NotYours.
    """
    row, _ = handoffs.held(session, conversation_id, agent)
    if row.snoozed_until == until:
        return
    event = log.append_status(
        session,
        conversation_id,
        StatusType.SNOOZED,
        at=at,
        author=Author.AGENT,
        agent=agent.as_data(),
        until=iso(until),
    )
    row.snoozed_until = until
    row.snoozed_at_offset = event.offset if read_through is None else min(event.offset, read_through)


def wake(session: Session, conversation_id: str, agent: Agent, at: datetime) -> None:
    """Bring the agent's conversation back before its time. Raises LookupError, NotYours."""
    row, _ = handoffs.held(session, conversation_id, agent)
    if row.snoozed_until is not None:
        _wake(session, row, "agent", at)


def wake_due(store: Store, at: datetime) -> None:
    """Bring back what is due at `at`, and where the customer has written; what has ended meanwhile stays ended."""
    with store.reading() as session:
        ids = session.scalars(_due(at)).all()
    for handoff_id in ids:
        with store.writing() as session:
            row = session.get_one(HandoffRow, handoff_id)
            log.lock(session, row.conversation_id)
            session.refresh(row)
            if row.snoozed_until is not None and row.ended_at is None:
                _wake(session, row, "time" if row.snoozed_until <= at else "customer", at)


def _due(at: datetime) -> sa.Select[str]:
    written = sa.exists().where(
        EventRow.conversation_id == HandoffRow.conversation_id,
        EventRow.offset > HandoffRow.snoozed_at_offset,
        EventRow.author == Author.CUSTOMER,
        EventRow.kind == Kind.MESSAGE,
    )
    return sa.select(HandoffRow.id).where(
        HandoffRow.snoozed_until.is_not(None),
        HandoffRow.ended_at.is_(None),
        sa.or_(HandoffRow.snoozed_until <= at, written),
    )


def _wake(session: Session, row: HandoffRow, why: str, at: datetime) -> None:
    """`why`: the `time` has come, the `customer` has written, or the `agent` wished it."""
    until, row.snoozed_until = row.snoozed_until, None
    began = log.latest(log.events_of(session, row.conversation_id, kinds=[Kind.STATUS]), StatusType.SNOOZED)
    log.append_status(
        session,
        row.conversation_id,
        StatusType.WOKEN,
        at=at,
        key=f"handoff:{row.id}:woken:{began and began.offset}",
        why=why,
        until=until and iso(until),
    )
