"""People at the desk: invited by mail, given roles and teams, let go; their passwords and signed-in browsers.

The secret of a mailed link is kept as a hash, works once, and is sent in a body, never in an address.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from frontdesk import paging
from frontdesk.clock import iso
from frontdesk.delivery import outbox
from frontdesk.paging import Page
from frontdesk.staff import agents, teams
from frontdesk.staff.agents import PERMISSIONS, Agent, Change, InvalidAgent, Permission, Role
from frontdesk.store import Store
from frontdesk.tables import AccountEventRow, AgentLinkRow, AgentRow, AgentSessionRow
from frontdesk.wording import texts

INVITED_FOR = timedelta(days=7)
RESET_FOR = timedelta(hours=1)


class Purpose(StrEnum):
    """What a mailed link is for; its words are `mail.<purpose>`."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"


LASTS = {Purpose.INVITATION: INVITED_FOR, Purpose.PASSWORD_RESET: RESET_FOR}


class What(StrEnum):
    """What was done with an account."""

    INVITED = "invited"
    CHANGED = "changed"
    PASSWORD_SET = "password_set"
    SESSION_REVOKED = "session_revoked"


class OwnAccount(Exception):
    """Nobody takes their own rights away: the desk would be left without an admin."""


class StaleAccount(Exception):
    """Somebody else has changed the account since it was shown."""


class LinkExpired(Exception):
    """The link was used, has expired, or never was."""


@dataclass(frozen=True)
class Changes:
    """What an account becomes."""

    name: str
    role: Role
    team: str | None
    active: bool

    @property
    def answers_customers(self) -> bool:
        """Whether conversations can be theirs."""
        return self.active and Permission.ANSWER_CUSTOMERS in PERMISSIONS[self.role]


def page_of(session: Session, page: int) -> Page:
    """A page of the accounts: who may sign in by name, then who may not; `invited` have not chosen a password yet."""
    place = paging.place(session.scalar(sa.select(sa.func.count()).select_from(AgentRow)) or 0, page)
    rows = session.scalars(
        sa.select(AgentRow)
        .order_by(AgentRow.active.desc(), sa.func.lower(AgentRow.name), AgentRow.id)
        .limit(paging.SIZE)
        .offset(place.offset)
    )
    items = [
        {
            "id": row.id,
            "name": row.name,
            "email": row.email,
            "role": row.role,
            "team": row.team,
            "active": row.active,
            "invited": row.password_hash == "",
        }
        for row in rows
    ]
    return Page(items, place)


def invite(
    session: Session, by: Agent, *, email: str, name: str, role: Role, team: str | None, public_url: str, at: datetime
) -> str:
    """Make an account without a password and mail its link; the account's id. Raises InvalidAgent."""
    email, name = email.strip().lower(), name.strip()
    if "@" not in email or not name:
        raise InvalidAgent("an account needs a name and an e-mail address")
    agents.check_is_free(session, email)
    if team is not None and team not in teams.read():
        raise InvalidAgent(f"there is no team {team!r}")
    row = AgentRow(id=secrets.token_urlsafe(9), email=email, name=name, role=role, team=team, password_hash="")
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise InvalidAgent(f"{email} was invited by somebody else at this moment") from None
    _mail_link(session, row, Purpose.INVITATION, public_url, at)
    _note(session, What.INVITED, row.id, by.id, at, role=role, team=team)
    return row.id


def invite_again(session: Session, by: Agent, agent_id: str, *, public_url: str, at: datetime) -> None:
    """Mail a new link to somebody who has not chosen a password; the old one ends. Raises LookupError."""
    row = session.get(AgentRow, agent_id)
    if row is None or not row.active or row.password_hash != "":
        raise LookupError(agent_id)
    _mail_link(session, row, Purpose.INVITATION, public_url, at)
    _note(session, What.INVITED, row.id, by.id, at)


def change(session: Session, by: Agent, agent_id: str, to: Changes, seen: Changes, at: datetime) -> None:
    """Change name, role, team, or whether somebody may sign in; who may not is signed out at once.

    `seen` is the account as it was shown to who changes it. Raises LookupError, OwnAccount, StaleAccount, InvalidAgent.
    """
    row = session.get(AgentRow, agent_id, with_for_update=True)
    if row is None:
        raise LookupError(agent_id)
    if row.id == by.id and (not to.active or to.role != row.role):
        raise OwnAccount
    stands = Changes(row.name, Role(row.role), row.team, row.active)
    if stands == to:
        return
    if stands != seen:
        raise StaleAccount
    if not to.name.strip():
        raise InvalidAgent("an account needs a name")
    if to.team is not None and to.team not in teams.read():
        raise InvalidAgent(f"there is no team {to.team!r}")
    row.name, row.role, row.team, row.active = to.name.strip(), to.role, to.team, to.active
    if not to.active:
        _sign_out_everywhere(session, row.id, at)
        session.execute(sa.delete(AgentLinkRow).where(AgentLinkRow.agent_id == row.id))
    elif not to.answers_customers:
        agents.set_available(session, row.id, False, Change.AGENT, at)
    _note(session, What.CHANGED, row.id, by.id, at, name=row.name, role=row.role, team=row.team, active=row.active)


