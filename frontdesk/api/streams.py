"""Server-sent events: the log as it grows, who is typing, who has the conversation."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

from sse_starlette import EventSourceResponse, JSONServerSentEvent, ServerSentEvent

from frontdesk import log
from frontdesk.api.context import Desk
from frontdesk.api.desk_news import PROMISE_STATUSES, DeskNews, is_reader
from frontdesk.api.reading import read
from frontdesk.conversation import conversations
from frontdesk.feed import Looking, News, Signal, Typing
from frontdesk.log import Author, Event
from frontdesk.staff import agents
from frontdesk.staff.agents import SignedIn
from frontdesk.staff.presence import Page, Presence

PING_SECONDS = 15
QUEUE_SECONDS = 1
"""A page is not told more often than this to fetch its queue."""
CHECK_SECONDS = 5
"""Who signs out is gone from the desk after this at the latest, also when nothing happens."""
CUSTOMER_DATA = ("type", "buttons", "agent", "client_message_id", "rating", "promise_id", "what", "due", "channel")


def customer_json(event: Event) -> dict[str, Any]:
    """An event as its customer may see it."""
    return {**event.as_json(), "data": {k: v for k, v in event.data.items() if k in CUSTOMER_DATA}}


def customer_stream(desk: Desk, conversation_id: str, after: int) -> EventSourceResponse:
    """The customer's stream from offset `after` on."""
    return _response(_customer_events(desk, conversation_id, after))


def agent_stream(desk: Desk, reader: SignedIn) -> EventSourceResponse:
    """The desk's stream: what the page shows, and when to fetch its queue; it ends with the session."""
    return _response(_agent_events(desk, reader))


def owner_json(desk: Desk, conversation_id: str) -> dict[str, Any]:
    """Who has the conversation, as both sides are told."""
    with desk.store.reading() as session:
        conversation = conversations.find(session, conversation_id)
        if conversation is None:
            return {"owner": "closed", "agent": None}
        name = agents.name_of(session, conversation.agent_id)
        return {"owner": conversation.owner, "agent": {"name": name} if name else None}


def _response(events: AsyncIterator[ServerSentEvent]) -> EventSourceResponse:
    return EventSourceResponse(events, ping=PING_SECONDS, headers={"X-Accel-Buffering": "no"})


async def _customer_events(desk: Desk, conversation_id: str, after: int) -> AsyncIterator[ServerSentEvent]:
    async with desk.feed.listen(conversation_id) as signals:
        told = await read(owner_json, desk, conversation_id)
        yield _sse("owner", told)
        while True:
            events = await read(_events_after, desk, conversation_id, after)
            for event in events:
                after = event.offset
                if event.for_customer:
                    yield _sse("log", customer_json(event), id_=event.offset)
            if (owner := await read(owner_json, desk, conversation_id)) != told:
                told = owner
                yield _sse("owner", owner)
            if any(event.type in PROMISE_STATUSES for event in events):
                yield _sse("promises", {})
            while isinstance(signal := await signals.get(), Typing):
                if signal.author != Author.CUSTOMER:
                    yield _sse("typing", {"author": signal.author, "typing": signal.typing})


async def _agent_events(desk: Desk, reader: SignedIn) -> AsyncIterator[ServerSentEvent]:
    clock = asyncio.get_running_loop().time
    told_at, tell_at = clock(), None
    check_at = clock() + CHECK_SECONDS
    async with desk.feed.listen() as signals:
        with desk.presence.page(reader) as page:
            yield _sse("page", {"stream_id": page.id})
            yield _sse("queue", {})
            while True:
                try:
                    async with asyncio.timeout_at(min(check_at, tell_at or check_at)):
                        signal = await signals.get()
                except TimeoutError:
                    if clock() >= check_at:
                        check_at = clock() + CHECK_SECONDS
                        if not await read(is_reader, desk.store, reader.token):
                            return
                    if tell_at is not None and clock() >= tell_at:
                        told_at, tell_at = clock(), None
                        yield _sse("queue", {})
                    continue
                news = await desk.newsroom.of(signal)
                if reader.token not in news.readers:
                    return
                for record in _told(signal, news, page, desk.presence):
                    yield record
                if news.changes_queue_of(reader):
                    tell_at = tell_at or max(clock(), told_at + QUEUE_SECONDS)


def _told(signal: Signal, news: DeskNews, page: Page, presence: Presence) -> Iterator[ServerSentEvent]:
    """What a page is told of a signal: of the conversation that it shows, and of what names its agent."""
    conversation_id = signal.conversation_id
    is_shown = page.shows(conversation_id)
    match signal:
        case Typing(author=author, typing=typing) if is_shown:
            yield _sse("typing", {"conversation_id": conversation_id, "author": author, "typing": typing})
        case Looking():
            viewers = presence.viewers(conversation_id)
            yield _sse("presence", {"conversation_id": conversation_id, "agents": viewers})
        case News(events=events):
            for event in events:
                if is_shown or page.agent.id in event.data.get("mentions", ()):
                    yield _sse("log", {"conversation_id": conversation_id, "event": event.as_json()})
            if is_shown and news.card:
                yield _sse("summary", {"conversation_id": conversation_id, "summary": news.card})


def _events_after(desk: Desk, conversation_id: str, after: int) -> list[Event]:
    with desk.store.reading() as session:
        return log.events_of(session, conversation_id, after=after)


def _sse(event: str, data: dict[str, Any], id_: int | None = None) -> ServerSentEvent:
    return JSONServerSentEvent(data, event=event, id=None if id_ is None else str(id_))
