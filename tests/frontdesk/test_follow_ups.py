"""The assistant's promises on their day: looked up, written about, kept, moved or handed on (P2, P3, C7)."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from frontdesk import log
from frontdesk.aftercare import follow_ups
from frontdesk.backoffice import BackOfficeUnavailable, Order, OrderStatus, PaymentStatus, TrackingEvent
from frontdesk.clock import iso
from frontdesk.conversation.conversations import Owner, set_owner
from frontdesk.desk import promises
from frontdesk.desk.promises import Promise
from frontdesk.log import Author, StatusType
from frontdesk.staff.agents import Agent
from frontdesk.store import Store
from frontdesk.tables import OutboxRow, PromiseRow
from tests.frontdesk.orders import charge, order, refund
from tests.frontdesk.scenes import AT, MIA, at_once, claimed, greeted, later, row_of, statuses, words

DUE = AT + timedelta(days=2)


@dataclass
class Shop:
    """The orders of the moment; None while it is down."""

    orders: dict[str, Order] | None = field(default_factory=dict)
    asked: int = 0

    def order(self, number: str) -> Order | None:
        """As a back office does."""
        self.asked += 1
        if self.orders is None:
            raise BackOfficeUnavailable
        return self.orders.get(number)


@pytest.fixture
def shop() -> Shop:
    """A shop that still shows Mia's order as it was when the promise was given."""
    return Shop({"1042": order(OrderStatus.SHIPPED)})


def sign(at: datetime, text: str = "Sorted and on its way") -> TrackingEvent:
    return TrackingEvent(at, "Kinsale", text)


def promised(
    store: Store, offer: str = "trace", *, reference: str = "T-1", closed: bool = True, done_on: str = iso(AT)
) -> str:
    """Mia was helped with 1042 and has a promise for it; her conversation's id."""
    conversation_id = greeted(store, identity=MIA)
    receipt = {"reference": reference, "done_on": done_on}
    what = "I'll tell you what became of order 1042"
    with store.writing() as session:
        log.append_status(
            session, conversation_id, StatusType.OFFER_CARRIED_OUT, at=AT, offer=offer, order_number="1042",
            receipt=receipt,
        )  # fmt: skip
        promise = Promise(offer, what, DUE, Author.ASSISTANT, "email")
        promises.give(session, conversation_id, promise, key="turn:3:promise", at=AT)
        if closed:
            set_owner(session, conversation_id, Owner.CLOSED)
    return conversation_id


def promise_of(store: Store, conversation_id: str) -> PromiseRow:
    with store.reading() as session:
        return session.scalars(sa.select(PromiseRow).where(PromiseRow.conversation_id == conversation_id)).one()


def said(store: Store, conversation_id: str) -> list[str]:
    """What the assistant has written since the greeting."""
    return [text or "" for author, text in words(store, conversation_id) if author == "assistant"][1:]


def mails(store: Store) -> list[OutboxRow]:
    with store.reading() as session:
        return list(session.scalars(sa.select(OutboxRow)))


@pytest.mark.row("P2", "P3", "C7")
def test_what_was_delivered_is_told_and_not_asked(store: Store, shop: Shop) -> None:
    conversation_id = promised(store)
    arrived = AT + timedelta(days=1)
    shop.orders = {
        "1042": order(OrderStatus.DELIVERED, tracking=(sign(arrived, "Delivered"),), delivered_days_ago=None)
    }
    shop.orders["1042"] = replace(shop.orders["1042"], delivered_at=arrived)
    assert follow_ups.keep_due(store, shop, DUE)
    [told] = said(store, conversation_id)
    assert "delivered on Tuesday 3 March, in Kinsale" in told
    assert promise_of(store, conversation_id).status == "kept"
    [mail] = mails(store)
    assert told in mail.body and mail.subject.startswith("As promised")


@pytest.mark.row("P3")
def test_nothing_is_written_before_the_day(store: Store, shop: Shop) -> None:
    conversation_id = promised(store)
    follow_ups.keep_due(store, shop, DUE - timedelta(seconds=1))
    assert said(store, conversation_id) == []
    assert shop.asked == 0


