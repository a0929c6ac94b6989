"""What a signal means for the desk: worked out once, however many pages are open."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk.api.reading import read
from frontdesk.clock import now
from frontdesk.desk import summary
from frontdesk.feed import News, Signal
from frontdesk.log import Kind, StatusType
from frontdesk.staff import agents
from frontdesk.staff.agents import Permission, SignedIn
from frontdesk.staff.presence import Presence
from frontdesk.store import Store
from frontdesk.tables import HandoffRow

PROMISE_STATUSES = frozenset(
    {StatusType.PROMISE_MADE, StatusType.PROMISE_MOVED, StatusType.PROMISE_KEPT, StatusType.PROMISE_FAILED}
)


@dataclass(frozen=True)
class DeskNews:
    """Who is told of a signal, and what."""

    readers: frozenset[str] = frozenset()
    """The tokens of those who are signed in now and may read conversations."""
    card: dict[str, Any] | None = None
    """The summary as it is now, when a page shows it."""
    is_for_all: bool = False
    """Whether everybody's queue may have changed."""
    agent_id: str | None = None
    """Whose queue may have changed if not everybody's."""

    def changes_queue_of(self, reader: SignedIn) -> bool:
        """Whether what the reader's page lists may have changed."""
        return self.is_for_all or self.agent_id == reader.agent.id


class DeskNewsroom:
    """Reads what signals mean. Every page asks for itself; the first one's question is everybody's."""

    def __init__(self, store: Store, presence: Presence) -> None:
        self._store = store
        self._presence = presence
        self._asked: WeakKeyDictionary[Signal, asyncio.Task[DeskNews]] = WeakKeyDictionary()

    async def of(self, signal: Signal) -> DeskNews:
        """What the signal means; call it in the event loop."""
        if signal not in self._asked:
            tokens = self._presence.tokens()
            is_shown = self._presence.shows(signal.conversation_id)
            self._asked[signal] = asyncio.create_task(read(_news, self._store, signal, tokens, is_shown))
        return await asyncio.shield(self._asked[signal])


def is_reader(store: Store, token: str) -> bool:
    """Whether whoever has this token is signed in now and may read conversations."""
    with store.reading() as session:
        return bool(agents.permitted(session, [token], Permission.READ_CONVERSATIONS, now()))


def _news(store: Store, signal: Signal, tokens: Collection[str], is_shown: bool) -> DeskNews:
    with store.reading() as session:
        readers = frozenset(agents.permitted(session, tokens, Permission.READ_CONVERSATIONS, now()))
        if not isinstance(signal, News):
            return DeskNews(readers)
        card = summary.build(session, signal.conversation_id) if is_shown else None
        return DeskNews(readers, card, *_whose_queue(session, signal))


def _whose_queue(session: Session, news: News) -> tuple[bool, str | None]:
    """Whether everybody's queue may have changed, and else whose: a conversation never handed over is in none."""
    if any(event.type in PROMISE_STATUSES for event in news.events):
        return True, None
    query = sa.select(HandoffRow.agent_id).where(HandoffRow.conversation_id == news.conversation_id)
    row = session.execute(query.order_by(HandoffRow.requested_at.desc()).limit(1)).one_or_none()
    if row is None:
        return False, None
    is_said = all(event.kind == Kind.MESSAGE for event in news.events)
    return (False, row.agent_id) if is_said and row.agent_id is not None else (True, None)
