"""What the pages of the desk are told: what is said at once, and what follows from it at most once a second.

Both are worked out once, however many pages are open.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk.api.reading import read
from frontdesk.clock import iso, now
from frontdesk.desk import queue, summary
from frontdesk.feed import Feed, Looking, News, Signal, Typing
from frontdesk.log import Event, Kind, StatusType
from frontdesk.staff import agents
from frontdesk.staff.agents import Permission
from frontdesk.staff.presence import Page, Presence
from frontdesk.store import Store
from frontdesk.tables import HandoffRow

logger = logging.getLogger(__name__)

DIGEST_SECONDS = 1
"""A page is not told more often than this what follows from what was said."""
FETCH_GAP_SECONDS = 0.04
"""So long after one page the next one is told to fetch its queue, so that not all of them ask at once."""
PROMISE_STATUSES = frozenset(
    {
        StatusType.PROMISE_MADE,
        StatusType.PROMISE_MOVED,
        StatusType.PROMISE_KEPT,
        StatusType.PROMISE_FAILED,
        StatusType.PROMISE_REPLACED,
    }
)
QUEUE_STATUSES = PROMISE_STATUSES | {
    StatusType.HANDOFF_REQUESTED,
    StatusType.ASSIGNMENT_OFFERED,
    StatusType.ASSIGNMENT_ENDED,
    StatusType.DANGER,
    StatusType.AGENT_JOINED,
    StatusType.TRANSFERRED,
    StatusType.SNOOZED,
    StatusType.WOKEN,
    StatusType.RETURNED,
    StatusType.RESOLVED,
    StatusType.REOPENED,
}
"""What moves a matter in the queue, and not only changes how it looks there."""


@dataclass(frozen=True)
class Digest:
    """What follows from what was written since the last one."""

    readers: Collection[str]
    """The tokens of those who are signed in now and may read conversations."""
    summaries: Mapping[str, dict[str, Any]]
    """By conversation, of those that a page shows and in which something was noted."""
    is_queue_moved: bool = False
    """Whether every page has to fetch its queue."""
    items: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    """By agent, those of their own conversations that look different in their queue."""


class DeskNewsroom:
    """Hears all signals, and tells each page what concerns it."""

    def __init__(self, store: Store, feed: Feed, presence: Presence) -> None:
        self._store = store
        self._feed = feed
        self._presence = presence
        self._written: dict[str, list[Event]] = defaultdict(list)
        self._has_written = asyncio.Event()

    async def run(self) -> None:
        """Tell the pages for ever."""
        while True:
            try:
                await self._tell_all()
            except Exception:
                logger.exception("the news of the desk failed and go on")

    async def _tell_all(self) -> None:
        async with self._feed.listen() as signals, asyncio.TaskGroup() as both:
            both.create_task(self._tell_digests())
            while True:
                batch = [await signals.get()]
                while not signals.empty():
                    batch.append(signals.get_nowait())
                await self._tell_at_once(batch)

    async def _tell_at_once(self, batch: list[Signal]) -> None:
        pages = self._presence.pages()
        if not pages:
            return
        readers = await read(readers_of, self._store, _tokens(pages))
        for page in _open_to(pages, readers):
            for signal in batch:
                self._tell(page, signal)
        for signal in batch:
            if isinstance(signal, News):
                self._written[signal.conversation_id] += signal.events
                self._has_written.set()

    def _tell(self, page: Page, signal: Signal) -> None:
        """What is said in the conversation that the page shows, or names its agent."""
        conversation_id = signal.conversation_id
        is_shown = page.shows(conversation_id)
        match signal:
            case Typing(author=author, typing=typing) if is_shown:
                page.tell("typing", {"conversation_id": conversation_id, "author": author, "typing": typing})
            case Looking() if is_shown:
                viewers = self._presence.viewers(conversation_id)
                page.tell("presence", {"conversation_id": conversation_id, "agents": viewers})
            case News(events=events):
                for event in events:
                    if is_shown or page.agent.id in event.data.get("mentions", ()):
                        page.tell("log", {"conversation_id": conversation_id, "event": event.as_json()})

    async def _tell_digests(self) -> None:
        while True:
            await self._has_written.wait()
            self._has_written.clear()
            written, self._written = self._written, defaultdict(list)
            pages = self._presence.pages()
            noted = [id_ for id_, events in written.items() if any(e.kind != Kind.MESSAGE for e in events)]
            shown = [id_ for id_ in noted if any(page.shows(id_) for page in pages)]
            digest = await read(_digest, self._store, _tokens(pages), self._presence.here(), written, shown)
            for page in _open_to(pages, digest.readers):
                for conversation_id, card in digest.summaries.items():
                    if page.shows(conversation_id):
                        page.tell("summary", {"conversation_id": conversation_id, "summary": card})
                if digest.is_queue_moved:
                    page.tell("queue", {})
                    await asyncio.sleep(FETCH_GAP_SECONDS)
                elif items := digest.items.get(page.agent.id):
                    page.tell("items", {"server_time": iso(now()), "items": items})
            await asyncio.sleep(DIGEST_SECONDS)


def readers_of(store: Store, tokens: Collection[str]) -> Collection[str]:
    """Those of the sessions' `tokens` whose agents are signed in now and may read conversations."""
    with store.reading() as session:
        return agents.permitted(session, tokens, Permission.READ_CONVERSATIONS, now())


def _open_to(pages: Collection[Page], readers: Collection[str]) -> list[Page]:
    """Those of the pages whose agents may read; the others end."""
    for page in pages:
        if page.reader.token not in readers:
            page.end()
    return [page for page in pages if page.reader.token in readers]


def _tokens(pages: Collection[Page]) -> set[str]:
    return {page.reader.token for page in pages}


def _digest(
    store: Store,
    tokens: Collection[str],
    agent_ids: Collection[str],
    written: Mapping[str, list[Event]],
    shown: Collection[str],
) -> Digest:
    types = {event.type for events in written.values() for event in events}
    with store.reading() as session:
        readers = agents.permitted(session, tokens, Permission.READ_CONVERSATIONS, now())
        summaries = {id_: card for id_ in shown if (card := summary.build(session, id_))}
        handoffs = _open_handoffs(session, written)
        if types & QUEUE_STATUSES or any(handoff.agent_id is None for handoff in handoffs):
            return Digest(readers, summaries, is_queue_moved=True)
        items: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for handoff in handoffs:
            agent_id = handoff.agent_id
            if agent_id in agent_ids and (item := queue.item_of(session, handoff.id)):
                items[str(agent_id)].append(item)
        return Digest(readers, summaries, items=items)


def _open_handoffs(session: Session, conversation_ids: Collection[str]) -> list[HandoffRow]:
    """Of these conversations, those that are in the queue."""
    query = sa.select(HandoffRow).where(HandoffRow.conversation_id.in_(conversation_ids))
    return list(session.scalars(query.where(HandoffRow.ended_at.is_(None))))
