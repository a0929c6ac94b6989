"""What every endpoint needs: the running parts, and who is calling."""

import hmac
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request
from sqlalchemy.orm import Session

from frontdesk.api.limits import RateLimits
from frontdesk.api.problems import Problem
from frontdesk.backoffice import BackOffice
from frontdesk.clock import now
from frontdesk.conversation import conversations
from frontdesk.conversation.rasa import Rasa
from frontdesk.feed import Feed
from frontdesk.settings import Settings
from frontdesk.staff import agents
from frontdesk.staff.agents import Permission, SignedIn
from frontdesk.staff.presence import Presence
from frontdesk.store import Store
from frontdesk.tables import ConversationRow

SESSION_COOKIE = "helpline_session"
CSRF_HEADER = "X-CSRF-Token"
MOST_PAGES = 10_000
PageNumber = Annotated[int, Query(ge=1, le=MOST_PAGES)]
"""Which page of a list is asked for, from 1 on."""


@dataclass(frozen=True)
class Desk:
    """The parts of the running front desk."""

    settings: Settings
    store: Store
    feed: Feed
    rasa: Rasa
    back_office: BackOffice
    limits: RateLimits
    presence: Presence


def desk_of(request: Request) -> Desk:
    """The parts, from the application."""
    desk: Desk = request.app.state.desk
    return desk


async def _in_desk(request: Request) -> Desk:
    """A coroutine, because FastAPI sends every other dependency to a thread."""
    return desk_of(request)


InDesk = Annotated[Desk, Depends(_in_desk)]


def require_customer(request: Request, conversation_id: str) -> str:
    """The conversation's id, if the bearer token opens it."""
    desk = desk_of(request)
    with desk.store.reading() as session:
        authorized_conversation(session, request, conversation_id)
    return conversation_id


def authorized_conversation(session: Session, request: Request, conversation_id: str) -> ConversationRow:
    """The conversation, if the call carries its secret. Problems: 401, 404."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Problem(401, "unauthorized", {"WWW-Authenticate": "Bearer"})
    conversation = conversations.find(session, conversation_id)
    if conversation is None:
        raise Problem(404, "unknown_conversation")
    if not conversations.token_opens(conversation, token):
        raise Problem(401, "unauthorized", {"WWW-Authenticate": "Bearer"})
    return conversation


InConversation = Annotated[str, Depends(require_customer)]


class RequirePermission:
    """Dependency: the signed-in agent, if their role has `permission`; writes also need the CSRF header."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    def __call__(self, request: Request) -> SignedIn:
        signed_in = signed_in_agent(request)
        if self.permission not in signed_in.agent.permissions:
            raise Problem(403, "forbidden")
        return signed_in


def signed_in_agent(request: Request) -> SignedIn:
    """Who is signed in. Problems: 401, and 403 for a write without the CSRF header."""
    token = request.cookies.get(SESSION_COOKIE, "")
    with desk_of(request).store.reading() as session:
        signed_in = agents.signed_in(session, token, now()) if token else None
    if signed_in is None:
        raise Problem(401, "signed_out")
    given = request.headers.get(CSRF_HEADER, "").encode()
    if request.method != "GET" and not hmac.compare_digest(given, signed_in.csrf_token.encode()):
        raise Problem(403, "csrf_missing")
    return signed_in


Reader = Annotated[SignedIn, Depends(RequirePermission(Permission.READ_CONVERSATIONS))]
Answerer = Annotated[SignedIn, Depends(RequirePermission(Permission.ANSWER_CUSTOMERS))]
