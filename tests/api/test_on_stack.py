"""What needs the assistant's answer: dialogue with the shop up and down, and forgetting everywhere."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.api.problem import assert_problem
from tests.people import Agent, Customer
from tests.stack import Stack


@contextmanager
def shop_down(stack: Stack) -> Iterator[None]:
    """The back office does not answer."""
    marker = stack.settings.data_dir / "shop.down"
    marker.touch()
    try:
        yield
    finally:
        marker.unlink()


@pytest.fixture(scope="module")
def sam(stack: Stack) -> Agent:
    return Agent(stack.url)


def mentions(texts: list[str], words: str) -> bool:
    return any(words in text for text in texts)


def test_an_order_that_is_not_theirs_is_not_found_and_theirs_are_offered(stack: Stack) -> None:
    """C3, B3: nothing is told of other people's orders, and nothing is invented."""
    customer = Customer(stack.url, signed_in_as="cus_tomasz")
    customer.greeting()
    for number in ("9999", "1042"):
        answer = customer.say(f"where is my order {number}?")
        assert mentions(answer, number), answer
        assert mentions(answer, "Is it one of these?") or mentions(answer, "Could it be one of these?"), answer
        assert not mentions(answer, "NordLine"), answer
    buttons = customer.events()[-1]["data"]["buttons"]
    assert any(b["title"].startswith("1009") for b in buttons)


def test_while_the_shop_is_down_a_human_takes_over_with_everything(stack: Stack, sam: Agent) -> None:
    """W4, B7"""
    customer = Customer(stack.url, signed_in_as="cus_mia")
    customer.greeting()
    with shop_down(stack):
        answer = customer.say("where is my order 1042?")
        case = sam.casefile(customer.id)
    assert mentions(answer, "order system isn't answering"), answer
    assert customer.owner == "waiting"
    assert case["summary"]["reason"]["code"] == "back_office_down"
    assert case["customer"]["unavailable"] is True
    assert "where is my order 1042?" in [e["text"] for e in case["events"]]


def test_a_customer_who_erases_is_forgotten_everywhere_by_rasa_too(stack: Stack, sam: Agent) -> None:
    customer = Customer(stack.url)
    customer.greeting()
    customer.say("my secret is that I never liked the lamp, order 1042")
    kept = Customer(stack.url)
    kept.greeting()
    assert traces(stack, customer.id) > 0

    response = customer.http.delete(customer.path)
    assert response.status_code == 202, response.text
    assert traces(stack, customer.id) == 0
    assert traces(stack, kept.id) > 0
    assert_problem(customer.http.get(f"{customer.path}/events"), 404, "unknown_conversation")
    assert_problem(sam.http.get(f"/conversations/{customer.id}"), 404, "unknown_conversation")
    assert_problem(customer.http.delete(customer.path), 404, "unknown_conversation")


def traces(stack: Stack, conversation_id: str) -> int:
    """Rows of any table of any database that name the conversation."""
    found = 0
    for name in ("helpline.db", "trackers.db"):
        connection = sqlite3.connect(f"file:{stack.settings.data_dir / name}?mode=ro", uri=True, timeout=20)
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()
            found += sum(conversation_id in map(str, row) for row in rows)
        connection.close()
    return found


def test_everything_is_ready(stack: Stack) -> None:
    response = httpx.get(f"{stack.url}/readyz", trust_env=False)
    assert (response.status_code, response.json()) == (200, {"database": True, "rasa": True})
