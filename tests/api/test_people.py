"""The agent API: invitations, roles, passwords, and one's own signed-in browsers."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from frontdesk import paging
from frontdesk.running.demo import AGENTS
from frontdesk.staff import agents
from frontdesk.tables import AccountEventRow, AgentLinkRow, AgentRow, OutboxRow
from tests.api.frontdesk_alone import FrontDesk
from tests.api.problem import assert_problem
from tests.people import Agent, Customer, Json

Waiting = Callable[[Customer], str]
PASSWORD = "a password of my own"


@pytest.fixture(scope="module")
def alex(desk: FrontDesk) -> Agent:
    """The admin."""
    return Agent(desk.url, AGENTS[3][0])


def newest_secret(desk: FrontDesk, email: str) -> str:
    """The secret of the last link that was mailed to an address."""
    with desk.store.reading() as session:
        mail = session.scalars(
            sa.select(OutboxRow).where(OutboxRow.recipient == email).order_by(OutboxRow.id.desc())
        ).first()
    assert mail is not None
    found = re.search(r"/desk/#/password/(\S+)", mail.body)
    assert found
    return found[1]


def choose(desk: FrontDesk, secret: str, password: str = PASSWORD) -> httpx.Response:
    """From an address of its own: it is limited."""
    address = {"X-Forwarded-For": f"10.1.{uuid.uuid4().int % 250}.{uuid.uuid4().int % 250}"}
    body = {"secret": secret, "password": password}
    return httpx.post(f"{desk.url}/api/v1/agent/password", json=body, headers=address, trust_env=False)


def invited(alex: Agent, **changes: str) -> Json:
    email = f"{uuid.uuid4().hex[:8]}@fernhill.example"
    body = {"email": email, "name": "Noor", "role": "agent", **changes}
    answer = alex.http.post("/people", json=body)
    assert answer.status_code == 201, answer.text
    return {**body, "id": answer.json()["id"]}


def changed(alex: Agent, person: Json, **changes: Any) -> httpx.Response:
    """An admin changes an account that they saw as `person`."""
    seen = {"team": None, "active": True, **{k: v for k, v in person.items() if k not in ("id", "email")}}
    return alex.http.post(f"/people/{person['id']}", json={**seen, **changes, "seen": seen})


def account(alex: Agent, agent_id: str) -> Json:
    return next(p for p in everybody(alex) if p["id"] == agent_id)


def everybody(alex: Agent) -> list[Json]:
    """All pages in one."""
    pages = alex.http.get("/people").json()["pages"]
    return [p for page in range(1, pages + 1) for p in alex.http.get("/people", params={"page": page}).json()["people"]]


def test_people_come_in_pages_and_who_may_not_sign_in_comes_last(desk: FrontDesk, alex: Agent) -> None:
    """Every account once, by name; a page that is no more is the last one."""
    with desk.store.writing() as session:
        for number in range(paging.SIZE):
            name = f"Pia {number:02}"
            agents.add_agent(session, f"pia{number}@fernhill.example", name, agents.Role.AGENT, PASSWORD)
        gone = sa.update(AgentRow).where(AgentRow.email == "pia0@fernhill.example").values(active=False)
        session.execute(gone)
    found = everybody(alex)
    assert len({p["id"] for p in found}) == len(found) > paging.SIZE
    assert [p["active"] for p in found] == sorted((p["active"] for p in found), reverse=True)
    active = [p["name"].lower() for p in found if p["active"]]
    assert active == sorted(active)
    last = alex.http.get("/people", params={"page": 999}).json()
    assert last["page"] == last["pages"] >= 2
    assert_problem(alex.http.get("/people", params={"page": 0}), 422, "invalid_request")


def test_somebody_is_invited_by_mail_and_signs_in_with_a_password_of_their_own(desk: FrontDesk, alex: Agent) -> None:
    noor = invited(alex, team="delivery")
    assert account(alex, noor["id"])["invited"]
    secret = newest_secret(desk, noor["email"])
    assert_problem(choose(desk, secret, "short"), 422, "invalid_account")
    assert choose(desk, secret).json() == {"email": noor["email"]}
    assert_problem(choose(desk, secret), 410, "link_expired")
    assert Agent(desk.url, noor["email"], PASSWORD).name == "Noor"
    shown = account(alex, noor["id"])
    assert (shown["invited"], shown["team"], shown["role"]) == (False, "delivery", "agent")
    with desk.store.reading() as session:
        events = session.scalars(sa.select(AccountEventRow).where(AccountEventRow.agent_id == noor["id"])).all()
        assert [e.what for e in events] == ["invited", "password_set"]
        links = session.scalars(sa.select(AgentLinkRow.token_hash)).all()
    assert secret not in links


def test_a_new_invitation_ends_the_one_before(desk: FrontDesk, alex: Agent) -> None:
    noor = invited(alex)
    first = newest_secret(desk, noor["email"])
    assert alex.http.post(f"/people/{noor['id']}/invitation").status_code == 204
    assert_problem(choose(desk, first), 410, "link_expired")
    assert choose(desk, newest_secret(desk, noor["email"])).status_code == 200
    assert_problem(alex.http.post(f"/people/{noor['id']}/invitation"), 404, "not_found")


def test_who_forgot_the_password_that_they_never_chose_is_still_invited(desk: FrontDesk, alex: Agent) -> None:
    noor = invited(alex)
    invitation = newest_secret(desk, noor["email"])
    answer = httpx.post(f"{desk.url}/api/v1/agent/password/forgotten", json={"email": noor["email"]}, trust_env=False)
    assert answer.status_code == 204
    assert newest_secret(desk, noor["email"]) != invitation
    assert choose(desk, invitation).status_code == 200


def test_a_password_is_judged_without_holding_up_who_writes(desk: FrontDesk, alex: Agent) -> None:
    noor = invited(alex)
    secret = newest_secret(desk, noor["email"])
    with desk.store.writing():
        assert_problem(choose(desk, secret, "short"), 422, "invalid_account")


def test_a_forgotten_password_is_chosen_anew_and_signs_every_browser_out(desk: FrontDesk, alex: Agent) -> None:
    noor = invited(alex)
    choose(desk, newest_secret(desk, noor["email"]))
    browser = Agent(desk.url, noor["email"], PASSWORD)
    for email in (noor["email"], "nobody@fernhill.example"):
        answer = httpx.post(f"{desk.url}/api/v1/agent/password/forgotten", json={"email": email}, trust_env=False)
        assert (answer.status_code, answer.text) == (204, "")
    assert choose(desk, newest_secret(desk, noor["email"]), "another password").status_code == 200
    assert_problem(browser.http.get("/me"), 401, "signed_out")
    assert Agent(desk.url, noor["email"], "another password").name == "Noor"


def test_who_is_let_go_is_signed_out_at_once_and_their_links_end(desk: FrontDesk, alex: Agent) -> None:
    noor = invited(alex)
    choose(desk, newest_secret(desk, noor["email"]))
    browser = Agent(desk.url, noor["email"], PASSWORD)
    assert changed(alex, noor, role="lead", active=False).status_code == 204
    assert_problem(browser.http.get("/me"), 401, "signed_out")
    shown = account(alex, noor["id"])
    assert (shown["active"], shown["role"]) == (False, "lead")


def test_nobody_takes_their_own_rights_away_and_only_an_admin_manages(alex: Agent, sam: Agent) -> None:
    own = alex.http.get("/me").json()["agent"]["id"]
    alexs = {"id": own, "name": "Alex", "role": "admin"}
    for change in ({"active": False}, {"role": "agent"}):
        assert_problem(changed(alex, alexs, **change), 409, "own_account")
    assert_problem(sam.http.get("/people"), 403, "forbidden")
    assert_problem(changed(alex, {"id": "nobody", "name": "x", "role": "agent"}, name="y"), 404, "not_found")


@pytest.mark.row("W6", "B4")
@pytest.mark.parametrize("change", [{"active": False}, {"role": "trainer"}])
def test_what_somebody_had_who_answers_no_longer_waits_for_others(
    desk: FrontDesk, alex: Agent, sam: Agent, mia: Customer, waiting: Waiting, change: Json
) -> None:
    noor = invited(alex)
    choose(desk, newest_secret(desk, noor["email"]))
    waiting(mia)
    assert Agent(desk.url, noor["email"], PASSWORD).claim(mia.id).status_code == 200
    for _ in range(2):
        assert changed(alex, noor, **change).status_code == 204
    case = sam.casefile(mia.id)
    assert (case["owner"], case["agent"]) == ("waiting", None)
    [freed] = [e for e in case["events"] if e["data"].get("type") == "transferred"]
    assert (freed["data"]["agent"]["name"], freed["data"]["of"]["name"]) == ("Alex", "Noor")
    assert freed["text"] in [e["text"] for e in mia.events()]
    assert sam.claim(mia.id).status_code == 200
    assert sam.reply(mia.id, "I go on with it.").status_code == 202


def test_of_two_admins_at_the_same_account_the_second_sees_what_the_first_did(desk: FrontDesk, alex: Agent) -> None:
    noor = invited(alex)
    assert changed(alex, noor, role="lead").status_code == 204
    assert_problem(changed(alex, noor, name="Noor B."), 409, "stale_account")
    assert changed(alex, noor, role="lead").status_code == 204, "the same again is no other change"
    assert account(alex, noor["id"])["role"] == "lead"
    assert changed(alex, {**noor, "role": "lead"}, name="Noor B.").status_code == 204
    with desk.store.reading() as session:
        events = session.scalars(sa.select(AccountEventRow.what).where(AccountEventRow.agent_id == noor["id"])).all()
    assert events == ["invited", "changed", "changed"]


@pytest.mark.parametrize("changes", [{"email": "nomail"}, {"name": " "}, {"team": "nobody"}, {"email": AGENTS[0][0]}])
def test_an_account_that_cannot_be_is_refused_in_words(alex: Agent, changes: dict[str, str]) -> None:
    body = {"email": f"{uuid.uuid4().hex}@fernhill.example", "name": "Noor", "role": "agent", **changes}
    assert_problem(alex.http.post("/people", json=body), 422, "invalid_account")


def test_everybody_sees_and_ends_their_own_browsers_and_no_others(desk: FrontDesk, alex: Agent, sam: Agent) -> None:
    noor = invited(alex)
    choose(desk, newest_secret(desk, noor["email"]))
    here, there = (Agent(desk.url, noor["email"], PASSWORD) for _ in range(2))
    sessions = here.http.get("/sessions").json()["sessions"]
    assert sorted(s["current"] for s in sessions) == [False, True]
    assert all("python-httpx" in s["browser"] for s in sessions)
    other = next(s["id"] for s in sessions if not s["current"])
    assert_problem(sam.http.post(f"/sessions/{other}/revoke"), 404, "not_found")
    assert here.http.post(f"/sessions/{other}/revoke").status_code == 204
    assert_problem(there.http.get("/me"), 401, "signed_out")
    assert here.http.get("/me").status_code == 200
    assert here.http.get("/queue").json()["me"]["available"] is True
    (last,) = here.http.get("/sessions").json()["sessions"]
    assert here.http.post(f"/sessions/{last['id']}/revoke").status_code == 204
    with desk.store.reading() as session:
        assert not session.get_one(AgentRow, noor["id"]).available, "who is signed in nowhere is offered nothing"
