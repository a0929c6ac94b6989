"""Agents: people at the desk, their roles and their signed-in browsers."""

import hashlib
import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from frontdesk.staff import queue_rules
from frontdesk.store import Store
from frontdesk.tables import AgentRow, AgentSessionRow

SESSION_HOURS = 12
MIN_PASSWORD = 10
LONGEST_BROWSER = 200

_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))


class Permission(StrEnum):
    """What an endpoint of the agent API asks for."""

    READ_CONVERSATIONS = "read_conversations"
    ANSWER_CUSTOMERS = "answer_customers"
    READ_REPORTS = "read_reports"
    MANAGE_PEOPLE = "manage_people"


class Role(StrEnum):
    """What an agent is."""

    AGENT = "agent"
    LEAD = "lead"
    TRAINER = "trainer"
    ADMIN = "admin"


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.AGENT: frozenset({Permission.READ_CONVERSATIONS, Permission.ANSWER_CUSTOMERS}),
    Role.LEAD: frozenset(Permission) - {Permission.MANAGE_PEOPLE},
    Role.TRAINER: frozenset({Permission.READ_CONVERSATIONS, Permission.READ_REPORTS}),
    Role.ADMIN: frozenset(Permission),
}


class Change(StrEnum):
    """What made an agent available or not."""

    AGENT = "agent"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    MISSED = "missed"
    """An offer was not answered: nobody is at the screen."""


MOST_CAPACITY = 50
LANGUAGE = re.compile(r"[a-z]{2,3}")


class InvalidAgent(ValueError):
    """An account cannot be made; the message says why."""


@dataclass(frozen=True)
class Agent:
    """Who is signed in."""

    id: str
    name: str
    email: str
    role: Role
    team: str | None = None
    """One of the teams of `data/service/teams.yml`."""

    @property
    def permissions(self) -> frozenset[Permission]:
        """What this agent may do."""
        return PERMISSIONS[self.role]

    def as_data(self) -> dict[str, str]:
        """Who did it, as the log keeps it: id, and the name of that day."""
        return {"id": self.id, "name": self.name}


@dataclass(frozen=True)
class SignedIn:
    """A signed-in browser: `token` goes into its cookie, `csrf_token` into the header of its writes."""

    agent: Agent
    token: str
    csrf_token: str


def add_agent(session: Session, email: str, name: str, role: str, password: str) -> Agent:
    """Make an account. Raises InvalidAgent."""
    email = email.strip().lower()
    if "@" not in email:
        raise InvalidAgent(f"{email!r} is not an e-mail address")
    password_hash = hashed(password)
    if role not in list(Role):
        raise InvalidAgent(f"the role should be one of {', '.join(Role)}, not {role!r}")
    check_is_free(session, email)
    row = AgentRow(
        id=secrets.token_urlsafe(9),
        email=email,
        name=name.strip(),
        role=role,
        password_hash=password_hash,
    )
    session.add(row)
    session.flush()
    return _agent(row)


def check_is_free(session: Session, email: str) -> None:
    """See that no account has this address, not even of who may no longer sign in. Raises InvalidAgent."""
    active = session.scalar(sa.select(AgentRow.active).where(AgentRow.email == email))
    if active is not None:
        cure = "" if active else ", of somebody who may no longer sign in; an admin lets them in again under People"
        raise InvalidAgent(f"there is an account for {email} already{cure}")


def set_work(
    session: Session,
    email: str,
    *,
    capacity: int | None = None,
    languages: Sequence[str] | None = None,
    skills: Sequence[str] | None = None,
) -> AgentRow:
    """Say how much and what is offered to an agent; what is None stays. Raises InvalidAgent."""
    row = _row_by_email(session, email)
    if row is None:
        raise InvalidAgent(f"there is no account for {email}; `helpline agents` lists them")
    if capacity is not None and not 0 <= capacity <= MOST_CAPACITY:
        raise InvalidAgent(f"the capacity should be from 0 to {MOST_CAPACITY}, not {capacity}")
    if wrong := [code for code in languages or () if not LANGUAGE.fullmatch(code)]:
        raise InvalidAgent(f"{wrong[0]!r} is no language code; write one such as en, ja or ko")
    known = queue_rules.in_force().skills
    if wrong := [skill for skill in skills or () if skill not in known]:
        raise InvalidAgent(f"{wrong[0]!r} is no skill; data/service/queue.yml has {', '.join(known)}")
    row.capacity = row.capacity if capacity is None else capacity
    row.languages = row.languages if languages is None else " ".join(dict.fromkeys(languages))
    row.skills = row.skills if skills is None else " ".join(dict.fromkeys(skills))
    return row


def everybody(session: Session) -> list[AgentRow]:
    """All active accounts, by name."""
    return list(session.scalars(sa.select(AgentRow).where(AgentRow.active.is_(True)).order_by(AgentRow.name)))


def set_available(session: Session, agent_id: str, available: bool, change: Change, at: datetime) -> None:
    """Say whether matters are offered to an agent; saying it again changes nothing."""
    row = session.get_one(AgentRow, agent_id, with_for_update=True)
    if row.available == available:
        return
    row.available, row.available_changed_at, row.available_changed_by = available, at, change
    if available:
        row.idle_since = at


