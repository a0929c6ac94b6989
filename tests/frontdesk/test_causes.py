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
