"""The queue through the API: pages, offers to agents, being available; and how the customer waits."""

import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from frontdesk.clock import now
from frontdesk.running.demo import AGENTS
from frontdesk.staff.agents import everybody
from tests.api.frontdesk_alone import TRAINER, FrontDesk, running_frontdesk
from tests.api.problem import assert_problem
from tests.people import Agent, Customer, Json

Waiting = Callable[[Customer], str]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDesk]:
    """One of its own: who is available here changes what is offered."""
    with running_frontdesk(tmp_path_factory.mktemp("queue")) as running:
        yield running


@pytest.fixture(scope="module")
def sam(desk: FrontDesk) -> Iterator[Agent]:
    """An agent who is the only one there."""
    yield Agent(desk.url)


@pytest.fixture
def anybody_away(desk: FrontDesk, sam: Agent) -> Iterator[None]:
    """Nobody is available at the beginning, nor at the end."""
    available(sam, False)
    yield
    available(sam, False)


def available(agent: Agent, wish: bool) -> Json:
    answer = agent.http.put("/me/availability", json={"available": wish})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def offered(agent: Agent, within: float = 10) -> Json:
    """What is offered to the agent, as soon as something is."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if found := agent.queue()["offered"]:
            return dict(found)
        time.sleep(0.05)
    raise TimeoutError("nothing was offered")


@pytest.mark.row("W2", "W6")
def test_what_waits_is_offered_and_can_be_taken_once(
    desk: FrontDesk, sam: Agent, mia: Customer, waiting: Waiting, anybody_away: None
) -> None:
    waiting(mia)
    assert sam.queue()["offered"] is None
    available(sam, True)
    found = offered(sam)
    assert found["item"]["conversation_id"] == mia.id
    assert found["expires_at"] > found["offered_at"]
    path = f"/assignments/{found['assignment_id']}/accept"
    for _ in range(2):
        taken = sam.http.post(path)
        assert (taken.status_code, taken.json()) == (200, {"conversation_id": mia.id})
    assert [e["text"] for e in mia.events() if e["kind"] == "status"] == ["Sam has joined the conversation"]
    assert mia.id in [i["conversation_id"] for i in sam.queue()["mine"]]


def test_what_is_passed_on_is_over_for_this_agent(
    desk: FrontDesk, sam: Agent, mia: Customer, waiting: Waiting, anybody_away: None
) -> None:
    waiting(mia)
    available(sam, True)
    path = f"/assignments/{offered(sam)['assignment_id']}"
    assert [sam.http.post(f"{path}/decline").status_code for _ in range(2)] == [204, 204]
    assert_problem(sam.http.post(f"{path}/accept"), 409, "assignment_over")
    assert_problem(sam.http.post("/assignments/nothing/accept"), 404, "unknown_handoff")
    assert sam.claim(mia.id).status_code == 200


def test_who_goes_away_leaves_what_was_offered_to_the_others(
    desk: FrontDesk, sam: Agent, mia: Customer, waiting: Waiting, anybody_away: None
) -> None:
    waiting(mia)
    available(sam, True)
    offered(sam)
    me = available(sam, False)
    assert (me["available"], me["changed_by"]) == (False, "agent")
    assert sam.queue()["offered"] is None


def test_signing_in_makes_available_and_signing_out_away(desk: FrontDesk) -> None:
    robin = Agent(desk.url, AGENTS[1][0])
    assert robin.queue()["me"]["available"] is True
    again = Agent(desk.url, AGENTS[1][0])
    assert again.http.post("/logout").status_code == 204
    assert robin.queue()["me"]["available"] is True
    assert robin.http.post("/logout").status_code == 204
    with desk.store.reading() as session:
        assert [row.available for row in everybody(session) if row.name == "Robin"] == [False]


def test_a_trainer_is_never_available(desk: FrontDesk) -> None:
    toni = Agent(desk.url, TRAINER)
    assert toni.queue()["me"]["available"] is False
    assert_problem(toni.http.put("/me/availability", json={"available": True}), 403, "forbidden")


def test_a_page_of_the_queue_is_named_and_bounded(sam: Agent) -> None:
    pages = sam.http.get("/queue", params={"waiting": 99}).json()["pages"]
    assert set(pages) == {"waiting", "mine", "snoozed", "others"}
    assert pages["waiting"]["page"] <= pages["waiting"]["pages"]
    assert_problem(sam.http.get("/queue", params={"waiting": 0}), 422, "invalid_request")


@pytest.mark.row("B1", "P2")
def test_the_customer_hears_how_they_wait_and_leaves_an_address(
    desk: FrontDesk, sam: Agent, mia: Customer, waiting: Waiting, anybody_away: None
) -> None:
    assert mia.http.get(f"{mia.path}/waiting").json() is None
    assert_problem(contact(mia, "email", "mia@example.com"), 409, "not_waiting")
    waiting(mia)
    told = mia.http.get(f"{mia.path}/waiting").json()
    assert (told["anybody_there"], told["back_at"], told["reached"]) == (False, None, None)
    assert_problem(contact(mia, "email", "nonsense"), 422, "contact_email")
    assert contact(mia, "email", "mia@example.com").status_code == 204
    assert mia.http.get(f"{mia.path}/waiting").json()["reached"] == "email"
    assert "The answer also goes to mia@example.com" in [e["text"] for e in mia.events()]
    assert "mia@example.com" in str(sam.casefile(mia.id)["summary"]["facts"])
    assert contact(mia, "email", "mia@example.org").status_code == 204
    assert mia.http.get(f"{mia.path}/waiting").json()["address"] == "mia@example.org"


@pytest.mark.row("P2")
def test_an_agent_corrects_where_their_customer_is_reached(
    sam: Agent, mia: Customer, waiting: Waiting, anybody_away: None
) -> None:
    waiting(mia)
    told = {"channel": "email", "address": "mia@example.com"}
    assert_problem(sam.http.post(f"/conversations/{mia.id}/contact", json=told), 409, "not_yours")
    assert sam.claim(mia.id).status_code == 200
    assert_problem(
        sam.http.post(f"/conversations/{mia.id}/contact", json={**told, "address": "x"}), 422, "contact_email"
    )
    assert sam.http.post(f"/conversations/{mia.id}/contact", json=told).status_code == 204
    assert sam.casefile(mia.id)["summary"]["customer"]["contact"] == "mia@example.com"
    assert "The answer also goes to mia@example.com" in [e["text"] for e in mia.events()]


def test_addresses_cannot_be_left_without_end(mia: Customer, waiting: Waiting) -> None:
    waiting(mia)
    answers = [contact(mia, "email", f"mia{number}@example.com") for number in range(15)]
    assert answers[0].status_code == 204
    assert_problem(answers[-1], 429, "rate_limited")


def test_how_a_customer_waits_is_for_them_alone(mia: Customer, anonymous: httpx.Client) -> None:
    assert_problem(anonymous.get(f"{mia.path}/waiting"), 401, "unauthorized")
    body = {"channel": "email", "address": "mallory@example.com"}
    assert_problem(anonymous.post(f"{mia.path}/contact", json=body), 401, "unauthorized")


def contact(customer: Customer, channel: str, address: str) -> httpx.Response:
    return customer.post("contact", {"channel": channel, "address": address})


def test_a_message_while_waiting_shows_in_the_queue_at_once(sam: Agent, mia: Customer, waiting: Waiting) -> None:
    """W6"""
    waiting(mia)
    mia.send("And one more thing")
    item = sam.waiting(mia.id)
    assert item["unread"] and item["last_at"] <= now().isoformat()