def is_idle_from(session: Session, agent_id: str, at: datetime) -> None:
    """They took something, or are done with it: the others are asked first from now on."""
    session.execute(sa.update(AgentRow).where(AgentRow.id == agent_id).values(idle_since=at))


def hashed(password: str) -> str:
    """A password as it is kept. Raises InvalidAgent for one that is too short."""
    if len(password) < MIN_PASSWORD:
        raise InvalidAgent(f"the password needs at least {MIN_PASSWORD} characters")
    return _hasher.hash(password)


def find_by_email(session: Session, email: str) -> Agent | None:
    """The active agent with this address."""
    row = _row_by_email(session, email)
    return None if row is None else _agent(row)


def find(session: Session, agent_id: str) -> Agent | None:
    """The active agent with this id."""
    row = session.get(AgentRow, agent_id)
    return _agent(row) if row is not None and row.active else None


def active(session: Session) -> list[Agent]:
    """Everybody who can sign in, by name."""
    able = sa.select(AgentRow).where(AgentRow.active, AgentRow.password_hash != "")
    return [_agent(row) for row in session.scalars(able.order_by(AgentRow.name))]


def name_of(session: Session, agent_id: str | None) -> str | None:
    """The agent's name, for colleagues and customers."""
    return session.scalar(sa.select(AgentRow.name).where(AgentRow.id == agent_id)) if agent_id else None


def answering_no_longer() -> sa.Select[str]:
    """The ids of who may not sign in any more, or may not answer customers; what they had is for others (W6)."""
    able = [role for role, may in PERMISSIONS.items() if Permission.ANSWER_CUSTOMERS in may]
    return sa.select(AgentRow.id).where(sa.or_(AgentRow.active.is_(False), AgentRow.role.not_in(able)))


def sign_in(store: Store, email: str, password: str, at: datetime, browser: str = "") -> SignedIn | None:
    """A new session, or None for a wrong address or password; both take the same time.

    The password is checked outside of any transaction: it takes long on purpose, and would hold up everybody's writes.
    """
    with store.reading() as session:
        known = _row_by_email(session, email)
    checked = known.password_hash if known else ""
    try:
        _hasher.verify(checked or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return None
    if known is None or not checked:
        return None
    with store.writing() as session:
        row = session.get(AgentRow, known.id, with_for_update=True)
        if row is None or not row.active or row.password_hash != checked:
            return None  # changed meanwhile
        return _new_session(session, row, at, browser)


def _new_session(session: Session, row: AgentRow, at: datetime, browser: str) -> SignedIn:
    if Permission.ANSWER_CUSTOMERS in PERMISSIONS[Role(row.role)]:
        set_available(session, row.id, True, Change.SIGNED_IN, at)
    token, csrf_token = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    session.add(
        AgentSessionRow(
            token_hash=_hash(token),
            agent_id=row.id,
            csrf_token=csrf_token,
            id=secrets.token_urlsafe(9),
            browser=browser[:LONGEST_BROWSER],
            expires_at=at + timedelta(hours=SESSION_HOURS),
        )
    )
    return SignedIn(_agent(row), token, csrf_token)


def signed_in(session: Session, token: str, at: datetime) -> SignedIn | None:
    """Who the cookie's `token` belongs to, unless it has expired."""
    row = session.get(AgentSessionRow, _hash(token))
    if row is None or row.expires_at <= at:
        return None
    agent = session.get(AgentRow, row.agent_id)
    return SignedIn(_agent(agent), token, row.csrf_token) if agent and agent.active else None


def permitted(session: Session, tokens: Collection[str], permission: Permission, at: datetime) -> set[str]:
    """Those of the cookies' `tokens` whose owners are signed in now and have the permission."""
    by_hash = {_hash(token): token for token in tokens}
    roles = [role for role, permissions in PERMISSIONS.items() if permission in permissions]
    rows = session.scalars(
        sa.select(AgentSessionRow.token_hash)
        .join(AgentRow, AgentRow.id == AgentSessionRow.agent_id)
        .where(AgentSessionRow.token_hash.in_(by_hash), AgentSessionRow.expires_at > at)
        .where(AgentRow.active.is_(True), AgentRow.role.in_(roles))
    )
    return {by_hash[token_hash] for token_hash in rows}


def sign_out(session: Session, token: str, at: datetime) -> None:
    """End the session of this cookie; with the last one the agent is away."""
    row = session.get(AgentSessionRow, _hash(token))
    if row is None:
        return
    end_session(session, row, at)


def end_session(session: Session, row: AgentSessionRow, at: datetime) -> None:
    """End one browser's session; with the last one the agent is away."""
    session.delete(row)
    session.flush()
    others = sa.select(AgentSessionRow.token_hash).where(AgentSessionRow.agent_id == row.agent_id)
    if session.scalar(others.where(AgentSessionRow.expires_at > at).limit(1)) is None:
        set_available(session, row.agent_id, False, Change.SIGNED_OUT, at)


def _row_by_email(session: Session, email: str) -> AgentRow | None:
    return session.scalar(sa.select(AgentRow).where(AgentRow.email == email.strip().lower(), AgentRow.active.is_(True)))


def _agent(row: AgentRow) -> Agent:
    return Agent(row.id, row.name, row.email, Role(row.role), row.team)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
