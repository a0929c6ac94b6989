"""The summary: what the log bears out, with its evidence, and nothing else (W6)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from frontdesk.aftercare import ratings
from frontdesk.conversation import turns
from frontdesk.desk import handoffs, promises, summary
from frontdesk.desk.handoffs import Reason, Resolution
from frontdesk.desk.promises import Promise
from frontdesk.log import StatusType
from frontdesk.staff.agents import Agent
from frontdesk.store import Store
from tests.frontdesk.scenes import (
    AT,
    MIA,
    answer,
    claimed,
    events,
    greeted,
    hand_over,
    later,
    note,
    open_conversation,
    record,
    say,
    take,
)

Card = dict[str, Any]


def card_of(store: Store, conversation_id: str) -> Card:
    card = summary.summary_of(store, conversation_id)
    assert card is not None
    return card


def said(store: Store, conversation_id: str, text: str, level: str = "calm", score: float = 0.1) -> int:
    """A turn of the customer, understood and answered."""
    offset = say(store, conversation_id, text).offset
    turn = take(store, conversation_id)
    assert turn is not None
    record(store, turn, "…", nlu={"frustration": {"score": score, "level": level}})
    return offset


def request_heard(store: Store, conversation_id: str, offsets: list[int], **data: Any) -> int:
    told = {
        "request_type": "track_order",
        "cause": "late",
        "order_number": "1042",
        "repeated": True,
        "restated": "You're still waiting for order 1042.",
        **data,
    }
    return note(store, conversation_id, StatusType.REQUEST_HEARD, offsets=offsets, **told)


def rich(store: Store) -> tuple[str, dict[str, int]]:
    """A long story: known customer, a corrected fact, two offers, a wish, a promise, anger that cools, a handoff."""
    conversation_id = greeted(store, identity=MIA)
    at: dict[str, int] = {}
    at["ask"] = said(store, conversation_id, "Where is my order 1024?", "annoyed", 0.4)
    at["wrong_number"] = note(
        store, conversation_id, StatusType.FACT, name="order_number", value="1024", offsets=[at["ask"]]
    )
    at["question"] = note(store, conversation_id, StatusType.QUESTION_ASKED, name="email", text="Which e-mail address?")
    at["story"] = said(store, conversation_id, "1042 I mean. THIRD TIME I ASK!!!", "angry", 0.9)
    note(
        store, conversation_id, StatusType.FACT, name="order_number", value="1042", words="1042", offsets=[at["story"]]
    )
    at["heard"] = request_heard(store, conversation_id, [at["ask"], at["story"]])
    at["trace"] = note(store, conversation_id, StatusType.OFFER_MADE, offer="trace", text="I can have it searched.")
    at["no"] = said(store, conversation_id, "no", "frustrated", 0.6)
    at["declined"] = note(store, conversation_id, StatusType.OFFER_DECLINED, offer="trace", offsets=[at["no"]])
    at["redeliver"] = note(
        store, conversation_id, StatusType.OFFER_MADE, offer="redeliver", text="I can send it again."
    )
    at["yes"] = said(store, conversation_id, "yes", "calm", 0.2)
    at["accepted"] = note(store, conversation_id, StatusType.OFFER_ACCEPTED, offer="redeliver", offsets=[at["yes"]])
    at["done"] = note(
        store, conversation_id, StatusType.OFFER_CARRIED_OUT, offer="redeliver", receipt={"reference": "R-1"}
    )
    with store.writing() as session:
        at["promise"] = promises.give(
            session,
            conversation_id,
            Promise("redeliver", "look whether it came", later(86400), "assistant", "email"),
            key="turn:9:promise",
            at=AT,
        ).offset
    at["wish_said"] = said(store, conversation_id, "And my delivery costs back", "calm", 0.1)
    at["wish"] = note(
        store, conversation_id, StatusType.WISH, text="And my delivery costs back", offsets=[at["wish_said"]]
    )
    hand_over(store, conversation_id, reason=Reason.BEYOND_AUTHORITY)
    at["handoff"] = events(store, conversation_id)[-1].offset
    return conversation_id, at


def items(card: Card) -> Iterator[tuple[str, Card]]:
    for name, part in card.items():
        if isinstance(part, list):
            yield from ((name, item) for item in part)
        elif isinstance(part, dict):
            yield name, part


def test_a_rich_log_fills_every_part(store: Store) -> None:
    conversation_id, at = rich(store)
    card = card_of(store, conversation_id)
    assert card["version"] == events(store, conversation_id)[-1].offset
    assert card["headline"] == (
        "Where is my order · late · order 1042 · has asked before · wants “And my delivery costs back”"
    )
    assert card["reason"]["code"] == "beyond_authority"
    assert card["reason"]["offsets"][-1] == at["handoff"]
    assert card["customer"] == {
        "name": "Mia Lindqvist",
        "verified": True,
        "contact": "mia@example.com",
        "language": "en",
        "earlier": 0,
        "offsets": [2],
    }
    assert card["request"] == {
        "type": "track_order",
        "cause": "late",
        "restated": "You're still waiting for order 1042.",
        "quote": "1042 I mean. THIRD TIME I ASK!!!",
        "offsets": [at["ask"], at["story"], at["heard"]],
    }
    assert card["facts"] == [{"name": "order_number", "value": "1042", "words": "1042", "offsets": [at["story"]]}]
    assert (card["feelings"]["now"], card["feelings"]["peak"]) == ("calm", "angry")
    assert [p["level"] for p in card["feelings"]["trend"]] == ["annoyed", "angry", "frustrated", "calm", "calm"]
    assert card["feelings"]["offsets"] == [at["story"], at["wish_said"]]
    assert card["tried"] == [
        {
            "offer": "trace",
            "text": "I can have it searched.",
            "outcome": "declined",
            "offsets": [at["trace"], at["no"], at["declined"]],
        },
        {
            "offer": "redeliver",
            "text": "I can send it again.",
            "outcome": "done",
            "offsets": [at["redeliver"], at["yes"], at["accepted"], at["done"]],
        },
    ]
    assert card["promises"] == [
        {
            "what": "look whether it came",
            "due": "2026-03-03T09:00:00.000Z",
            "status": "open",
            "offsets": [at["promise"]],
        }
    ]
    assert card["wishes"] == [{"text": "And my delivery costs back", "offsets": [at["wish_said"]]}]
    assert card["open_questions"] == [{"text": "Which e-mail address?", "offsets": [at["question"]]}]
    assert card["next"]["text"] == "Decide on the wish: “And my delivery costs back”"
    assert set(card["next"]["offsets"]) == {at["handoff"], at["wish_said"], at["declined"]}


def test_every_item_rests_on_events_that_exist(store: Store) -> None:
    conversation_id, _ = rich(store)
    card = card_of(store, conversation_id)
    known = {e.offset for e in events(store, conversation_id)}
    assert len(list(items(card))) == 11
    for name, item in items(card):
        assert item["offsets"], name
        assert set(item["offsets"]) <= known, name
    json.dumps(card)


def test_without_evidence_there_is_no_item(store: Store) -> None:
    conversation_id = greeted(store)
    offset = say(store, conversation_id, "hm").offset
    card = card_of(store, conversation_id)
    assert card == {
        "version": offset,
        "headline": "“hm”",
        "request": {"quote": "hm", "offsets": [offset]},
    }


def test_nothing_said_is_no_summary(store: Store) -> None:
    assert summary.summary_of(store, greeted(store)) is None
    assert summary.summary_of(store, "nobody") is None


def test_a_rating_alone_is_nothing_said(store: Store) -> None:
    conversation_id = greeted(store)
    with store.writing() as session:
        ratings.rate(session, conversation_id, score=1, comment=None, at=AT)
    assert summary.summary_of(store, conversation_id) is None


def test_the_headline_has_at_most_forty_words(store: Store) -> None:
    conversation_id = greeted(store)
    offset = said(store, conversation_id, "word " * 300)
    assert len(card_of(store, conversation_id)["headline"].split()) <= 40
    request_heard(store, conversation_id, [offset])
    note(store, conversation_id, StatusType.WISH, text="please " * 300, offsets=[offset])
    headline = card_of(store, conversation_id)["headline"]
    assert len(headline.split()) <= 40
    assert headline.endswith("…")


def test_the_headline_is_short_also_where_words_have_no_spaces(store: Store) -> None:
    conversation_id = greeted(store)
    offset = said(store, conversation_id, "返" * 3000)
    request_heard(store, conversation_id, [offset])
    note(store, conversation_id, StatusType.WISH, text="返" * 3000, offsets=[offset])
    card = card_of(store, conversation_id)
    assert len(card["headline"]) < 400
    assert len(card["request"]["quote"]) <= 240


def test_what_the_customer_tells_of_themselves_is_kept_unverified(store: Store) -> None:
    conversation_id = greeted(store)
    offset = said(store, conversation_id, "I'm Mia, mia@example.com")
    note(store, conversation_id, StatusType.FACT, name="email", value="mia@example.com", offsets=[offset])
    customer = card_of(store, conversation_id)["customer"]
    assert (customer["verified"], customer["contact"], customer["offsets"]) == (False, "mia@example.com", [offset])
    assert "name" not in customer


def test_earlier_conversations_of_the_customer_are_counted(store: Store) -> None:
    open_conversation(store, identity=MIA, at=later(-3600))
    conversation_id = greeted(store, identity=MIA)
    say(store, conversation_id, "me again")
    assert card_of(store, conversation_id)["customer"]["earlier"] == 1


def test_an_answered_question_is_no_longer_open(store: Store) -> None:
    conversation_id = greeted(store)
    said(store, conversation_id, "where is it")
    note(store, conversation_id, StatusType.QUESTION_ASKED, name="order_number", text="Which order is it?")
    assert card_of(store, conversation_id)["open_questions"]
    offset = said(store, conversation_id, "1042")
    note(store, conversation_id, StatusType.FACT, name="order_number", value="1042", offsets=[offset])
    assert "open_questions" not in card_of(store, conversation_id)


def test_failed_and_open_offers_are_told_apart(store: Store) -> None:
    conversation_id = greeted(store)
    said(store, conversation_id, "broken")
    note(store, conversation_id, StatusType.OFFER_MADE, offer="replacement", text="A new one?")
    assert card_of(store, conversation_id)["tried"][0]["outcome"] == "open"
    note(store, conversation_id, StatusType.OFFER_FAILED, offer="replacement", reason="out_of_stock")
    assert card_of(store, conversation_id)["tried"][0]["outcome"] == "failed"


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("wish", [False, True])
def test_every_reason_has_words_and_a_next_step(store: Store, reason: Reason, wish: bool) -> None:
    conversation_id = greeted(store)
    offset = said(store, conversation_id, "a person")
    if wish:
        note(store, conversation_id, StatusType.WISH, text="my money", offsets=[offset])
    hand_over(store, conversation_id, reason=reason)
    card = card_of(store, conversation_id)
    assert card["reason"]["text"]
    assert card["next"]["text"]
    assert card["next"]["why"]


def test_after_the_end_nothing_is_next_until_a_human_is_asked_for_again(store: Store, sam: Agent) -> None:
    conversation_id = claimed(store, sam)
    assert "next" in card_of(store, conversation_id)
    with store.writing() as session:
        handoffs.resolve(
            session, conversation_id, sam, resolution=Resolution.SOLVED, root_cause=None, follow_up=None, at=AT
        )
    assert "next" not in card_of(store, conversation_id)
    say(store, conversation_id, "it broke again, a person please")
    answer(store, conversation_id, "Of course.")
    hand_over(store, conversation_id)
    assert "next" in card_of(store, conversation_id)


def test_what_was_understood_of_a_turn_may_come_before_its_answer(store: Store) -> None:
    """The handoff's summary is ready before the turn is recorded."""
    conversation_id = greeted(store)
    say(store, conversation_id, "a person!!!")
    turn = take(store, conversation_id)
    assert turn is not None
    nlu = {"frustration": {"score": 0.9, "level": "angry"}}
    with store.writing() as session:
        turns.record_nlu(session, conversation_id, turn.turn_id, nlu, AT)
        handoffs.request(session, conversation_id, turn_id=turn.turn_id, reason=Reason.ANGER, at=AT)
        card = summary.build(session, conversation_id)
    assert card is not None
    assert card["feelings"]["now"] == "angry"
    record(store, turn, "I'm bringing a colleague in.", nlu=nlu)
    assert len(card_of(store, conversation_id)["feelings"]["trend"]) == 1
