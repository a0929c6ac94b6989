"""The agent API: what the desk calls. A cookie says who it is, a header that the page meant it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, AwareDatetime, BaseModel, Field
from sse_starlette import EventSourceResponse

from frontdesk.api.context import SESSION_COOKIE, Answerer, InDesk, Reader, signed_in_agent
from frontdesk.api.limits import address_of
from frontdesk.api.problems import Problem
from frontdesk.api.streams import agent_stream
from frontdesk.clock import now
from frontdesk.conversation import conversations
from frontdesk.conversation.conversations import CLIENT_MESSAGE_ID, MAX_CLIENT_MESSAGE_ID, InvalidMessage
from frontdesk.desk import card_text, casefile, handoffs, replies, root_causes, summary
from frontdesk.desk.handoffs import FollowUp, NotYours, Resolution, RootCause
from frontdesk.desk.replies import StaleView
from frontdesk.log import Kind
from frontdesk.staff import agents, canned
from frontdesk.staff.agents import SignedIn
from frontdesk.tables import ConversationRow
from frontdesk.threads import patient
from frontdesk.wording import texts

router = APIRouter(prefix="/api/v1/agent", tags=["agent"])

LOGINS_PER_MINUTE = 10
CHANNELS = ("chat", "email", "phone")
LONGEST_PROMISE = timedelta(days=3650)


class Credentials(BaseModel):
    """E-mail and password."""

    email: str = Field(max_length=320)
    password: str = Field(max_length=1000)


class AgentMessage(BaseModel):
    """A reply to the customer, or a note between agents."""

    client_message_id: str = Field(max_length=MAX_CLIENT_MESSAGE_ID, pattern=CLIENT_MESSAGE_ID)
    text: str
    kind: Literal["message", "note"] = "message"
    read_through: int | None = Field(None, ge=0)
    """Offset up to which the agent had read when they wrote a reply."""


class AgentTyping(BaseModel):
    """Whether the agent is typing."""

    typing: bool


class GiveBack(BaseModel):
    """What was agreed with the customer; the assistant says it back and checks it."""

    note: str | None = Field(None, max_length=1000)


def in_time(due: datetime) -> datetime:
    """A time that can be kept, in UTC. Raises ValueError."""
    try:
        due = due.astimezone(UTC)
    except OverflowError:
        raise ValueError("is no time that can be kept") from None
    if not now() < due < now() + LONGEST_PROMISE:
        raise ValueError("should be in the future and within ten years")
    return due


class NewFollowUp(BaseModel):
    """What is promised, by when, over which channel."""

    what: str = Field(min_length=3, max_length=300)
    due: Annotated[AwareDatetime, AfterValidator(in_time)]
    channel: Literal["chat", "email", "phone"]


class Resolve(BaseModel):
    """How it ended, where it came from, and what is still to do."""

    resolution: Resolution
    root_cause: RootCause | None = None
    follow_up: NewFollowUp | None = None


@router.post("/login")
def login(body: Credentials, request: Request, response: Response, desk: InDesk) -> dict[str, Any]:
    """Sign in; the session lives in a cookie that scripts cannot read. Open to everybody, and limited."""
    desk.limits.check("login", address_of(request), LOGINS_PER_MINUTE)
    desk.limits.check("login", body.email.strip().lower(), LOGINS_PER_MINUTE)
    signed_in = agents.sign_in(desk.store, body.email, body.password, now(), request.headers.get("user-agent", ""))
    if signed_in is None:
        raise Problem(401, "bad_credentials")
    response.set_cookie(
        SESSION_COOKIE,
        signed_in.token,
        max_age=agents.SESSION_HOURS * 3600,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path="/api/v1/agent",
    )
    return _me(signed_in)


@router.post("/logout", status_code=204)
def logout(request: Request, desk: InDesk) -> Response:
    """Sign out. Needs a session, no permission."""
    signed_in = signed_in_agent(request)
    with desk.store.writing() as session:
        agents.sign_out(session, signed_in.token, now())
    response = Response(status_code=204)
    response.delete_cookie(SESSION_COOKIE, path="/api/v1/agent")
    return response


@router.get("/me")
def me(request: Request) -> dict[str, Any]:
    """Who is signed in. Needs a session, no permission."""
    return _me(signed_in_agent(request))


@router.get("/conversations/{conversation_id}")
async def get_conversation(conversation_id: str, reader: Reader, desk: InDesk) -> dict[str, Any]:
    """Everything an agent needs to go on without asking again (W6)."""
    with as_problems():
        return await patient(casefile.open_casefile, desk.store, desk.back_office, conversation_id)


@router.get("/conversations/{conversation_id}/card")
def get_card(conversation_id: str, reader: Reader, desk: InDesk) -> dict[str, str]:
    """The summary card as text, to be copied: the same lines that go out by mail; empty if there is none (W6)."""
    with desk.store.reading() as session:
        if session.get(ConversationRow, conversation_id) is None:
            raise Problem(404, "unknown_conversation")
        card = summary.build(session, conversation_id)
    return {"text": "\n".join(card_text.lines(card)) if card else ""}


@router.post("/conversations/{conversation_id}/messages", status_code=202)
def add_message(conversation_id: str, body: AgentMessage, answerer: Answerer, desk: InDesk) -> dict[str, int]:
    """Reply, or leave a note. 409 for a reply when somebody else has it, and `stale` when the customer wrote since."""
    with desk.store.writing() as session, as_problems():
        event = replies.add(
            session,
            conversation_id,
            answerer.agent,
            kind=Kind(body.kind),
            client_message_id=body.client_message_id,
            text=body.text,
            at=now(),
            read_through=body.read_through,
        )
    return {"offset": event.offset}


@router.post("/conversations/{conversation_id}/typing", status_code=204)
async def set_typing(conversation_id: str, body: AgentTyping, answerer: Answerer, desk: InDesk) -> Response:
    """Show the customer that the agent is typing, or has stopped. 409 when somebody else has the conversation."""

    def check() -> None:
        with desk.store.reading() as session, as_problems():
            handoffs.held(session, conversation_id, answerer.agent)

    await run_sync(check)
    await desk.feed.say_typing(conversation_id, "agent", body.typing)
    return Response(status_code=204)


@router.post("/conversations/{conversation_id}/return", status_code=204)
def give_back(conversation_id: str, body: GiveBack, answerer: Answerer, desk: InDesk) -> Response:
    """Give the conversation back to the assistant."""
    with desk.store.writing() as session, as_problems():
        agreed = conversations.clean_text(body.note) if body.note and body.note.strip() else None
        handoffs.give_back(session, conversation_id, answerer.agent, agreed, now())
    return Response(status_code=204)


@router.post("/conversations/{conversation_id}/resolve", status_code=204)
def resolve(conversation_id: str, body: Resolve, answerer: Answerer, desk: InDesk) -> Response:
    """Close the matter with its outcome."""
    promised = body.follow_up
    follow_up = FollowUp(promised.what, promised.due, promised.channel) if promised else None
    with desk.store.writing() as session, as_problems():
        handoffs.resolve(
            session,
            conversation_id,
            answerer.agent,
            resolution=body.resolution,
            root_cause=body.root_cause,
            follow_up=follow_up,
            at=now(),
        )
    return Response(status_code=204)


@router.get("/choices")
def get_choices(reader: Reader) -> dict[str, Any]:
    """Codes with the words for them."""
    return {
        "resolutions": [_choice("resolution", value) for value in Resolution],
        "root_causes": [
            {
                **_choice("root_cause", value),
                "hint": texts.text(f"label.root_cause_hint.{value}"),
                "causes": root_causes.likely().get(value, []),
            }
            for value in RootCause
        ],
        "channels": [_choice("channel", value) for value in CHANNELS],
        "request_types": texts.group("label.request_type"),
        "causes": texts.group("label.cause"),
        "reasons": texts.group("label.reason"),
        "offers": texts.group("label.offer"),
        "canned_facts": canned.FACTS,
    }


@router.get("/stream")
def stream(reader: Reader, desk: InDesk) -> EventSourceResponse:
    """Everything that happens, as it happens."""
    return agent_stream(desk, reader)


def _me(signed_in: SignedIn) -> dict[str, Any]:
    agent = signed_in.agent
    return {
        "agent": {
            "id": agent.id,
            "name": agent.name,
            "email": agent.email,
            "role": agent.role,
            "permissions": sorted(agent.permissions),
        },
        "csrf_token": signed_in.csrf_token,
    }


def _choice(group: str, value: str) -> dict[str, str]:
    return {"value": value, "label": texts.text(f"label.{group}.{value}")}


@contextmanager
def as_problems() -> Iterator[None]:
    """Turn the errors of the desk's work into problems."""
    try:
        yield
    except NotYours as error:
        name = error.name or texts.text("label.author.assistant")
        raise Problem(409, "not_yours", name=name) from None
    except StaleView:
        raise Problem(409, "stale") from None
    except LookupError:
        raise Problem(404, "unknown_conversation") from None
    except InvalidMessage as error:
        raise Problem(422, error.code) from None
