"""The tables. `events` is the log; the rest is what must be found fast or kept apart from it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from frontdesk.store import Base


class ConversationRow(Base):
    """A conversation: who has it, who the customer is, and which turn is being answered."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(primary_key=True)
    token_hash: Mapped[str]
    language: Mapped[str]
    page: Mapped[str | None]
    owner: Mapped[str]
    agent_id: Mapped[str | None] = mapped_column(sa.ForeignKey("agents.id"))
    customer_id: Mapped[str | None] = mapped_column(index=True)
    customer_name: Mapped[str | None]
    customer_email: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    last_offset: Mapped[int] = mapped_column(default=0)
    noted_offset: Mapped[int] = mapped_column(default=0, server_default="0")
    """Where the newest event stands that is no message."""
    last_author: Mapped[str | None]
    """Who wrote the last message."""
    last_message_at: Mapped[datetime | None]
    wants_answer: Mapped[int] = mapped_column(default=0)
    """Offset of the last event that the assistant should answer."""
    answered_through: Mapped[int] = mapped_column(default=0)
    """Offset up to which everything has been answered, or is for a human."""
    turn_id: Mapped[int | None]
    """The turn on its way to the assistant."""
    turn_attempts: Mapped[int] = mapped_column(default=0)
    turn_started_at: Mapped[datetime | None]
    turn_due_at: Mapped[datetime | None]
    """When the turn may be sent (again): a lease while it is under way."""
    rolled_up_through: Mapped[int] = mapped_column(server_default="0")
    """Offset up to which its rollup counts."""

    __table_args__ = (
        sa.Index("conversations_newest", "updated_at", "id"),
        sa.Index(
            "conversations_unanswered",
            "owner",
            "turn_due_at",
            sqlite_where=sa.text("wants_answer > answered_through"),
            postgresql_where=sa.text("wants_answer > answered_through"),
        ),
        sa.Index(
            "conversations_gone_on",
            "updated_at",
            "id",
            sqlite_where=sa.text("last_offset > rolled_up_through"),
            postgresql_where=sa.text("last_offset > rolled_up_through"),
        ),
    )


class EventRow(Base):
    """One entry of the append-only log."""

    __tablename__ = "events"

    seq: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    conversation_id: Mapped[str] = mapped_column(sa.ForeignKey("conversations.id"))
    offset: Mapped[int]
    at: Mapped[datetime]
    author: Mapped[str]
    kind: Mapped[str]
    text: Mapped[str | None]
    data: Mapped[dict[str, Any]]
    key: Mapped[str | None]
    """Idempotency key: what was appended with a key is appended once."""

    __table_args__ = (
        sa.UniqueConstraint("conversation_id", "offset"),
        sa.UniqueConstraint("conversation_id", "key"),
        {"sqlite_autoincrement": True},
    )


class RollupRow(Base):
    """What reports count of a conversation (`standards/rollups.py`)."""

    __tablename__ = "rollups"

    conversation_id: Mapped[str] = mapped_column(sa.ForeignKey("conversations.id"), primary_key=True)
    opened_at: Mapped[datetime]
    last_at: Mapped[datetime]
    """The last moment that anything of it is counted at."""
    data: Mapped[dict[str, Any]]

    __table_args__ = (sa.Index("rollups_span", "last_at", "opened_at"),)


