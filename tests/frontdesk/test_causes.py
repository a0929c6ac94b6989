"""Causes: what the customer says hurts, and what the shop's own records show (E1, E3)."""

import pytest

from frontdesk.backoffice import Order, OrderStatus, PaymentStatus
from frontdesk.shop import causes
from tests.frontdesk.orders import TODAY, charge, eur, order, refund


@pytest.mark.parametrize(
    ("words", "request_type", "cause"),
    [
        ("The lamp arrived broken", "damaged_or_wrong_item", "damaged"),
        ("it STOPPED working after a day", "damaged_or_wrong_item", "stopped_working"),
        ("you sent me the wrong one", "damaged_or_wrong_item", "wrong_item"),
        ("half of it is missing", "damaged_or_wrong_item", "missing_item"),
        ("I was charged twice", "billing_problem", "charged_twice"),
        ("my discount code did not count", "billing_problem", "discount_missing"),
        ("I need an invoice", "billing_problem", "invoice"),
        ("where is my refund", "refund", "refund_waiting"),
        ("it says delivered but there is nothing", "delivery_problem", "not_received"),
        ("it should have arrived on Friday", "track_order", "late"),
        ("my refund is late", "billing_problem", None),
        ("where is order 1042", "track_order", None),
        ("unbroken trust", "damaged_or_wrong_item", None),
        ("", "refund", None),
    ],
)
def test_the_words_name_the_cause_for_this_request_alone(words: str, request_type: str, cause: str | None) -> None:
    assert causes.said_cause(words, request_type, "en") == cause


def test_a_language_without_a_file_falls_back_to_english() -> None:
    assert causes.said_cause("broken", "damaged_or_wrong_item", "xx") == "damaged"


SAID = {
    "stopped_working": [
        "the kettle no longer heats",
        "my espresso machine doesn't heat up any more",
        "it just died after two weeks",
        "the lamp won't switch on",
        "the machine is dead",
        "nothing happens when I press the button",
        "the hose trimmer cuts out after a minute",
        "it has stopped making coffee",
        "the pump has packed up",
        "my lawn mower refuses to start",
        "the battery doesn't hold a charge",
        "the lamp flickers and goes out",
        "the grinder is jammed and won't move",
        "it makes a horrible noise and then stops",
        "coffee machine kaput",
        "the vacuum has no suction any more",
        "the machine isnt working",
        "it doesnt turn on anymore",
        "the heater is not getting warm",
    ],
    "wrong_item": [
        "I ordered secateurs, got garden gloves",
        "I ordered blue towels and received grey ones",
        "you sent me a lamp, I bought a rug",
        "there's a book in the box, I ordered a vase",
        "these are not the gloves I ordered",
        "this isn't mine, it's someone else's parcel",
        "got a size 10, asked for an 8",
        "mixed up my order with another customer's",
        "the parcel has things I never bought",
        "I asked for the green one, this one is red",
        "you've sent the wrong kettle",
        "that's not what is in the picture",
        "wanted a bench, opened a chair",
        "there was a hammock inside rather than the blanket",
        "expected candles, found soap",
        "it's the wrong model",
        "what came is completely different to what i bought",
        "instead of the rug I got a doormat",
        "somebody packed the wrong thing",
        "the label says teapot but inside is a jug",
    ],
    "damaged": [
        "the olive tree died on the way",
        "it came in pieces",
        "the vase arrived in a thousand bits",
        "a leg is broken off the table",
        "the mirror has a big scratch",
        "the box was squashed and the lamp is bent",
        "there's a hole in the blanket",
        "the plates are all chipped",
        "the plant arrived dead",
        "the pot has a crack down the side",
        "the soap melted in the post",
        "handle came off when I unpacked it",
        "the glass is smashed to smithereens",
        "it's dented on one side",
        "the rug has a stain",
        "the parcel was soaking wet and the book is ruined",
        "the paint is peeling off",
        "one of the chairs wobbles because a leg is split",
        "the shade is torn",
        "the seedlings are all wilted and brown",
    ],
    "missing_item": [
        "the lid is missing",
        "there were only 3 plates, I ordered 6",
        "one of the two lamps wasn't in the parcel",
        "the screws are not there",
        "you forgot the cable",
        "half of my order isn't in the box",
        "no manual and no charger in the box",
        "I got the box but the cushion wasn't in it",
        "the parcel was empty",
        "there is a part lacking",
        "it came without the lid",
        "where is the other glove? only one came",
        "my order is incomplete",
        "two candles short",
        "the second lamp never came with it",
        "I don't see the jug that belongs to the set",
        "the base was not included",
        "one glass less than I paid for",
        "nothing in the box but paper",
        "you left out the towels",
    ],
}
"""What is wrong with goods, as different people say it."""


