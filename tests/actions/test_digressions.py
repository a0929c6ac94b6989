"""Questions in the middle of something else: answered, and the open one asked again (C3)."""

import pytest

from frontdesk.log import StatusType
from tests.actions.conftest import Opens
from tests.actions.offer_cases import NO, YES
from tests.actions.questions import ask, ask_of_goods


@pytest.mark.row("C3")
def test_a_question_in_the_middle_is_answered_and_the_open_one_asked_again(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("where is my bench, order 1042", "delivery_problem", order_number="1042")
    conversation.press("Yes, that's right")
    offered = conversation.offer
    told, again = ask(conversation, "how long do refunds take anyway?", "refund_time", intent="refund")
    assert "within five working days" in told
    assert conversation.titles == [YES, NO] and again
    conversation.press(YES)
    assert [done["offer"] for done in conversation.statuses(StatusType.OFFER_CARRIED_OUT)] == [offered]


@pytest.mark.row("C3", "B3")
def test_a_fact_of_goods_in_the_middle_is_told_and_the_open_question_asked_again(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("where is my bench, order 1042", "delivery_problem", order_number="1042")
    conversation.press("Yes, that's right")
    told, _ = ask_of_goods(conversation, "while I have you, can that bench stay outside all winter, or will it rot?")
    assert "covered in winter" in told
    assert conversation.titles == [YES, NO]


@pytest.mark.row("C3")
def test_a_question_beside_the_asked_fact_is_answered_and_the_fact_taken(opens: Opens) -> None:
    conversation = opens()
    conversation.say("where is my order", "track_order")
    words = "it's 1004. do you deliver on Saturdays by the way?"
    told, *_ = conversation.say(words, "policy_question", knowledge=["delivery_weekend"], order_number="1004")
    assert "Monday to Saturday" in told
    assert conversation.slots["order_number"] == "1004"
    assert conversation.slots["awaiting"] == "email"


@pytest.mark.row("C3", "L3")
def test_a_wish_in_the_middle_is_no_digression(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("where is my bench, order 1042", "delivery_problem", order_number="1042")
    conversation.press("Yes, that's right")
    conversation.say("can I have my money back?", "refund", knowledge=["refund_method"])
    assert conversation.statuses(StatusType.KNOWLEDGE_TOLD) == []


@pytest.mark.row("B3", "C3")
def test_whoever_asks_for_their_own_parcel_is_not_told_of_parcels_in_general(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("where is my bench, order 1042", "delivery_problem", order_number="1042")
    conversation.say("how long does it take?", "track_order", knowledge=["delivery_time"])
    assert conversation.statuses(StatusType.KNOWLEDGE_TOLD) == []


@pytest.mark.row("C3", "STD5")
def test_a_question_asked_besides_is_answered_when_its_turn_comes(opens: Opens) -> None:
    conversation = opens("cus_liam")
    besides = {"policy_question": "do you gift wrap"}
    words = "where is 1004? and do you gift wrap"
    conversation.say(words, "track_order", order_number="1004", besides=besides, knowledge=["gift_wrap"])
    conversation.press("Yes, thanks")
    said = conversation.press("Yes, let's")
    assert "3.50 euros" in " ".join(said)
