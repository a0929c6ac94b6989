"""The customer API: what the widget calls. Every call carries the conversation's own secret."""

from typing import Annotated, Any, Literal

from anyio.to_thread import run_sync
from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel, Field

from frontdesk import log
from frontdesk.aftercare import ratings
from frontdesk.api.context import InConversation, InDesk, authorized_conversation
from frontdesk.api.limits import address_of
from frontdesk.api.problems import Problem
from frontdesk.api.streams import customer_json, customer_stream, owner_json
from frontdesk.clock import now
from frontdesk.conversation import conversations, erasure, holds, transcript
from frontdesk.conversation.conversations import CLIENT_MESSAGE_ID, MAX_CLIENT_MESSAGE_ID, InvalidMessage
from frontdesk.conversation.identity import InvalidSiteToken, read_site_token
from frontdesk.conversation.rasa import AssistantUnavailable
from frontdesk.desk import promises

router = APIRouter(prefix="/api/v1/conversations", tags=["customer"])

PAGE_OF_EVENTS = 500
LAST_OFFSET = 2**31 - 1


class NewConversation(BaseModel):
    """What the widget knows when it opens a conversation."""

    language: str = Field("en", max_length=35, pattern=r"^[A-Za-z0-9-]+$")
    user_token: str | None = Field(None, max_length=4096)
    page: str | None = Field(None, max_length=2000)


class OpenedConversation(BaseModel):
    """The conversation and its secret."""

    conversation_id: str
    token: str


class NewMessage(BaseModel):
    """A text, or the payload of a button; sent again with the same id it changes nothing."""

    client_message_id: str = Field(max_length=MAX_CLIENT_MESSAGE_ID, pattern=CLIENT_MESSAGE_ID)
    text: str | None = None
    payload: str | None = Field(None, max_length=1000)


class Accepted(BaseModel):
    """Where in the log the message stands."""

    offset: int


class TypingSign(BaseModel):
    """Whether the customer is typing."""

    typing: bool


class NewRating(BaseModel):
    """How it was, from 1 to 5."""

    score: int = Field(ge=1, le=5)
    comment: str | None = Field(None, max_length=2000)


class Events(BaseModel):
    """A page of the log."""

    events: list[dict[str, Any]]
    owner: Literal["assistant", "waiting", "agent", "closed"]
    more: bool


class PromiseOut(BaseModel):
    """A promise as its customer sees it."""

    id: str
    what: str
    due: str
    by: str = Field(description="`assistant`, `desk`, or the name of a person")
    channel: Literal["chat", "email", "phone"]
    status: Literal["open", "kept", "failed"]


class Promises(BaseModel):
    """What was promised, soonest first."""

    promises: list[PromiseOut]


@router.post("", status_code=201)
def open_conversation(body: NewConversation, request: Request, desk: InDesk) -> OpenedConversation:
    """Open a conversation. The assistant greets by itself (C1)."""
    desk.limits.check("conversations", address_of(request), desk.settings.conversations_per_minute)
    try:
        identity = read_site_token(body.user_token, desk.settings.site_secret) if body.user_token else None
    except InvalidSiteToken:
        raise Problem(401, "invalid_user_token") from None
    with desk.store.writing() as session:
        opened = conversations.open_conversation(
            session, language=body.language[:2].lower(), page=body.page, identity=identity, at=now()
        )
    return OpenedConversation(conversation_id=opened.conversation_id, token=opened.token)


@router.post("/{conversation_id}/messages", status_code=202)
def add_message(conversation_id: str, body: NewMessage, request: Request, desk: InDesk) -> Accepted:
    """Say something. Never lost once it is accepted: the answer comes in the events."""
    with desk.store.writing() as session:
        conversation = authorized_conversation(session, request, conversation_id)
        desk.limits.check("messages", conversation_id, desk.settings.messages_per_minute)
        if (body.text is None) == (body.payload is None):
            raise Problem(422, "invalid_request", where="either text or payload")
        try:
            if body.payload is not None:
                event = conversations.press_button(
                    session,
                    conversation,
                    client_message_id=body.client_message_id,
                    payload=body.payload,
                    at=now(),
                )
            else:
                event = conversations.add_customer_message(
                    session,
                    conversation,
                    client_message_id=body.client_message_id,
                    text=body.text or "",
                    at=now(),
                    pace=desk.settings.listening_pace,
                )
        except InvalidMessage as error:
            status = 409 if error.code == "button_expired" else 422
            raise Problem(status, error.code) from None
    return Accepted(offset=event.offset)


@router.post("/{conversation_id}/typing", status_code=204)
async def set_typing(conversation_id: InConversation, body: TypingSign, desk: InDesk) -> Response:
    """Show the other side that the customer is typing, or has stopped; the assistant waits meanwhile (H1)."""
    await desk.feed.say_typing(conversation_id, "customer", body.typing)
    pace = desk.settings.listening_pace
    await run_sync(holds.hear_typing, desk.store, conversation_id, body.typing, now(), pace)
    return Response(status_code=204)


@router.get("/{conversation_id}/events", response_model=Events)
def get_events(
    conversation_id: InConversation,
    request: Request,
    desk: InDesk,
    after: Annotated[int, Query(ge=0, le=LAST_OFFSET)] = 0,
    last_event_id: Annotated[str | None, Header()] = None,
) -> Any:
    """The events after an offset; with `Accept: text/event-stream` as a stream that goes on."""
    if "text/event-stream" in request.headers.get("accept", ""):
        if last_event_id and last_event_id.isdecimal():
            after = max(after, min(int(last_event_id), LAST_OFFSET))
        return customer_stream(desk, conversation_id, after)
    with desk.store.reading() as session:
        events = [e for e in log.events_of(session, conversation_id, after=after) if e.for_customer]
    return {
        "events": [customer_json(event) for event in events[:PAGE_OF_EVENTS]],
        "owner": owner_json(desk, conversation_id)["owner"],
        "more": len(events) > PAGE_OF_EVENTS,
    }


@router.get("/{conversation_id}/promises")
def get_promises(conversation_id: InConversation, desk: InDesk) -> Promises:
    """What was promised here: what, by when, by whom, over which channel, and how it stands (P2)."""
    with desk.store.reading() as session:
        return Promises(promises=[PromiseOut(**p) for p in promises.told_to_customer(session, conversation_id)])


@router.post("/{conversation_id}/rating", status_code=204)
def rate(conversation_id: InConversation, body: NewRating, desk: InDesk) -> Response:
    """Say how it was; a second rating replaces the first (STD4, W8)."""
    with desk.store.writing() as session:
        ratings.rate(session, conversation_id, score=body.score, comment=body.comment, at=now())
    return Response(status_code=204)


@router.get("/{conversation_id}/transcript")
def get_transcript(conversation_id: InConversation, request: Request, desk: InDesk) -> Response:
    """What was said, as text or, by `Accept: application/json`, as JSON."""
    with desk.store.reading() as session:
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse(transcript.as_json(session, conversation_id))
        return PlainTextResponse(transcript.as_text(session, conversation_id))


@router.delete("/{conversation_id}", status_code=202)
async def erase(conversation_id: InConversation, desk: InDesk) -> Response:
    """Erase the conversation and everything that was said in it, also what the assistant remembers of it."""
    try:
        await desk.rasa.forget(conversation_id)
    except AssistantUnavailable:
        raise Problem(503, "unavailable", {"Retry-After": "5"}) from None
    await run_sync(erasure.erase, desk.store, conversation_id)
    return Response(status_code=202)