def mail_reset(session: Session, email: str, *, public_url: str, at: datetime) -> None:
    """Mail a link for a new password, if there is such an account; nobody learns whether there is."""
    row = session.scalar(sa.select(AgentRow).where(AgentRow.email == email.strip().lower(), AgentRow.active))
    if row is not None:
        _mail_link(session, row, Purpose.PASSWORD_RESET, public_url, at)


def set_password(store: Store, secret: str, password: str, at: datetime) -> str:
    """Choose a password by the secret of a mailed link, once; ends all sessions. The e-mail address of the account.

    It is hashed outside of any transaction, which takes long on purpose. Raises LinkExpired, InvalidAgent (then the
    link still works).
    """
    with store.reading() as session:
        _account_of(session, secret, at)
    password_hash = agents.hashed(password)
    with store.writing() as session:
        link, row = _account_of(session, secret, at)
        row.password_hash = password_hash
        session.execute(sa.delete(AgentLinkRow).where(AgentLinkRow.agent_id == row.id))
        _sign_out_everywhere(session, row.id, at)
        _note(session, What.PASSWORD_SET, row.id, row.id, at, purpose=link.purpose)
        return row.email


def _account_of(session: Session, secret: str, at: datetime) -> tuple[AgentLinkRow, AgentRow]:
    """The link that still works, and its account. Raises LinkExpired."""
    link = session.get(AgentLinkRow, _hash(secret), with_for_update=True)
    row = session.get(AgentRow, link.agent_id) if link else None
    if link is None or row is None or not row.active or link.expires_at <= at:
        raise LinkExpired
    return link, row


def sessions_of(session: Session, agent_id: str, token: str, at: datetime) -> list[dict[str, Any]]:
    """The signed-in browsers of an agent, newest first; `current` is the one with this cookie."""
    rows = session.scalars(
        sa.select(AgentSessionRow)
        .where(AgentSessionRow.agent_id == agent_id, AgentSessionRow.expires_at > at)
        .order_by(AgentSessionRow.expires_at.desc())
    )
    current = _hash(token)
    return [
        {
            "id": row.id,
            "since": iso(row.expires_at - timedelta(hours=agents.SESSION_HOURS)),
            "browser": row.browser,
            "current": row.token_hash == current,
        }
        for row in rows
    ]


def revoke(session: Session, agent: Agent, session_id: str, at: datetime) -> None:
    """Sign one of the agent's own browsers out; with the last one they are away. Raises LookupError."""
    row = session.scalar(
        sa.select(AgentSessionRow).where(AgentSessionRow.id == session_id, AgentSessionRow.agent_id == agent.id)
    )
    if row is None:
        raise LookupError(session_id)
    agents.end_session(session, row, at)
    _note(session, What.SESSION_REVOKED, agent.id, agent.id, at, browser=row.browser)


def _mail_link(session: Session, row: AgentRow, purpose: Purpose, public_url: str, at: datetime) -> None:
    """Mail a link, which ends an older one of the same purpose; whoever forgot a password may still be invited."""
    secret = secrets.token_urlsafe(32)
    same = sa.and_(AgentLinkRow.agent_id == row.id, AgentLinkRow.purpose == purpose)
    session.execute(sa.delete(AgentLinkRow).where(same))
    session.add(
        AgentLinkRow(token_hash=_hash(secret), agent_id=row.id, purpose=purpose, expires_at=at + LASTS[purpose])
    )
    facts = {"name": row.name, "url": f"{public_url}/desk/#/password/{secret}"}
    outbox.enqueue(
        session,
        key=f"{purpose}:{_hash(secret)[:24]}",
        conversation_id=None,
        recipient=row.email,
        subject=texts.text(f"mail.{purpose}.subject"),
        body=texts.text(f"mail.{purpose}.body", **facts),
        at=at,
    )


def _sign_out_everywhere(session: Session, agent_id: str, at: datetime) -> None:
    """End all sessions; nothing is offered to who is signed in nowhere."""
    session.execute(sa.delete(AgentSessionRow).where(AgentSessionRow.agent_id == agent_id))
    agents.set_available(session, agent_id, False, Change.SIGNED_OUT, at)


def _note(session: Session, what: What, agent_id: str, by: str, at: datetime, **data: Any) -> None:
    session.add(AccountEventRow(at=at, what=what, agent_id=agent_id, by_agent_id=by, data=data))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
