"""Agents: people at the desk, their roles and their signed-in browsers."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from frontdesk.tables import AgentRow, AgentSessionRow

SESSION_HOURS = 12
MIN_PASSWORD = 10

_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))


class Permission(StrEnum):
    """What an endpoint of the agent API asks for."""

    READ_CONVERSATIONS = "read_conversations"
    ANSWER_CUSTOMERS = "answer_customers"


class Role(StrEnum):
    """What an agent is."""

    AGENT = "agent"
    LEAD = "lead"
    TRAINER = "trainer"
    ADMIN = "admin"


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.AGENT: frozenset({Permission.READ_CONVERSATIONS, Permission.ANSWER_CUSTOMERS}),
    Role.LEAD: frozenset(Permission),
    Role.TRAINER: frozenset({Permission.READ_CONVERSATIONS}),
    Role.ADMIN: frozenset(Permission),
}


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
    if len(password) < MIN_PASSWORD:
        raise InvalidAgent(f"the password needs at least {MIN_PASSWORD} characters")
    if role not in list(Role):
        raise InvalidAgent(f"the role should be one of {', '.join(Role)}, not {role!r}")
    if find_by_email(session, email) is not None:
        raise InvalidAgent(f"there is an account for {email} already")
    row = AgentRow(
        id=secrets.token_urlsafe(9),
        email=email,
        name=name.strip(),
        role=role,
        password_hash=_hasher.hash(password),
    )
    session.add(row)
    session.flush()
    return _agent(row)


def find_by_email(session: Session, email: str) -> Agent | None:
    """The active agent with this address."""
    row = _row_by_email(session, email)
    return None if row is None else _agent(row)


def find(session: Session, agent_id: str) -> Agent | None:
    """The active agent with this id."""
    row = session.get(AgentRow, agent_id)
    return _agent(row) if row is not None and row.active else None


def active(session: Session) -> list[Agent]:
    """Everybody who may sign in, by name."""
    return [_agent(row) for row in session.scalars(sa.select(AgentRow).where(AgentRow.active).order_by(AgentRow.name))]


def name_of(session: Session, agent_id: str | None) -> str | None:
    """The agent's name, for colleagues and customers."""
    return session.scalar(sa.select(AgentRow.name).where(AgentRow.id == agent_id)) if agent_id else None


def sign_in(session: Session, email: str, password: str, at: datetime) -> SignedIn | None:
    """A new session, or None for a wrong address or password; both take the same time."""
    row = _row_by_email(session, email)
    try:
        _hasher.verify(row.password_hash if row else _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return None
    if row is None:
        return None
    token, csrf_token = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    session.add(
        AgentSessionRow(
            token_hash=_hash(token),
            agent_id=row.id,
            csrf_token=csrf_token,
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


def sign_out(session: Session, token: str) -> None:
    """End the session of this cookie."""
    session.execute(sa.delete(AgentSessionRow).where(AgentSessionRow.token_hash == _hash(token)))


def _row_by_email(session: Session, email: str) -> AgentRow | None:
    return session.scalar(sa.select(AgentRow).where(AgentRow.email == email.strip().lower(), AgentRow.active.is_(True)))


def _agent(row: AgentRow) -> Agent:
    return Agent(row.id, row.name, row.email, Role(row.role), row.team)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
