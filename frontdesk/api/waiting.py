"""Waiting in the customer API: how long it takes, and where the customer can be reached meanwhile (B1, W2, P2)."""

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from frontdesk.api.context import InConversation, InDesk
from frontdesk.api.problems import Problem
from frontdesk.clock import now
from frontdesk.conversation.conversations import InvalidMessage
from frontdesk.desk import contact, waiting
from frontdesk.desk.contact import Channel, Contact, NotWaiting

router = APIRouter(prefix="/api/v1/conversations", tags=["customer"])

CONTACTS_PER_MINUTE = 10


class Wait(BaseModel):
    """How the conversation waits for a person."""

    ahead: int = Field(description="how many are taken before")
    minutes: int | None = Field(description="within how many minutes most are taken; null when that is not known")
    anybody_there: bool
    back_at: str | None = Field(description="when somebody is, while the desk is closed")
    reached: Literal["email", "phone"] | None = Field(description="where the customer can be reached besides the chat")
    help: str | None = Field(description="whom to call meanwhile, for who spoke of harm; they are asked for no address")
    address: str | None = Field(description="what the customer left for that, to be corrected")


class NewContact(BaseModel):
    """Where the customer wants to be reached."""

    channel: Channel
    address: Annotated[str, Field(max_length=320)]


@router.get("/{conversation_id}/waiting")
def get_waiting(conversation_id: InConversation, desk: InDesk) -> Wait | None:
    """How long it takes until somebody is there, as honestly as can be told; null when nobody is waited for."""
    with desk.store.reading() as session:
        wait = waiting.wait_of(session, conversation_id, now())
    return None if wait is None else Wait(**wait.as_json())


@router.post("/{conversation_id}/contact", status_code=204)
def leave_contact(conversation_id: InConversation, body: NewContact, desk: InDesk) -> Response:
    """Leave an address or a number while waiting, or correct it; the promised answer goes there, too. Limited."""
    desk.limits.check("contact", conversation_id, CONTACTS_PER_MINUTE)
    try:
        left = Contact(body.channel, body.address)
    except InvalidMessage as error:
        raise Problem(422, error.code) from None
    with desk.store.writing() as session:
        try:
            contact.leave(session, conversation_id, left, now())
        except NotWaiting:
            raise Problem(409, "not_waiting") from None
    return Response(status_code=204)
