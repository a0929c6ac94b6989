"""What is said while an offer waits: a yes, a no, or neither (L3, P1)."""

import pytest

from frontdesk.backoffice import OrderStatus
from frontdesk.log import StatusType
from tests.actions.conftest import Opens
from tests.actions.offer_cases import CASES, NO, YES, reach


def test_two_declined_bring_a_human_who_knows_them(opens: Opens) -> None:
    """L3, C5"""
    conversation = opens("cus_pierre")
    reach(conversation, CASES["redeliver"])
    conversation.say("no, give me my money back", "deny")
    assert conversation.handoff_reason == "offers_declined"
    card = conversation.card
    assert [tried["outcome"] for tried in card["tried"]] == ["declined", "declined"]
    assert card["wishes"][0]["text"] == "no, give me my money back"


@pytest.mark.parametrize(
    ("offer", "text"), [("replacement", "would I get a new one for free?"), ("trace", "I need it by tomorrow")]
)
def test_neither_a_question_nor_hurry_accepts_an_offer(opens: Opens, offer: str, text: str) -> None:
    """P1: the offer is asked about again, and nothing is carried out or declined."""
    conversation = opens(CASES[offer].customer)
    reach(conversation, CASES[offer])
    conversation.say(text, "nlu_fallback")
    assert conversation.statuses(StatusType.OFFER_CARRIED_OUT) == conversation.statuses(StatusType.OFFER_DECLINED) == []
    assert conversation.titles == [YES, NO]


def test_frustration_is_no_answer_to_an_offer(opens: Opens) -> None:
    """L3, H4: asked again, kindly; nothing counts as declined."""
    conversation = opens("cus_mia")
    reach(conversation, CASES["trace"])
    conversation.say("this is ridiculous", "express_frustration", "annoyed")
    assert conversation.statuses(StatusType.OFFER_DECLINED) == []
    assert conversation.titles == [YES, NO]


def test_a_doubtful_new_request_does_not_leave_an_offer(opens: Opens) -> None:
    """L3, H3: the wish in it counts, or the offer is asked about again."""
    conversation = opens("cus_pierre")
    conversation.say("the app says delivered, nothing came", "delivery_problem")
    conversation.press("Yes, that's right")
    conversation.say("hm, the what?", "privacy_request", confidence=0.4)
    assert conversation.titles == [YES, NO]
    conversation.say("i don't want a search, send them again", "privacy_request")
    assert conversation.offer == "redeliver"


def test_a_clear_new_request_leaves_an_offer(opens: Opens) -> None:
    """H1, W7: whoever changes the matter is followed."""
    conversation = opens("cus_mia")
    reach(conversation, CASES["trace"])
    conversation.say("and please delete all my data", "privacy_request")
    assert conversation.handoff_reason == "needs_human"
    assert conversation.card["request"]["type"] == "privacy_request"


def test_second_thoughts_about_cancelling_leave_the_order_as_it_is(opens: Opens) -> None:
    """L3: a no to cancelling is no grievance, so nobody is handed over."""
    conversation = opens("cus_seoyeon")
    reach(conversation, CASES["cancel"])
    kept, _ = conversation.press(NO)
    assert "stays as it is" in kept
    assert conversation.owner == "assistant"
    order = conversation.parts.back_office.order("1002")
    assert order and order.status == OrderStatus.PLACED


@pytest.mark.row("L3", "C6")
def test_something_for_the_trouble_does_not_end_what_the_trouble_is_about(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("the bench is late, shambles", "delivery_problem", "frustrated", order_number="1042")
    conversation.press("Yes, that's right")
    conversation.say("some compensation would be a start", "inform")
    conversation.press("Yes, please")
    conversation.say("fine, but the bench still isn't here, is anybody looking for it?", "product_question")
    assert [s["offer"] for s in conversation.statuses(StatusType.OFFER_MADE)] == ["refund_shipping", "trace"]


@pytest.mark.row("L3", "B3")
def test_who_wants_nothing_for_the_trouble_of_a_parcel_that_is_moving_needs_nobody_else(opens: Opens) -> None:
    conversation = opens("cus_emma")
    conversation.say("is order 1007 still stuck in Birmingham?", "track_order", "annoyed", order_number="1007")
    conversation.press("Yes, that's right")
    assert conversation.offer == "voucher"
    conversation.say("no, just wanted to know", "deny")
    assert conversation.handoff_reason is None
    assert conversation.slots["awaiting"] == "check"
