"""The list of promises at the desk: by due time, one's own or everybody's, a page at a time (P2, STD3)."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import paging
from frontdesk.clock import iso
from frontdesk.conversation.conversations import Owner
from frontdesk.desk.promises import DESK, PromiseStatus, keeper
from frontdesk.log import Author
from frontdesk.paging import Page
from frontdesk.tables import AgentRow, ConversationRow, PromiseRow
from frontdesk.wording import texts

ENDINGS = ("kept", "moved", "failed")


class Whose(StrEnum):
    """Which promises: one's own with those of the desk in one's conversations, or all."""

    MINE = "mine"
    ALL = "all"


class State(StrEnum):
    """Open ones, the next due first; or ended ones, the last ended first."""

    OPEN = "open"
    ENDED = "ended"


def page_of(session: Session, agent_id: str, whose: Whose, state: State, page: int) -> Page:
    """A page of the list as `agent_id` sees it; a page beyond the last one is the last one."""
    is_in = PromiseRow.status == PromiseStatus.OPEN
    order: tuple[sa.ColumnElement[Any], ...] = (PromiseRow.due.asc(), PromiseRow.id.asc())
    if state == State.ENDED:
        is_in = PromiseRow.status.in_([PromiseStatus.KEPT, PromiseStatus.FAILED])
        order = (PromiseRow.ended_at.desc(), PromiseRow.id.asc())
    if whose == Whose.MINE:
        is_in = sa.and_(is_in, is_mine(agent_id))
    joined = sa.join(PromiseRow, ConversationRow, ConversationRow.id == PromiseRow.conversation_id)
    total = session.scalar(sa.select(sa.func.count()).select_from(joined).where(is_in)) or 0
    place = paging.place(total, page)
    rows = session.execute(
        sa.select(PromiseRow, ConversationRow, keeper(), AgentRow.name)
        .select_from(joined.outerjoin(AgentRow, AgentRow.id == keeper()))
        .where(is_in)
        .order_by(*order)
        .limit(paging.SIZE)
        .offset(place.offset)
    )
    return Page([_item(*row) for row in rows], place)


def is_mine(agent_id: str) -> sa.ColumnElement[bool]:
    """Whether this agent keeps the promise, or has the conversation in which the desk has one to keep."""
    of_the_desk = sa.and_(keeper() == DESK, ConversationRow.agent_id == agent_id)
    return sa.or_(keeper() == agent_id, of_the_desk)


def is_for_people(promise: PromiseRow, conversation: ConversationRow) -> bool:
    """Whether people keep it: the assistant follows up its own, unless a person has the conversation."""
    return promise.by != Author.ASSISTANT or conversation.owner in (Owner.WAITING, Owner.AGENT)


def _item(promise: PromiseRow, conversation: ConversationRow, by: str, name: str | None) -> dict[str, Any]:
    return {
        "id": promise.id,
        "conversation_id": conversation.id,
        "customer": {"name": conversation.customer_name},
        "what": promise.what,
        "due": iso(promise.due),
        "by": {"id": by, "name": name},
        "channel": promise.channel,
        "status": promise.status,
        "ended_at": promise.ended_at and iso(promise.ended_at),
        "for_people": is_for_people(promise, conversation),
        "proposed": {how: _proposed(how, promise, conversation.language) for how in ENDINGS},
    }


def _proposed(how: str, promise: PromiseRow, language: str) -> str:
    """Words that an agent may send; two promises of a conversation get different ones."""
    wordings = texts.wordings(f"keeping.{how}", language)
    return wordings[promise.offset % len(wordings)].format(what=promise.what)
