"""Bursts on the real Helpline: heard out, answered once; asked plainly, answered at once (H1, H2, B1).

The front desk that listens stands beside one that does not, on the same database, and either may answer: what is waited
for stands there.
"""

import time
from collections.abc import Iterator

import pytest

from frontdesk.conversation.listening import manner_of
from frontdesk.wording import texts
from tests.api.sse import reading
from tests.people import Customer, Json
from tests.stack import Stack

pytestmark = pytest.mark.row("H1", "H2")

PACE = 0.5
EN = manner_of("en")
QUIET = EN.calm.story * PACE
TYPING = EN.typing * PACE


@pytest.fixture(scope="module")
def url(stack: Stack) -> Iterator[str]:
    """A front desk that listens, a little faster than usual."""
    with stack.another_frontdesk(listening_pace=PACE) as address:
        yield address


@pytest.fixture
def jonas(url: str) -> Customer:
    """A customer who has been greeted."""
    customer = Customer(url, signed_in_as="cus_jonas")
    customer.greeting()
    return customer


def answers(customer: Customer, after: int) -> list[Json]:
    """What the assistant has said after `after`."""
    return [e for e in customer.events(after) if e["author"] == "assistant"]


def seconds_to_answer(customer: Customer, offset: int) -> float:
    began = time.monotonic()
    customer.answer_to(offset)
    return time.monotonic() - began


def test_a_burst_of_four_messages_is_one_turn_with_one_answer(jonas: Customer) -> None:
    offsets = [jonas.send(text) for text in ("hi", "I was charged twice", "for order 1017", "it is my rent money")]
    jonas.answer_to(offsets[-1])
    time.sleep(2 * QUIET)
    assert answers(jonas, offsets[0]) == answers(jonas, offsets[-1]), "nothing was said in between"
    [answer] = answers(jonas, offsets[-1])
    assert "the charge for order 1017" in answer["text"] and "twice" in answer["text"], "it is to the whole story"


def test_the_listening_line_comes_with_the_third_message_and_is_no_answer(jonas: Customer) -> None:
    for text in ("my lamp came broken", "it was for my mum", "she turns 70 tomorrow"):
        offset = jonas.send(text)
    [line] = jonas.events(offset)
    assert (line["kind"], line["data"]["type"]) == ("status", "listening")
    assert line["text"] in texts.wordings("listening.sign")
    assert jonas.answer_to(offset) != [line["text"]]


@pytest.mark.row("B1")
@pytest.mark.parametrize("text", ["Where is my order 1017?", "i want my money back", "thanks"])
def test_who_asks_one_clear_thing_is_answered_without_a_wait(jonas: Customer, text: str) -> None:
    assert seconds_to_answer(jonas, jonas.send(text)) < seconds_to_answer(jonas, jonas.send("it came broken and"))


@pytest.mark.row("B1")
def test_the_first_sign_of_life_comes_within_a_second(jonas: Customer) -> None:
    """Seen: the message comes back in the stream, which the widget shows as seen and listened to."""
    with reading(jonas.http, f"{jonas.path}/events") as stream:
        stream.wait(lambda s: bool(s.named("log")))
        for text in ("my lamp came broken and", "where is order 1017?"):
            began = time.monotonic()
            jonas.send(text)
            stream.wait(lambda s, text=text: text in s.texts(), within=1)
            assert time.monotonic() - began < 1


def test_typing_holds_the_answer_until_it_stops(jonas: Customer) -> None:
    offset = jonas.send("my lamp came broken")
    for _ in range(3):
        time.sleep(QUIET / 2)
        assert jonas.post("typing", {"typing": True}).status_code == 204
    time.sleep(QUIET)
    assert answers(jonas, offset) == [], "two quiet windows have passed"
    jonas.post("typing", {"typing": False})
    assert seconds_to_answer(jonas, offset) >= QUIET / 2


def test_a_stop_that_never_comes_blocks_nobody(jonas: Customer) -> None:
    offset = jonas.send("my lamp came broken")
    jonas.post("typing", {"typing": True})
    began = time.monotonic()
    jonas.answer_to(offset)
    assert time.monotonic() - began >= TYPING * 0.8


def test_a_hold_outlives_the_front_desk_that_made_it(stack: Stack) -> None:
    """It dies at once; another one, which would not wait itself, waits as long and answers."""
    with stack.another_frontdesk(listening_pace=PACE) as address:
        customer = Customer(address, signed_in_as="cus_jonas")
        customer.greeting()
        began = time.monotonic()
        offset = customer.send("my lamp came broken and")
    customer.http.base_url = stack.url
    customer.answer_to(offset)
    assert time.monotonic() - began >= EN.calm.unfinished * PACE
