"""Small talk and opinions, with the matter left open (K6, W3)."""

import pytest

from frontdesk.log import StatusType
from tests.actions.conftest import Opens


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
    assert "the second €179.00 is simply yours" in said
    assert conversation.statuses(StatusType.OFFER_DECLINED) == []


def test_a_question_of_taste_goes_to_people_who_know_the_goods(opens: Opens) -> None:
    """W3, W4: no advice is invented."""
    conversation = opens("cus_liam")
    conversation.say("would a vase suit my mother?", "ask_recommendation", product="vase")
    assert conversation.handoff_reason == "needs_human"
    assert conversation.card["request"]["type"] == "product_question"
