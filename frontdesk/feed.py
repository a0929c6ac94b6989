"""The feed: tells streams and the dispatcher of this process that something was written, and who is typing.

What was written is read from the log itself, so it does not matter which process wrote it.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic

import sqlalchemy as sa
from anyio.to_thread import run_sync

from frontdesk import log
from frontdesk.log import Event
from frontdesk.store import Store
from frontdesk.tables import EventRow

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.02
AWAY_SECONDS = 1
LATE_SECONDS = 30
BATCH = 1000


@dataclass(frozen=True, eq=False)
class Typing:
    """Somebody started or stopped typing; kept nowhere."""

    conversation_id: str
    author: str
    typing: bool


@dataclass(frozen=True, eq=False)
class News:
    """What was written to a conversation's log."""

    conversation_id: str
    events: tuple[Event, ...]


@dataclass(frozen=True, eq=False)
class Looking:
    """Who of the desk looks at a conversation has changed."""

    conversation_id: str


Signal = Typing | News | Looking
EVERYTHING = ""


class Feed:
    """Signals by conversation, and all of them for the desk."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen = 0
        self._late: dict[int, float] = {}
        """Numbers below `_seen` that were never there, and when to stop asking: a slow transaction may hold them."""
        self._listeners: dict[str, set[asyncio.Queue[Signal]]] = defaultdict(set)
        self._change: asyncio.Future[None] | None = None

    def next_change(self) -> asyncio.Future[None]:
        """Done as soon as anything was written after this call."""
        if self._change is None or self._change.done():
            self._change = asyncio.get_running_loop().create_future()
        return self._change

    @asynccontextmanager
    async def listen(self, conversation_id: str = EVERYTHING) -> AsyncIterator[asyncio.Queue[Signal]]:
        """Signals of one conversation, or of all."""
        queue: asyncio.Queue[Signal] = asyncio.Queue()
        self._listeners[conversation_id].add(queue)
        try:
            yield queue
        finally:
            self._listeners[conversation_id].discard(queue)
            if not self._listeners[conversation_id]:
                del self._listeners[conversation_id]

    async def say_typing(self, conversation_id: str, author: str, typing: bool) -> None:
        """Tell the other side that `author` is typing, or has stopped."""
        self._tell(conversation_id, Typing(conversation_id, author, typing))

    def say_looking(self, conversation_id: str) -> None:
        """Tell the desk that somebody has come to a conversation, or has left it; call it in the event loop."""
        for queue in self._listeners.get(EVERYTHING, ()):
            queue.put_nowait(Looking(conversation_id))

    async def run(self) -> None:
        """Watch the log for ever, also when the database is away for a while."""
        while True:
            try:
                await self._watch()
            except sa.exc.SQLAlchemyError:
                logger.exception("the feed lost the database and goes on")
                await asyncio.sleep(AWAY_SECONDS)

    async def _watch(self) -> None:
        self._seen = self._seen or await run_sync(self._newest)
        connection = await run_sync(self._store.engine.connect)
        try:
            version: int | None = None
            while True:
                await asyncio.sleep(POLL_SECONDS)
                if self._store.is_sqlite:
                    latest = await run_sync(_data_version, connection)
                    if latest == version:
                        continue
                    version = latest
                await self._spread_news()
        finally:
            await run_sync(connection.close)

    async def _spread_news(self) -> None:
        if self._change is not None and not self._change.done():
            self._change.set_result(None)
        while rows := await run_sync(self._unseen):
            written: dict[str, list[Event]] = defaultdict(list)
            for seq, conversation_id, event in rows:
                self._late.pop(seq, None)
                if seq > self._seen:
                    self._late |= dict.fromkeys(range(self._seen + 1, seq), monotonic() + LATE_SECONDS)
                    self._seen = seq
                written[conversation_id].append(event)
            for conversation_id, events in written.items():
                self._tell(conversation_id, News(conversation_id, tuple(events)))
        self._late = {seq: end for seq, end in self._late.items() if end > monotonic()}

    def _tell(self, conversation_id: str, signal: Signal) -> None:
        for key in (conversation_id, EVERYTHING):
            for queue in self._listeners.get(key, ()):
                queue.put_nowait(signal)

    def _newest(self) -> int:
        with self._store.reading() as session:
            return session.scalar(sa.select(sa.func.max(EventRow.seq))) or 0

    def _unseen(self) -> list[tuple[int, str, Event]]:
        """Number, conversation and content of events that were not told of yet."""
        in_order = sa.select(EventRow).order_by(EventRow.seq)
        with self._store.reading() as session:
            rows = [*session.scalars(in_order.where(EventRow.seq > self._seen).limit(BATCH))]
            if self._late:  # a statement of its own: with both in one, SQLite reads the whole log
                rows = [*session.scalars(in_order.where(EventRow.seq.in_(self._late))), *rows]
            return [(row.seq, row.conversation_id, log.event_of(row)) for row in rows]


def _data_version(connection: sa.Connection) -> int:
    """SQLite's counter of commits by others: the cheapest way to learn that there is news."""
    version = int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())
    connection.rollback()
    return version
