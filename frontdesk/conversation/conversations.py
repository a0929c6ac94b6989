"""Conversations: opened by a customer, held by one owner at a time, written to by both sides."""

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import log, search_terms
from frontdesk.conversation import bursts, danger
from frontdesk.conversation.identity import Identity
from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.tables import ConversationRow, EventRow
from frontdesk.wording import texts

MAX_TEXT = 4000
MAX_CLIENT_MESSAGE_ID = 64
CLIENT_MESSAGE_ID = r"^[!-~]+$"
SPEAK_TO_HUMAN = "/speak_to_human"
OPENING = "/open_conversation"


class Owner(StrEnum):
    """Who answers the customer now."""

    ASSISTANT = "assistant"
    WAITING = "waiting"
    AGENT = "agent"
    CLOSED = "closed"


class InvalidMessage(ValueError):
    """A message that cannot be taken; `code` is stable, the text of the error key is for the customer."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Opened:
    """A new conversation and the secret that its customer shows with every call."""

    conversation_id: str
    token: str


def open_conversation(
    session: Session, *, language: str, page: str | None, identity: Identity | None, at: datetime
) -> Opened:
    """Open a conversation; the assistant will greet (C1)."""
    conversation_id, token = secrets.token_urlsafe(12), secrets.token_urlsafe(32)
    session.add(
        ConversationRow(
            id=conversation_id,
            token_hash=_hash(token),
            language=language,
            page=page,
            owner=Owner.ASSISTANT,
            customer_id=identity.customer_id if identity else None,
            customer_name=identity.name if identity else None,
            customer_email=identity.email if identity else None,
            created_at=at,
            updated_at=at,
            turn_due_at=at,
        )
    )
    session.flush()
    opened = log.append_status(session, conversation_id, StatusType.OPENED, at=at, payload=OPENING)
    if identity:
        search_terms.keep(session, conversation_id, search_terms.terms_of_customer(identity.name, identity.email))
        log.append_status(
            session,
            conversation_id,
            StatusType.VERIFIED,
            at=at,
            how="site_token",
            customer_id=identity.customer_id,
            offsets=[opened.offset],
        )
    session.execute(
        sa.update(ConversationRow).where(ConversationRow.id == conversation_id).values(wants_answer=opened.offset)
    )
    return Opened(conversation_id, token)


def find(session: Session, conversation_id: str) -> ConversationRow | None:
    """The conversation, or None."""
    return session.get(ConversationRow, conversation_id)


def require(session: Session, conversation_id: str) -> ConversationRow:
    """The conversation. Raises LookupError."""
    conversation = find(session, conversation_id)
    if conversation is None:
        raise LookupError(f"no conversation {conversation_id}")
    return conversation


def token_opens(conversation: ConversationRow, token: str) -> bool:
    """Whether `token` is the secret of this conversation."""
    return hmac.compare_digest(conversation.token_hash, _hash(token))


def clean_text(text: str) -> str:
    """`text` without what no database or screen can hold (NUL, lone surrogates, other control characters).

    Raises InvalidMessage: `empty_message` if nothing visible is left, `message_too_long` above 4,000 characters.
    """
    if len(text) > MAX_TEXT:
        raise InvalidMessage("message_too_long")
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()
    if all(unicodedata.category(c)[0] in "CZ" for c in kept):
        raise InvalidMessage("empty_message")
    return kept


def add_customer_message(
    session: Session, conversation: ConversationRow, *, client_message_id: str, text: str, at: datetime, pace: float
) -> Event:
    """Take a message of the customer; the same `client_message_id` again changes nothing.

    Whoever is not done yet is listened to before they are answered; `pace` is HELPLINE_LISTENING_PACE (H1).
    """
    session.refresh(conversation, with_for_update=True)
    if known := log.with_key(session, conversation.id, _customer_key(client_message_id)):
        return known
    return _add(session, conversation, client_message_id, clean_text(text), {}, at, pace)


def press_button(
    session: Session, conversation: ConversationRow, *, client_message_id: str, payload: str, at: datetime
) -> Event:
    """Take a button click. Only what the last message offered can be pressed, or the wish for a person (W2).

    Raises InvalidMessage `button_expired`.
    """
    session.refresh(conversation, with_for_update=True)
    if known := log.with_key(session, conversation.id, _customer_key(client_message_id)):
        return known
    title = _title_of(session, conversation, payload)
    if title is None:
        raise InvalidMessage("button_expired")
    return _add(session, conversation, client_message_id, title, {"payload": payload}, at, pace=0)


def set_owner(session: Session, conversation_id: str, owner: Owner, *, agent_id: str | None = None) -> None:
    """Hand the conversation to `owner`.

    An agent takes over what is still unanswered, a turn under way too. Otherwise a turn under way is finished:
    its own answer may be what changed the owner.
    """
    values: dict[str, Any] = {"owner": owner, "agent_id": agent_id}
    if owner == Owner.AGENT:
        values |= {"answered_through": ConversationRow.last_offset, "turn_id": None, "turn_attempts": 0}
    session.execute(sa.update(ConversationRow).where(ConversationRow.id == conversation_id).values(**values))
    session.expire_all()


def want_answer(session: Session, conversation_id: str, offset: int, due_at: datetime) -> None:
    """Ask the assistant to answer what has been said up to `offset`, at `due_at`; a turn under way keeps its lease."""
    kept = sa.case((ConversationRow.turn_id.is_(None), due_at), else_=ConversationRow.turn_due_at)
    session.execute(
        sa.update(ConversationRow)
        .where(ConversationRow.id == conversation_id)
        .values(wants_answer=offset, turn_due_at=kept)
        .execution_options(synchronize_session="fetch")
    )


def _add(
    session: Session,
    conversation: ConversationRow,
    client_message_id: str,
    text: str,
    data: dict[str, Any],
    at: datetime,
    pace: float,
) -> Event:
    event = log.append(
        session,
        conversation.id,
        author=Author.CUSTOMER,
        kind=Kind.MESSAGE,
        at=at,
        text=text,
        data={**data, "client_message_id": client_message_id},
        key=_customer_key(client_message_id),
    )
    if conversation.owner == Owner.CLOSED:
        log.append_status(
            session,
            conversation.id,
            StatusType.REOPENED,
            at=at,
            offsets=[event.offset],
        )
        set_owner(session, conversation.id, Owner.ASSISTANT)
        if conversation.turn_id is None:  # the turn that closed it is still to be finished
            conversation.answered_through = event.offset - 1
        _listen(session, conversation, event, pace)
    elif conversation.owner == Owner.ASSISTANT:
        _listen(session, conversation, event, pace)
    elif conversation.owner == Owner.WAITING:
        _note_for_agent(session, conversation, event)
    return event


def _listen(session: Session, conversation: ConversationRow, event: Event, pace: float) -> None:
    """Have it answered as soon as the customer has said what they want to say (H1)."""
    burst = bursts.burst_of(session, conversation, pace)
    want_answer(session, conversation.id, event.offset, burst.due_at if burst else event.at)
    if burst and conversation.turn_id is None:
        bursts.say_sign(session, conversation.id, burst, event.at)


def _note_for_agent(session: Session, conversation: ConversationRow, event: Event) -> None:
    """Tell a customer who waits that what they add is kept (B2)."""
    events = log.events_of(session, conversation.id, kinds=[Kind.STATUS])
    said = [e.data["wording"] for e in events if e.type == StatusType.NOTED]
    key = "status.noted_danger" if danger.kind_of(events) else "status.noted"
    wording = texts.choose(key, conversation.language, said)
    log.append_status(
        session,
        conversation.id,
        StatusType.NOTED,
        at=event.at,
        text=wording.text,
        wording=wording.id,
        offsets=[event.offset],
    )


def _title_of(session: Session, conversation: ConversationRow, payload: str) -> str | None:
    """What the button with `payload` says, or None if it cannot be pressed now."""
    if payload == SPEAK_TO_HUMAN:
        return texts.text("button.speak_to_human", conversation.language)
    newest = session.scalar(
        sa.select(EventRow)
        .where(EventRow.conversation_id == conversation.id, EventRow.kind == Kind.MESSAGE)
        .order_by(EventRow.offset.desc())
        .limit(1)
    )
    buttons = newest.data.get("buttons", []) if newest else []
    return next((b["title"] for b in buttons if b["payload"] == payload), None)


def _customer_key(client_message_id: str) -> str:
    return f"customer:{client_message_id}"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
