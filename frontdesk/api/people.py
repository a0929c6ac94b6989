"""The agent API: accounts, passwords, and one's own signed-in browsers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from frontdesk.api.context import InDesk, PageNumber, RequirePermission, signed_in_agent
from frontdesk.api.limits import address_of
from frontdesk.api.problems import Problem
from frontdesk.clock import now
from frontdesk.desk import transfers
from frontdesk.staff import people, teams
from frontdesk.staff.agents import InvalidAgent, Permission, Role, SignedIn
from frontdesk.staff.people import Changes, LinkExpired, OwnAccount, StaleAccount

router = APIRouter(prefix="/api/v1/agent", tags=["agent"])

LINKS_PER_MINUTE = 5
Admin = Annotated[SignedIn, Depends(RequirePermission(Permission.MANAGE_PEOPLE))]


class NewPerson(BaseModel):
    """Who is invited."""

    email: str = Field(max_length=320)
    name: str = Field(max_length=100)
    role: Role
    team: str | None = Field(None, max_length=64)


class Person(BaseModel):
    """What an account becomes."""

    name: str = Field(max_length=100)
    role: Role
    team: str | None = Field(None, max_length=64)
    active: bool


class ChangedPerson(Person):
    """What an account becomes, and how it was shown: what somebody else has changed since is not undone unseen."""

    seen: Person


class Forgotten(BaseModel):
    """Whose password is forgotten."""

    email: str = Field(max_length=320)


class NewPassword(BaseModel):
    """The secret of a mailed link, and the password that it is for."""

    secret: str = Field(max_length=100)
    password: str = Field(max_length=1000)


@router.get("/people")
def get_people(admin: Admin, desk: InDesk, page: PageNumber = 1) -> dict[str, Any]:
    """A page of the accounts, and the roles and teams that they can have."""
    with desk.store.reading() as session:
        found = people.page_of(session, page)
    return {
        "people": found.items,
        **found.place.as_json(),
        "roles": list(Role),
        "teams": [{"id": id_, "name": team.name} for id_, team in teams.read().items()],
    }


@router.post("/people", status_code=201)
def invite(body: NewPerson, admin: Admin, desk: InDesk) -> dict[str, str]:
    """Make an account and mail its invitation."""
    with desk.store.writing() as session, _as_problems():
        url = desk.settings.public_url
        agent_id = people.invite(session, admin.agent, **body.model_dump(), public_url=url, at=now())
    return {"id": agent_id}


@router.post("/people/{agent_id}", status_code=204)
def change(agent_id: str, body: ChangedPerson, admin: Admin, desk: InDesk) -> Response:
    """Change an account; who may no longer sign in is signed out at once, and what they had waits for others."""
    to, seen = Changes(**body.model_dump(exclude={"seen"})), Changes(**body.seen.model_dump())
    with desk.store.writing() as session, _as_problems():
        people.change(session, admin.agent, agent_id, to, seen, now())
        if not to.answers_customers:
            transfers.free(session, agent_id, admin.agent, now())
    return Response(status_code=204)


@router.post("/people/{agent_id}/invitation", status_code=204)
def invite_again(agent_id: str, admin: Admin, desk: InDesk) -> Response:
    """Mail a new invitation; the one before ends."""
    with desk.store.writing() as session, _as_problems():
        people.invite_again(session, admin.agent, agent_id, public_url=desk.settings.public_url, at=now())
    return Response(status_code=204)


@router.post("/password/forgotten", status_code=204)
def forgotten(body: Forgotten, request: Request, desk: InDesk) -> Response:
    """Mail a link for a new password. Open to everybody and limited; the answer is the same for every address."""
    desk.limits.check("password", address_of(request), LINKS_PER_MINUTE)
    desk.limits.check("password", body.email.strip().lower(), LINKS_PER_MINUTE)
    with desk.store.writing() as session:
        people.mail_reset(session, body.email, public_url=desk.settings.public_url, at=now())
    return Response(status_code=204)


@router.post("/password")
def set_password(body: NewPassword, request: Request, desk: InDesk) -> dict[str, str]:
    """Choose a password by the secret of a mailed link, once. Open to everybody and limited."""
    desk.limits.check("password", address_of(request), LINKS_PER_MINUTE)
    with _as_problems():
        return {"email": people.set_password(desk.store, body.secret, body.password, now())}


@router.get("/sessions")
def get_sessions(request: Request, desk: InDesk) -> dict[str, Any]:
    """One's own signed-in browsers. Needs a session, no permission."""
    signed_in = signed_in_agent(request)
    with desk.store.reading() as session:
        return {"sessions": people.sessions_of(session, signed_in.agent.id, signed_in.token, now())}


@router.post("/sessions/{session_id}/revoke", status_code=204)
def revoke(session_id: str, request: Request, desk: InDesk) -> Response:
    """Sign one of one's own browsers out. Needs a session, no permission."""
    signed_in = signed_in_agent(request)
    with desk.store.writing() as session, _as_problems():
        people.revoke(session, signed_in.agent, session_id, now())
    return Response(status_code=204)


@contextmanager
def _as_problems() -> Iterator[None]:
    try:
        yield
    except InvalidAgent as error:
        raise Problem(422, "invalid_account", why=str(error)) from None
    except OwnAccount:
        raise Problem(409, "own_account") from None
    except StaleAccount:
        raise Problem(409, "stale_account") from None
    except LinkExpired:
        raise Problem(410, "link_expired") from None
    except LookupError:
        raise Problem(404, "not_found") from None
