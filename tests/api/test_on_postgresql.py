"""The front desk on PostgreSQL: what customers and agents do, and what only PostgreSQL refuses."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from frontdesk.clock import now
from frontdesk.conversation.conversations import require
from frontdesk.desk import handoffs
from frontdesk.desk.handoffs import Reason
from frontdesk.log import Author, Kind, append
from frontdesk.running.demo import AGENTS
from tests.api.frontdesk_alone import FrontDesk, running_frontdesk
from tests.api.problem import assert_problem
from tests.api.sse import reading
from tests.people import Agent, Customer
from tests.postgres import Postgres


@pytest.fixture(scope="module")
def on_postgres(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDesk]:
    folder, short_lease = tmp_path_factory.mktemp("on_postgres"), {"turn_timeout": "10"}
    with running_frontdesk(folder, database_url=postgres.create(), **short_lease) as running:
        yield running


@pytest.fixture(scope="module")
def two_agents(on_postgres: FrontDesk) -> tuple[Agent, Agent]:
    return Agent(on_postgres.url), Agent(on_postgres.url, AGENTS[1][0])


def test_a_customer_talks_and_an_agent_takes_over(on_postgres: FrontDesk, two_agents: tuple[Agent, Agent]) -> None:
    customer = Customer(on_postgres.url, signed_in_as="cus_mia")
    with reading(customer.http, f"{customer.path}/events") as stream:
        offset = customer.send("a person, please")
        with on_postgres.store.writing() as session:
            row = handoffs.request(session, customer.id, turn_id=offset, reason=Reason.ASKED_FOR_HUMAN, at=now())
            handoff_id = row.id
        with ThreadPoolExecutor(2) as pool:
            claims = list(pool.map(lambda a: a.http.post(f"/handoffs/{handoff_id}/claim"), two_agents))
        assert sorted(r.status_code for r in claims) == [200, 409]
        winner = two_agents[0 if claims[0].status_code == 200 else 1]
        assert winner.reply(customer.id, "Here I am.").status_code == 202
        stream.wait(lambda s: "Here I am." in s.texts())
    assert winner.http.post(f"/conversations/{customer.id}/resolve", json={"resolution": "solved"}).status_code == 204
    assert customer.owner == "closed"
    assert customer.post("rating", {"score": 4, "comment": "fine"}).status_code == 204


def test_the_same_message_many_times_at_once_is_taken_once(on_postgres: FrontDesk) -> None:
    customer = Customer(on_postgres.url)
    body = {"client_message_id": "m1", "text": "Hello?"}
    with ThreadPoolExecutor(10) as pool:
        responses = list(pool.map(lambda _: customer.post("messages", body), range(20)))
    assert {r.status_code for r in responses} == {202}
    assert len({r.json()["offset"] for r in responses}) == 1


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("messages", {"client_message_id": "a\u0000", "text": "x"}),
        ("rating", {"score": 5, "comment": "a\u0000b"}),
    ],
)
def test_what_cannot_be_kept_is_refused_and_not_an_error(
    on_postgres: FrontDesk, what: str, body: dict[str, Any]
) -> None:
    customer = Customer(on_postgres.url)
    assert_problem(customer.post(what, body), 422, "invalid_request")
    customer.send("after")


def test_strange_addresses_and_names_are_no_errors(on_postgres: FrontDesk) -> None:
    with httpx.Client(base_url=on_postgres.url, trust_env=False) as client:
        opened = client.post("/api/v1/conversations", json={"page": "/a\u0000b"})
        assert_problem(opened, 422, "invalid_request")
        unknown = client.get("/api/v1/conversations/%00/events", headers={"Authorization": "Bearer x"})
        assert unknown.status_code in (404, 422)
        credentials = {"email": "a\u0000b", "password": "x"}
        assert client.post("/api/v1/agent/login", json=credentials).status_code in (401, 422)


@pytest.mark.parametrize("text", ["nul \u0000 inside", "שלום 👩‍👩‍👧", "'; DROP TABLE events; --"])
def test_strange_text_is_kept(on_postgres: FrontDesk, text: str) -> None:
    customer = Customer(on_postgres.url)
    customer.send(text, uuid.uuid4().hex)
    assert customer.events()[-1]["text"] == text.replace("\u0000", "")


def test_a_stream_tells_also_what_was_committed_late(on_postgres: FrontDesk) -> None:
    """Two transactions overlap: the one that began to write first ends last."""
    slow, quick = Customer(on_postgres.url), Customer(on_postgres.url)
    with reading(slow.http, f"{slow.path}/events") as stream, reading(quick.http, f"{quick.path}/events") as other:
        with on_postgres.store.writing() as session:
            append(session, slow.id, author=Author.SYSTEM, kind=Kind.MESSAGE, at=now(), text="late")
            quick.send("quick")
            other.wait(lambda s: "quick" in s.texts())
        stream.wait(lambda s: "late" in s.texts(), within=3)


def test_it_goes_on_after_the_database_was_away(
    on_postgres: FrontDesk, postgres: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    """Streams and the dispatcher find the way back; what is sent meanwhile is refused, to be sent again."""
    customer = Customer(on_postgres.url)
    customer.send("before")
    with reading(customer.http, f"{customer.path}/events") as stream:
        stream.wait(lambda s: "before" in s.texts())
        with postgres.away(on_postgres.settings.database_url):
            refused = customer.post("messages", {"client_message_id": "m", "text": "lost?"})
            assert_problem(refused, 503, "unavailable")
            assert int(refused.headers["retry-after"]) >= 1
            ready = httpx.get(f"{on_postgres.url}/readyz", trust_env=False)
            assert (ready.status_code, ready.json()["database"]) == (503, False)
            stream.wait(
                lambda _: all(f"the {part} lost the database" in caplog.text for part in ("feed", "dispatcher"))
            )
        on_postgres.store.engine.dispose()  # the test's own connections
        customer.send("after")
        stream.wait(lambda s: "after" in s.texts())
    attempts = attempts_of(on_postgres, customer.id)
    stream.wait(lambda _: attempts_of(on_postgres, customer.id) > attempts, within=20)


def attempts_of(frontdesk: FrontDesk, conversation_id: str) -> int:
    """How often the open turn was sent to Rasa."""
    with frontdesk.store.reading() as session:
        return require(session, conversation_id).turn_attempts
