"""The agent API: canned replies, and replies that were written on a stale view."""

import uuid

import pytest

from frontdesk import log
from frontdesk.clock import now
from frontdesk.log import StatusType
from tests.api.frontdesk_alone import FrontDesk
from tests.api.problem import assert_problem
from tests.people import Agent, Customer, Json


def canned(agent: Agent, conversation_id: str) -> dict[str, Json]:
    answer = agent.http.get(f"/conversations/{conversation_id}/canned")
    assert answer.status_code == 200, answer.text
    return {reply["name"]: reply for reply in answer.json()["replies"]}


def know(desk: FrontDesk, conversation_id: str, name: str, value: str) -> None:
    with desk.store.writing() as session:
        log.append_status(session, conversation_id, StatusType.FACT, at=now(), name=name, value=value, offsets=[1])


@pytest.mark.row("B4", "W6")
def test_canned_replies_come_filled_with_what_is_known(desk: FrontDesk, sam: Agent) -> None:
    mia = Customer(desk.url, signed_in_as="cus_mia")
    know(desk, mia.id, "order_number", "1042")
    found = canned(sam, mia.id)
    assert found["hello"]["text"].startswith("Hello Mia, I'm Sam.")
    assert "1042" in found["looking"]["text"]
    assert all(reply["missing"] == [] for reply in found.values())


@pytest.mark.row("B3")
def test_a_canned_reply_never_guesses_what_is_not_known(mia: Customer, sam: Agent) -> None:
    for reply in canned(sam, mia.id).values():
        assert ("{" in reply["text"]) == bool(reply["missing"]), reply


@pytest.mark.row("E2")
def test_what_was_said_already_is_not_offered_again_while_there_is_another_wording(
    with_sam: Customer, sam: Agent
) -> None:
    first = canned(sam, with_sam.id)["ask_wish"]["text"]
    assert sam.reply(with_sam.id, first).status_code == 202
    second = canned(sam, with_sam.id)["ask_wish"]["text"]
    assert second != first
    assert sam.reply(with_sam.id, second).status_code == 202
    assert canned(sam, with_sam.id)["ask_wish"]["text"] in (first, second)


def test_canned_replies_of_an_unknown_conversation_are_a_clear_refusal(sam: Agent) -> None:
    assert_problem(sam.http.get("/conversations/nothing/canned"), 404, "unknown_conversation")


def send(agent: Agent, conversation_id: str, read_through: int, id_: str = "") -> int:
    body = {"client_message_id": id_ or uuid.uuid4().hex, "text": "It comes on Friday.", "read_through": read_through}
    return agent.http.post(f"/conversations/{conversation_id}/messages", json=body).status_code


@pytest.mark.row("H1", "B4")
def test_a_reply_on_a_stale_view_is_stopped_and_sent_once_it_was_read(with_sam: Customer, sam: Agent) -> None:
    read = sam.casefile(with_sam.id)["events"][-1]["offset"]
    body = {"client_message_id": "one", "text": "It comes on Friday.", "read_through": read}
    newest = with_sam.send("Wait, I have found it!")
    refused = sam.http.post(f"/conversations/{with_sam.id}/messages", json=body)
    assert "has written since" in assert_problem(refused, 409, "stale")
    assert [e for e in with_sam.events() if e["author"] == "agent"] == []
    for _ in range(2):
        assert send(sam, with_sam.id, newest, "one") == 202
    assert len([e for e in with_sam.events() if e["author"] == "agent"]) == 1


def test_a_reply_that_was_taken_is_not_stale_when_it_is_sent_again(with_sam: Customer, sam: Agent) -> None:
    read = sam.casefile(with_sam.id)["events"][-1]["offset"]
    assert send(sam, with_sam.id, read, "two") == 202
    with_sam.send("And now?")
    assert send(sam, with_sam.id, read, "two") == 202
    assert len([e for e in with_sam.events() if e["author"] == "agent"]) == 1


def test_notes_of_colleagues_make_no_view_stale(with_sam: Customer, sam: Agent, robin: Agent) -> None:
    read = sam.casefile(with_sam.id)["events"][-1]["offset"]
    assert robin.reply(with_sam.id, "I know this one", "note").status_code == 202
    assert send(sam, with_sam.id, read) == 202
