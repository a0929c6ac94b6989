"""Server-sent events: the log as it grows, who is typing, who has the conversation."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy.orm import Session
from sse_starlette import EventSourceResponse, JSONServerSentEvent, ServerSentEvent
from starlette.types import Message, Receive, Scope, Send

from frontdesk import log
from frontdesk.api.context import Desk
from frontdesk.api.desk_news import PROMISE_STATUSES, readers_of
from frontdesk.api.reading import read
from frontdesk.conversation import conversations
from frontdesk.feed import News, Typing
from frontdesk.log import Author, Event, Kind
from frontdesk.staff import agents
from frontdesk.staff.agents import SignedIn

PING_SECONDS = 15
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
        return _owner(session, conversation_id)


class _Stream(EventSourceResponse):
    """A stream that is also ended in order when the server stops; uvicorn takes anything else for a fault."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_ended = False

        async def send_on(message: Message) -> None:
            nonlocal is_ended
            is_ended = message["type"] == "http.response.body" and not message.get("more_body", False)
            await send(message)

        await super().__call__(scope, receive, send_on)
        if not is_ended:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def _response(events: AsyncIterator[ServerSentEvent]) -> EventSourceResponse:
    return _Stream(events, ping=PING_SECONDS, headers={"X-Accel-Buffering": "no"})


async def _customer_events(desk: Desk, conversation_id: str, after: int) -> AsyncIterator[ServerSentEvent]:
    async with desk.feed.listen(conversation_id) as signals:
        told, events = await read(_state, desk, conversation_id, after)
        yield _sse("owner", told)
        while True:
            for event in events:
                after = event.offset
                if event.for_customer:
                    yield _sse("log", customer_json(event), id_=event.offset)
            if any(event.type in PROMISE_STATUSES for event in events):
                yield _sse("promises", {})
            match await signals.get():
                case Typing(author=author, typing=typing) if author != Author.CUSTOMER:
                    events = ()
                    yield _sse("typing", {"author": author, "typing": typing})
                case News(events=news) if _is_all_said(news, after):
                    events = news
                case News():
                    owner, events = await read(_state, desk, conversation_id, after)
                    if owner != told:
                        told = owner
                        yield _sse("owner", owner)
                case _:
                    events = ()


def _is_all_said(events: Sequence[Event], after: int) -> bool:
    """Whether these are messages and all that was written after offset `after`: they say nothing of the owner."""
    in_order = all(event.offset == offset for offset, event in enumerate(events, after + 1))
    return in_order and all(event.kind == Kind.MESSAGE for event in events)


async def _agent_events(desk: Desk, reader: SignedIn) -> AsyncIterator[ServerSentEvent]:
    with desk.presence.page(reader) as page:
        yield _sse("page", {"stream_id": page.id})
        yield _sse("queue", {})
        while True:
            try:
                async with asyncio.timeout(CHECK_SECONDS):
                    told = await page.inbox.get()
            except TimeoutError:
                if reader.token in await read(readers_of, desk.store, {reader.token}):
                    continue
                return
            if told is None:
                return
            yield _sse(told.name, told.data)


def _state(desk: Desk, conversation_id: str, after: int) -> tuple[dict[str, Any], Sequence[Event]]:
    """Who has the conversation, and what was written in it after offset `after`."""
    with desk.store.reading() as session:
        return _owner(session, conversation_id), log.events_of(session, conversation_id, after=after)


def _owner(session: Session, conversation_id: str) -> dict[str, Any]:
    conversation = conversations.find(session, conversation_id)
    if conversation is None:
        return {"owner": "closed", "agent": None}
    name = agents.name_of(session, conversation.agent_id)
    return {"owner": conversation.owner, "agent": {"name": name} if name else None}


def _sse(event: str, data: dict[str, Any], id_: int | None = None) -> ServerSentEvent:
    return JSONServerSentEvent(data, event=event, id=None if id_ is None else str(id_))
