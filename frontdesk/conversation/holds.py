"""Holds: while the customer types, the answer to what they have said waits (H1).

A sign that comes every other second must cost next to nothing: it writes only if it moves the answer by more than a
second, and two front desks that hear the same sign move it once. What is being answered already is left alone.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk.conversation import bursts
from frontdesk.conversation.conversations import Owner
from frontdesk.store import Store
from frontdesk.tables import ConversationRow

LEAST_SECONDS = 1


def hear_typing(store: Store, conversation_id: str, typing: bool, at: datetime, pace: float) -> None:
    """The customer types at `at`, or has stopped: the answer that is not due yet is due later, or sooner.

    A stop that gets lost is made up for in a few seconds; the upper bound holds however long somebody types.
    """
    with store.reading() as session:
        conversation = session.get(ConversationRow, conversation_id)
        if conversation is None or not _waits(conversation, at):
            return
        burst = bursts.burst_of(session, conversation, pace)
    if burst is None or conversation.turn_due_at is None:
        return
    due_at = burst.held_at(at) if typing else burst.left_at(at)
    moved = due_at - conversation.turn_due_at if typing else conversation.turn_due_at - due_at
    if moved < timedelta(seconds=LEAST_SECONDS * pace):
        return
    with store.writing() as session:
        if _move(session, conversation, due_at) and typing:
            bursts.say_sign(session, conversation_id, burst, at)


def _waits(conversation: ConversationRow, at: datetime) -> bool:
    return (
        conversation.owner == Owner.ASSISTANT
        and conversation.turn_id is None
        and conversation.wants_answer > conversation.answered_through
        and conversation.turn_due_at is not None
        and conversation.turn_due_at > at
    )


def _move(session: Session, seen: ConversationRow, due_at: datetime) -> bool:
    """Move the due time, unless anything has changed since it was seen."""
    moved = session.execute(
        sa.update(ConversationRow)
        .where(
            ConversationRow.id == seen.id,
            ConversationRow.owner == seen.owner,
            ConversationRow.turn_id.is_(None),
            ConversationRow.wants_answer == seen.wants_answer,
            ConversationRow.turn_due_at == seen.turn_due_at,
        )
        .values(turn_due_at=due_at)
    )
    return bool(moved.rowcount)  # type: ignore[attr-defined]
