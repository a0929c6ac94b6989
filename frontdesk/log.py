"""The conversation as an append-only log: offsets 1, 2, 3 … per conversation, nothing changed afterwards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import search_terms
from frontdesk.clock import iso
from frontdesk.tables import ConversationRow, EventRow


class Author(StrEnum):
    """Who an event is from."""

    CUSTOMER = "customer"
    ASSISTANT = "assistant"
    AGENT = "agent"
    SYSTEM = "system"


class Kind(StrEnum):
    """What an event is."""

    MESSAGE = "message"
    NOTE = "note"
    """Between agents; never shown to the customer."""
    STATUS = "status"
    """Something happened; `data.type` says what (StatusType)."""
    NLU = "nlu"
    """What the assistant understood of the turn that `data.turn` names."""


class StatusType(StrEnum):
    """What a status event tells. Those in CUSTOMER_STATUSES are shown to the customer if they have a text."""

    OPENED = "opened"
    VERIFIED = "verified"
    REQUEST_HEARD = "request_heard"
    ALSO_ASKED = "also_asked"
    FACT = "fact"
    FACT_DENIED = "fact_denied"
    """A fact that was told before is not so, or is another one."""
    WISH = "wish"
    QUESTION_ASKED = "question_asked"
    NOT_UNDERSTOOD = "not_understood"
    KNOWLEDGE_TOLD = "knowledge_told"
    OFFER_MADE = "offer_made"
    OFFER_ACCEPTED = "offer_accepted"
    OFFER_DECLINED = "offer_declined"
    OFFER_CARRIED_OUT = "offer_carried_out"
    OFFER_FAILED = "offer_failed"
    CHECKED = "checked"
    BOUNDARY_SET = "boundary_set"
    DANGER = "danger"
    PROMISE_MADE = "promise_made"
    PROMISE_KEPT = "promise_kept"
    PROMISE_MOVED = "promise_moved"
    PROMISE_FAILED = "promise_failed"
    PROMISE_REPLACED = "promise_replaced"
    """Another promise about the same order holds instead."""
    HANDOFF_REQUESTED = "handoff_requested"
    ASSIGNMENT_OFFERED = "assignment_offered"
    """A waiting matter was offered to an agent; ASSIGNMENT_ENDED says what came of it."""
    ASSIGNMENT_ENDED = "assignment_ended"
    NOBODY_THERE = "nobody_there"
    """Nobody is at the desk: the customer was told when somebody will be, and was promised an answer."""
    CONTACT_LEFT = "contact_left"
    """Where the customer wants to be reached."""
    NOTED = "noted"
    AGENT_JOINED = "agent_joined"
    TRANSFERRED = "transferred"
    SNOOZED = "snoozed"
    WOKEN = "woken"
    RETURNED = "returned"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    DELAYED = "delayed"
    LISTENING = "listening"
    RATED = "rated"
    LESSON = "lesson"
    """Something to learn from: a low rating, or what the customer said went wrong (P4, W8)."""
    STANDARD_WARNED = "standard_warned"
    """A clock of a standard is about to pass its limit (STD3)."""
    STANDARD_MISSED = "standard_missed"
    """It has passed it, and the leads know."""
    UNDELIVERED = "undelivered"
    """A mail or a webhook of this conversation was given up."""
    REFERRAL_ASKED = "referral_asked"
    REFERRAL_ACCEPTED = "referral_accepted"
    REFERRAL_DECLINED = "referral_declined"


CUSTOMER_STATUSES = frozenset(
    {
        StatusType.HANDOFF_REQUESTED,
        StatusType.NOTED,
        StatusType.CONTACT_LEFT,
        StatusType.AGENT_JOINED,
        StatusType.TRANSFERRED,
        StatusType.RETURNED,
        StatusType.RESOLVED,
        StatusType.REOPENED,
        StatusType.DELAYED,
        StatusType.LISTENING,
        StatusType.PROMISE_MADE,
        StatusType.PROMISE_KEPT,
        StatusType.PROMISE_MOVED,
    }
)


@dataclass(frozen=True)
class Event:
    """One entry of a conversation's log."""

    offset: int
    at: datetime
    author: str
    kind: str
    text: str | None = None
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def type(self) -> str | None:
        """The status type, or None for what is not a status."""
        return self.data.get("type") if self.kind == Kind.STATUS else None

    @property
    def for_customer(self) -> bool:
        """Whether the customer sees it: messages, and the statuses that are told in a text."""
        return self.kind == Kind.MESSAGE or (self.text is not None and self.type in CUSTOMER_STATUSES)

    def as_json(self) -> dict[str, Any]:
        """The event as both APIs show it."""
        return {
            "offset": self.offset,
            "at": iso(self.at),
            "author": self.author,
            "kind": self.kind,
            "text": self.text,
            "data": self.data,
        }


