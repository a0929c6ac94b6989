"""Rasa is down: the customer is told once, then a human has everything; nothing is lost (B1, STD3)."""

import time

import pytest

from tests.api.frontdesk_alone import FrontDesk
from tests.api.problem import assert_problem
from tests.people import Agent, Customer

UNAVAILABLE = "something on our side isn't working"


def wait_for(customer: Customer, words: str, within: float = 15) -> list[str]:
    """The texts that the customer sees, once one has these words in it."""
    deadline = time.monotonic() + within
    while True:
        texts = [e["text"] for e in customer.events()]
        if any(words in text for text in texts):
            return texts
        assert time.monotonic() < deadline, texts
        time.sleep(0.05)


@pytest.fixture(scope="module")
def kim(impatient: FrontDesk) -> Agent:
    return Agent(impatient.url)


def test_the_customer_is_told_once_and_then_a_human_is_asked_for(impatient: FrontDesk, kim: Agent) -> None:
    customer = Customer(impatient.url)
    customer.send("where is my order 1042?")
    customer.send("hello?")
    wait_for(customer, UNAVAILABLE)
    assert customer.owner == "waiting"
    texts = [e["text"] for e in customer.events()]
    assert sum("taking longer" in t for t in texts) == 1
    assert sum(UNAVAILABLE in t for t in texts) == 1
    assert [t for t in texts if t.endswith("?")] == ["where is my order 1042?", "hello?"]

    item = kim.waiting(customer.id)
    assert (item["reason"]["code"], item["priority"]) == ("assistant_unavailable", 1)
    case = kim.casefile(customer.id)
    assert [e["text"] for e in case["events"] if e["author"] == "customer"] == ["where is my order 1042?", "hello?"]
    assert case["summary"]["reason"]["code"] == "assistant_unavailable"
    assert kim.claim(customer.id).status_code == 200
    assert kim.reply(customer.id, "Kim here, I have your order in front of me.").status_code == 202
    assert customer.events()[-1]["text"] == "Kim here, I have your order in front of me."


def test_what_is_written_after_giving_up_is_kept_for_the_human(impatient: FrontDesk, kim: Agent) -> None:
    customer = Customer(impatient.url)
    wait_for(customer, UNAVAILABLE)
    customer.send("order 1042, by the way")
    texts = [e["text"] for e in customer.events()]
    assert sum(UNAVAILABLE in t for t in texts) == 1
    assert texts[-1] == "Added for the colleague who takes over"
    assert "order 1042, by the way" in str(kim.casefile(customer.id)["events"])


def test_erasing_waits_until_rasa_can_forget_too(impatient: FrontDesk) -> None:
    """A conversation is erased everywhere or not at all; it can be tried again."""
    customer = Customer(impatient.url)
    customer.send("forget me")
    response = customer.http.delete(customer.path)
    assert_problem(response, 503, "unavailable")
    assert int(response.headers["retry-after"]) >= 1
    assert "forget me" in [e["text"] for e in customer.events()]
