"""What an agent writes: replies to the customer, and notes between agents (H1, W6)."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.conversation import conversations
from frontdesk.desk import contact, handoffs
from frontdesk.log import Author, Kind
from frontdesk.staff import mentions
from frontdesk.staff.agents import Agent
from frontdesk.tables import EventRow


class StaleView(Exception):
    """The customer has written since the agent last looked."""


def add(
    session: Session,
    conversation_id: str,
    agent: Agent,
    *,
    kind: Kind,
    client_message_id: str,
    text: str,
    at: datetime,
    read_through: int | None = None,
) -> log.Event:
    """Append an agent's reply, or a note, once per `client_message_id`.

    `read_through` is the offset up to which the agent has read; a reply to less than the customer has said is stopped
    (H1). Raises LookupError, NotYours, StaleView.
    """
    key = f"agent:{agent.id}:{client_message_id}"
    if known := log.with_key(session, conversation_id, key):
        return known
    if kind == Kind.MESSAGE:
        handoffs.held(session, conversation_id, agent)
        if read_through is not None and _has_written_since(session, conversation_id, read_through):
            raise StaleView
    kept = conversations.clean_text(text)
    named = mentions.mentioned(session, kept, agent) if kind == Kind.NOTE else []
    event = log.append(
        session,
        conversation_id,
        author=Author.AGENT,
        kind=kind,
        at=at,
        text=kept,
        data={
            "agent": agent.as_data(),
            "client_message_id": client_message_id,
            **({"mentions": named} if named else {}),
        },
        key=key,
    )
    mentions.keep(session, conversation_id, event, named)
    if kind == Kind.MESSAGE:
        contact.mail_answer(session, event, conversation_id, agent.name)
    return event


def _has_written_since(session: Session, conversation_id: str, offset: int) -> bool:
    written = sa.select(EventRow.seq).where(
        EventRow.conversation_id == conversation_id,
        EventRow.offset > offset,
        EventRow.author == Author.CUSTOMER,
        EventRow.kind == Kind.MESSAGE,
    )
    return session.scalar(written.limit(1)) is not None
