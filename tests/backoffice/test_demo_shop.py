"""The demo shop's own promises: one filling, all or nothing, every state to be seen."""

import json
import signal
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from frontdesk.backoffice import (
    BackOfficeUnavailable,
    Operation,
    OperationKind,
    Order,
    OrderStatus,
    PaymentKind,
    PaymentStatus,
    open_back_office,
)
from frontdesk.backoffice.demo import DemoShop, Happening, demo_customers, files
from frontdesk.backoffice.http import HttpBackOffice

NOW = datetime(2031, 5, 17, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
CANCEL = Operation(OperationKind.CANCEL_ORDER, "1001")

CANCELLER = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.orm import Session
from frontdesk.backoffice import Operation, OperationKind
from frontdesk.backoffice.demo import DemoShop

path, moment = Path(sys.argv[1]), sys.argv[2]
shop = DemoShop(path)
if moment != "never":
    event.listen(Session, moment, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
print(shop.perform(Operation(OperationKind.CANCEL_ORDER, "1001"), "key-1").reference)
"""


def start_canceller(path: Path, dies: str = "never") -> subprocess.Popen[str]:
    """A process that cancels order 1001 under key-1 and dies at this moment of the transaction."""
    return subprocess.Popen(
        [sys.executable, "-c", CANCELLER, str(path), dies],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Order]:
    shop = DemoShop(tmp_path_factory.mktemp("seeds") / "shop.db", now=lambda: NOW)
    return {order.number: order for someone in demo_customers() for order in shop.orders_of(someone["id"])}


def test_processes_that_start_together_fill_once_and_cancel_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "shop.db"
    processes = [start_canceller(path) for _ in range(3)]
    references = {process.communicate(timeout=20)[0].strip() for process in processes}
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert len(references) == 1
    shop = DemoShop(path)
    assert len(shop.products()) == len(files.products())
    order = shop.order("1001")
    assert order
    assert [payment.kind for payment in order.payments] == [PaymentKind.CHARGE, PaymentKind.REFUND]


def test_a_refilled_shop_is_as_on_its_first_day(tmp_path: Path) -> None:
    shop = DemoShop(tmp_path / "shop.db", now=lambda: NOW)
    numbers = [order.number for someone in demo_customers() for order in shop.orders_of(someone["id"])]
    first = ([shop.order(number) for number in numbers], shop.products())
    vase = Operation(OperationKind.REPLACEMENT, "1013")
    done = [shop.perform(CANCEL, "key-1"), shop.perform(vase, "key-2")]
    assert ([shop.order(number) for number in numbers], shop.products()) != first

    shop.refill()
    assert ([shop.order(number) for number in numbers], shop.products()) == first
    assert shop.order(done[1].reference) is None, "the order that replaced the vase is gone"
    assert shop.perform(CANCEL, "key-1").reference != done[0].reference, "and so is what was done under a key"


def test_who_reads_while_the_shop_is_refilled_sees_a_whole_shop(demo_shop: DemoShop, tmp_path: Path) -> None:
    whole = len(demo_shop.products())
    other = DemoShop(tmp_path / "shop.db")
    stop = threading.Event()

    def refill() -> None:
        while not stop.is_set():
            other.refill()

    refilling = threading.Thread(target=refill)
    refilling.start()
    try:
        assert {len(demo_shop.products()) for _ in range(200)} == {whole}
    finally:
        stop.set()
        refilling.join()


def test_time_passes_for_the_whole_shop(tmp_path: Path) -> None:
    shop = DemoShop(tmp_path / "shop.db", now=lambda: NOW)
    before, search = shop.order("1042"), shop.perform(Operation(OperationKind.TRACE, "1042"), "key-1")
    shop.let_pass(timedelta(hours=50))
    after = shop.order("1042")
    assert before
    assert after
    assert after.placed_at == before.placed_at - timedelta(hours=50)
    assert after.promised_on == before.promised_on - timedelta(days=2)
    assert [step.at for step in after.tracking[:-1]] == [step.at - timedelta(hours=50) for step in before.tracking]
    assert after.tracking[-1].at == search.done_on - timedelta(hours=50)


def test_parcels_move_and_arrive_and_money_is_booked(tmp_path: Path) -> None:
    shop = DemoShop(tmp_path / "shop.db", now=lambda: NOW)
    shop.happen(Happening.SCANNED, "1042")
    bench = shop.order("1042")
    assert bench
    assert (bench.status, bench.tracking[-1].place, bench.tracking[-1].at) == (OrderStatus.SHIPPED, "Dublin hub", NOW)
    shop.happen(Happening.DELIVERED, "1042")
    bench = shop.order("1042")
    assert bench
    assert (bench.status, bench.delivered_at) == (OrderStatus.DELIVERED, NOW)
    assert bench.tracking[-1].place in bench.address
    shop.happen(Happening.PAID_BACK, "1010")
    barbecue = shop.order("1010")
    assert barbecue
    assert barbecue.payments[-1].status == PaymentStatus.CAPTURED
    with pytest.raises(LookupError, match="9999"):
        shop.happen(Happening.DELIVERED, "9999")


def test_a_crash_before_the_commit_changes_nothing(demo_shop: DemoShop, tmp_path: Path) -> None:
    before = (demo_shop.order("1001"), demo_shop.products())
    assert start_canceller(tmp_path / "shop.db", dies="after_flush").wait(20) == -signal.SIGKILL
    assert (demo_shop.order("1001"), demo_shop.products()) == before
    assert demo_shop.perform(CANCEL, "key-1").amount


def test_a_crash_after_the_commit_keeps_the_receipt(demo_shop: DemoShop, tmp_path: Path) -> None:
    assert start_canceller(tmp_path / "shop.db", dies="after_commit").wait(20) == -signal.SIGKILL
    cancelled = demo_shop.order("1001")
    assert cancelled
    assert cancelled.status is OrderStatus.CANCELLED
    assert demo_shop.perform(CANCEL, "key-1").amount == cancelled.total
    assert demo_shop.order("1001") == cancelled


def test_a_shop_that_was_filled_keeps_what_happened(demo_shop: DemoShop, tmp_path: Path) -> None:
    demo_shop.perform(CANCEL, "key-1")
    again = DemoShop(tmp_path / "shop.db")
    assert again.order("1001") == demo_shop.order("1001")
    assert again.perform(CANCEL, "key-1") == demo_shop.perform(CANCEL, "key-1")


def test_a_broken_file_makes_the_shop_unavailable(demo_shop: DemoShop, tmp_path: Path) -> None:
    demo_shop.close()
    for leftover in tmp_path.glob("shop.db-*"):
        leftover.unlink()
    (tmp_path / "shop.db").write_bytes(b"no database " * 1000)
    with pytest.raises(BackOfficeUnavailable):
        demo_shop.order("1042")


@pytest.mark.parametrize("days", [1, 2, 4, 9])
def test_an_order_is_late_by(orders: dict[str, Order], days: int) -> None:
    promised = TODAY - timedelta(days=days)
    assert any(o.status is OrderStatus.SHIPPED and o.promised_on == promised for o in orders.values())


@pytest.mark.parametrize("days", [1, 10, 40])
def test_an_order_was_delivered_before(orders: dict[str, Order], days: int) -> None:
    delivered = {o.delivered_at.date() for o in orders.values() if o.delivered_at}
    assert TODAY - timedelta(days=days) in delivered


def test_every_state_is_there_to_be_seen(orders: dict[str, Order]) -> None:
    assert {order.status for order in orders.values()} == set(OrderStatus)
    assert {p.status for o in orders.values() for p in o.payments if p.kind is PaymentKind.REFUND} == set(PaymentStatus)


def test_the_bench_is_late_and_its_tracking_has_stalled(orders: dict[str, Order]) -> None:
    bench = orders["1042"]
    assert (bench.email, bench.promised_on) == ("mia@example.com", date(2031, 5, 13))
    assert NOW - bench.tracking[-1].at > timedelta(days=5)


def test_the_money_troubles_are_there(orders: dict[str, Order]) -> None:
    charges = [p.amount for p in orders["1017"].payments if p.status is PaymentStatus.CAPTURED]
    assert charges == [orders["1017"].total] * 2
    overcharged = orders["1018"]
    assert overcharged.payments[0].amount.amount - overcharged.total.amount == overcharged.discount.amount
    assert orders["1010"].payments[-1].status is PaymentStatus.PENDING
    assert orders["1020"].refundable().amount == 0
    assert orders["1023"].total.amount > 500 < orders["1025"].total.amount
    assert len(orders["1023"].lines) == 4


def test_every_seeded_order_makes_sense(orders: dict[str, Order]) -> None:
    assert set(orders) == {entry.number for entry in files.shop().orders}
    for order in orders.values():
        assert order.lines, order.number
        assert order.total.amount > 0, order.number
        assert order.refundable().amount >= 0, order.number
        moments = [
            order.placed_at,
            *([order.shipped_at] if order.shipped_at else []),
            *(e.at for e in order.tracking),
            NOW,
        ]
        assert moments == sorted(moments), order.number
        left = order.status in (OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.RETURNED)
        assert left == bool(order.shipped_at and order.carrier and order.tracking_number), order.number
        assert bool(order.delivered_at) == (order.status in (OrderStatus.DELIVERED, OrderStatus.RETURNED))


def test_customers_differ_in_language_and_history() -> None:
    customers = files.shop().customers
    assert len(customers) == len(demo_customers()) == 12
    assert {"en", "ja", "ko"} <= {customer.language for customer in customers}
    assert all(someone["about"] for someone in demo_customers())


def test_what_is_seeded_today_is_never_in_the_future(tmp_path: Path) -> None:
    midnight = NOW.replace(hour=0, minute=1)
    order = DemoShop(tmp_path / "shop.db", now=lambda: midnight).order("1001")
    assert order
    assert order.placed_at == midnight


def test_an_amount_without_quotes_is_rejected_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    product = {"sku": "A", "name": "A", "category": "home", "in_stock": 1, "facts": {}, "aliases": []}
    (tmp_path / "catalogue.yml").write_text(json.dumps([product | {"price": 12.5}]))
    monkeypatch.setattr(files, "DATA", tmp_path)
    files.products.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"catalogue\.yml(?s:.*)0\.price"):
            files.products()
    finally:
        files.products.cache_clear()


def test_settings_choose_between_the_demo_and_a_real_shop(tmp_path: Path) -> None:
    demo = open_back_office(SimpleNamespace(backoffice_url=None, backoffice_token=None, data_dir=tmp_path))
    assert isinstance(demo, DemoShop)
    assert (tmp_path / "shop.db").exists()
    real = open_back_office(
        SimpleNamespace(backoffice_url="https://shop.example", backoffice_token="t", data_dir=tmp_path)
    )
    assert isinstance(real, HttpBackOffice)


def test_the_value_of_a_customer_leaves_out_what_was_never_bought(tmp_path: Path) -> None:
    shop = DemoShop(tmp_path / "shop.db", now=lambda: NOW)
    jonas = shop.customer("cus_jonas")
    assert jonas
    assert (jonas.orders_count, jonas.lifetime_value.amount) == (4, Decimal("495.90"))
