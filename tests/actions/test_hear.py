"""Hearing out: requests, facts and wishes wherever they stand, and each asked for once (H1, H2, C3)."""

import pytest

from frontdesk.log import StatusType
from tests.actions.conftest import Opens


def test_a_plain_request_is_answered_at_once(opens: Opens) -> None:
    """H1: nothing is said back to a calm question, and no empathy is poured over it (E2)."""
    conversation = opens("cus_liam")
    told, check = conversation.say("where is order 1004?", "track_order", order_number="1004")
    assert told.startswith("Order 1004 is on its way")
    assert "sorry" not in told + check
    assert conversation.slots["awaiting"] == "check"


@pytest.mark.row("C3")
@pytest.mark.parametrize(
    ("text", "request_type"),
    [
        ("I have a problem with my delivery", "delivery_problem"),
        ("there is an issue with an item I ordered", "damaged_or_wrong_item"),
        ("something's wrong with my bill", "billing_problem"),
        ("I want to make a complaint", "complaint"),
    ],
)
def test_a_trouble_that_is_named_and_not_told_is_asked_about_once(opens: Opens, text: str, request_type: str) -> None:
    """A short, curious question; what is answered is heard and said back, not asked about again."""
    conversation = opens("cus_carlos")
    (question,) = conversation.say(text, request_type)
    assert question.count("?") == 1
    assert conversation.slots["awaiting"] == "story"
    conversation.say("oh you know, it's all just not right", "inform")
    assert conversation.slots["awaiting"] != "story"


@pytest.mark.row("C3")
def test_a_trouble_that_was_told_is_not_asked_about(opens: Opens) -> None:
    conversation = opens("cus_emma")
    conversation.say("your driver shouted at me", "complaint", "annoyed")
    assert conversation.titles == ["Yes, that's right", "Not quite"]


@pytest.mark.row("C3", "L1")
def test_a_wish_that_is_told_with_the_trouble_is_not_asked_for(opens: Opens) -> None:
    conversation = opens("cus_yuki")
    conversation.say("the vase came broken, please send me a new one", "damaged_or_wrong_item", "frustrated")
    conversation.press("Yes, that's right")
    assert conversation.offer == "replacement"
    assert [q for q in conversation.statuses(StatusType.QUESTION_ASKED) if q["name"] == "wish"] == []


@pytest.mark.row("C3", "L1")
def test_money_back_in_the_middle_of_a_trouble_is_its_wish_and_no_second_matter(opens: Opens) -> None:
    """What was told before is not lost."""
    conversation = opens("cus_yuki")
    conversation.say("my vase is broken!", "damaged_or_wrong_item", "frustrated")
    conversation.press("Yes, that's right")
    assert conversation.slots["awaiting"] == "wish"
    conversation.say("just refund me", "refund", "frustrated")
    assert conversation.slots["request_type"] == "damaged_or_wrong_item"
    assert conversation.offer == "refund_goods"


@pytest.mark.row("C3")
def test_a_matter_that_is_left_for_another_is_picked_up_again(opens: Opens) -> None:
    conversation = opens("cus_liam")
    conversation.say("my blender stopped working", "damaged_or_wrong_item")
    conversation.press("Yes, that's right")
    assert conversation.slots["awaiting"] == "offer"
    conversation.say("wait, where is order 1004?", "track_order", order_number="1004")
    (again,) = conversation.press("Yes, thanks")
    assert "my blender stopped working" in again
    conversation.press("Yes, let's")
    assert conversation.slots["request_type"] == "damaged_or_wrong_item"