def append(
    session: Session,
    conversation_id: str,
    *,
    author: Author,
    kind: Kind,
    at: datetime,
    text: str | None = None,
    data: dict[str, Any] | None = None,
    key: str | None = None,
) -> Event:
    """Append an event in the caller's transaction and return it with its offset.

    With a `key` this is idempotent: the event that was appended with the key before is returned unchanged.
    Raises LookupError if there is no such conversation.
    """
    if key is not None:
        lock(session, conversation_id)
        if (known := with_key(session, conversation_id, key)) is not None:
            return known
    if kind == Kind.MESSAGE:
        moved: dict[str, Any] = {"last_author": author, "last_message_at": at}
    else:
        moved = {"noted_offset": ConversationRow.last_offset + 1}
    offset = session.scalar(
        sa.update(ConversationRow)
        .where(ConversationRow.id == conversation_id)
        .values(last_offset=ConversationRow.last_offset + 1, updated_at=at, **moved)
        .returning(ConversationRow.last_offset)
        .execution_options(synchronize_session="fetch")
    )
    if offset is None:
        raise LookupError(f"no conversation {conversation_id}")
    row = EventRow(
        conversation_id=conversation_id,
        offset=offset,
        at=at,
        author=author,
        kind=kind,
        text=text,
        data=data or {},
        key=key,
    )
    session.add(row)
    session.flush()
    search_terms.keep(session, conversation_id, search_terms.terms_of(kind, text, row.data))
    return event_of(row)


def lock(session: Session, conversation_id: str) -> None:
    """Let others who write to this conversation wait until the caller's transaction ends; SQLite does so anyway."""
    session.execute(sa.select(ConversationRow.id).where(ConversationRow.id == conversation_id).with_for_update())


def append_status(
    session: Session,
    conversation_id: str,
    type_: StatusType,
    *,
    at: datetime,
    author: Author = Author.SYSTEM,
    text: str | None = None,
    key: str | None = None,
    **data: Any,
) -> Event:
    """Append a status event of `type_` with `data`; see `append`."""
    return append(
        session,
        conversation_id,
        author=author,
        kind=Kind.STATUS,
        at=at,
        text=text,
        data={"type": str(type_), **data},
        key=key,
    )


def events_of(
    session: Session,
    conversation_id: str,
    *,
    after: int = 0,
    kinds: Iterable[Kind] | None = None,
) -> list[Event]:
    """Events with an offset above `after`, in order."""
    query = (
        sa.select(EventRow)
        .where(EventRow.conversation_id == conversation_id, EventRow.offset > after)
        .order_by(EventRow.offset)
    )
    if kinds is not None:
        query = query.where(EventRow.kind.in_(list(kinds)))
    return [event_of(row) for row in session.scalars(query)]


def latest(events: Sequence[Event], type_: StatusType) -> Event | None:
    """The newest status of `type_`, if any."""
    return next((event for event in reversed(events) if event.type == type_), None)


def carried_out(session: Session, customer_id: str, order_number: str, *, besides: str | None = None) -> set[str]:
    """The offers that were carried out for this order in any conversation of the customer `besides` this one."""
    query = (
        sa.select(EventRow)
        .join(ConversationRow, ConversationRow.id == EventRow.conversation_id)
        .where(
            ConversationRow.customer_id == customer_id,
            ConversationRow.id != (besides or ""),
            EventRow.kind == Kind.STATUS,
            EventRow.data["type"].as_string() == StatusType.OFFER_CARRIED_OUT,
            EventRow.data["order_number"].as_string() == order_number,
        )
    )
    return {str(row.data["offer"]) for row in session.scalars(query)}


def with_key(session: Session, conversation_id: str, key: str) -> Event | None:
    """The event that was appended with `key`, if any."""
    row = session.scalar(sa.select(EventRow).where(EventRow.conversation_id == conversation_id, EventRow.key == key))
    return None if row is None else event_of(row)


def event_of(row: EventRow) -> Event:
    """The event that a row of the log holds."""
    return Event(row.offset, row.at, row.author, row.kind, row.text, row.data)
