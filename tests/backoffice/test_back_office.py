"""What every back office does, the demo shop and a shop behind HTTP alike."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from frontdesk.backoffice import (
    BackOffice,
    BackOfficeUnavailable,
    Money,
    Operation,
    OperationKind,
    OperationRefused,
    OrderStatus,
    PaymentKind,
    PaymentStatus,
    Subscription,
    SubscriptionStatus,
)
from frontdesk.backoffice.demo import DemoShop

TODAY = datetime.now(UTC).date()


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def do(shop: BackOffice, kind: str, number: str | None = None, *, key: str = "key-1", **more: Any) -> Any:
    return shop.perform(Operation(OperationKind(kind), number, **more), key)


def stock(shop: BackOffice, sku: str) -> int:
    return next(product.in_stock for product in shop.products() if product.sku == sku)


def refunds(shop: BackOffice, number: str) -> list[Decimal]:
    order = shop.order(number)
    assert order
    return [p.amount.amount for p in order.payments if p.kind is PaymentKind.REFUND]


def refusal(shop: BackOffice, kind: str, number: str | None, **more: Any) -> str:
    before = number and shop.order(number)
    with pytest.raises(OperationRefused) as refused:
        do(shop, kind, number, **more)
    assert refused.value.detail
    assert before == (number and shop.order(number))
    return refused.value.code


def test_a_customer_is_known_with_their_history(shop: BackOffice) -> None:
    mia = shop.customer("cus_mia")
    assert mia
    assert (mia.name, mia.email, mia.language) == ("Mia Lindqvist", "mia@example.com", "en")
    assert mia.orders_count == 9
    assert mia.lifetime_value == euros("1211.00")


def test_an_order_is_known_with_lines_tracking_and_payments(shop: BackOffice) -> None:
    bench = shop.order("1042")
    assert bench
    assert (bench.customer_id, bench.status) == ("cus_mia", OrderStatus.SHIPPED)
    assert bench.promised_on == TODAY - timedelta(days=4)
    assert [step.place for step in bench.tracking] == ["Fernhill warehouse", "Rotterdam hub", "Dublin hub"]
    assert bench.tracking[-1].at.tzinfo is not None
    assert bench.total == euros("268.00") == bench.refundable()
    assert bench.lines[0].name == "Ashdown garden bench"


def test_orders_come_newest_first(shop: BackOffice) -> None:
    assert [order.number for order in shop.orders_of("cus_mia")] == ["1001", "1042", "1027"]


def test_products_carry_facts_and_aliases(shop: BackOffice) -> None:
    kettle = next(product for product in shop.products() if product.sku == "KT-17")
    assert kettle.price == euros("89.00")
    assert kettle.facts["capacity"] == "1 litre"
    assert "kettle" in kettle.aliases


@pytest.mark.parametrize("unknown", ["9999", "", "..", "../orders/1042", "1042?x=1", "%31042", "1042\n", "१०४२"])
def test_what_is_unknown_is_none(shop: BackOffice, unknown: str) -> None:
    assert shop.order(unknown) is None
    assert shop.customer(unknown) is None
    assert shop.orders_of(unknown) == []
    assert shop.subscriptions_of(unknown) == []


def test_amounts_are_exact_decimals_everywhere(shop: BackOffice) -> None:
    amounts = [product.price.amount for product in shop.products()]
    for order in shop.orders_of("cus_emma"):
        amounts += [order.total.amount, order.discount.amount, order.shipping.amount]
        amounts += [payment.amount.amount for payment in order.payments]
        amounts += [line.unit_price.amount for line in order.lines]
    assert {type(amount) for amount in amounts} == {Decimal}
    assert {amount.as_tuple().exponent for amount in amounts} == {-2}


def test_an_order_that_is_not_packed_is_cancelled_and_paid_back(shop: BackOffice) -> None:
    before = stock(shop, "SL-10")
    receipt = do(shop, "cancel_order", "1001")
    order = shop.order("1001")
    assert order
    assert order.status is OrderStatus.CANCELLED
    assert receipt.amount == order.total
    assert receipt.expected_on == TODAY + timedelta(days=5)
    assert order.payments[-1].status is PaymentStatus.PENDING
    assert refunds(shop, "1001") == [order.total.amount]
    assert stock(shop, "SL-10") == before + 2


def test_refunds_add_up_to_what_was_paid_and_no_further(shop: BackOffice) -> None:
    assert refusal(shop, "refund", "1042", amount=euros("268.01")) == "amount_above_paid"
    assert do(shop, "refund", "1042", amount=euros("19.00"), key="a").amount == euros("19.00")
    assert refusal(shop, "refund", "1042", amount=euros("249.01"), key="b") == "amount_above_paid"
    assert do(shop, "refund", "1042", key="c").amount == euros("249.00")
    assert refusal(shop, "refund", "1042", key="d") == "nothing_paid"
    assert refunds(shop, "1042") == [Decimal("19.00"), Decimal("249.00")]


def test_a_double_charge_is_paid_back_up_to_both_charges(shop: BackOffice) -> None:
    order = shop.order("1017")
    assert order
    assert order.refundable().amount == 2 * order.total.amount
    do(shop, "refund", "1017", amount=order.total)
    order = shop.order("1017")
    assert order
    assert order.refundable() == order.total


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (euros("0"), "amount_invalid"),
        (euros("1.005"), "amount_invalid"),
        (euros("1" + "0" * 30), "amount_invalid"),
        (Money(Decimal("5.00"), "USD"), "currency_unknown"),
    ],
)
def test_an_amount_that_makes_no_sense_is_refused(shop: BackOffice, amount: Money, code: str) -> None:
    assert refusal(shop, "refund", "1042", amount=amount) == code


def test_a_replacement_is_a_free_order_of_its_own(shop: BackOffice) -> None:
    before = stock(shop, "VS-30")
    receipt = do(shop, "replacement", "1013", skus=("VS-30",))
    replacement = shop.order(receipt.reference)
    assert replacement
    assert (replacement.customer_id, replacement.status) == ("cus_yuki", OrderStatus.PLACED)
    assert [(line.sku, line.quantity) for line in replacement.lines] == [("VS-30", 1)]
    assert replacement.total == euros("0.00")
    assert replacement.promised_on == receipt.expected_on
    assert stock(shop, "VS-30") == before - 1
    assert refusal(shop, "replacement", "1013", skus=("VS-30",), key="again") == "already_replaced"


def test_what_is_not_in_stock_is_not_replaced(shop: BackOffice) -> None:
    assert refusal(shop, "replacement", "1022") == "out_of_stock"


def test_what_was_paid_back_is_not_sent_again(shop: BackOffice) -> None:
    do(shop, "refund", "1042", key="a")
    assert refusal(shop, "replacement", "1042", key="b") == "already_refunded"
    assert refusal(shop, "redeliver", "1042", key="c") == "already_refunded"


def test_redelivery_sends_the_parcel_again_once(shop: BackOffice) -> None:
    before = stock(shop, "TL-2")
    receipt = do(shop, "redeliver", "1014")
    order = shop.order("1014")
    assert order
    assert (order.status, order.delivered_at) == (OrderStatus.SHIPPED, None)
    assert order.tracking_number == receipt.reference
    assert order.promised_on == receipt.expected_on == TODAY + timedelta(days=1)
    assert stock(shop, "TL-2") == before - 2
    assert refusal(shop, "redeliver", "1014", key="again") == "already_sent_again"


def test_redelivery_hurries_what_has_not_left(shop: BackOffice) -> None:
    before = stock(shop, "KS-5")
    receipt = do(shop, "redeliver", "1001")
    order = shop.order("1001")
    assert order
    assert (order.status, order.promised_on) == (OrderStatus.PLACED, TODAY + timedelta(days=1))
    assert receipt.expected_on == order.promised_on
    assert stock(shop, "KS-5") == before


def test_a_trace_is_opened_once_and_told(shop: BackOffice) -> None:
    receipt = do(shop, "trace", "1042")
    order = shop.order("1042")
    assert order
    assert receipt.reference in order.tracking[-1].text
    assert refusal(shop, "trace", "1042", key="again") == "already_searching"


def test_address_and_day_can_be_changed_before_it_leaves(shop: BackOffice) -> None:
    day = TODAY + timedelta(days=6)
    do(shop, "change_address", "1003", note="Emma Clarke, 1 New Street, Bath", key="a")
    assert do(shop, "change_delivery_date", "1003", note=day.isoformat(), key="b").expected_on == day
    order = shop.order("1003")
    assert order
    assert (order.address, order.promised_on) == ("Emma Clarke, 1 New Street, Bath", day)


@pytest.mark.parametrize("note", ["", "Friday", "2001-01-01", (TODAY + timedelta(days=31)).isoformat()])
def test_a_day_that_cannot_be_is_refused(shop: BackOffice, note: str) -> None:
    assert refusal(shop, "change_delivery_date", "1001", note=note) == "date_invalid"


def test_labels_and_invoices_come_with_an_address(shop: BackOffice, demo_shop: DemoShop) -> None:
    label = do(shop, "return_label", "1013", skus=("VS-30",), key="a")
    invoice = do(shop, "invoice_copy", "1042", key="b")
    assert label.url == f"/demo/documents/{label.reference}"
    assert "Hand-blown vase" in (demo_shop.document(label.reference) or "")
    assert "candles" not in (demo_shop.document(label.reference) or "")
    assert "268.00 EUR" in (demo_shop.document(invoice.reference) or "")
    assert demo_shop.document("I-1042-guess") is None


def test_a_voucher_needs_a_customer_and_an_amount(shop: BackOffice) -> None:
    assert do(shop, "voucher", customer_id="cus_mia", amount=euros("15.00")).amount == euros("15.00")
    assert refusal(shop, "voucher", None, customer_id="cus_mia", key="b") == "incomplete"
    assert refusal(shop, "voucher", None, amount=euros("15.00"), key="c") == "incomplete"
    assert refusal(shop, "voucher", None, customer_id="nobody", amount=euros("1.00"), key="d") == "unknown_customer"


def test_an_order_whose_payment_failed_gets_a_page_to_pay_it(shop: BackOffice, demo_shop: DemoShop) -> None:
    link = do(shop, "payment_link", "1020")
    assert link.url == f"/demo/documents/{link.reference}"
    assert "213.00 EUR" in (demo_shop.document(link.reference) or "")


@pytest.mark.row("P1")
def test_a_password_link_is_as_hard_to_guess_as_a_password(shop: BackOffice, demo_shop: DemoShop) -> None:
    link = do(shop, "password_link", customer_id="cus_mia")
    address = link.url.rsplit("/", 1)[-1]
    assert len(address) > 30
    assert link.reference not in link.url
    assert "mia@example.com" in (demo_shop.document(address) or "")
    assert demo_shop.document(link.reference) is None


def subscription(shop: BackOffice, customer_id: str) -> Subscription:
    (only,) = shop.subscriptions_of(customer_id)
    return only


@pytest.mark.row("P1")
@pytest.mark.parametrize(("customer_id", "days"), [("cus_amara", 0), ("cus_emma", 1)])
def test_a_subscription_ends_today_or_with_what_is_packed(shop: BackOffice, customer_id: str, days: int) -> None:
    before = subscription(shop, customer_id)
    assert before.status is SubscriptionStatus.ACTIVE
    receipt = do(shop, "stop_subscription", customer_id=customer_id, subscription_id=before.id)
    after = subscription(shop, customer_id)
    assert after.status is SubscriptionStatus.STOPPED
    assert receipt.expected_on == after.ends_on == TODAY + timedelta(days=days)
    again = {"customer_id": customer_id, "subscription_id": before.id, "key": "again"}
    assert refusal(shop, "stop_subscription", None, **again) == "already_stopped"


def test_a_subscription_of_somebody_else_is_refused(shop: BackOffice) -> None:
    theirs = {"customer_id": "cus_jonas", "subscription_id": "sub_coffee"}
    assert refusal(shop, "stop_subscription", None, **theirs) == "unknown_subscription"
    assert subscription(shop, "cus_amara").status is SubscriptionStatus.ACTIVE


@pytest.mark.parametrize(
    ("kind", "number", "code"),
    [
        ("payment_link", "1042", "already_paid"),
        ("payment_link", "1010", "already_cancelled"),
        ("password_link", None, "incomplete"),
        ("stop_subscription", None, "unknown_subscription"),
        ("cancel_order", "1003", "already_packed"),
        ("cancel_order", "1042", "already_shipped"),
        ("cancel_order", "1010", "already_cancelled"),
        ("cancel_order", "1020", "payment_failed"),
        ("cancel_order", "9999", "unknown_order"),
        ("cancel_order", None, "incomplete"),
        ("refund", "1011", "nothing_paid"),
        ("refund", "1020", "nothing_paid"),
        ("replacement", "1001", "not_shipped"),
        ("replacement", "1012", "already_returned"),
        ("redeliver", "1010", "already_cancelled"),
        ("return_label", "1042", "not_delivered"),
        ("invoice_copy", "1020", "nothing_paid"),
        ("trace", "1003", "not_shipped"),
        ("change_address", "1042", "already_shipped"),
        ("change_address", "1003", "incomplete"),
        ("change_delivery_date", "1013", "already_delivered"),
    ],
)
def test_what_the_shop_cannot_do_is_refused(shop: BackOffice, kind: str, number: str | None, code: str) -> None:
    assert refusal(shop, kind, number) == code


def test_goods_that_are_not_in_the_order_are_refused(shop: BackOffice) -> None:
    assert refusal(shop, "replacement", "1013", skus=("VS-30", "KT-17")) == "unknown_sku"


def test_an_order_of_somebody_else_is_refused(shop: BackOffice) -> None:
    assert refusal(shop, "refund", "1042", customer_id="cus_jonas") == "unknown_order"


def test_the_same_key_brings_the_same_receipt_and_one_change(shop: BackOffice) -> None:
    first = do(shop, "refund", "1042", amount=euros("19.00"))
    assert do(shop, "refund", "1042", amount=euros("19.00")) == first
    assert refunds(shop, "1042") == [Decimal("19.00")]


def test_a_key_stands_for_one_operation(shop: BackOffice) -> None:
    do(shop, "refund", "1042", amount=euros("19.00"))
    assert refusal(shop, "refund", "1042", amount=euros("20.00")) == "key_reused"


def test_a_refusal_uses_up_no_key(shop: BackOffice) -> None:
    operation = Operation(OperationKind.REFUND, "1042", amount=euros("300.00"))
    with pytest.raises(OperationRefused):
        shop.perform(operation, "key-1")
    assert shop.perform(replace(operation, amount=euros("30.00")), "key-1").amount == euros("30.00")


@pytest.mark.parametrize("key", ["", "two words", "line\nbreak", "ключ", "x" * 201])
def test_a_key_must_fit_a_header(shop: BackOffice, key: str) -> None:
    with pytest.raises(ValueError, match="visible ASCII"):
        do(shop, "trace", "1042", key=key)


def test_the_same_key_in_parallel_changes_the_world_once(shop: BackOffice) -> None:
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda _: do(shop, "refund", "1042", amount=euros("19.00")), range(16)))
    assert len(set(receipts)) == 1
    assert refunds(shop, "1042") == [Decimal("19.00")]


def test_different_keys_in_parallel_never_pay_back_too_much(shop: BackOffice) -> None:
    def try_refund(turn: int) -> bool:
        try:
            return bool(do(shop, "refund", "1042", amount=euros("100.00"), key=f"turn-{turn}"))
        except OperationRefused:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(try_refund, range(8))) == 2
    assert refunds(shop, "1042") == [Decimal("100.00")] * 2


def test_a_shop_that_is_down_says_so_and_comes_back(shop: BackOffice, demo_shop: DemoShop, tmp_path: Any) -> None:
    (tmp_path / "shop.down").touch()
    for call in (
        lambda: shop.order("1042"),
        lambda: shop.customer("cus_mia"),
        lambda: shop.orders_of("cus_mia"),
        lambda: shop.subscriptions_of("cus_mia"),
        lambda: shop.products(),
        lambda: do(shop, "cancel_order", "1001"),
    ):
        with pytest.raises(BackOfficeUnavailable):
            call()
    (tmp_path / "shop.down").unlink()
    do(shop, "cancel_order", "1001")


def test_the_environment_takes_the_shop_down_too(shop: BackOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPLINE_DEMO_SHOP_DOWN", "1")
    with pytest.raises(BackOfficeUnavailable):
        shop.order("1042")
    monkeypatch.setenv("HELPLINE_DEMO_SHOP_DOWN", "0")
    assert shop.order("1042")
