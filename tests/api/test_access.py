"""Who may call what: the conversation's secret, the agent's session, the page's header, the role."""

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from frontdesk.api.app import create_app
from frontdesk.api.context import SESSION_COOKIE
from frontdesk.clock import now
from frontdesk.running.demo import AGENTS, PASSWORD
from frontdesk.settings import load_settings
from frontdesk.staff.agents import find_by_email
from frontdesk.tables import AgentRow, AgentSessionRow
from tests.api.frontdesk_alone import TRAINER, FrontDesk
from tests.api.problem import assert_problem
from tests.people import Agent, Customer

ADMINS_READ = {"/people"}
READERS_WRITE = {
    "/sessions/{session_id}/revoke",
    "/conversations/{conversation_id}/mentions/read",
    "/streams/{stream_id}/look",
}
OPEN_TO_ALL = {
    ("POST", "/api/v1/conversations"),
    ("POST", "/api/v1/agent/login"),
    ("POST", "/api/v1/agent/password"),
    ("POST", "/api/v1/agent/password/forgotten"),
}


def calls(prefix: str, tmp: Any) -> list[tuple[str, str]]:
    """Every call of the OpenAPI document below `prefix`, with placeholders filled in."""
    document = create_app(load_settings({"HELPLINE_DATA_DIR": str(tmp)})).openapi()
    return [
        (method.upper(), path)
        for path, methods in document["paths"].items()
        for method in methods
        if path.startswith(prefix) and (method.upper(), path) not in OPEN_TO_ALL
    ]