class HandoffRow(Base):
    """A request for a human, from being asked for to its named ending."""

    __tablename__ = "handoffs"

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(sa.ForeignKey("conversations.id"), index=True)
    turn_id: Mapped[int]
    reason: Mapped[str]
    priority: Mapped[int]
    """1 is urgent, 2 raised, 3 neither."""
    rank_at: Mapped[datetime] = mapped_column(nullable=True)
    """When it was asked for, less its head start: the order of the queue."""
    why: Mapped[dict[str, Any]] = mapped_column(nullable=True)
    """Minutes of head start by what they are for."""
    rank_again_at: Mapped[datetime | None]
    """When the head start changes by itself: a promise comes near, or is past."""
    card: Mapped[dict[str, Any]] = mapped_column(nullable=True)
    """What the queue shows of it, as the log stood at `card_offset`."""
    card_offset: Mapped[int] = mapped_column(server_default="0")
    read_offset: Mapped[int] = mapped_column(server_default="0")
    """Up to where it is understood what the customer writes to people."""
    requested_at: Mapped[datetime]
    agent_id: Mapped[str | None] = mapped_column(sa.ForeignKey("agents.id"))
    claimed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ending: Mapped[str | None]
    resolution: Mapped[str | None]
    root_cause: Mapped[str | None]
    for_agent_id: Mapped[str | None] = mapped_column(sa.ForeignKey("agents.id"))
    """The colleague to whom it was passed on."""
    for_team: Mapped[str | None]
    """The team to which it was passed on."""
    snoozed_until: Mapped[datetime | None]
    """It rests until then, or until the customer writes."""
    snoozed_at_offset: Mapped[int | None]
    announced_at: Mapped[datetime | None]
    """When its card went out by mail and webhook, as far as the settings want it."""

    __table_args__ = (
        sa.UniqueConstraint("conversation_id", "turn_id"),
        sa.Index("handoffs_snoozed", "snoozed_until"),
        sa.Index("handoffs_announced", "announced_at", "requested_at"),
        sa.Index("handoffs_open", "ended_at", "agent_id", "rank_at"),
        sa.Index("handoffs_claimed", "claimed_at"),
    )


