"""Many conversations while processes die at random moments: each reads as if nothing had happened (B1, B2, W2)."""

import random
import socket
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.faults.locks import wait_for
from tests.people import Agent, Customer, Json
from tests.stack import Stack

EACH_TURN_WITHIN_SECONDS = 120
POLL_SECONDS = 0.1
CUSTOMERS = 8
LONGEST_PEACE_SECONDS = 1.0
AT_ANY_MOMENT = frozenset({"assignment_offered", "assignment_ended"})
SCRIPT = (
    "Hello",
    "Where is my order?",
    "It is 1042",
    "mia@example.com",
    "I want to talk to a person",
    "Please be quick",
)
TO_PEOPLE = SCRIPT[-1:]


class PatientCustomer(Customer):
    """Sends again what got no answer, with the same id, as the widget does."""

    def post(self, what: str, body: Json) -> httpx.Response:
        return self._until_answered("POST", f"{self.path}/{what}", json=body)

    def events(self, after: int = 0) -> list[Json]:
        return list(self._until_answered("GET", f"{self.path}/events", params={"after": after}).json()["events"])

    def _until_answered(self, method: str, path: str, **content: Any) -> httpx.Response:
        deadline = time.monotonic() + EACH_TURN_WITHIN_SECONDS
        while time.monotonic() < deadline:
            try:
                response = self.http.request(method, path, **content)
                if response.status_code < 500:
                    return response
            except httpx.HTTPError:
                pass
            time.sleep(POLL_SECONDS)
        raise TimeoutError(path)

    def play(self) -> list[str]:
        """Say the whole script, waiting for each answer; the ids of the messages."""
        ids = []
        for text in SCRIPT:
            ids.append(uuid.uuid4().hex)
            self.answer_to(self.send(text, ids[-1]), within=EACH_TURN_WITHIN_SECONDS)
        return ids


@pytest.mark.parametrize(
    "victims", [("actions", "frontdesk") * 3, ("rasa",)], ids=["action server and front desk", "rasa"]
)
def test_every_turn_of_every_conversation_is_answered_once(
    helpline: Stack, agent: Agent, victims: tuple[str, ...]
) -> None:
    """No message lost or doubled, one handoff each, and every answer is the one that an undisturbed customer gets."""
    undisturbed = PatientCustomer(helpline.url)
    undisturbed.greeting()
    undisturbed.play()
    expected = story(agent, undisturbed)
    assert [text for author, _, text in expected if author == "customer"] == list(SCRIPT)
    mails = codes_mailed(helpline)

    customers = [PatientCustomer(helpline.url) for _ in range(CUSTOMERS)]
    seed = random.randrange(10_000)
    moments = random.Random(seed)
    with ThreadPoolExecutor(CUSTOMERS) as pool:
        playing = [pool.submit(customer.play) for customer in customers if customer.greeting()]
        hits = 0
        for name in victims:
            time.sleep(moments.uniform(0.2, LONGEST_PEACE_SECONDS))
            hits += any(not p.done() for p in playing)
            helpline.kill(name)
            helpline.start(name)
            wait_for(lambda name=name: listens(helpline, name))
        sent = [p.result() for p in playing]
    helpline.wait_until_ready()

    assert hits >= (len(victims) + 1) // 2, f"everybody was done too early (seed {seed})"
    assert any("not answered" in line for line in helpline.lines["frontdesk"]), "no turn was interrupted"
    for customer, ids in zip(customers, sent, strict=True):
        said = [e["data"]["client_message_id"] for e in log_of(agent, customer) if e["author"] == "customer"]
        assert said == ids, f"seed {seed}"
        assert story(agent, customer) == expected, f"seed {seed}"
    waiting = [item["conversation_id"] for item in agent.queue()["waiting"]]
    assert [waiting.count(customer.id) for customer in customers] == [1] * CUSTOMERS
    assert codes_mailed(helpline) - mails == CUSTOMERS, "each customer got one code by mail"


def listens(helpline: Stack, name: str) -> bool:
    """Whether a process takes connections; Rasa does so long before it has loaded its model."""
    program = helpline.programs[name]
    try:
        socket.create_connection((program.host, program.port), timeout=1).close()
    except OSError:
        return False
    return True


def log_of(agent: Agent, customer: Customer) -> list[Json]:
    """The whole log, as the desk sees it."""
    return list(agent.casefile(customer.id)["events"])


def story(agent: Agent, customer: Customer) -> list[tuple[str, str, str | None]]:
    """What happened in a conversation, without times and ids, and without what comes at any moment.

    That is whom the queue asked, and how a message to people was understood: once, which is waited for.
    """
    wait_for(lambda: [e["kind"] for e in _with_people(log_of(agent, customer))].count("nlu") == len(TO_PEOPLE))
    log = log_of(agent, customer)
    read_along = [e["offset"] for e in _with_people(log) if e["kind"] == "nlu"]
    told = [(e["author"], e["data"].get("type", e["kind"]), e["text"]) for e in log if e["offset"] not in read_along]
    return [event for event in told if event[1] not in AT_ANY_MOMENT]


def _with_people(log: list[Json]) -> list[Json]:
    """What follows the call for a person."""
    asked = [number for number, e in enumerate(log) if e["data"].get("type") == "handoff_requested"]
    return log[asked[0] :] if asked else []


def codes_mailed(helpline: Stack) -> int:
    """How many mails the mailbox holds."""
    return len(httpx.get(f"{helpline.url}/demo/mail.json", trust_env=False).json())