@pytest.mark.parametrize(("cause", "words"), [(cause, words) for cause in SAID for words in SAID[cause]])
def test_what_is_wrong_with_goods_is_found_however_it_is_said(cause: str, words: str) -> None:
    """E1, H3"""
    assert causes.said_cause(words, "damaged_or_wrong_item", "en") == cause


@pytest.mark.parametrize(
    "words",
    [
        "my husband died",
        "I forgot the order number",
        "no return label in the box",
        "the tracking doesn't move since Monday",
        "it was only 40 minutes late",
        "I ordered it last week and got an e-mail",
        "my weekend is ruined",
        "a refund or a replacement, which is the one with less waiting",
        "do the legs come off?",
    ],
)
def test_what_only_sounds_like_it_is_no_fault_of_goods(words: str) -> None:
    """E3"""
    assert causes.said_cause(words, "damaged_or_wrong_item", "en") is None


TWICE = order(payments=(charge("40.00"), charge("40.00")))
TOO_MUCH = order(payments=(charge("48.00"),))
PAID_BACK = order(payments=(charge("40.00"), charge("40.00"), refund("40.00")))
WAITING = order(OrderStatus.CANCELLED, payments=(charge("40.00"), refund("40.00", PaymentStatus.PENDING)))
LATE = order(promised_days_ago=1)
ON_TIME = order(promised_days_ago=0)
DELIVERED = order(OrderStatus.DELIVERED, delivered_days_ago=1, promised_days_ago=1)


@pytest.mark.parametrize(
    ("shop_order", "request_type", "said", "cause"),
    [
        pytest.param(TWICE, "billing_problem", None, "charged_twice", id="two charges"),
        pytest.param(TWICE, "refund", "late", "charged_twice", id="records before words"),
        pytest.param(TWICE, "track_order", None, None, id="money is not the matter"),
        pytest.param(PAID_BACK, "billing_problem", None, None, id="the second one is back"),
        pytest.param(TOO_MUCH, "billing_problem", None, "wrong_amount", id="overcharged"),
        pytest.param(TOO_MUCH, "billing_problem", "discount_missing", "discount_missing", id="by a discount"),
        pytest.param(WAITING, "refund", None, "refund_waiting", id="money on its way"),
        pytest.param(LATE, "track_order", None, "late", id="the day has gone by"),
        pytest.param(LATE, "refund", None, "late", id="late, and wants the money"),
        pytest.param(ON_TIME, "track_order", "late", None, id="claimed late, is not: no fault admitted (E3)"),
        pytest.param(DELIVERED, "delivery_problem", "late", "not_received", id="we say delivered"),
        pytest.param(DELIVERED, "track_order", None, None, id="delivered, only asked"),
        pytest.param(DELIVERED, "damaged_or_wrong_item", "damaged", "damaged", id="only the customer can know"),
    ],
)
def test_the_records_decide_where_there_are_any(
    shop_order: Order, request_type: str, said: str | None, cause: str | None
) -> None:
    assert causes.recorded_cause(shop_order, request_type, said, TODAY) == cause


def test_a_second_charge_counts_only_while_money_is_left_over() -> None:
    assert causes.duplicate_charge(TWICE) == TWICE.payments[1]
    assert causes.duplicate_charge(PAID_BACK) is None
    failed = order(payments=(charge("40.00"), charge("40.00", PaymentStatus.FAILED)))
    assert causes.duplicate_charge(failed) is None
    two_lines = order(total="80.00", payments=(charge("40.00"), charge("40.00")))
    assert causes.duplicate_charge(two_lines) is None


def test_overcharge_is_what_is_above_the_total_and_never_below_zero() -> None:
    assert causes.overcharge(TOO_MUCH) == eur("8.00")
    assert causes.overcharge(order(payments=(charge("30.00"),))).amount == 0
    assert causes.overcharge(WAITING).amount == 0
