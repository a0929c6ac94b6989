"""Handoffs: asked for with a reason, claimed by one agent, ended by giving back or resolving (C5, W2, W6)."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.conversation import conversations, turns
from frontdesk.conversation.conversations import Owner
from frontdesk.conversation.turns import Turn
from frontdesk.desk import assignments, promises, queue
from frontdesk.desk.promises import Promise
from frontdesk.log import Author, Kind, StatusType
from frontdesk.staff import agents
from frontdesk.staff.agents import Agent
from frontdesk.tables import ConversationRow, HandoffRow
from frontdesk.wording import texts

AGENT_RETURNED = "/agent_returned"


class Reason(StrEnum):
    """Why a human is asked for; the words for it are `label.reason.<code>` in the texts."""

    ASKED_FOR_HUMAN = "asked_for_human"
    BEYOND_AUTHORITY = "beyond_authority"
    OFFERS_DECLINED = "offers_declined"
    ANGER = "anger"
    ABUSE = "abuse"
    SAFETY = "safety"
    NOT_UNDERSTOOD = "not_understood"
    LANGUAGE = "language"
    NOT_SETTLED = "not_settled"
    NEEDS_HUMAN = "needs_human"
    PROMISE_FAILED = "promise_failed"
    CALL_BACK = "call_back"
    BACK_OFFICE_DOWN = "back_office_down"
    ASSISTANT_UNAVAILABLE = "assistant_unavailable"
    TRANSFERRED = "transferred"


class Ending(StrEnum):
    """How a handoff ended."""

    RETURNED = "returned"
    TRANSFERRED = "transferred"
    RESOLVED = "resolved"


class Resolution(StrEnum):
    """How a matter ended (`label.resolution`)."""

    SOLVED = "solved"
    PARTLY_SOLVED = "partly_solved"
    NOT_SOLVED = "not_solved"
    NO_ANSWER = "no_answer"


class RootCause(StrEnum):
    """Where the problem came from: PRIDE (`label.root_cause`)."""

    PROCESS = "process"
    ROLES = "roles"
    INTERPERSONAL = "interpersonal"
    DIRECTION = "direction"
    EXTERNAL_PRESSURE = "external_pressure"


class AlreadyClaimed(Exception):
    """Somebody was faster; `name` says who."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class HandoffEnded(Exception):
    """The handoff has ended, so nobody can claim it any more."""


class NotYours(Exception):
    """The conversation is not this agent's; `name` has it, or nobody."""

    def __init__(self, name: str | None) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class FollowUp:
    """What an agent promises when resolving."""

    what: str
    due: datetime
    channel: str


def request(session: Session, conversation_id: str, *, turn_id: int, reason: Reason, at: datetime) -> HandoffRow:
    """Ask for a human, once per turn; an open handoff of the conversation is returned as it is."""
    log.lock(session, conversation_id)
    known = session.scalar(
        sa.select(HandoffRow).where(
            HandoffRow.conversation_id == conversation_id,
            sa.or_(HandoffRow.turn_id == turn_id, HandoffRow.ended_at.is_(None)),
        )
    )
    if known is not None:
        return known
    row = HandoffRow(
        id=secrets.token_urlsafe(9),
        conversation_id=conversation_id,
        turn_id=turn_id,
        reason=reason,
        requested_at=at,
    )
    log.append_status(
        session,
        conversation_id,
        StatusType.HANDOFF_REQUESTED,
        at=at,
        key=f"turn:{turn_id}:handoff",
        reason=reason,
        handoff_id=row.id,
        offsets=[turn_id],
    )
    queue.place(session, row, at)
    session.add(row)
    session.flush()
    conversations.set_owner(session, conversation_id, Owner.WAITING)
    return row


def give_up_turn(session: Session, turn: Turn, at: datetime) -> None:
    """The assistant cannot answer: tell the customer and ask for a human."""
    conversation = session.get_one(ConversationRow, turn.conversation_id, with_for_update=True)
    if conversation.turn_id != turn.turn_id:
        return
    log.append(
        session,
        turn.conversation_id,
        author=Author.ASSISTANT,
        kind=Kind.MESSAGE,
        at=at,
        text=texts.text("handoff.assistant_unavailable", turn.language),
        data={"turn": turn.turn_id},
        key=f"turn:{turn.turn_id}:0",
    )
    request(session, turn.conversation_id, turn_id=turn.turn_id, reason=Reason.ASSISTANT_UNAVAILABLE, at=at)
    turns.close_turn(conversation, turn.turn_id, at)