@pytest.mark.row("E2")
def test_a_feeling_that_grows_is_met_again_and_never_in_the_same_words(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("my bench is late", "delivery_problem", "annoyed")
    conversation.press("Yes, that's right")
    conversation.say("I'm losing my patience here", "express_frustration", "frustrated")
    conversation.say("and still nothing!!", "express_frustration", "frustrated")
    assert conversation.titles == ["Yes, please", "No, thanks"]
    assert len(set(conversation.said)) == len(conversation.said)


def test_yes_with_a_fact_keeps_the_fact(opens: Opens) -> None:
    """C3: what was told in the same breath is not asked again."""
    conversation = opens("cus_sofia")
    conversation.say("I want my money back!", "refund", "frustrated")
    conversation.say("yes, for order 1011", "affirm", order_number="1011")
    assert conversation.slots["order_number"] == "1011"
    assert conversation.statuses(StatusType.QUESTION_ASKED) == []


def test_a_complaint_that_asks_for_nothing_is_understood_by_its_cause(opens: Opens) -> None:
    """C3: what happened was told, so it is not asked."""
    conversation = opens("cus_amara")
    (said,) = conversation.say(
        "My espresso machine stopped working. Unacceptable!", "express_frustration", "frustrated"
    )
    assert said.startswith("The Alba espresso machine from order 1025 stopped working.")


def test_a_number_without_a_matter_is_kept(opens: Opens) -> None:
    """C3, H2"""
    conversation = opens("cus_liam")
    (said,) = conversation.say("it's 1022", "inform", order_number="1022")
    assert "1022" in said
    conversation.say("where is it", "track_order")
    assert not any("Which" in text for text in conversation.said)


@pytest.mark.row("H2")
@pytest.mark.parametrize("intent", ["greet", "out_of_scope", "chitchat"])
def test_a_request_among_other_talk_is_heard(opens: Opens, intent: str) -> None:
    conversation = opens("cus_liam")
    text = "Lovely weather for ducks over here. Has order 1004 left?"
    told, _ = conversation.say(
        text, intent, besides={"track_order": "Has order 1004 left?"}, order_number="1004", confidence=0.6
    )
    assert told.startswith("Order 1004 is on its way")


@pytest.mark.row("W2", "W6")
def test_who_asks_for_a_person_beside_something_else_gets_one_who_knows_it_all(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("STILL no money for 1042. I want a person NOW", "refund", "angry", order_number="1042")
    assert conversation.handoff_reason == "asked_for_human"
    assert conversation.card["request"]["type"] == "refund"


@pytest.mark.row("W2")
def test_words_for_a_person_count_where_the_understanding_is_in_doubt(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("My order 1042 came broken", "damaged_or_wrong_item", "angry", order_number="1042")
    conversation.say("this is ridiculous, I want a person who can decide", "speak_to_human", "angry", confidence=0.57)
    assert conversation.handoff_reason == "asked_for_human"


def test_a_person_who_is_to_sign_or_is_not_wanted_is_no_wish_for_one(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("where is 1042? I don't want to talk to a person", "track_order", order_number="1042")
    assert conversation.owner == "assistant"
    conversation.say("do I need a person to sign for it?", "policy_question")
    assert conversation.owner == "assistant"


@pytest.mark.row("H1", "L1", "W1")
def test_who_wants_a_new_one_is_not_thanked_for_praise(opens: Opens) -> None:
    conversation = opens("cus_yuki")
    conversation.say("whoever packed it with care did a bad job, I want a new one", "give_feedback")
    if conversation.slots["awaiting"] == "restatement":
        conversation.press("Yes, that's right")
    assert conversation.slots["request_type"] == "damaged_or_wrong_item"
    assert conversation.slots["wish"] == "replacement"


@pytest.mark.row("L1", "C3")
def test_what_would_make_it_right_told_with_the_yes_is_not_asked_for(opens: Opens) -> None:
    conversation = opens("cus_yuki")
    conversation.say("my vase is broken, I am done with you", "damaged_or_wrong_item", "frustrated")
    conversation.say("yes. a new one, packed with care this time", "affirm")
    assert conversation.offer == "replacement"
    assert conversation.statuses(StatusType.QUESTION_ASKED) == []
