"""Hearing out, saying back, and what goes wrong in listening (H1–H4, C2, C3, A1)."""

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


def test_what_an_upset_customer_tells_is_said_back(opens: Opens) -> None:
    """H3: with order, day and that it is not the first time."""
    conversation = opens("cus_mia")
    (said,) = conversation.say("WHERE IS MY ORDER, third time!", "track_order", "angry", repeated=True)
    assert "order 1042 (Ashdown garden bench)" in said
    assert "should have been with you" in said
    assert "isn't the first time" in said
    assert conversation.titles == ["Yes, that's right", "Not quite"]


def test_not_quite_is_heard_again(opens: Opens) -> None:
    """H3: nothing of the wrong restatement is kept, and the new story counts."""
    conversation = opens("cus_mia")
    conversation.say("where is it??", "track_order", "angry")
    conversation.press("Not quite")
    assert conversation.slots["request_type"] is None
    assert conversation.slots["order_number"] is None
    (said,) = conversation.say("I was charged twice", "billing_problem", "annoyed")
    assert said.startswith("You've been charged twice for your order.")


def test_twice_not_quite_brings_a_human(opens: Opens) -> None:
    """H3, C5"""
    conversation = opens("cus_pierre")
    conversation.say("my lamp never came", "delivery_problem", "annoyed")
    conversation.press("Not quite")
    conversation.say("it never came", "delivery_problem", "annoyed")
    conversation.press("Not quite")
    assert conversation.handoff_reason == "not_understood"


def test_yes_with_a_fact_keeps_the_fact(opens: Opens) -> None:
    """C3: what was told in the same breath is not asked again."""
    conversation = opens("cus_sofia")
    conversation.say("I want my money back!", "refund", "annoyed")
    conversation.say("yes, for order 1011", "affirm", order_number="1011")
    assert conversation.slots["order_number"] == "1011"
    assert conversation.statuses(StatusType.QUESTION_ASKED) == []


def test_a_complaint_that_asks_for_nothing_is_understood_by_its_cause(opens: Opens) -> None:
    """C3: what happened was told, so it is not asked."""
    conversation = opens("cus_amara")
    (said,) = conversation.say(
        "My espresso machine stopped working. Unacceptable!", "express_frustration", "frustrated"
    )
    assert said.startswith("The Alba espresso machine from order 1025 doesn't work.")


def test_anger_without_a_matter_is_listened_to(opens: Opens) -> None:
    """H2, C3: one open question, no form."""
    conversation = opens("cus_liam")
    (said,) = conversation.say("I have had it with you", "express_frustration", "angry")
    assert said.count("?") == 1
    assert conversation.slots["awaiting"] == "problem"


def test_a_number_without_a_matter_is_kept(opens: Opens) -> None:
    """C3, H2"""
    conversation = opens("cus_liam")
    (said,) = conversation.say("it's 1022", "inform", order_number="1022")
    assert "1022" in said
    conversation.say("where is it", "track_order")
    assert not any("Which" in text for text in conversation.said)


def test_not_understood_twice_brings_a_human(opens: Opens) -> None:
    """C5, B2: never the same fallback twice."""
    conversation = opens()
    (first,) = conversation.say("asdf", "nlu_fallback")
    (second,) = conversation.say("qwer", "nlu_fallback")
    assert first != second
    assert conversation.handoff_reason == "not_understood"


def test_a_no_without_a_matter_is_left_at_that(opens: Opens) -> None:
    """K2: nobody is pressed."""
    conversation = opens("cus_liam")
    (said,) = conversation.say("no thanks, nothing", "deny")
    assert "?" not in said
    assert conversation.owner == "assistant"


def test_open_questions_come_to_an_end(opens: Opens) -> None:
    """C5, B2: whoever tells facts that lead nowhere is not asked for ever."""
    conversation = opens()
    for number in range(3):
        conversation.say(f"my name is Sam {number}", "inform", person="Sam")
        assert conversation.owner == "assistant"
    conversation.say("Sam, I said", "inform", person="Sam")
    assert conversation.handoff_reason == "not_understood"


def test_displeasure_without_a_reason_is_taken_to_be_about_the_late_order(opens: Opens) -> None:
    """H2, C3: the greeting spoke of it, so it is not asked what it is about."""
    conversation = opens("cus_mia")
    (said,) = conversation.say("oh great, another day. well done.", "nlu_fallback", "annoyed")
    assert "order 1042" in said
    assert conversation.titles == ["Yes, that's right", "Not quite"]


def test_the_same_is_not_said_back_twice(opens: Opens) -> None:
    """H3: whoever only grows angrier was understood."""
    conversation = opens("cus_mia")
    conversation.say("where is my bench!!", "track_order", "angry")
    answer = conversation.say("answer me!", "express_frustration", "angry")
    assert conversation.offer == "trace"
    assert "Is that how it is?" not in " ".join(answer)


