"""The agent API: offers with one click."""

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from frontdesk.api.agent import as_problems
from frontdesk.api.context import Answerer, Desk, InDesk, Reader
from frontdesk.api.problems import Problem
from frontdesk.backoffice import BackOfficeUnavailable, OperationRefused
from frontdesk.clock import now
from frontdesk.conversation.conversations import CLIENT_MESSAGE_ID, MAX_CLIENT_MESSAGE_ID
from frontdesk.desk import grantable, grants
from frontdesk.desk.grantable import GrantState
from frontdesk.desk.grants import NotOffered
from frontdesk.staff.agents import Agent
from frontdesk.threads import patient
from frontdesk.wording import texts

router = APIRouter(prefix="/api/v1/agent", tags=["agent"])


class Grant(BaseModel):
    """The offer as it was shown; the same `key` again changes nothing."""

    key: str = Field(max_length=MAX_CLIENT_MESSAGE_ID, pattern=CLIENT_MESSAGE_ID)
    offer: str = Field(max_length=64)
    amount: str | None = Field(None, max_length=32)


@router.get("/conversations/{conversation_id}/offers")
async def get_offers(conversation_id: str, reader: Reader, desk: InDesk) -> dict[str, Any]:
    """What can be done for this customer now, best first; `allowed` says whether the agent's authority covers it."""
    try:
        found = await patient(grantable.find, desk.store, desk.back_office, conversation_id, reader.agent, now())
    except LookupError:
        raise Problem(404, "unknown_conversation") from None
    except BackOfficeUnavailable:
        raise Problem(503, "shop_away", {"Retry-After": "5"}) from None
    return {
        "offers": [
            {
                "id": item.offer.id,
                "label": texts.text(f"label.offer.{item.offer.id}"),
                "amount": item.offer.terms()["amount"],
                "currency": item.offer.terms()["currency"],
                "order_number": item.offer.order_number,
                "allowed": item.allowed,
                "declined": item.declined,
            }
            for item in found
        ]
    }


@router.post("/conversations/{conversation_id}/offers")
async def grant(conversation_id: str, body: Grant, answerer: Answerer, desk: InDesk) -> dict[Literal["state"], str]:
    """Grant an offer: `done`, or `open` while the shop is away; then it follows by itself."""
    with as_problems():
        try:
            state = await patient(_grant, conversation_id, body, answerer.agent, desk)
        except NotOffered:
            raise Problem(409, "not_offered") from None
        except OperationRefused as error:
            raise Problem(409, "offer_refused", why=error.detail) from None
        except BackOfficeUnavailable:
            raise Problem(503, "shop_away", {"Retry-After": "5"}) from None
    return {"state": state}


def _grant(conversation_id: str, body: Grant, agent: Agent, desk: Desk) -> GrantState:
    return grants.grant(
        desk.store,
        desk.back_office,
        conversation_id,
        agent,
        offer_id=body.offer,
        amount=body.amount,
        key=body.key,
        public_url=desk.settings.public_url,
        at=now(),
    )
