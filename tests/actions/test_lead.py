"""What is offered by what the records show: the right thing, for the right goods, at the right time (L3, B3)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from frontdesk.backoffice import Money, Operation, OperationKind
from frontdesk.log import StatusType
from frontdesk.wording import texts
from tests.actions.conftest import Opens
from tests.actions.offer_cases import CASES, YES, reach


def test_for_goods_that_have_not_arrived_nothing_is_given(opens: Opens) -> None:
    """B3, BS6: the records speak against it, so a human looks."""
    conversation = opens("cus_carlos")
    conversation.say("the wrong chairs came in order 1023", "damaged_or_wrong_item", order_number="1023")
    conversation.press("Yes, that's right")
    assert conversation.statuses(StatusType.OFFER_MADE) == []
    assert conversation.handoff_reason == "needs_human"


def test_money_that_was_paid_back_already_is_told(opens: Opens) -> None:
    """B3: with amount, day and way."""
    conversation = opens("cus_sofia")
    told, _ = conversation.say("I want my money back for 1011", "refund", order_number="1011")
    assert "went to PayPal on" in told or "left us for PayPal" in told
    assert conversation.owner == "assistant"


def test_an_invoice_is_given_as_soon_as_it_is_asked_for(opens: Opens) -> None:
    """W1, H1: no restating, no "shall I?"."""
    conversation = opens("cus_mia")
    given, _ = conversation.say("I need the invoice for 1027", "billing_problem", order_number="1027")
    receipt = conversation.statuses(StatusType.OFFER_CARRIED_OUT)[0]["receipt"]
    assert receipt["url"] in given and given.count("http") == 1


def test_only_the_goods_that_are_broken_are_sent_again(opens: Opens) -> None:
    """B3: the vase, not the candles that came with it."""
    conversation = opens("cus_yuki")
    reach(conversation, CASES["replacement"])
    assert "Hand-blown vase" in conversation.said[-1]
    conversation.press(YES)
    number = conversation.statuses(StatusType.OFFER_CARRIED_OUT)[0]["receipt"]["reference"]
    replacement = conversation.parts.back_office.order(number)
    assert replacement and [line.sku for line in replacement.lines] == ["VS-30"]


def test_nothing_is_offered_that_is_not_in_stock(opens: Opens) -> None:
    """P1: the blender is sold out."""
    conversation = opens("cus_liam")
    conversation.say("my blender stopped working", "damaged_or_wrong_item", "annoyed")
    conversation.press("Yes, that's right")
    assert conversation.offer == "return_label"


def test_a_parcel_that_moves_is_not_searched_for(opens: Opens) -> None:
    """W7, B3, E3: the last sign of 1007 is of yesterday. Nor is anything given for a trouble that nobody told of."""
    conversation = opens("cus_emma")
    answer = conversation.say("where is 1007?", "track_order", order_number="1007")
    assert any("It is under way" in text for text in answer)
    assert conversation.offer is None


def test_an_order_in_the_warehouse_that_is_late_is_hurried(opens: Opens) -> None:
    """L3: `hurry`, two days later, when 1006 has become late."""
    conversation = opens("cus_yuki")
    conversation.at += timedelta(days=2)
    conversation.say("where is order 1006?", "track_order", order_number="1006")
    assert conversation.offer == "hurry"
    conversation.press(YES)
    order = conversation.parts.back_office.order("1006")
    assert order and any("priority" in event.text for event in order.tracking)


def test_a_lost_parcel_within_authority_is_paid_back(opens: Opens) -> None:
    """L3, BS6: `refund_parcel`, when only little of the price is left to pay back."""
    conversation = opens("cus_pierre")
    part = Operation(OperationKind.REFUND, order_number="1014", amount=Money(Decimal("50.00"), "EUR"))
    conversation.parts.back_office.perform(part, key="desk")
    conversation.say("it never arrived!", "delivery_problem", "frustrated")
    conversation.press("Yes, that's right")
    conversation.say("I want my money back", "refund")
    assert conversation.offer == "refund_parcel"
    conversation.press(YES)
    order = conversation.parts.back_office.order("1014")
    assert order and order.refundable().amount == 0


@pytest.mark.parametrize(
    ("customer", "order", "words"),
    [("cus_liam", "1010", "longer than a bank should need"), ("cus_amara", "1019", "didn't get through")],
)
def test_money_that_is_lost_on_its_way_goes_to_a_human(opens: Opens, customer: str, order: str, words: str) -> None:
    """B3, C5: with the facts, and without a promise that nobody can keep."""
    conversation = opens(customer)
    answer = conversation.say(f"where is my refund for {order}?", "refund", order_number=order)
    assert any(words in text for text in answer)
    assert conversation.handoff_reason == "needs_human"


@pytest.mark.row("B3", "P1")
def test_past_the_days_for_returns_it_is_said_and_a_human_decides(opens: Opens) -> None:
    conversation = opens("cus_sofia")
    told, _ = conversation.say("I want to return the rug", "return_or_exchange")
    assert "30 days" in told
    assert conversation.handoff_reason == "needs_human"


@pytest.mark.row("B3")
def test_until_when_the_guarantee_runs_is_said_and_what_is_dear_goes_to_a_human(opens: Opens) -> None:
    conversation = opens("cus_amara")
    answer = conversation.say("my espresso machine stopped working", "technical_fault")
    assert any("guarantee on it runs until" in text for text in answer)
    assert conversation.handoff_reason == "beyond_authority"


@pytest.mark.row("B3")
def test_a_guarantee_that_is_over_is_said_and_nothing_given(opens: Opens) -> None:
    conversation = opens("cus_amara")
    conversation.at += timedelta(days=5 * 366)
    answer = conversation.say("the filter coffee machine stopped working", "technical_fault")
    assert any("guarantee on it ended on" in text for text in answer)
    assert conversation.statuses(StatusType.OFFER_MADE) == []
    assert conversation.owner == "waiting"


@pytest.mark.row("B3")
def test_an_order_that_is_paid_after_all_is_told_so(opens: Opens) -> None:
    conversation = opens("cus_priya")
    told, _ = conversation.say("did the payment for 1021 go through?", "payment_problem", order_number="1021")
    assert "is paid: €50.90" in told and "PayPal" in told
    assert conversation.owner == "assistant"


@pytest.mark.row("P1")
def test_a_subscription_is_stopped_without_asking_for_an_order(opens: Opens) -> None:
    conversation = opens("cus_amara")
    reach(conversation, CASES["stop_subscription"])
    assert conversation.statuses(StatusType.QUESTION_ASKED) == []
    conversation.press(YES)
    (subscription,) = conversation.parts.back_office.subscriptions_of("cus_amara")
    assert subscription.status == "stopped"


@pytest.mark.row("E3", "B3")
def test_a_second_charge_that_the_records_do_not_show_is_explained_and_not_paid_for(opens: Opens) -> None:
    """A first try that failed looks like a payment on some statements."""
    conversation = opens("cus_priya")
    conversation.say("you took the money twice for 1021", "billing_problem", order_number="1021")
    answer = " ".join(conversation.press("Yes, that's right"))
    assert "failed" in answer and "PayPal" in answer
    assert conversation.offer is None


@pytest.mark.row("P1", "B3")
def test_only_what_is_said_to_be_broken_is_sent_again(opens: Opens) -> None:
    """The candles are named as well, and fine."""
    conversation = opens("cus_yuki")
    conversation.say("The vase came in pieces. The candles are fine.", "damaged_or_wrong_item")
    conversation.press("Yes, that's right")
    assert "Hand-blown vase" in conversation.said[-1]
    conversation.press(YES)
    number = conversation.statuses(StatusType.OFFER_CARRIED_OUT)[0]["receipt"]["reference"]
    replacement = conversation.parts.back_office.order(number)
    assert replacement and [line.sku for line in replacement.lines] == ["VS-30"]


@pytest.mark.row("L1", "P1", "B3")
def test_a_parcel_that_went_back_to_the_depot_is_brought_on_another_day(opens: Opens) -> None:
    conversation = opens("cus_jonas")
    *_, told, question = conversation.say("where is 1008?", "track_order", order_number="1008")
    assert "Cologne depot" in told
    assert "day" in question
    tomorrow = (conversation.at + timedelta(days=1)).date().isoformat()
    conversation.say("tomorrow", "inform", date=tomorrow)
    conversation.press("Yes, please")
    assert [s["offer"] for s in conversation.statuses(StatusType.OFFER_CARRIED_OUT)] == ["new_day"]


@pytest.mark.row("B3", "W7")
def test_who_wants_to_return_what_is_under_way_hears_when_they_can(opens: Opens) -> None:
    conversation = opens("cus_liam")
    said = conversation.say("I want to send back order 1004", "return_or_exchange", order_number="1004")
    assert "can go back" in " ".join(said)
    assert conversation.slots["awaiting"] == "check"


@pytest.mark.row("C3")
def test_goods_that_are_still_under_way_are_not_taken_for_broken_ones(opens: Opens) -> None:
    conversation = opens("cus_tomasz")
    conversation.say("my mower, order 1009, is not right", "damaged_or_wrong_item", "calm", order_number="1009")
    assert conversation.slots["request_type"] == "delivery_problem"


@pytest.mark.row("L2", "K1")
def test_money_that_is_due_is_offered_without_a_word_of_what_cannot_be(opens: Opens) -> None:
    conversation = opens("cus_seoyeon")
    *_, offer = conversation.say("my grinder order cancel but money take. Why take money after cancel??", "refund")
    assert conversation.offer == "refund_owed"
    assert not offer.startswith(texts.wordings("lead.appreciate_cannot"))


@pytest.mark.row("W1", "H2")
def test_an_invoice_is_given_whatever_was_done_about_money_before(opens: Opens) -> None:
    conversation = opens("cus_pierre")
    conversation.say("where is my refund for 1012?", "refund", order_number="1012")
    conversation.press(YES)
    conversation.say("perfect. and the invoice?", "billing_problem")
    assert [e["offer"] for e in conversation.statuses(StatusType.OFFER_CARRIED_OUT)] == ["refund_owed", "invoice"]


@pytest.mark.row("L2", "B3")
def test_who_wants_a_new_one_of_which_none_is_left_is_told_so(opens: Opens) -> None:
    conversation = opens("cus_liam")
    conversation.say("my blender stopped working, I want a new one", "damaged_or_wrong_item")
    offer = conversation.press("Yes, that's right")[-1]
    assert "Stand blender" in offer and ("none left" in offer or "sold out" in offer)
    assert conversation.offer == "return_label"


@pytest.mark.row("L2", "BS6")
def test_who_wants_the_money_and_no_search_gets_a_person_and_no_small_change(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("my bench is late", "delivery_problem", "annoyed", order_number="1042")
    conversation.press("Yes, that's right")
    assert conversation.offer == "trace"
    said = " ".join(conversation.say("what good does a search do me? i want the money back", "refund"))
    assert "19.00" not in said
    assert conversation.handoff_reason == "beyond_authority"
