"""Goods that came incomplete, and goods that cannot go back (L2, L3, B3)."""

import pytest

from frontdesk.log import StatusType
from tests.actions.conftest import Opens
from tests.actions.conversation import Conversation


def offers_made(conversation: Conversation) -> list[str]:
    return [str(made["offer"]) for made in conversation.statuses(StatusType.OFFER_MADE)]


@pytest.mark.row("L3", "W7")
@pytest.mark.parametrize("intent", ["delivery_problem", "damaged_or_wrong_item"])
def test_a_missing_piece_is_offered_first_and_then_its_money(opens: Opens, intent: str) -> None:
    """However it was told: neither a voucher nor a label for what never came stands before that."""
    conversation = opens("cus_tomasz")
    conversation.say("in parcel 1024 the watering can is missing", intent, order_number="1024")
    conversation.press("Yes, that's right")
    conversation.press("No, thanks")
    assert offers_made(conversation) == ["replacement", "refund_goods"]


@pytest.mark.row("L3", "C5")
def test_where_only_a_person_may_pay_it_back_no_trifle_is_offered_instead(opens: Opens) -> None:
    conversation = opens("cus_tomasz")
    conversation.say("parcel 1024 is incomplete", "damaged_or_wrong_item", order_number="1024")
    conversation.press("Yes, that's right")
    conversation.press("No, thanks")
    assert offers_made(conversation) == ["replacement"]
    assert conversation.handoff_reason == "beyond_authority"


@pytest.mark.row("L2", "B3")
@pytest.mark.parametrize("intent", ["return_or_exchange", "refund"])
def test_a_plant_gets_no_label_and_a_reason(opens: Opens, intent: str) -> None:
    conversation = opens("cus_mia")
    told, _ = conversation.say("the olive tree of 1027 may go back, no room", intent, order_number="1027")
    assert "plant" in told.lower()
    assert offers_made(conversation) == []
    assert conversation.owner == "assistant"


@pytest.mark.row("L3")
def test_what_came_with_the_plant_can_go_back(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("I return the watering can of 1027", "return_or_exchange", order_number="1027")
    assert offers_made(conversation) == ["return_label"]


@pytest.mark.row("L3")
def test_a_plant_that_died_is_replaced_or_paid_back_and_never_sent_back(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("the olive tree of 1027 died", "damaged_or_wrong_item", order_number="1027")
    conversation.press("Yes, that's right")
    while "No, thanks" in conversation.titles:
        conversation.press("No, thanks")
    assert {"guarantee", "refund_goods"} <= set(offers_made(conversation))
    assert "return_label" not in offers_made(conversation)


@pytest.mark.row("L2", "W3")
def test_who_wants_the_money_that_the_label_brings_is_told_so(opens: Opens) -> None:
    """No person is fetched for what the offer on the table grants; whoever says no to it gets one."""
    conversation = opens("cus_liam")
    conversation.say("the blender of 1022 has stopped working", "damaged_or_wrong_item", order_number="1022")
    conversation.press("Yes, that's right")
    assert conversation.offer == "return_label"
    (why,) = conversation.say("all of my money back, and you can keep it", "refund", "annoyed")
    assert "money" in why
    assert conversation.titles == ["Yes, please", "No, thanks"]
    conversation.say("no, I want my money back now", "deny")
    assert conversation.handoff_reason == "beyond_authority"
