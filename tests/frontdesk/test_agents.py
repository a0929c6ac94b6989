"""Agents: accounts, passwords, sessions and what each role may do."""

import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from frontdesk.staff import agents
from frontdesk.staff.agents import PERMISSIONS, SESSION_HOURS, Agent, InvalidAgent, Permission, Role, SignedIn
from frontdesk.store import Store
from frontdesk.tables import AgentRow, AgentSessionRow
from tests.frontdesk.scenes import AT, add_agent

PASSWORD = "correct horse battery"


@pytest.fixture
def ada(store: Store) -> Agent:
    with store.writing() as session:
        return agents.add_agent(session, " Ada@Shop.Example ", " Ada ", "lead", PASSWORD)


def sign_in(store: Store, email: str = "ada@shop.example", password: str = PASSWORD) -> SignedIn | None:
    return agents.sign_in(store, email, password, AT)


def signed_in(store: Store, token: str, seconds: float = 0) -> SignedIn | None:
    with store.reading() as session:
        return agents.signed_in(session, token, AT + timedelta(seconds=seconds))


def test_an_account_is_made_tidily(ada: Agent) -> None:
    assert (ada.email, ada.name, ada.role) == ("ada@shop.example", "Ada", Role.LEAD)


def test_the_right_password_opens_a_session(store: Store, ada: Agent) -> None:
    session = sign_in(store, "ADA@shop.example ")
    assert session is not None
    assert session.agent == ada
    known = signed_in(store, session.token)
    assert known is not None
    assert (known.agent, known.csrf_token) == (ada, session.csrf_token)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ada@shop.example", "wrong"),
        ("ada@shop.example", ""),
        ("ada@shop.example", PASSWORD.upper()),
        ("nobody@shop.example", PASSWORD),
        ("", ""),
    ],
)
def test_anything_else_opens_nothing(store: Store, ada: Agent, email: str, password: str) -> None:
    assert sign_in(store, email, password) is None
    with store.reading() as session:
        assert session.scalars(sa.select(AgentSessionRow)).all() == []


def effort(store: Store, email: str, password: str) -> float:
    """Seconds of computing for one try; another process on the machine does not count."""
    before = time.process_time()
    assert sign_in(store, email, password) is None
    return time.process_time() - before


def test_nobody_learns_from_the_time_who_has_an_account_or_was_invited(store: Store, ada: Agent) -> None:
    add_agent(store, "Noor")
    with store.writing() as session:
        session.get_one(AgentRow, "noor").password_hash = ""
    known, *others = [
        min(effort(store, f"{who}@shop.example", "a wrong password") for _ in range(3))
        for who in ("ada", "noor", "nobody")
    ]
    assert min(others) > known / 3


def test_a_password_is_checked_without_holding_up_who_writes(store: Store, ada: Agent) -> None:
    with store.writing() as session:
        session.get_one(AgentRow, ada.id, with_for_update=True).name = "Ada L."
        assert sign_in(store, password="a wrong password") is None


def test_neither_password_nor_token_is_kept_readable(store: Store, ada: Agent) -> None:
    session = sign_in(store)
    assert session is not None
    with store.reading() as reading:
        assert PASSWORD not in reading.get_one(AgentRow, ada.id).password_hash
        assert session.token not in reading.scalars(sa.select(AgentSessionRow.token_hash)).one()


def test_a_session_ends_by_itself_and_by_signing_out(store: Store, ada: Agent) -> None:
    session = sign_in(store)
    assert session is not None
    hours = SESSION_HOURS * 3600
    assert signed_in(store, session.token, hours - 1)
    assert signed_in(store, session.token, hours) is None
    with store.writing() as writing:
        agents.sign_out(writing, session.token, AT)
    assert signed_in(store, session.token) is None


def test_signing_out_ends_this_browsers_session_alone(store: Store, ada: Agent) -> None:
    here, there = sign_in(store), sign_in(store)
    assert here is not None
    assert there is not None
    with store.writing() as writing:
        agents.sign_out(writing, here.token, AT)
    assert signed_in(store, there.token)


def test_who_has_left_is_out_at_once(store: Store, ada: Agent) -> None:
    session = sign_in(store)
    assert session is not None
    with store.writing() as writing:
        writing.get_one(AgentRow, ada.id).active = False
    assert signed_in(store, session.token) is None
    assert sign_in(store) is None


@pytest.mark.parametrize("token", ["", "x", "null"])
def test_a_made_up_token_is_nobodys(store: Store, ada: Agent, token: str) -> None:
    assert signed_in(store, token) is None


@pytest.mark.parametrize(
    ("email", "role", "password", "says"),
    [
        ("ada", "agent", PASSWORD, "is not an e-mail address"),
        ("new@shop.example", "boss", PASSWORD, "agent, lead, trainer, admin"),
        ("new@shop.example", "agent", "short", "at least 10 characters"),
        ("ADA@shop.example", "agent", PASSWORD, "there is an account"),
    ],
)
def test_a_wrong_account_is_refused_with_the_reason(
    store: Store, ada: Agent, email: str, role: str, password: str, says: str
) -> None:
    with pytest.raises(InvalidAgent, match=says), store.writing() as session:
        agents.add_agent(session, email, "New", role, password)


def test_the_address_of_who_may_no_longer_sign_in_is_not_given_to_another(store: Store, ada: Agent) -> None:
    with store.writing() as session:
        session.get_one(AgentRow, ada.id).active = False
    with pytest.raises(InvalidAgent, match="an admin lets them in again"), store.writing() as session:
        agents.add_agent(session, ada.email, "Ada", Role.AGENT, PASSWORD)


def test_every_role_has_its_permissions() -> None:
    assert set(PERMISSIONS) == set(Role)
    assert Permission.ANSWER_CUSTOMERS not in PERMISSIONS[Role.TRAINER]
    for role in (Role.AGENT, Role.LEAD, Role.ADMIN):
        assert Permission.ANSWER_CUSTOMERS in PERMISSIONS[role]
