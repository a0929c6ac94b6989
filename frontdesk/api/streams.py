"""Server-sent events: the log as it grows, who is typing, who has the conversation."""

from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar, TypeVarTuple

from anyio.to_thread import run_sync
from sqlalchemy.exc import OperationalError
from sse_starlette import EventSourceResponse, JSONServerSentEvent, ServerSentEvent
from tenacity import AsyncRetrying, retry_if_exception_type, wait_fixed

from frontdesk import log
from frontdesk.api.context import Desk
from frontdesk.clock import now
from frontdesk.conversation import conversations
from frontdesk.desk import summary
from frontdesk.feed import Looking, News, Typing
from frontdesk.log import Author, Event, StatusType
from frontdesk.staff import agents
from frontdesk.staff.agents import Permission, SignedIn

PING_SECONDS = 15
AWAY_SECONDS = 1
CUSTOMER_DATA = ("type", "buttons", "agent", "client_message_id", "rating", "promise_id", "what", "due", "channel")
PROMISE_STATUSES = frozenset(
    {StatusType.PROMISE_MADE, StatusType.PROMISE_MOVED, StatusType.PROMISE_KEPT, StatusType.PROMISE_FAILED}
)

_Args = TypeVarTuple("_Args")
_Found = TypeVar("_Found")


def customer_json(event: Event) -> dict[str, Any]:
    """An event as its customer may see it."""
    return {**event.as_json(), "data": {k: v for k, v in event.data.items() if k in CUSTOMER_DATA}}


def customer_stream(desk: Desk, conversation_id: str, after: int) -> EventSourceResponse:
    """The customer's stream from offset `after` on."""
    return _response(_customer_events(desk, conversation_id, after))


def agent_stream(desk: Desk, reader: SignedIn) -> EventSourceResponse:
    """The desk's stream: everything that happens in any conversation, while the reader may read it."""
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
        told = await _read(owner_json, desk, conversation_id)
        yield _sse("owner", told)
        while True:
            events = await _read(_events_after, desk, conversation_id, after)
            for event in events:
                after = event.offset
                if event.for_customer:
                    yield _sse("log", customer_json(event), id_=event.offset)
            if (owner := await _read(owner_json, desk, conversation_id)) != told:
                told = owner
                yield _sse("owner", owner)
            if any(event.type in PROMISE_STATUSES for event in events):
                yield _sse("promises", {})
            while isinstance(signal := await signals.get(), Typing):
                if signal.author != Author.CUSTOMER:
                    yield _sse("typing", {"author": signal.author, "typing": signal.typing})


async def _agent_events(desk: Desk, reader: SignedIn) -> AsyncIterator[ServerSentEvent]:
    shown: dict[str, int] = {}
    async with desk.feed.listen() as signals:
        with desk.presence.page(reader.agent) as stream_id:
            yield _sse("page", {"stream_id": stream_id})
            yield _sse("queue", {})
            while True:
                signal = await signals.get()
                if not await _read(_may_read, desk, reader.token):
                    return
                conversation_id = signal.conversation_id
                match signal:
                    case Typing(author=author, typing=typing):
                        yield _sse("typing", {"conversation_id": conversation_id, "author": author, "typing": typing})
                    case Looking():
                        viewers = desk.presence.viewers(conversation_id)
                        yield _sse("presence", {"conversation_id": conversation_id, "agents": viewers})
                    case News(first=first):
                        after = shown.get(conversation_id, first - 1)
                        for event in await _read(_events_after, desk, conversation_id, after):
                            shown[conversation_id] = event.offset
                            yield _sse("log", {"conversation_id": conversation_id, "event": event.as_json()})
                        card = await _read(summary.summary_of, desk.store, conversation_id)
                        if card:
                            yield _sse("summary", {"conversation_id": conversation_id, "summary": card})
                        yield _sse("queue", {})


async def _read(query: Callable[[*_Args], _Found], *args: *_Args) -> _Found:
    """What a query finds; while the database is away the stream waits, and stays open."""
    again = AsyncRetrying(retry=retry_if_exception_type(OperationalError), wait=wait_fixed(AWAY_SECONDS))
    return await again(run_sync, query, *args)


def _may_read(desk: Desk, token: str) -> bool:
    with desk.store.reading() as session:
        signed_in = agents.signed_in(session, token, now())
    return signed_in is not None and Permission.READ_CONVERSATIONS in signed_in.agent.permissions


def _events_after(desk: Desk, conversation_id: str, after: int) -> list[Event]:
    with desk.store.reading() as session:
        return log.events_of(session, conversation_id, after=after)


def _sse(event: str, data: dict[str, Any], id_: int | None = None) -> ServerSentEvent:
    return JSONServerSentEvent(data, event=event, id=None if id_ is None else str(id_))
