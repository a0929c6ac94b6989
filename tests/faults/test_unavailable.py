"""Rasa is down for long: the customer hears of the delay once, then a person gets the conversation (B1, B7)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import httpx

from tests.faults.locks import wait_for
from tests.people import Agent, Customer
from tests.stack import Stack

SHORT_PATIENCE = {"HELPLINE_DELAY_NOTICE_AFTER": "0.5", "HELPLINE_UNAVAILABLE_AFTER": "3"}


def test_the_customer_is_told_once_and_then_a_human_is_asked_for(helpline: Stack, agent: Agent) -> None:
    """B1, B7, W2: every try fails for three seconds; nothing is lost, said twice, or left waiting in silence."""
    customer = Customer(helpline.url, signed_in_as="cus_mia")
    customer.greeting()
    helpline.kill("rasa")
    with short_patience(helpline):
        asked = customer.send("Where is my order 1042?")
        wait_for(lambda: customer.owner == "waiting")
        told = [(e["author"], e["data"].get("type", e["kind"])) for e in customer.events(asked)]
        assert told == [("system", "delayed"), ("assistant", "message")]
        item = agent.waiting(customer.id)
        assert item["reason"]["code"] == "assistant_unavailable"
        assert item["priority"] == 1

        more = customer.send("It was due on Tuesday")
        assert [e["data"].get("type") for e in customer.events(more)] == ["noted"]
        assert agent.claim(customer.id).status_code == 200
        assert agent.reply(customer.id, "Hello, I have your bench here.").status_code == 202
        assert customer.events(more)[-1]["text"] == "Hello, I have your bench here."
    said = [e["text"] for e in agent.casefile(customer.id)["events"] if e["author"] == "customer"]
    assert said == ["Where is my order 1042?", "It was due on Tuesday"]


@contextmanager
def short_patience(helpline: Stack) -> Iterator[None]:
    """The front desk with other settings, and at the end with its own again."""
    own = helpline.programs["frontdesk"]
    helpline.programs["frontdesk"] = replace(own, environ={**own.environ, **SHORT_PATIENCE})
    restart(helpline)
    try:
        yield
    finally:
        helpline.programs["frontdesk"] = own
        restart(helpline)


def restart(helpline: Stack) -> None:
    """Kill and start the front desk, and wait until it lives; it cannot be ready without Rasa."""
    helpline.kill("frontdesk")
    helpline.start("frontdesk")
    wait_for(lambda: answers(helpline))


def answers(helpline: Stack) -> bool:
    """Whether the front desk lives."""
    try:
        return httpx.get(f"{helpline.url}/healthz", trust_env=False).is_success
    except httpx.HTTPError:
        return False
