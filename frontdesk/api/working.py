"""The agent API: passing on, letting rest, being named by a colleague, and seeing each other."""

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import AfterValidator, AwareDatetime, BaseModel, Field

from frontdesk.api.agent import as_problems, in_time
from frontdesk.api.context import Answerer, InDesk, Reader
from frontdesk.api.problems import Problem
from frontdesk.api.waiting import NewContact
from frontdesk.clock import now
from frontdesk.conversation import conversations
from frontdesk.desk import contact, handoffs, routing, snoozes, transfers
from frontdesk.desk.contact import Contact
from frontdesk.desk.transfers import Target, UnknownTarget
from frontdesk.staff import agents, mentions, teams
from frontdesk.staff.agents import Permission

router = APIRouter(prefix="/api/v1/agent", tags=["agent"])


class Transfer(BaseModel):
    """To whom, and what they should know: a colleague or a team, with a note."""

    agent_id: str | None = Field(None, max_length=64)
    team: str | None = Field(None, max_length=64)
    note: str = Field(min_length=1, max_length=1000)


class Snooze(BaseModel):
    """Until when the conversation rests."""

    until: Annotated[AwareDatetime, AfterValidator(in_time)]
    read_through: int | None = Field(None, ge=0)
    """Offset up to which the agent had read."""


class Look(BaseModel):
    """The conversation that the page shows, or none."""

    conversation_id: str | None = Field(None, max_length=64)


@router.get("/colleagues")
def get_colleagues(reader: Reader, desk: InDesk) -> dict[str, Any]:
    """Who else works here: people by name, and teams.

    Of people, whether they have the desk open, may answer customers, and are available for it now.
    """
    with desk.store.reading() as session:
        people = [a for a in agents.active(session) if a.id != reader.agent.id]
        available = routing.who_is_there(session)
    here = desk.presence.here()
    return {
        "people": [
            {
                "id": a.id,
                "name": a.name,
                "role": a.role,
                "team": teams.name_of(a.team),
                "here": a.id in here,
                "answers": Permission.ANSWER_CUSTOMERS in a.permissions,
                "available": a.id in available,
            }
            for a in people
        ],
        "teams": [{"id": id_, "name": team.name} for id_, team in teams.read().items()],
    }


@router.post("/conversations/{conversation_id}/transfer", status_code=204)
def transfer(conversation_id: str, body: Transfer, answerer: Answerer, desk: InDesk) -> Response:
    """Pass the conversation on to a colleague or a team, with a note."""
    with desk.store.writing() as session, as_problems():
        note = conversations.clean_text(body.note)
        try:
            target = Target(body.agent_id, body.team)
            transfers.transfer(session, conversation_id, answerer.agent, target=target, note=note, at=now())
        except UnknownTarget:
            raise Problem(422, "unknown_target") from None
    return Response(status_code=204)


@router.post("/conversations/{conversation_id}/snooze", status_code=204)
def snooze(conversation_id: str, body: Snooze, answerer: Answerer, desk: InDesk) -> Response:
    """Let the conversation rest until a time; it comes back by itself, then or when the customer writes."""
    with desk.store.writing() as session, as_problems():
        agent, read_through = answerer.agent, body.read_through
        snoozes.snooze(session, conversation_id, agent, body.until, now(), read_through=read_through)
    return Response(status_code=204)


@router.post("/conversations/{conversation_id}/wake", status_code=204)
def wake(conversation_id: str, answerer: Answerer, desk: InDesk) -> Response:
    """Bring a resting conversation back."""
    with desk.store.writing() as session, as_problems():
        snoozes.wake(session, conversation_id, answerer.agent, now())
    return Response(status_code=204)


@router.post("/conversations/{conversation_id}/contact", status_code=204)
def correct_contact(conversation_id: str, body: NewContact, answerer: Answerer, desk: InDesk) -> Response:
    """Keep where the customer can be reached, as they said it: what has not arrived at the old address goes there."""
    with desk.store.writing() as session, as_problems():
        handoffs.held(session, conversation_id, answerer.agent)
        contact.correct(session, conversation_id, Contact(body.channel, body.address), answerer.agent, now())
    return Response(status_code=204)


@router.get("/mentions")
def get_mentions(reader: Reader, desk: InDesk, before: AwareDatetime | None = None) -> dict[str, Any]:
    """Notes that name the agent, newest first, a page at a time, and how many are unread."""
    with desk.store.reading() as session:
        return mentions.page_of(session, reader.agent.id, before=before)


@router.post("/conversations/{conversation_id}/mentions/read", status_code=204)
def read_mentions(conversation_id: str, reader: Reader, desk: InDesk) -> Response:
    """The agent has read what names them in this conversation."""
    with desk.store.writing() as session:
        mentions.read(session, conversation_id, reader.agent.id, now())
    return Response(status_code=204)


@router.post("/streams/{stream_id}/look", status_code=204)
async def look(stream_id: str, body: Look, reader: Reader, desk: InDesk) -> Response:
    """Say which conversation this page shows; colleagues who look at it see it. Ends with the stream."""
    try:
        desk.presence.look(stream_id, reader.agent, body.conversation_id)
    except LookupError:
        raise Problem(404, "unknown_stream") from None
    return Response(status_code=204)
