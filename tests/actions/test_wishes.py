"""What would make it right: asked for once, met, appreciated or passed on (L1, L2, BS6)."""

import pytest

from frontdesk.log import StatusType
from tests.actions.conftest import Opens
from tests.actions.conversation import Conversation
from tests.actions.offer_cases import CASES, reach


def test_a_wish_beyond_authority_goes_to_a_human_honestly(opens: Opens) -> None:
    """L2, C5, BS6: appreciated, and decided by somebody who may."""
    conversation = opens("cus_pierre")
    conversation.say("it never arrived!", "delivery_problem", "frustrated")
    conversation.press("Yes, that's right")
    answer = conversation.say("I want my money back", "refund")
    assert any("more than I may decide" in text for text in answer)
    assert conversation.handoff_reason == "beyond_authority"
    assert conversation.card["wishes"][0]["text"] == "I want my money back"


def test_very_upset_customers_are_asked_what_would_make_it_right(opens: Opens) -> None:
    """L1, C3: once, and the wish decides the offer."""
    conversation = opens("cus_yuki")
    conversation.say("my vase is broken, I am done with you", "damaged_or_wrong_item", "frustrated")
    answer = conversation.press("Yes, that's right")
    assert answer[-1] == "What would make this right for you?"
    conversation.say("just my money back", "refund", "frustrated")
    assert conversation.offer == "refund_goods"
    assert [s["name"] for s in conversation.statuses(StatusType.QUESTION_ASKED)] == ["wish"]


def test_a_wish_that_nothing_grants_is_appreciated_and_the_best_offered(opens: Opens) -> None:
    """L2: never a bare no."""
    conversation = opens("cus_yuki")
    conversation.say("my vase is broken, I am done with you", "damaged_or_wrong_item", "frustrated")
    conversation.press("Yes, that's right")
    (offer,) = conversation.say("fire the driver", "nlu_fallback")
    assert offer.startswith("Thank you for saying plainly")
    assert conversation.offer == "replacement"


def test_whoever_asks_for_what_is_offered_has_it(opens: Opens) -> None:
    """P1, W1: a wish for the very offer is a yes."""
    conversation = opens("cus_yuki")
    reach(conversation, CASES["replacement"])
    conversation.say("yes I'd like a new one please", "damaged_or_wrong_item")
    assert [done["offer"] for done in conversation.statuses(StatusType.OFFER_CARRIED_OUT)] == ["replacement"]


def test_a_no_to_what_is_offered_is_never_taken_for_a_wish(opens: Opens) -> None:
    """P1: nothing is carried out that was not wanted."""
    conversation = opens("cus_yuki")
    reach(conversation, CASES["replacement"])
    conversation.say("I don't want a replacement, I want my money back", "refund")
    assert conversation.statuses(StatusType.OFFER_CARRIED_OUT) == []
    assert conversation.offer == "refund_goods"


def test_a_complaint_is_heard_and_the_wish_asked(opens: Opens) -> None:
    """C3, L1: and both are on the card."""
    conversation = opens("cus_emma")
    conversation.say("your driver shouted at me", "complaint", "annoyed")
    conversation.press("Yes, that's right")
    conversation.say("an apology", "nlu_fallback")
    assert conversation.handoff_reason == "needs_human"
    assert conversation.card["wishes"][0]["text"] == "an apology"


def upset_about_the_vase(opens: Opens, words: str, amount: str) -> Conversation:
    """Yuki, who wishes for this much money for her broken vase."""
    conversation = opens("cus_yuki")
    conversation.say("my vase is broken, I am done with you", "damaged_or_wrong_item", "frustrated")
    conversation.press("Yes, that's right")
    conversation.write(words)
    turn = conversation.take()
    money = {"amount": amount, "currency": "EUR"}
    conversation.record(turn, conversation.run(turn, intent="nlu_fallback", feeling="annoyed", amount=money))
    return conversation


@pytest.mark.row("L2", "L3", "BS6")
def test_a_wish_above_every_authority_is_appreciated_and_the_best_possible_offered(opens: Opens) -> None:
    conversation = upset_about_the_vase(opens, "I want 9000 euros compensation", "9000.00")
    assert conversation.said[-1].startswith("Thank you for saying plainly")
    assert conversation.offer == "keep_it"
    assert conversation.owner == "assistant"
    assert conversation.card["wishes"][0]["text"] == "I want 9000 euros compensation"


@pytest.mark.row("L2", "BS6", "C5")
def test_a_wish_that_an_agent_may_grant_goes_to_one(opens: Opens) -> None:
    conversation = upset_about_the_vase(opens, "I want 300 euros compensation", "300.00")
    assert "more than I may decide" in " ".join(conversation.said[-2:])
    assert conversation.handoff_reason == "beyond_authority"


@pytest.mark.row("L1", "W1")
def test_a_wish_within_authority_is_met_at_once(opens: Opens) -> None:
    conversation = upset_about_the_vase(opens, "10 euros compensation would do", "10.00")
    assert conversation.offer == "keep_it"
    assert not conversation.said[-1].startswith("Thank you for saying plainly")


@pytest.mark.row("L2", "L3")
def test_another_size_cannot_be_had_and_a_label_can(opens: Opens) -> None:
    conversation = opens("cus_emma")
    (offer,) = conversation.say("can I swap the floor lamp for a bigger size?", "return_or_exchange")
    assert offer.startswith("Thank you for saying plainly")
    assert conversation.offer == "return_label"


@pytest.mark.row("W1", "L3")
def test_an_exchange_of_what_is_damaged_is_a_replacement(opens: Opens) -> None:
    conversation = opens("cus_yuki")
    conversation.say("the vase is cracked, I want to exchange it", "return_or_exchange")
    assert conversation.offer == "replacement"


@pytest.mark.row("L1", "L3")
def test_what_was_ruled_out_beforehand_is_not_offered(opens: Opens) -> None:
    conversation = opens("cus_pierre")
    conversation.say("marked delivered, nothing here. I don't want a search", "delivery_problem")
    conversation.press("Yes, that's right")
    assert conversation.offer == "redeliver"


@pytest.mark.row("H3", "L3")
def test_who_puts_a_word_right_and_wishes_for_the_offer_takes_it(opens: Opens) -> None:
    conversation = opens("cus_emma")
    conversation.say("cancel the lamp, order 1015", "cancel_order", order_number="1015")
    conversation.say("cancel was the wrong word, I meant send it back", "deny")
    assert [s["offer"] for s in conversation.statuses(StatusType.OFFER_CARRIED_OUT)] == ["return_label"]
