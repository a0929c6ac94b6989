"""Offers: in order, only what fits the case, and never above the assistant's authority (L2, L3, BS6)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from frontdesk.backoffice import Customer, Money, OperationKind, Order, OrderStatus, Subscription, SubscriptionStatus
from frontdesk.shop import offer_rules, offers
from frontdesk.shop.offer_rules import History, OfferRule
from frontdesk.shop.offers import Offer, Situation, operation_on, possible_offers
from tests.frontdesk.orders import TODAY, charge, eur, order, refund

DELIVERED = OrderStatus.DELIVERED


def ids(shop_order: Order, request_type: str, cause: str | None) -> list[str]:
    return [o.id for o in possible_offers(Situation(request_type, cause, TODAY, shop_order)) if not o.rule.only_wished]


def offer(name: str, shop_order: Order, request_type: str, cause: str | None) -> Offer:
    return next(o for o in possible_offers(Situation(request_type, cause, TODAY, shop_order)) if o.id == name)


@pytest.mark.parametrize(
    ("shop_order", "request_type", "cause", "in_order"),
    [
        (order(promised_days_ago=4), "track_order", "late", ["trace", "redeliver", "refund_shipping", "voucher"]),
        (order(OrderStatus.PACKED, promised_days_ago=1), "track_order", "late",
         ["hurry", "refund_shipping", "voucher"]),
        (order(OrderStatus.PLACED), "cancel_order", None, ["cancel"]),
        (order(OrderStatus.PACKED), "cancel_order", None, []),
        (order(), "track_order", None, []),
        (order(DELIVERED, delivered_days_ago=2), "damaged_or_wrong_item", "damaged",
         ["replacement", "refund_goods", "keep_it", "return_label", "voucher"]),
        (order(DELIVERED, delivered_days_ago=2), "billing_problem", "invoice", ["invoice"]),
        (order(), "product_question", "late", []),
        (order(), "no_such_request", None, []),
    ],
)  # fmt: skip
def test_what_fits_the_case_is_offered_in_the_order_of_what_helps_most(
    shop_order: Order, request_type: str, cause: str | None, in_order: list[str]
) -> None:
    assert ids(shop_order, request_type, cause) == in_order


def test_a_label_is_offered_for_thirty_days_after_delivery_and_no_longer() -> None:
    assert "return_label" in ids(order(DELIVERED, delivered_days_ago=30), "refund", None)
    assert "return_label" not in ids(order(DELIVERED, delivered_days_ago=31), "refund", None)
    assert "return_label" not in ids(order(DELIVERED), "refund", None)


def test_an_offer_about_no_money_is_none() -> None:
    free = order(promised_days_ago=4, shipping=eur(0))
    assert "refund_shipping" not in ids(free, "track_order", "late")
    assert "refund_goods" not in ids(
        order(DELIVERED, delivered_days_ago=1, payments=()), "damaged_or_wrong_item", "damaged"
    )


@pytest.mark.parametrize(
    ("name", "total", "within"),
    [
        ("refund_goods", "100.00", True),
        ("refund_goods", "100.01", False),
        ("replacement", "150.00", True),
        ("replacement", "150.01", False),
    ],
)
def test_the_assistants_authority_ends_exactly_at_its_limit(name: str, total: str, within: bool) -> None:
    shop_order = order(DELIVERED, total=total, delivered_days_ago=1)
    assert offer(name, shop_order, "damaged_or_wrong_item", "damaged").within_authority is within


def test_what_is_evident_from_the_records_needs_no_authority() -> None:
    shop_order = order(total="900.00", payments=(charge("900.00"), charge("900.00")))
    duplicate = offer("refund_duplicate", shop_order, "billing_problem", "charged_twice")
    assert (duplicate.amount, duplicate.within_authority) == (eur("900.00"), True)
    cancel = offer("cancel", order(OrderStatus.PLACED, total="900.00"), "cancel_order", None)
    assert cancel.within_authority


@pytest.mark.parametrize(("total", "amount"), [("40.00", "4.00"), ("33.33", "3.33"), ("999.00", "15.00")])
def test_a_voucher_is_a_tenth_and_at_most_fifteen(total: str, amount: str) -> None:
    voucher = offer("voucher", order(total=total, promised_days_ago=3), "track_order", "late")
    assert (voucher.amount, voucher.within_authority) == (eur(amount), True)


def customer(orders: int, *, years: int = 0, spent: str = "0") -> Customer:
    return Customer(
        "cus_mia", "Mia", "m@example.com", None, "en", TODAY - timedelta(days=366 * years), orders, eur(spent)
    )


@pytest.mark.row("L3", "BS6")
@pytest.mark.parametrize(
    ("who", "name", "amount"),
    [
        (None, "voucher", "4.00"),
        (customer(0), "voucher", "4.00"),
        (customer(9), "voucher", "4.00"),
        (customer(10), "voucher_loyal", "6.00"),
        (customer(31), "voucher_loyal", "6.00"),
    ],
)
def test_a_customer_of_many_orders_gets_the_larger_voucher_instead(
    who: Customer | None, name: str, amount: str
) -> None:
    situation = Situation("track_order", "late", TODAY, order(promised_days_ago=3), customer=who)
    vouchers = [o for o in possible_offers(situation) if o.id.startswith("voucher")]
    assert [(o.id, o.amount) for o in vouchers] == [(name, eur(amount))]


@pytest.mark.parametrize(
    ("history", "holds"),
    [
        ({"years": {"from": 2}}, True),
        ({"years": {"from": 3}}, False),
        ({"spent": {"from": 500, "to": 1000}}, True),
        ({"spent": {"to": 499.99}}, False),
        ({"orders": {"from": 5}, "years": {"to": 1}}, False),
    ],
)
def test_an_offer_may_depend_on_years_and_on_what_was_spent(history: dict[str, object], holds: bool) -> None:
    situation = Situation("refund", None, TODAY, customer=customer(5, years=2, spent="500.00"))
    assert offers._fits_customer(History.model_validate(history), situation) is holds


@pytest.mark.parametrize(("total", "holds"), [("49.99", False), ("50.00", True), ("200.00", True), ("200.01", False)])
def test_an_offer_may_depend_on_the_value_of_the_order(total: str, holds: bool) -> None:
    rule = OfferRule.model_validate({"for": ["refund"], "operation": "return_label", "value": {"from": 50, "to": 200}})
    shop_order = order(total=total)
    assert offers._fits_order(rule, Situation("refund", None, TODAY, shop_order), shop_order) is holds


def test_part_of_the_price_is_that_of_the_goods_and_never_more_than_is_left() -> None:
    damaged = order(DELIVERED, delivered_days_ago=1, total="64.00")
    assert offer("keep_it", damaged, "damaged_or_wrong_item", "damaged").amount == eur("12.80")
    paid_back = order(DELIVERED, delivered_days_ago=1, total="64.00", payments=(charge("64.00"), refund("60.00")))
    assert offer("keep_it", paid_back, "damaged_or_wrong_item", "damaged").amount == eur("4.00")


@pytest.mark.parametrize(("until", "there"), [(0, True), (-1, False), (None, False)])
def test_a_guarantee_counts_up_to_its_last_day(until: int | None, there: bool) -> None:
    last = None if until is None else TODAY + timedelta(days=until)
    shop_order = order(DELIVERED, delivered_days_ago=700)
    situation = Situation("technical_fault", "stopped_working", TODAY, shop_order, guaranteed_until=last)
    assert ("guarantee" in [o.id for o in possible_offers(situation)]) is there


def test_what_is_above_everybodys_authority_is_granted_by_nobody() -> None:
    """L2"""
    by = {
        total: offer(
            "refund_goods", order(DELIVERED, total=total, delivered_days_ago=1), "refund", "damaged"
        ).granted_by
        for total in ("100.00", "100.01", "500.01", "5000.01")
    }
    assert by == {"100.00": "assistant", "100.01": "agent", "500.01": "lead", "5000.01": None}


def test_an_offer_about_an_order_needs_one_and_one_about_a_subscription_a_running_one() -> None:
    running = Subscription("sub", "cus_mia", "Coffee", eur("9.90"), SubscriptionStatus.ACTIVE, TODAY, None)
    situation = Situation("cancel_order", "subscription", TODAY)
    assert [o.id for o in possible_offers(situation)] == ["call_back"]
    stop = possible_offers(replace(situation, subscription=running))[1]
    assert operation_on(stop.terms(), "cus_mia").subscription_id == "sub"


def test_what_the_customer_told_goes_to_the_shop_as_the_note() -> None:
    new = offer("new_address", order(OrderStatus.PLACED), "change_order", "change_address")
    assert (
        operation_on({**new.terms(), "details": {"address": "5 Mill Lane, Bath"}}, "cus_mia").note
        == "5 Mill Lane, Bath"
    )


def test_what_was_accepted_is_what_was_offered_whatever_changed() -> None:
    made = offer("refund_overcharge", order(payments=(charge("48.00"),)), "billing_problem", "wrong_amount")
    operation = operation_on(made.terms(), "cus_mia")
    assert (operation.kind, operation.amount) == (OperationKind.REFUND, Money(Decimal("8.00"), "EUR"))
    assert (operation.order_number, operation.customer_id) == ("1042", "cus_mia")


def test_only_operations_on_money_carry_an_amount() -> None:
    trace = offer("trace", order(promised_days_ago=3), "track_order", "late")
    assert operation_on(trace.terms(), "cus_mia").amount is None


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("I want my money back", "refund"),
        ("just cancel it", "cancel"),
        ("no I want my money back", "refund"),
        ("no refund please", None),
        ("la la la", None),
        ("", None),
    ],
)
def test_the_wish_is_read_from_the_words(words: str, wish: str | None) -> None:
    """L1"""
    assert offers.wish_of(words, "en") == wish
    assert offers.wish_of(words, "xx") == wish


def test_each_role_may_grant_at_least_as_much_as_the_one_below() -> None:
    """B4, BS6"""
    assistant, agent, lead = (offer_rules.rules().authority[role] for role in ("assistant", "agent", "lead"))
    for kind in assistant:
        assert assistant[kind] <= agent[kind] <= lead[kind]


@pytest.mark.row("L3")
@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        ("I do not want that somebody search three weeks. I want my lamps", ["find"]),
        ("I don't want a voucher, I want my money back", ["voucher"]),
        ("it was never delivered and I don't like it", []),
        ("not delivered", []),
        ("", []),
    ],
)
def test_what_the_customer_does_not_want_is_read_from_the_words(text: str, unwanted: list[str]) -> None:
    assert offers.unwanted_in(text, "en") == unwanted
