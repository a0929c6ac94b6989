"""A call at a time is a promise of the desk: number and time are known or asked for, and said back (P2, W2)."""

from datetime import UTC, datetime, timedelta

import pytest

from frontdesk.desk import promises
from frontdesk.log import StatusType
from tests.actions.conftest import Opens
from tests.actions.conversation import Conversation

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).date()
YES, NO = "Yes, please", "No, thanks"


def promised(conversation: Conversation) -> list[dict[str, object]]:
    """The promises of the conversation."""
    with conversation.parts.store.reading() as session:
        return promises.promises_of(session, conversation.id)


@pytest.mark.row("P2", "W2")
def test_a_stranger_is_asked_for_number_and_time_and_nothing_else(opens: Opens) -> None:
    conversation = opens()
    conversation.say("can somebody call me?", "speak_to_human")
    conversation.say("+44 7700 900418", "inform", phone="+447700900418")
    (offer,) = conversation.say("tomorrow at 3 pm", "inform", date=TOMORROW.isoformat())
    assert "+447700900418" in offer and "3:00" in offer
    assert conversation.owner == "assistant"
    conversation.press(YES)
    (promise,) = promised(conversation)
    assert (promise["by"], promise["channel"], promise["status"]) == ("desk", "phone", "open")
    assert str(promise["due"]).startswith(f"{TOMORROW}T15:00")
    assert conversation.handoff_reason == "call_back"
    assert [s["name"] for s in conversation.statuses(StatusType.QUESTION_ASKED)] == ["phone", "time"]


@pytest.mark.row("C3", "P2")
def test_a_known_number_is_not_asked_for(opens: Opens) -> None:
    conversation = opens("cus_mia")
    (offer,) = conversation.say("can someone call me tomorrow at 5?", "speak_to_human", date=TOMORROW.isoformat())
    assert "+46 70 174 06 21" in offer
    conversation.press(YES)
    assert conversation.card["promises"][0]["what"].startswith("a colleague calls you on +46")


@pytest.mark.row("H3", "P2")
def test_another_time_is_taken_before_it_is_promised(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("can someone call me tomorrow at 5?", "speak_to_human", date=TOMORROW.isoformat())
    (offer,) = conversation.say("no, at 6 pm", "deny", date=TOMORROW.isoformat())
    assert "6:00" in offer
    conversation.press(YES)
    (promise,) = promised(conversation)
    assert str(promise["due"]).startswith(f"{TOMORROW}T18:00")


@pytest.mark.row("P2")
def test_a_repeated_turn_promises_once(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("can someone call me tomorrow at 5?", "speak_to_human", date=TOMORROW.isoformat())
    conversation.press_payload("/affirm")
    turn = conversation.take()
    conversation.run(turn)
    length = len(conversation.events)
    conversation.record(turn, conversation.run(turn))
    assert len(promised(conversation)) == 1
    assert len(conversation.statuses(StatusType.HANDOFF_REQUESTED)) == 1
    assert length <= len(conversation.events)


@pytest.mark.row("L3", "W2")
def test_no_call_after_all_and_a_person_at_the_next_word(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("can someone call me tomorrow at 5?", "speak_to_human", date=TOMORROW.isoformat())
    conversation.press(NO)
    assert promised(conversation) == []
    conversation.say("a person here then", "speak_to_human")
    assert conversation.handoff_reason == "asked_for_human"


@pytest.mark.row("W2")
def test_who_wants_a_person_has_one_at_once(opens: Opens) -> None:
    """Only a call needs a number and a time."""
    conversation = opens("cus_mia")
    conversation.say("I want to talk to a person", "speak_to_human")
    assert conversation.handoff_reason == "asked_for_human"


@pytest.mark.row("L3", "P2")
def test_who_would_rather_be_called_than_take_an_offer_is_called(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("my bench is late", "delivery_problem")
    conversation.press("Yes, that's right")
    conversation.say("call me tomorrow at 5 instead", "speak_to_human", date=TOMORROW.isoformat())
    assert conversation.offer == "call_back"
    conversation.press(YES)
    assert conversation.card["request"]["type"] == "delivery_problem"


@pytest.mark.row("H1")
def test_the_number_of_somebody_without_a_matter_is_not_taken_for_a_matter(opens: Opens) -> None:
    conversation = opens()
    conversation.say("call me please", "speak_to_human")
    conversation.say("07700 900418", "nlu_fallback", phone="+447700900418")
    assert conversation.slots["awaiting"] == "time"


@pytest.mark.row("C1", "P2")
def test_who_comes_back_before_the_call_is_reminded_of_it_and_may_ask(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("can someone call me tomorrow at 5?", "speak_to_human", date=TOMORROW.isoformat())
    conversation.press(YES)
    later = opens("cus_mia")
    assert "a colleague calls you on +46" in later.said[0]
    later.say("any news?", "track_order")
    assert "a colleague calls you on +46" in later.said[-1]
    assert later.owner == "assistant"