@pytest.mark.row("P2", "C7")
@pytest.mark.parametrize(
    ("offer", "after", "part"),
    [
        ("trace", order(OrderStatus.SHIPPED), "the carrier hasn't found order 1042"),
        ("redeliver", order(OrderStatus.SHIPPED), "order 1042 should have reached you"),
        ("hurry", order(OrderStatus.PACKED), "order 1042, and it hasn't left yet"),
        (
            "refund_shipping",
            order(payments=(charge("40.00"), refund("4.90", PaymentStatus.FAILED))),
            "€4.90 for order 1042: it didn't get through to Visa",
        ),
    ],
)
def test_what_visibly_did_not_happen_is_said_first_and_a_human_takes_over(
    store: Store, shop: Shop, offer: str, after: Order, part: str
) -> None:
    conversation_id = promised(store, offer)
    shop.orders = {"1042": after}
    follow_ups.keep_due(store, shop, DUE)
    [told] = said(store, conversation_id)
    assert part in told and "colleague" in told
    assert promise_of(store, conversation_id).status == "failed"
    assert row_of(store, conversation_id).owner == Owner.WAITING
    [asked] = statuses(store, conversation_id, StatusType.HANDOFF_REQUESTED)
    assert asked.data["reason"] == "promise_failed"


@pytest.mark.row("P2", "STD3")
def test_what_moves_gets_a_new_day_once_and_then_a_human(store: Store, shop: Shop) -> None:
    conversation_id = promised(store, "refund_shipping")
    shop.orders = {"1042": order(payments=(charge("40.00"), refund("4.90", PaymentStatus.PENDING)))}
    follow_ups.keep_due(store, shop, DUE)
    [told] = said(store, conversation_id)
    assert "again on Friday 6 March" in told
    row = promise_of(store, conversation_id)
    assert (row.status, row.due) == ("open", DUE + timedelta(days=2))
    assert row_of(store, conversation_id).owner == Owner.CLOSED
    [moved] = statuses(store, conversation_id, StatusType.PROMISE_MOVED)
    assert moved.data["due"] == iso(row.due)
    follow_ups.keep_due(store, shop, row.due)
    assert "still see no booking" in said(store, conversation_id)[1]
    assert promise_of(store, conversation_id).status == "failed"
    assert row_of(store, conversation_id).owner == Owner.WAITING


@pytest.mark.row("P3")
def test_a_booked_refund_is_told_with_the_amount(store: Store, shop: Shop) -> None:
    conversation_id = promised(store, "refund_shipping")
    shop.orders = {"1042": order(payments=(charge("40.00"), refund("4.90")))}
    follow_ups.keep_due(store, shop, DUE)
    assert "€4.90 went to Visa and has been booked" in said(store, conversation_id)[0]


@pytest.mark.row("P3")
def test_a_replacement_is_looked_up_under_its_own_number(store: Store, shop: Shop) -> None:
    conversation_id = promised(store, "replacement", reference="1099")
    arrived = replace(order(OrderStatus.DELIVERED), delivered_at=AT + timedelta(days=1))
    shop.orders = {"1042": order(OrderStatus.SHIPPED), "1099": arrived}
    follow_ups.keep_due(store, shop, DUE)
    assert "the replacement for order 1042" in said(store, conversation_id)[0]


@pytest.mark.row("P3")
def test_what_the_shop_cannot_tell_is_asked(store: Store, shop: Shop) -> None:
    conversation_id = promised(store, "return_label")
    follow_ups.keep_due(store, shop, DUE)
    assert "your return" in said(store, conversation_id)[0]
    assert promise_of(store, conversation_id).status == "kept"


@pytest.mark.row("P2", "B7")
def test_a_shop_that_is_down_postpones_and_loses_nothing(store: Store, shop: Shop) -> None:
    conversation_id = promised(store)
    shop.orders = None
    assert not follow_ups.keep_due(store, shop, DUE)
    assert said(store, conversation_id) == []
    shop.orders = {"1042": order(OrderStatus.SHIPPED)}
    follow_ups.keep_due(store, shop, DUE + timedelta(hours=1))
    assert len(said(store, conversation_id)) == 1