@pytest.fixture(scope="module")
def agent_calls(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    found = calls("/api/v1/agent", tmp_path_factory.mktemp("openapi"))
    assert len(found) >= 11
    return found


@pytest.fixture(scope="module")
def customer_calls(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    found = calls("/api/v1/conversations", tmp_path_factory.mktemp("openapi"))
    assert len(found) >= 6
    return found


def fitting_body(path: str) -> dict[str, Any] | None:
    """A body that the call takes, so that only who calls is wrong."""
    last = path.rsplit("/", 1)[-1]
    bodies: dict[str, dict[str, Any]] = {
        "messages": {"client_message_id": uuid.uuid4().hex, "text": "hello"},
        "typing": {"typing": True},
        "rating": {"score": 5},
        "return": {},
        "resolve": {"resolution": "solved"},
        "transfer": {"team": "delivery", "note": "please go on"},
        "look": {},
        "people": {"email": "new@fernhill.example", "name": "New", "role": "agent"},
        "{agent_id}": {"name": "New", "role": "agent", "active": True},
        "offers": {"key": "1", "offer": "cancel"},
        "snooze": {"until": "2030-01-01T00:00:00Z"},
    }
    return bodies.get(last)


def call(client: httpx.Client, method: str, path: str, id_: str, **headers: str) -> httpx.Response:
    return client.request(method, re.sub(r"{\w+}", id_, path), json=fitting_body(path), headers=headers)


@pytest.fixture
def anew(desk: FrontDesk) -> Iterator[Callable[[], httpx.Client]]:
    """Makes a signed-in browser, from an address of its own: signing in is limited."""
    made: list[httpx.Client] = []

    def make(email: str = TRAINER) -> httpx.Client:
        address = f"10.0.0.{len(made) + 1}"
        client = httpx.Client(base_url=desk.url, trust_env=False, headers={"X-Forwarded-For": address}, timeout=30)
        answer = client.post("/api/v1/agent/login", json={"email": email, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


def test_every_customer_call_refuses_without_the_secret(
    desk: FrontDesk, mia: Customer, anonymous: httpx.Client, customer_calls: list[tuple[str, str]]
) -> None:
    other = Customer(desk.url)
    for method, path in customer_calls:
        for headers in (
            {},
            {"Authorization": "Bearer wrong"},
            {"Authorization": f"Bearer {other.token}"},
            {"Authorization": f"Basic {mia.token}"},
            {"Authorization": "Bearer"},
            {"Authorization": mia.token},
        ):
            response = call(anonymous, method, path, mia.id, **headers)
            assert_problem(response, 401, "unauthorized")
            assert response.headers["www-authenticate"] == "Bearer"
    assert mia.events() == []


def test_every_customer_call_knows_that_a_conversation_is_unknown(
    mia: Customer, anonymous: httpx.Client, customer_calls: list[tuple[str, str]]
) -> None:
    for method, path in customer_calls:
        for id_ in ("nobody", "%00", "'%20OR%201=1", "../x", "x" * 500):
            if id_ == "../x":
                continue  # a client resolves it
            response = call(anonymous, method, path, id_, Authorization=f"Bearer {mia.token}")
            assert_problem(response, 404, "unknown_conversation")


def test_the_secret_in_the_address_opens_nothing(mia: Customer, anonymous: httpx.Client) -> None:
    for name in ("token", "access_token"):
        assert_problem(anonymous.get(f"{mia.path}/events", params={name: mia.token}), 401, "unauthorized")


def test_every_agent_call_refuses_without_a_session(
    anonymous: httpx.Client, agent_calls: list[tuple[str, str]]
) -> None:
    for method, path in agent_calls:
        assert_problem(call(anonymous, method, path, "x"), 401, "signed_out")
        forged = call(anonymous, method, path, "x", Cookie=f"{SESSION_COOKIE}=forged", **{"X-CSRF-Token": "forged"})
        assert_problem(forged, 401, "signed_out")


def test_every_writing_agent_call_refuses_without_the_pages_header(
    sam: Agent, with_sam: Customer, agent_calls: list[tuple[str, str]]
) -> None:
    """CSRF: another site can make the browser send the cookie, not the header."""
    writing = [(method, path) for method, path in agent_calls if method != "GET"]
    assert len(writing) >= 6
    for method, path in writing:
        for token in ("", "wrong"):
            response = call(
                sam.http, method, path.removeprefix("/api/v1/agent"), with_sam.id, **{"X-CSRF-Token": token}
            )
            assert_problem(response, 403, "csrf_missing")
    assert sam.http.get("/me").status_code == 200
    assert with_sam.owner == "agent"


def test_every_call_of_the_desk_names_a_permission_that_a_trainer_has_or_has_not(
    toni: Agent, mia: Customer, agent_calls: list[tuple[str, str]]
) -> None:
    """A trainer reads conversations and answers nobody."""
    for method, path in agent_calls:
        path = path.removeprefix("/api/v1/agent")
        if path in ("/logout", "/stream") or path in READERS_WRITE:
            continue
        response = call(toni.http, method, path, mia.id)
        if method == "GET" and path not in ADMINS_READ:
            assert response.status_code == 200, path
        else:
            assert_problem(response, 403, "forbidden")


def test_who_is_signed_in_learns_what_they_may_do(sam: Agent, toni: Agent) -> None:
    assert sam.http.get("/me").json()["agent"]["permissions"] == ["answer_customers", "read_conversations"]
    assert toni.http.get("/me").json()["agent"]["permissions"] == ["read_conversations", "read_reports"]


def test_signing_out_ends_the_session_and_the_cookie(anew: Callable[[], httpx.Client]) -> None:
    browser = anew()
    kept = browser.cookies[SESSION_COOKIE]
    out = browser.post("/api/v1/agent/logout")
    assert out.status_code == 204
    assert SESSION_COOKIE not in browser.cookies
    again = browser.get("/api/v1/agent/me", headers={"Cookie": f"{SESSION_COOKIE}={kept}"})
    assert_problem(again, 401, "signed_out")


def test_an_expired_session_is_signed_out(desk: FrontDesk, anew: Callable[[], httpx.Client]) -> None:
    browser = anew()
    assert browser.get("/api/v1/agent/me").status_code == 200
    with desk.store.writing() as session:
        row = session.scalars(sa.select(AgentSessionRow).order_by(AgentSessionRow.expires_at.desc())).first()
        assert row is not None
        row.expires_at = now() - timedelta(seconds=1)
    assert_problem(browser.get("/api/v1/agent/me"), 401, "signed_out")


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(desk: FrontDesk) -> None:
    with httpx.Client(base_url=desk.url, trust_env=False, headers={"X-Forwarded-For": "10.0.1.1"}) as client:
        response = client.post("/api/v1/agent/login", json={"email": TRAINER, "password": PASSWORD})
    cookie = response.headers["set-cookie"].lower()
    for part in ("httponly", "samesite=strict", "path=/api/v1/agent", "max-age="):
        assert part in cookie


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (AGENTS[0][0], "wrong"),
        ("nobody@fernhill.example", PASSWORD),
        ("", ""),
        ("' OR 1=1 --", "' OR 1=1 --"),
        ("a\u0000b", "x\u0000y"),
    ],
)
def test_wrong_credentials_are_refused_without_saying_which(desk: FrontDesk, email: str, password: str) -> None:
    address = {"X-Forwarded-For": "10.0.2.1"}
    with httpx.Client(base_url=desk.url, trust_env=False, headers=address) as client:
        response = client.post("/api/v1/agent/login", json={"email": email, "password": password})
    assert assert_problem(response, 401, "bad_credentials") == "E-mail and password don't match."
    assert "set-cookie" not in response.headers


def test_guessing_passwords_is_limited_by_address_and_by_account(desk: FrontDesk) -> None:
    def attempt(address: str, email: str) -> httpx.Response:
        headers = {"X-Forwarded-For": address}
        body = {"email": email, "password": "guess"}
        return httpx.post(f"{desk.url}/api/v1/agent/login", json=body, headers=headers, trust_env=False)

    by_address = [attempt("10.9.9.9", f"agent{n}@x.example").status_code for n in range(12)]
    assert by_address == [401] * 10 + [429] * 2
    by_account = [attempt(f"10.8.8.{n}", "victim@x.example") for n in range(12)]
    assert [r.status_code for r in by_account] == [401] * 10 + [429] * 2
    assert_problem(by_account[-1], 429, "rate_limited")
    assert 1 <= int(by_account[-1].headers["retry-after"]) <= 60


def test_who_has_left_is_signed_out_at_once(desk: FrontDesk, anew: Callable[[], httpx.Client]) -> None:
    browser = anew()
    with desk.store.writing() as session:
        agent = find_by_email(session, TRAINER)
        assert agent is not None
        session.get_one(AgentRow, agent.id).active = False
    try:
        assert_problem(browser.get("/api/v1/agent/me"), 401, "signed_out")
    finally:
        with desk.store.writing() as session:
            session.get_one(AgentRow, agent.id).active = True


def test_an_error_that_nobody_foresaw_is_a_problem_too(desk: FrontDesk, anew: Callable[[], httpx.Client]) -> None:
    browser = anew()
    with desk.store.writing() as session:
        agent = find_by_email(session, TRAINER)
        assert agent is not None
        session.get_one(AgentRow, agent.id).role = "a role of the future"
    try:
        assert_problem(browser.get("/api/v1/agent/me"), 500, "internal_error")
    finally:
        with desk.store.writing() as session:
            session.get_one(AgentRow, agent.id).role = agent.role