def test_a_question_about_the_assistant_is_no_insult(opens: Opens) -> None:
    """A1: even if its words are taken for abuse."""
    conversation = opens("cus_liam")
    conversation.say("are you a robot?", "challenge_bot", "annoyed", abusive=True)
    assert conversation.statuses(StatusType.BOUNDARY_SET) == []


def test_understanding_in_between_starts_the_count_again(opens: Opens) -> None:
    """C5: only failures in a row are failures of understanding."""
    conversation = opens("cus_liam")
    conversation.say("asdf", "nlu_fallback")
    conversation.say("where is order 1004?", "track_order", order_number="1004")
    conversation.say("qwer", "nlu_fallback")
    assert conversation.owner == "assistant"


def test_what_is_beyond_our_matters_is_said_so(opens: Opens) -> None:
    """W4: no invented answer."""
    conversation = opens()
    (said,) = conversation.say("what is the weather in Paris?", "out_of_scope")
    assert "orders" in said
    assert conversation.owner == "assistant"


def test_insults_meet_one_boundary_and_then_a_human(opens: Opens) -> None:
    """A1, H4"""
    conversation = opens()
    (boundary,) = conversation.say("you idiots", "abuse", "angry", abusive=True)
    assert "insults" in boundary
    assert len(conversation.statuses(StatusType.BOUNDARY_SET)) == 1
    conversation.say("fucking idiots", "abuse", "angry", abusive=True)
    assert conversation.handoff_reason == "abuse"
    assert len(conversation.statuses(StatusType.BOUNDARY_SET)) == 1


def test_a_request_inside_an_insult_is_not_lost(opens: Opens) -> None:
    """A1, C3: what they need was told, so it is not asked."""
    conversation = opens("cus_tomasz")
    boundary, restated = conversation.say("where is order 1009 you idiots", "track_order", "angry", abusive=True)
    assert "insults" in boundary
    assert "What do you need" not in boundary
    assert "order 1009" in restated
    assert conversation.titles == ["Yes, that's right", "Not quite"]


def test_an_insult_while_an_offer_waits_declines_nothing(opens: Opens) -> None:
    """A1, L3: the offer is asked about again, its buttons still there."""
    conversation = opens("cus_jonas")
    conversation.say("I was charged twice", "billing_problem")
    conversation.press("Yes, that's right")
    conversation.say("you idiots", "abuse", "angry", abusive=True)
    assert conversation.statuses(StatusType.OFFER_DECLINED) == []
    assert conversation.titles == ["Yes, please", "No, thanks"]


def test_anger_is_not_punished_and_three_angry_turns_bring_a_human(opens: Opens) -> None:
    """A1, C5: and the human reads what it is about."""
    conversation = opens("cus_mia")
    conversation.say("WHERE IS MY BENCH", "track_order", "angry")
    conversation.say("I AM SICK OF THIS", "express_frustration", "angry")
    assert conversation.owner == "assistant"
    conversation.say("DO SOMETHING", "express_frustration", "angry")
    assert conversation.handoff_reason == "anger"
    assert conversation.statuses(StatusType.BOUNDARY_SET) == []
    assert conversation.card["request"]["type"] == "track_order"


@pytest.mark.parametrize("intent", ["greet", "thank", "goodbye", "chitchat", "challenge_bot"])
def test_small_talk_is_answered_and_the_matter_stays_open(opens: Opens, intent: str) -> None:
    """K6: an offer that waits still waits, with its buttons."""
    conversation = opens("cus_jonas")
    conversation.say("I was charged twice", "billing_problem")
    conversation.press("Yes, that's right")
    conversation.say("…", intent)
    assert conversation.slots["awaiting"] == "offer"
    assert conversation.titles == ["Yes, please", "No, thanks"]
    conversation.press("Yes, please")
    assert len(conversation.statuses(StatusType.OFFER_CARRIED_OUT)) == 1


def test_asked_for_an_opinion_the_assistant_has_one(opens: Opens) -> None:
    """W3: "what would you do?" is no refusal."""
    conversation = opens("cus_jonas")
    conversation.say("I was charged twice", "billing_problem")
    conversation.press("Yes, that's right")
    (said,) = conversation.say("what would you do?", "ask_recommendation")
    assert "I'd take it" in said
    assert conversation.statuses(StatusType.OFFER_DECLINED) == []


def test_a_question_of_taste_goes_to_people_who_know_the_goods(opens: Opens) -> None:
    """W3, W4: no advice is invented."""
    conversation = opens("cus_liam")
    conversation.say("which bench is better?", "ask_recommendation", product="bench")
    assert conversation.handoff_reason == "needs_human"
    assert conversation.card["request"]["type"] == "product_question"
