"""The agent API: the queue, claiming, replying, giving back and resolving."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from frontdesk.clock import now
from frontdesk.conversation import turns
from frontdesk.conversation.conversations import require
from tests.api.frontdesk_alone import FrontDesk
from tests.api.problem import assert_problem
from tests.people import Agent, Customer

Waiting = Callable[[Customer], str]


def texts(events: list[dict[str, Any]], kind: str = "message") -> list[str]:
    return [e["text"] for e in events if e["kind"] == kind]


def test_a_waiting_customer_is_in_the_queue_with_a_headline(mia: Customer, sam: Agent, waiting: Waiting) -> None:
    """W6"""
    handoff_id = waiting(mia)
    item = sam.waiting(mia.id)
    assert item["handoff_id"] == handoff_id
    assert item["headline"] == "“I want to talk to a person”"
    assert item["reason"] == {"code": "asked_for_human", "text": "Asked for a person"}
    assert (item["agent"], item["unread"], item["feeling"]) == (None, True, "calm")
    assert item["customer"] == {"name": None, "verified": False}
    assert set(item) == {
        "handoff_id", "conversation_id", "requested_at", "priority", "why", "headline", "reason", "feeling", "customer",
        "request_type", "agent", "unread", "last_at", "wanted", "snoozed_until",
    }  # fmt: skip


def test_a_claimed_conversation_is_mine_and_my_colleagues_see_whose(
    with_sam: Customer, sam: Agent, robin: Agent
) -> None:
    assert with_sam.id in [i["conversation_id"] for i in sam.queue()["mine"]]
    others = {i["conversation_id"]: i["agent"]["name"] for i in robin.queue()["others"]}
    assert others[with_sam.id] == "Sam"
    assert with_sam.id not in [i["conversation_id"] for i in robin.queue()["waiting"]]


def test_claiming_again_is_welcome_and_claiming_anothers_is_refused_with_the_name(
    mia: Customer, sam: Agent, robin: Agent, waiting: Waiting
) -> None:
    handoff_id = waiting(mia)
    for _ in range(2):
        taken = sam.http.post(f"/handoffs/{handoff_id}/claim")
        assert (taken.status_code, taken.json()) == (200, {"conversation_id": mia.id})
    refused = robin.http.post(f"/handoffs/{handoff_id}/claim")
    assert assert_problem(refused, 409, "already_claimed") == "Sam picked this up first."
    assert [e["text"] for e in mia.events() if e["kind"] == "status"] == ["Sam has joined the conversation"]


def test_two_agents_who_claim_at_once_never_both_have_it(
    desk: FrontDesk, sam: Agent, robin: Agent, waiting: Waiting
) -> None:
    for _ in range(5):
        path = f"/handoffs/{waiting(Customer(desk.url))}/claim"
        with ThreadPoolExecutor(2) as pool:
            responses = list(pool.map(lambda agent, path=path: agent.http.post(path), (sam, robin)))
        assert sorted(r.status_code for r in responses) == [200, 409]
        loser = next(r for r in responses if r.status_code == 409)
        winner = "Sam" if responses[0].status_code == 200 else "Robin"
        assert winner in assert_problem(loser, 409, "already_claimed")


def test_an_unknown_or_ended_handoff_cannot_be_claimed(with_sam: Customer, sam: Agent, robin: Agent) -> None:
    assert_problem(sam.http.post("/handoffs/nothing/claim"), 404, "unknown_handoff")
    handoff_id = sam.casefile(with_sam.id)["handoff"]["id"]
    assert sam.http.post(f"/conversations/{with_sam.id}/resolve", json={"resolution": "solved"}).status_code == 204
    assert_problem(robin.http.post(f"/handoffs/{handoff_id}/claim"), 409, "handoff_ended")


def test_the_casefile_has_all_that_an_agent_needs(desk: FrontDesk, sam: Agent, waiting: Waiting) -> None:
    """W6: nothing has to be asked again."""
    customer = Customer(desk.url, signed_in_as="cus_mia")
    waiting(customer)
    case = sam.casefile(customer.id)
    assert (case["conversation_id"], case["owner"], case["agent"]) == (customer.id, "waiting", None)
    assert case["customer"]["name"] == "Mia Lindqvist"
    assert {"1042"} <= {o["number"] for o in case["customer"]["orders"]}
    assert case["summary"]["customer"]["verified"] is True
    assert case["handoff"]["reason"]["code"] == "asked_for_human"
    assert [e["offset"] for e in case["events"]] == list(range(1, len(case["events"]) + 1))


def test_the_casefile_opens_also_while_the_shop_is_down(desk: FrontDesk, sam: Agent, waiting: Waiting) -> None:
    customer = Customer(desk.url, signed_in_as="cus_mia")
    waiting(customer)
    down = desk.settings.data_dir / "shop.down"
    down.touch()
    try:
        assert sam.casefile(customer.id)["customer"] == {
            "id": "cus_mia", "name": "Mia Lindqvist", "email": "mia@example.com", "unavailable": True,
        }  # fmt: skip
    finally:
        down.unlink()


def test_a_reply_reaches_the_customer_with_the_agents_name(with_sam: Customer, sam: Agent) -> None:
    assert sam.reply(with_sam.id, "Hello, Sam here.").status_code == 202
    last = with_sam.events()[-1]
    assert (last["author"], last["text"], last["data"]["agent"]["name"]) == ("agent", "Hello, Sam here.", "Sam")


def test_a_note_reaches_no_customer_by_any_way(with_sam: Customer, sam: Agent, robin: Agent) -> None:
    assert robin.reply(with_sam.id, "secret between us", "note").status_code == 202
    assert "secret between us" in texts(sam.casefile(with_sam.id)["events"], "note")
    assert "secret" not in with_sam.http.get(f"{with_sam.path}/events").text
    assert "secret" not in with_sam.http.get(f"{with_sam.path}/transcript").text
    as_json = with_sam.http.get(f"{with_sam.path}/transcript", headers={"Accept": "application/json"})
    assert "secret" not in as_json.text


def test_only_who_has_the_conversation_can_work_on_it(with_sam: Customer, robin: Agent) -> None:
    path = f"/conversations/{with_sam.id}"
    before = with_sam.events()
    for response in (
        robin.reply(with_sam.id, "I'd say"),
        robin.http.post(f"{path}/return", json={}),
        robin.http.post(f"{path}/resolve", json={"resolution": "solved"}),
    ):
        assert assert_problem(response, 409, "not_yours") == "Sam has this conversation now."
    assert with_sam.events() == before


def test_nobody_replies_where_the_assistant_is(mia: Customer, sam: Agent) -> None:
    refused = sam.reply(mia.id, "Hello")
    assert assert_problem(refused, 409, "not_yours") == "Assistant has this conversation now."


def test_an_unknown_conversation_is_told(sam: Agent) -> None:
    assert_problem(sam.http.get("/conversations/nothing"), 404, "unknown_conversation")
    assert_problem(sam.reply("nothing", "x"), 404, "unknown_conversation")
    assert_problem(sam.http.post("/conversations/nothing/return", json={}), 404, "unknown_conversation")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": ""}, "empty_message"),
        ({"text": "\u200b"}, "empty_message"),
        ({"text": "x" * 4001}, "message_too_long"),
        ({"text": None}, "invalid_request"),
        ({"text": "x", "kind": "status"}, "invalid_request"),
        ({"text": "x", "client_message_id": ""}, "invalid_request"),
        ({"text": "x", "client_message_id": "a\u0000"}, "invalid_request"),
    ],
)
def test_a_bad_reply_is_refused(with_sam: Customer, sam: Agent, body: dict[str, Any], code: str) -> None:
    whole = {"client_message_id": uuid.uuid4().hex, "kind": "message", **body}
    assert_problem(sam.http.post(f"/conversations/{with_sam.id}/messages", json=whole), 422, code)


def test_a_reply_sent_again_is_said_once(with_sam: Customer, sam: Agent) -> None:
    body = {"client_message_id": "r1", "text": "On it.", "kind": "message"}
    with ThreadPoolExecutor(6) as pool:
        path = f"/conversations/{with_sam.id}/messages"
        offsets = {r.json()["offset"] for r in pool.map(lambda _: sam.http.post(path, json=body), range(12))}
    assert len(offsets) == 1
    assert texts(with_sam.events()).count("On it.") == 1


def test_giving_back_tells_the_customer_and_wakes_the_assistant(
    desk: FrontDesk, with_sam: Customer, sam: Agent
) -> None:
    """C6"""
    given = sam.http.post(f"/conversations/{with_sam.id}/return", json={"note": "New lamp today."})
    assert given.status_code == 204
    assert with_sam.owner == "assistant"
    assert with_sam.events()[-1]["text"] == "Sam has handed back to the assistant"
    assert "New lamp today." not in with_sam.http.get(f"{with_sam.path}/events").text
    with desk.store.reading() as session:
        assert with_sam.id in turns.due_turns(session, now()) or _under_way(desk, with_sam.id)
    assert_problem(sam.http.post(f"/conversations/{with_sam.id}/return", json={}), 409, "not_yours")


def _under_way(desk: FrontDesk, conversation_id: str) -> bool:
    with desk.store.reading() as session:
        return require(session, conversation_id).turn_id is not None


def test_resolving_closes_promises_and_asks_how_it_was(with_sam: Customer, sam: Agent) -> None:
    """P2, P3, STD4"""
    follow_up = {"what": "call the carrier", "due": "2031-05-17T09:00:00Z", "channel": "phone"}
    body = {"resolution": "solved", "root_cause": "process", "follow_up": follow_up}
    assert sam.http.post(f"/conversations/{with_sam.id}/resolve", json=body).status_code == 204
    assert with_sam.owner == "closed"
    events = with_sam.events()
    assert texts(events, "status")[-2:] == [
        "Promised: call the carrier, by Saturday 17 May",
        "Sam has closed this matter",
    ]
    assert events[-1]["data"]["rating"] is True
    [promise] = sam.casefile(with_sam.id)["promises"]
    assert (promise["what"], promise["due"], promise["channel"], promise["status"]) == (
        "call the carrier",
        "2031-05-17T09:00:00.000Z",
        "phone",
        "open",
    )
    assert with_sam.post("rating", {"score": 5, "comment": "Sam is great"}).status_code == 204
    for accept in ("text/plain", "application/json"):
        transcript = with_sam.http.get(f"{with_sam.path}/transcript", headers={"Accept": accept})
        assert transcript.status_code == 200
        assert "call the carrier" in transcript.text


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"resolution": "forgotten"},
        {"resolution": "solved", "root_cause": "bad luck"},
        {"resolution": "solved", "follow_up": {"what": "", "due": "2031-05-17T09:00:00Z", "channel": "phone"}},
        {"resolution": "solved", "follow_up": {"what": "call", "due": "soon", "channel": "phone"}},
        {"resolution": "solved", "follow_up": {"what": "call", "due": "2031-05-17T09:00:00Z", "channel": "fax"}},
        {"resolution": "solved", "follow_up": {"what": "call", "due": "9999-12-31T23:59:59-12:00", "channel": "chat"}},
        {"resolution": "solved", "follow_up": {"what": "call", "due": "0001-01-01T00:00:00+12:00", "channel": "chat"}},
        {"resolution": "solved", "follow_up": {"what": "call", "due": "2020-01-01T00:00:00Z", "channel": "chat"}},
        {"resolution": "solved", "follow_up": {"what": "call", "due": 1e300, "channel": "chat"}},
    ],
)
def test_a_bad_ending_is_refused_and_the_conversation_stays(
    with_sam: Customer, sam: Agent, body: dict[str, Any]
) -> None:
    assert_problem(sam.http.post(f"/conversations/{with_sam.id}/resolve", json=body), 422, "invalid_request")
    assert with_sam.owner == "agent"


def test_every_choice_has_words(sam: Agent) -> None:
    choices = sam.http.get("/choices").json()
    assert set(choices) == {
        "resolutions",
        "root_causes",
        "channels",
        "causes",
        "request_types",
        "reasons",
        "canned_facts",
        "offers",
    }
    for name in ("resolutions", "root_causes", "channels"):
        assert all(choice["value"] and choice["label"] for choice in choices[name])
    assert choices["reasons"]["asked_for_human"] == "Asked for a person"


def test_what_is_said_to_sam_waits_for_sam_alone(desk: FrontDesk, with_sam: Customer, sam: Agent) -> None:
    with_sam.send("thank you, Sam")
    [item] = [i for i in sam.queue()["mine"] if i["conversation_id"] == with_sam.id]
    assert item["unread"] is True
    with desk.store.reading() as session:
        assert with_sam.id not in turns.due_turns(session, now())