class AssignmentRow(Base):
    """A handoff offered to one agent, from the offer to its named outcome (W2, W6)."""

    __tablename__ = "assignments"

    id: Mapped[str] = mapped_column(primary_key=True)
    handoff_id: Mapped[str] = mapped_column(sa.ForeignKey("handoffs.id"))
    conversation_id: Mapped[str] = mapped_column(sa.ForeignKey("conversations.id"), index=True)
    agent_id: Mapped[str] = mapped_column(sa.ForeignKey("agents.id"))
    because: Mapped[str]
    """Why this agent: `passed_on`, `knows_customer` or `longest_idle`."""
    offered_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]

    __table_args__ = (
        sa.Index("assignments_open", "ended_at", "expires_at"),
        sa.Index("assignments_handoff", "handoff_id", "ended_at"),
        sa.Index(
            "assignments_once",
            "handoff_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )


class SearchTermRow(Base):
    """A term by which a conversation is found; derived from the log as it is written."""

    __tablename__ = "search_terms"

    conversation_id: Mapped[str] = mapped_column(sa.ForeignKey("conversations.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(
        sa.String().with_variant(sa.String(collation="C"), "postgresql"), primary_key=True
    )
    """Compared sign by sign, so that a beginning is a range."""

    __table_args__ = (sa.Index("search_terms_found", "kind", "value", "conversation_id"),)


class GrantRow(Base):
    """An offer that an agent granted: written before the shop is asked, ended when the shop has answered (P1)."""

    __tablename__ = "grants"

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(sa.ForeignKey("conversations.id"), index=True)
    key: Mapped[str]
    agent_id: Mapped[str] = mapped_column(sa.ForeignKey("agents.id"))
    terms: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    state: Mapped[str]
    ended_at: Mapped[datetime | None]
    once: Mapped[str | None]
    """What may be granted only once, by order and offer; none for what may be repeated, or was refused."""

    __table_args__ = (
        sa.UniqueConstraint("conversation_id", "key"),
        sa.UniqueConstraint("once", name="grants_once"),
        sa.Index("grants_open", "state", "at"),
    )


class MentionRow(Base):
    """A private note that names a colleague."""

    __tablename__ = "mentions"

    agent_id: Mapped[str] = mapped_column(sa.ForeignKey("agents.id"), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(sa.ForeignKey("conversations.id"), primary_key=True)
    offset: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    __table_args__ = (sa.Index("mentions_of_agent", "agent_id", "at"),)


class PromiseRow(Base):
    """A follow-up: what, by when, over which channel (P2)."""

    __tablename__ = "promises"

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(sa.ForeignKey("conversations.id"), index=True)
    key: Mapped[str]
    kind: Mapped[str]
    what: Mapped[str]
    due: Mapped[datetime]
    by: Mapped[str]
    channel: Mapped[str]
    status: Mapped[str]
    offset: Mapped[int]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        sa.UniqueConstraint("conversation_id", "key"),
        sa.Index("promises_due", "status", "due"),
    )


class RatingRow(Base):
    """What the customer thought of it, once per conversation; a later rating replaces it (STD4)."""

    __tablename__ = "ratings"

    conversation_id: Mapped[str] = mapped_column(sa.ForeignKey("conversations.id"), primary_key=True)
    score: Mapped[int]
    comment: Mapped[str | None]
    at: Mapped[datetime]


class CodeRow(Base):
    """A one-time code that proves that the customer reads the order's e-mail."""

    __tablename__ = "codes"

    conversation_id: Mapped[str] = mapped_column(sa.ForeignKey("conversations.id"), primary_key=True)
    key: Mapped[str]
    customer_id: Mapped[str]
    code_hash: Mapped[str]
    expires_at: Mapped[datetime]
    tries_left: Mapped[int]
    verified_with: Mapped[str | None]
    """Key of the turn in which the right code was given."""


class OutboxRow(Base):
    """A mail or a webhook to be sent, written in the transaction of what it tells of."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    key: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[str]
    conversation_id: Mapped[str | None] = mapped_column(sa.ForeignKey("conversations.id"))
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    """Empty once it was sent: it may hold a secret. The mailbox of the demo keeps it."""
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    gave_up_at: Mapped[datetime | None]
    """When it was refused for good, or had failed for days; the people at the desk were told."""
    error: Mapped[str | None]

    __table_args__ = (sa.Index("outbox_due", "channel", "sent_at", "due_at"),)


class AgentRow(Base):
    """A person at the desk."""

    __tablename__ = "agents"

    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    team: Mapped[str | None]
    capacity: Mapped[int] = mapped_column(default=4, server_default="4")
    """How many conversations at a time are offered to them; by hand they may take more."""
    languages: Mapped[str] = mapped_column(default="en", server_default="en")
    """Codes of the languages in which they answer, parted by spaces."""
    skills: Mapped[str] = mapped_column(default="", server_default=sa.text("''"))
    """What they are good at (`skills` of queue.yml), parted by spaces; without one they take everything."""
    available: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Whether matters are offered to them."""
    available_changed_at: Mapped[datetime | None]
    available_changed_by: Mapped[str | None]
    """`agent`, `signed_in`, `signed_out`, or `missed`: an offer was not answered."""
    idle_since: Mapped[datetime | None]
    """Since when they have had nothing new to do: who is longest in this state is asked first."""


class AgentSessionRow(Base):
    """A signed-in browser of an agent; the cookie's token is kept only as a hash."""

    __tablename__ = "agent_sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[str] = mapped_column(sa.ForeignKey("agents.id"))
    csrf_token: Mapped[str]
    expires_at: Mapped[datetime]
    id: Mapped[str]
    """By which its agent can end it."""
    browser: Mapped[str] = mapped_column(default="", server_default=sa.text("''"))

    __table_args__ = (sa.UniqueConstraint("id", name="agent_sessions_id"),)


class AgentLinkRow(Base):
    """A mailed link by which somebody chooses a password; its secret is kept only as a hash."""

    __tablename__ = "agent_links"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[str] = mapped_column(sa.ForeignKey("agents.id"))
    purpose: Mapped[str]
    expires_at: Mapped[datetime]


class AccountEventRow(Base):
    """Something that was done with an account: who, when, what."""

    __tablename__ = "account_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    what: Mapped[str]
    agent_id: Mapped[str] = mapped_column(sa.ForeignKey("agents.id"))
    by_agent_id: Mapped[str] = mapped_column(sa.ForeignKey("agents.id"))
    data: Mapped[dict[str, Any]]
