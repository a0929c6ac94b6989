"""What was promised, as the widget asks for it (P2)."""

from datetime import timedelta

import pytest

from frontdesk.clock import iso, now
from frontdesk.desk import promises
from frontdesk.desk.promises import Promise, PromiseStatus
from frontdesk.log import Author
from tests.api.frontdesk_alone import FrontDesk
from tests.api.problem import assert_problem
from tests.api.sse import reading
from tests.people import Agent, Customer


def promise(desk: FrontDesk, customer: Customer) -> str:
    """The assistant promises news; the promise's id."""
    given = Promise("trace", "I'll tell you what the carrier found", now() + timedelta(days=2), "assistant", "email")
    with desk.store.writing() as session:
        return promises.give(session, customer.id, given, key="turn:1:promise", at=now()).id


def of(customer: Customer) -> list[dict[str, str]]:
    return list(customer.http.get(f"{customer.path}/promises").json()["promises"])


@pytest.mark.row("P2")
def test_nothing_promised_is_an_empty_list(mia: Customer) -> None:
    assert of(mia) == []


@pytest.mark.row("P2", "W6")
def test_a_promise_says_what_when_who_and_over_which_channel(with_sam: Customer, sam: Agent) -> None:
    due = now() + timedelta(days=1)
    follow_up = {"what": "call the depot", "due": iso(due), "channel": "phone"}
    sam.http.post(f"/conversations/{with_sam.id}/resolve", json={"resolution": "solved", "follow_up": follow_up})
    [told] = of(with_sam)
    assert told.pop("id")
    assert told == {**follow_up, "by": sam.name, "status": "open"}


@pytest.mark.row("P2")
def test_promises_are_for_their_customer_alone(desk: FrontDesk, mia: Customer) -> None:
    promise(desk, mia)
    other = Customer(desk.url)
    assert_problem(other.http.get(f"{mia.path}/promises"), 401, "unauthorized")


@pytest.mark.row("P2")
def test_the_stream_tells_when_a_promise_is_given_moved_or_kept(desk: FrontDesk, mia: Customer) -> None:
    """The assistant's promise is no line of the log; the widget asks for the list."""
    with reading(mia.http, f"{mia.path}/events") as stream:
        promise_id = promise(desk, mia)
        stream.wait(lambda s: len(s.named("promises")) == 1)
        with desk.store.writing() as session:
            promises.move(session, promise_id, now() + timedelta(days=4), at=now(), offsets=[])
        stream.wait(lambda s: len(s.named("promises")) == 2)
        with desk.store.writing() as session:
            promises.end(session, promise_id, PromiseStatus.KEPT, at=now())
        stream.wait(lambda s: len(s.named("promises")) == 3)
    assert [told["status"] for told in of(mia)] == ["kept"]
    assert of(mia)[0]["by"] == Author.ASSISTANT