@pytest.mark.row("P2", "B7")
def test_a_shop_that_stays_down_does_not_cost_the_promised_day(store: Store, shop: Shop) -> None:
    conversation_id = promised(store)
    shop.orders = None
    follow_ups.keep_due(store, shop, DUE + timedelta(hours=8))
    assert said(store, conversation_id)[0].startswith("I promised you news today")


@pytest.mark.row("P3", "K8")
def test_what_is_done_early_is_told_early_and_nothing_else_is(store: Store, shop: Shop) -> None:
    found, waiting = promised(store, "replacement", reference="1099"), promised(store)
    arrived = replace(order(OrderStatus.DELIVERED), delivered_at=AT + timedelta(hours=20))
    shop.orders = {"1042": order(OrderStatus.SHIPPED), "1099": arrived}
    assert follow_ups.keep_early(store, shop, AT + timedelta(days=1))
    assert len(said(store, found)) == 1
    assert said(store, waiting) == []
    assert promise_of(store, waiting).status == "open"


@pytest.mark.row("P2")
def test_two_workers_write_once(store: Store, shop: Shop) -> None:
    conversation_id = promised(store, "refund_shipping")
    shop.orders = {"1042": order(payments=(charge("40.00"), refund("4.90", PaymentStatus.PENDING)))}
    at_once([partial(follow_ups.keep_due, store, shop, DUE)] * 4)
    assert len(said(store, conversation_id)) == 1
    assert len(mails(store)) == 1
    assert len(statuses(store, conversation_id, StatusType.PROMISE_MOVED)) == 1


@pytest.mark.row("W6")
def test_nothing_is_written_over_a_human(store: Store, shop: Shop, sam: Agent) -> None:
    conversation_id = claimed(store, sam)
    with store.writing() as session:
        promise = Promise("trace", "tell you", DUE, Author.ASSISTANT, "chat")
        promises.give(session, conversation_id, promise, key="k", at=AT)
    before = words(store, conversation_id)
    follow_ups.keep_due(store, shop, DUE)
    assert words(store, conversation_id) == before
    assert promise_of(store, conversation_id).status == "open"


@pytest.mark.row("P3")
@pytest.mark.parametrize(("closed", "titles"), [(True, ["Yes, all good", "Not really"]), (False, [])])
def test_buttons_stand_only_where_they_can_mean_nothing_else(
    store: Store, shop: Shop, closed: bool, titles: list[str]
) -> None:
    conversation_id = promised(store, "return_label", closed=closed)
    shop.orders = {"1042": order(OrderStatus.RETURNED)}
    follow_ups.keep_due(store, shop, DUE)
    with store.reading() as session:
        [newest] = [e for e in log.events_of(session, conversation_id) if "promise_id" in e.data and e.text][:1]
    assert [b["title"] for b in newest.data.get("buttons", [])] == titles


@pytest.mark.row("P2")
def test_a_promise_that_can_not_be_looked_up_holds_up_no_other(store: Store, shop: Shop) -> None:
    promised(store, "refund_shipping", done_on="a day that nobody can read")
    whole = promised(store, "refund_shipping")
    shop.orders = {"1042": order(payments=(charge("40.00"), refund("4.90")))}
    assert follow_ups.keep_early(store, shop, AT)
    assert len(said(store, whole)) == 1
    later_on = promised(store, "refund_shipping")
    assert follow_ups.keep_due(store, shop, DUE)
    assert len(said(store, later_on)) == 1


@pytest.mark.row("P2")
def test_the_customer_sees_what_was_promised_and_by_whom(store: Store, shop: Shop, sam: Agent) -> None:
    conversation_id = promised(store)
    with store.writing() as session:
        promise = Promise("follow_up", "call the depot", later(60), sam.id, "phone")
        promises.give(session, conversation_id, promise, key="k", at=AT, author=Author.AGENT)
    follow_ups.keep_due(store, Shop({"1042": replace(order(), delivered_at=DUE)}), DUE)
    with store.reading() as session:
        shown = promises.told_to_customer(session, conversation_id)
    assert [(p["what"], p["by"], p["channel"], p["status"]) for p in shown] == [
        ("call the depot", "Sam", "phone", "open"),
        ("I'll tell you what became of order 1042", "assistant", "email", "kept"),
    ]