def claim(session: Session, handoff_id: str, agent: Agent, at: datetime) -> str:
    """Give the handoff to `agent`; returns the conversation's id. Claiming one's own again changes nothing.

    Raises LookupError, AlreadyClaimed, HandoffEnded.
    """
    row = session.get(HandoffRow, handoff_id, with_for_update=True)
    if row is None:
        raise LookupError(handoff_id)
    if row.ended_at is not None:
        raise HandoffEnded
    if row.agent_id == agent.id:
        return row.conversation_id
    if row.agent_id is not None:
        raise AlreadyClaimed(agents.name_of(session, row.agent_id) or "")
    row.agent_id, row.claimed_at = agent.id, at
    session.flush()
    assignments.withdraw(session, row.id, agent.id, at)
    agents.is_idle_from(session, agent.id, at)
    conversation = session.get_one(ConversationRow, row.conversation_id)
    conversations.set_owner(session, row.conversation_id, Owner.AGENT, agent_id=agent.id)
    log.append_status(
        session,
        row.conversation_id,
        StatusType.AGENT_JOINED,
        at=at,
        text=texts.text("status.agent_joined", conversation.language, name=agent.name),
        key=f"handoff:{row.id}:joined",
        agent=agent.as_data(),
    )
    return row.conversation_id


def give_back(session: Session, conversation_id: str, agent: Agent, agreed: str | None, at: datetime) -> None:
    """Give the conversation back to the assistant, which says what was `agreed` and checks it (C6)."""
    row, conversation = held(session, conversation_id, agent)
    row.ended_at, row.ending = at, Ending.RETURNED
    agents.is_idle_from(session, agent.id, at)
    promises.keep_answers(session, conversation_id, at)
    offsets = []
    if agreed:
        note = log.append(
            session,
            conversation_id,
            author=Author.AGENT,
            kind=Kind.NOTE,
            at=at,
            text=agreed,
            data={"agent": agent.as_data(), "agreed": True},
            key=f"handoff:{row.id}:agreed",
        )
        offsets.append(note.offset)
    event = log.append_status(
        session,
        conversation_id,
        StatusType.RETURNED,
        at=at,
        text=texts.text("status.handed_back", conversation.language, name=agent.name),
        key=f"handoff:{row.id}:returned",
        agent=agent.as_data(),
        payload=AGENT_RETURNED,
        agreed=agreed,
        offsets=offsets,
    )
    conversations.set_owner(session, conversation_id, Owner.ASSISTANT)
    session.execute(
        sa.update(ConversationRow)
        .where(ConversationRow.id == conversation_id)
        .values(answered_through=event.offset - 1, turn_id=None, turn_due_at=at)
    )
    conversations.want_answer(session, conversation_id, event.offset, at)


def resolve(
    session: Session,
    conversation_id: str,
    agent: Agent,
    *,
    resolution: Resolution,
    root_cause: RootCause | None,
    follow_up: FollowUp | None,
    at: datetime,
) -> None:
    """Close the matter with its outcome and root cause; a follow-up becomes a promise; ask how it was (STD4)."""
    row, conversation = held(session, conversation_id, agent)
    row.ended_at, row.ending = at, Ending.RESOLVED
    agents.is_idle_from(session, agent.id, at)
    promises.keep_answers(session, conversation_id, at)
    row.resolution, row.root_cause = resolution, root_cause
    if follow_up:
        promises.give(
            session,
            conversation_id,
            Promise("follow_up", follow_up.what, follow_up.due, agent.id, follow_up.channel),
            key=f"handoff:{row.id}",
            at=at,
            author=Author.AGENT,
        )
    log.append_status(
        session,
        conversation_id,
        StatusType.RESOLVED,
        at=at,
        text=texts.text("status.resolved", conversation.language, name=agent.name),
        key=f"handoff:{row.id}:resolved",
        resolution=resolution,
        root_cause=root_cause,
    )
    log.append(
        session,
        conversation_id,
        author=Author.ASSISTANT,
        kind=Kind.MESSAGE,
        at=at,
        text=texts.text("close.rate_agent", conversation.language, name=agent.name),
        data={"rating": True},
        key=f"handoff:{row.id}:rating",
    )
    conversations.set_owner(session, conversation_id, Owner.CLOSED)


def open_handoff(session: Session, conversation_id: str) -> HandoffRow | None:
    """The handoff that waits or is being worked on."""
    return session.scalar(
        sa.select(HandoffRow).where(HandoffRow.conversation_id == conversation_id, HandoffRow.ended_at.is_(None))
    )


def held(session: Session, conversation_id: str, agent: Agent) -> tuple[HandoffRow, ConversationRow]:
    """The open handoff and its conversation, if `agent` has it. Raises LookupError, NotYours."""
    conversation = session.get(ConversationRow, conversation_id, with_for_update=True)
    if conversation is None:
        raise LookupError(conversation_id)
    row = open_handoff(session, conversation_id)
    if row is None or row.agent_id != agent.id or conversation.owner != Owner.AGENT:
        raise NotYours(agents.name_of(session, row.agent_id) if row else None)
    return row, conversation
