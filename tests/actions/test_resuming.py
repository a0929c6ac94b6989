"""What is left in the middle is taken up where it was left; a why is answered; a good end needs no yes (C3, C6, W6)."""

import pytest

from frontdesk.log import StatusType
from tests.actions.conftest import Opens


@pytest.mark.row("C3", "W6", "P1")
@pytest.mark.parametrize("intent", ["cancel_order", "affirm"])
def test_an_offer_that_was_left_for_a_question_is_carried_out_when_it_is_wished_for(opens: Opens, intent: str) -> None:
    conversation = opens("cus_seoyeon")
    conversation.say("can I cancel order 1002?", "cancel_order", order_number="1002")
    conversation.say("paypal or bank?", "policy_question", knowledge=["refund_methods", "payment_methods"])
    conversation.say("I see. Then please cancel it.", intent)
    assert [s["offer"] for s in conversation.statuses(StatusType.OFFER_CARRIED_OUT)] == ["cancel"]
    assert [s["offer"] for s in conversation.statuses(StatusType.OFFER_MADE)] == ["cancel"]


@pytest.mark.row("C3", "L3")
def test_an_offer_that_was_left_is_asked_about_before_the_goodbye(opens: Opens) -> None:
    conversation = opens("cus_emma")
    conversation.say("the discount on order 1018 is missing", "billing_problem", order_number="1018")
    conversation.press("Yes, that's right")
    conversation.say("has 1003 left yet?", "track_order", order_number="1003")
    conversation.press("Yes, thanks")
    conversation.press("Yes, let's")
    conversation.press("Yes, please")
    assert [s["offer"] for s in conversation.statuses(StatusType.OFFER_CARRIED_OUT)] == ["refund_overcharge"]


@pytest.mark.row("C3", "B3")
def test_who_asks_why_is_told_and_not_taken_for_having_mistyped(opens: Opens) -> None:
    conversation = opens()
    conversation.say("where is order 1005?", "track_order", order_number="1005")
    (said,) = conversation.say("what do you need my email for?", "privacy_request", "annoyed")
    assert "code" in said and "type it once more" not in said
    conversation.say("ok, carlos.mendes@example.com", "inform", email="carlos.mendes@example.com")
    assert conversation.slots["awaiting"] == "code"


@pytest.mark.row("C6", "K6")
@pytest.mark.parametrize(
    ("text", "intent", "settled"),
    [
        ("super, so I water on the terrace", "track_order", True),
        ("perfetto, then I throw away the receipt", "nlu_fallback", True),
        ("great, but when does the other one come?", "nlu_fallback", False),
        ("lovely, and now order 1005, where is that one", "track_order", False),
    ],
)
def test_who_is_content_in_other_words_than_yes_is_let_go(opens: Opens, text: str, intent: str, settled: bool) -> None:
    conversation = opens("cus_carlos")
    conversation.say("where is 1023?", "track_order", order_number="1023")
    conversation.say(text, intent)
    assert (conversation.owner == "closed") == settled


@pytest.mark.row("L3", "K6")
def test_a_parcel_that_turned_up_is_not_searched_for(opens: Opens) -> None:
    conversation = opens("cus_pierre")
    conversation.say("marked delivered and nothing at the door", "delivery_problem", "frustrated", order_number="1014")
    conversation.press("Yes, that's right")
    conversation.say("stop everything, the neighbour took it in", "nlu_fallback")
    assert conversation.owner == "closed"
    assert not conversation.statuses(StatusType.OFFER_MADE)


@pytest.mark.row("H3")
def test_so_after_something_said_back_asks_for_the_yes_again(opens: Opens) -> None:
    conversation = opens("cus_pierre")
    conversation.say("1014 is marked delivered and I don't have it", "delivery_problem", order_number="1014")
    conversation.say("so?", "nlu_fallback")
    assert [button["title"] for button in conversation.buttons] == ["Yes, that's right", "Not quite"]
