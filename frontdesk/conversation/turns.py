"""Turns: what the customer said since the last answer, sent to the assistant until it is answered, answered once.

A turn is all unanswered messages, or one button click; its id is the offset of its last event. While a turn is
open the conversation holds its id and a lease, so a crash at any line leaves a turn that will be sent again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.conversation import bursts
from frontdesk.conversation.conversations import OPENING, Owner
from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.tables import ConversationRow
from frontdesk.wording import texts

RETRY_SECONDS = (0.3, 0.5, 1, 2, 3, 5)


@dataclass(frozen=True)
class Turn:
    """What is sent to the assistant: either `text`, or the `payload` of a button or of an event of ours."""

    conversation_id: str
    turn_id: int
    text: str | None
    payload: str | None
    language: str
    at: datetime
    started_at: datetime
    attempts: int


@dataclass(frozen=True)
class Answer:
    """What the assistant answers: messages with `text` and `buttons`, and what it understood."""

    messages: tuple[dict[str, Any], ...]
    nlu: dict[str, Any]


def due_turns(session: Session, at: datetime, limit: int = 50) -> list[str]:
    """Conversations with something for the assistant to answer at `at`."""
    query = (
        sa.select(ConversationRow.id)
        .where(
            sa.or_(ConversationRow.owner == Owner.ASSISTANT, ConversationRow.turn_id.is_not(None)),
            ConversationRow.wants_answer > ConversationRow.answered_through,
            ConversationRow.turn_due_at <= at,
        )
        .order_by(ConversationRow.turn_due_at)
        .limit(limit)
    )
    return list(session.scalars(query))


def next_due(session: Session, after: datetime) -> datetime | None:
    """The first moment after `after` at which something becomes due."""
    return session.scalar(
        sa.select(sa.func.min(ConversationRow.turn_due_at)).where(
            sa.or_(ConversationRow.owner == Owner.ASSISTANT, ConversationRow.turn_id.is_not(None)),
            ConversationRow.wants_answer > ConversationRow.answered_through,
            ConversationRow.turn_due_at > after,
        )
    )


def take_turn(session: Session, conversation_id: str, at: datetime, lease: timedelta) -> Turn | None:
    """Open the next turn, or take the open one again, for as long as `lease`; None if nothing is due."""
    conversation = session.get(ConversationRow, conversation_id, with_for_update=True)
    if (
        conversation is None
        or (conversation.owner != Owner.ASSISTANT and conversation.turn_id is None)
        or conversation.wants_answer <= conversation.answered_through
        or (conversation.turn_due_at is not None and conversation.turn_due_at > at)
    ):
        return None
    said = [
        event
        for event in log.events_of(session, conversation_id, after=conversation.answered_through)
        if bursts.wants_answer(event)
    ]
    if conversation.turn_id is not None:
        said = [event for event in said if event.offset <= conversation.turn_id]
    else:
        said = _first_group(said)
        conversation.turn_id = said[-1].offset
        conversation.turn_started_at = at
        conversation.turn_attempts = 0
    conversation.turn_attempts += 1
    conversation.turn_due_at = at + lease
    payload = said[0].data.get("payload")
    return Turn(
        conversation_id=conversation_id,
        turn_id=conversation.turn_id,
        text=None if payload else "\n".join(event.text or "" for event in said),
        payload=payload,
        language=conversation.language,
        at=said[-1].at,
        started_at=conversation.turn_started_at or at,
        attempts=conversation.turn_attempts,
    )


def record_answer(session: Session, turn: Turn, answer: Answer, at: datetime, *, pace: float) -> bool:
    """Append the answer once and close the turn. False if the turn is no longer open.

    When a human took the conversation while the assistant was thinking, nothing of it is said. Whoever wrote on
    meanwhile is listened to like anybody else, at `pace` (H1); whoever wrote before the greeting came is answered and
    no longer greeted (C1).
    """
    conversation = session.get(ConversationRow, turn.conversation_id, with_for_update=True)
    if conversation is None or conversation.turn_id != turn.turn_id:
        return False
    if turn.text is not None:
        record_nlu(session, turn.conversation_id, turn.turn_id, answer.nlu, at)
    greets_late = turn.payload == OPENING and _has_written(session, conversation)
    for index, message in enumerate(() if greets_late else answer.messages):
        log.append(
            session,
            turn.conversation_id,
            author=Author.ASSISTANT,
            kind=Kind.MESSAGE,
            at=at,
            text=message["text"],
            data={"turn": turn.turn_id, **{k: v for k, v in message.items() if k != "text" and v}},
            key=f"turn:{turn.turn_id}:{index}",
        )
    close_turn(conversation, turn.turn_id, at)
    if burst := bursts.burst_of(session, conversation, pace):
        conversation.turn_due_at = max(at, burst.due_at)
    return True


def record_nlu(session: Session, conversation_id: str, turn_id: int, nlu: dict[str, Any], at: datetime) -> None:
    """Append what was understood of the customer's words in a turn, once."""
    log.append(
        session,
        conversation_id,
        author=Author.ASSISTANT,
        kind=Kind.NLU,
        at=at,
        data={"turn": turn_id, **nlu},
        key=f"turn:{turn_id}:nlu",
    )


def postpone(session: Session, turn: Turn, at: datetime, *, tell_customer: bool) -> None:
    """Send the turn again a little later; with `tell_customer` they hear, once, that it takes longer (B1)."""
    conversation = session.get(ConversationRow, turn.conversation_id, with_for_update=True)
    if conversation is None or conversation.turn_id != turn.turn_id:
        return
    wait = RETRY_SECONDS[min(turn.attempts, len(RETRY_SECONDS)) - 1]
    conversation.turn_due_at = at + timedelta(seconds=wait)
    if tell_customer:
        log.append_status(
            session,
            turn.conversation_id,
            StatusType.DELAYED,
            at=at,
            text=texts.text("status.delayed", turn.language),
            key=f"turn:{turn.turn_id}:delayed",
        )


def close_turn(conversation: ConversationRow, turn_id: int, at: datetime) -> None:
    """Mark everything up to `turn_id` as answered."""
    conversation.answered_through = max(conversation.answered_through, turn_id)
    conversation.turn_id = None
    conversation.turn_attempts = 0
    conversation.turn_due_at = at


def end_all_leases(session: Session, at: datetime) -> None:
    """Make open turns due now: for the start of the only front desk, when no other can hold a lease."""
    session.execute(sa.update(ConversationRow).where(ConversationRow.turn_id.is_not(None)).values(turn_due_at=at))


def _has_written(session: Session, conversation: ConversationRow) -> bool:
    events = log.events_of(session, conversation.id, kinds=[Kind.MESSAGE])
    return any(event.author == Author.CUSTOMER for event in events)


def _first_group(events: list[Event]) -> list[Event]:
    """The first turn in `events`: a click alone, or all texts up to the next click."""
    group = [events[0]]
    if "payload" not in events[0].data:
        for event in events[1:]:
            if "payload" in event.data:
                break
            group.append(event)
    return group
