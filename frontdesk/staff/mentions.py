"""Mentions: a private note that names a colleague with @ is shown to them until they have read it (B4)."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk.clock import iso
from frontdesk.log import Event
from frontdesk.staff import agents
from frontdesk.staff.agents import Agent
from frontdesk.tables import ConversationRow, EventRow, MentionRow

PAGE = 20
_MENTION = re.compile(r"(?<!\w)@")


def mentioned(session: Session, text: str, author: Agent) -> list[str]:
    """The ids of the colleagues whose names stand in the text after an @; of two names the longer one is meant."""
    colleagues = sorted(agents.active(session), key=lambda agent: -len(agent.name))
    found: list[str] = []
    for sign in _MENTION.finditer(text):
        rest = text[sign.end() :].casefold()
        named = [a for a in colleagues if re.match(re.escape(a.name.casefold()) + r"(?!\w)", rest)]
        found += [a.id for a in named if len(a.name) == len(named[0].name) and a.id not in (author.id, *found)]
    return found


def keep(session: Session, conversation_id: str, note: Event, agent_ids: Sequence[str]) -> None:
    """Show the note to those whom it names, once."""
    for agent_id in agent_ids:
        session.merge(
            MentionRow(agent_id=agent_id, conversation_id=conversation_id, offset=note.offset, at=note.at, read_at=None)
        )


def unread_count(session: Session, agent_id: str) -> int:
    """How many mentions the agent has not read."""
    unread = sa.select(sa.func.count()).where(MentionRow.agent_id == agent_id, MentionRow.read_at.is_(None))
    return session.scalar(unread) or 0


def page_of(session: Session, agent_id: str, *, before: datetime | None = None) -> dict[str, Any]:
    """A page of mentions, newest first; `next` is the `before` of the following page, or None."""
    query = (
        sa.select(MentionRow, EventRow, ConversationRow)
        .join(
            EventRow,
            sa.and_(EventRow.conversation_id == MentionRow.conversation_id, EventRow.offset == MentionRow.offset),
        )
        .join(ConversationRow, ConversationRow.id == MentionRow.conversation_id)
        .where(MentionRow.agent_id == agent_id)
        .order_by(MentionRow.at.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(MentionRow.at < before)
    rows = session.execute(query).all()
    shown = [
        {
            "conversation_id": mention.conversation_id,
            "offset": mention.offset,
            "at": iso(mention.at),
            "read": mention.read_at is not None,
            "text": event.text,
            "by": event.data.get("agent"),
            "customer": conversation.customer_name,
        }
        for mention, event, conversation in rows[:PAGE]
    ]
    return {
        "mentions": shown,
        "unread": unread_count(session, agent_id),
        "next": shown[-1]["at"] if len(rows) > PAGE else None,
    }


def read(session: Session, conversation_id: str, agent_id: str, at: datetime) -> None:
    """The agent has read the mentions in this conversation."""
    session.execute(
        sa.update(MentionRow)
        .where(
            MentionRow.agent_id == agent_id,
            MentionRow.conversation_id == conversation_id,
            MentionRow.read_at.is_(None),
        )
        .values(read_at=at)
    )
