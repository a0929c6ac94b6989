"""A case for every offer of offers.yml, told up to the offer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from frontdesk.backoffice import Order, OrderStatus
from tests.actions.conversation import Conversation

TODAY = datetime.now(UTC).date()
YES, NO = "Yes, please", "No, thanks"


@dataclass(frozen=True)
class Case:
    """A case in which an offer is made, and how the shop shows that it was carried out."""

    customer: str
    text: str
    intent: str
    order: str = ""
    """The order that it is about, if it is about one."""
    declined: int = 0
    """How many offers come before it."""
    wish: tuple[str, str] | None = None
    """What they say instead of yes to the first offer: text and intent."""
    feeling: str = "calm"
    facts: tuple[tuple[str, str], ...] = ()
    later: int = 0
    """How many days after the shop was filled it is told."""
    carried_out: Callable[[Order, Order], bool] = lambda before, after: before != after


def paid_back(amount: str) -> Callable[[Order, Order], bool]:
    """Whether exactly this amount went back."""

    def check(before: Order, after: Order) -> bool:
        return before.refundable().amount - after.refundable().amount == Decimal(amount)

    return check


def told_in_tracking(words: str) -> Callable[[Order, Order], bool]:
    """Whether the tracking says so now."""
    return lambda _, after: any(words in event.text for event in after.tracking)


def unchanged(before: Order, after: Order) -> bool:
    """What is outside the order: another order, a paper, a voucher."""
    return before == after


CASES = {
    "cancel": Case(
        "cus_seoyeon",
        "cancel order 1002",
        "cancel_order",
        "1002",
        carried_out=lambda _, after: after.status == OrderStatus.CANCELLED,
    ),
    "refund_owed": Case("cus_seoyeon", "refund 1028", "refund", "1028", carried_out=paid_back("119.00")),
    "refund_duplicate": Case("cus_jonas", "charged twice", "billing_problem", "1017", carried_out=paid_back("179.00")),
    "refund_overcharge": Case("cus_emma", "discount gone", "billing_problem", "1018", carried_out=paid_back("13.90")),
    "replacement": Case("cus_yuki", "my vase is broken", "damaged_or_wrong_item", "1013", carried_out=unchanged),
    "trace": Case(
        "cus_mia",
        "my bench is late",
        "delivery_problem",
        "1042",
        carried_out=told_in_tracking("opened with the carrier"),
    ),
    "redeliver": Case(
        "cus_pierre",
        "delivered, but not there",
        "delivery_problem",
        "1014",
        declined=1,
        carried_out=lambda _, after: after.status == OrderStatus.SHIPPED,
    ),
    "refund_goods": Case(
        "cus_yuki",
        "my vase is broken",
        "damaged_or_wrong_item",
        "1013",
        wish=("I want my money back", "refund"),
        carried_out=paid_back("64.00"),
    ),
    "refund_shipping": Case(
        "cus_mia", "my bench is late", "delivery_problem", "1042", declined=1, carried_out=paid_back("19.00")
    ),
    "return_label": Case("cus_emma", "money back for 1015", "refund", "1015", carried_out=unchanged),
    "voucher": Case(
        "cus_emma", "is 1007 still not here?", "track_order", "1007", feeling="annoyed", carried_out=unchanged
    ),
    "voucher_loyal": Case(
        "cus_carlos",
        "is 1005 still not here?",
        "track_order",
        "1005",
        declined=1,
        feeling="annoyed",
        later=1,
        carried_out=unchanged,
    ),
    "stop_subscription": Case("cus_amara", "please stop my coffee subscription", "cancel_order"),
    "password_link": Case("cus_emma", "I forgot my password", "account_access"),
    "payment_link": Case("cus_priya", "my card was declined", "payment_problem", "1020", carried_out=unchanged),
    "new_address": Case(
        "cus_seoyeon",
        "change the address of 1002 to 5 Mill Lane, Bath",
        "change_order",
        "1002",
        carried_out=lambda _, after: after.address == "5 Mill Lane, Bath",
    ),
    "new_day": Case(
        "cus_emma",
        "can 1003 come on another day, in six days?",
        "change_order",
        "1003",
        facts=(("date", (TODAY + timedelta(days=6)).isoformat()),),
        carried_out=lambda _, after: after.promised_on == TODAY + timedelta(days=6),
    ),
    "guarantee": Case(
        "cus_amara", "the filter coffee machine stopped working", "technical_fault", "1026", carried_out=unchanged
    ),
    "keep_it": Case(
        "cus_yuki",
        "my vase is broken",
        "damaged_or_wrong_item",
        "1013",
        wish=("can I keep it for a lower price?", "damaged_or_wrong_item"),
        carried_out=paid_back("12.80"),
    ),
}


def reach(conversation: Conversation, case: Case) -> None:
    """Tell the case, up to the offer."""
    numbers = {"order_number": case.order} if case.order and case.order in case.text else {}
    conversation.at += timedelta(days=case.later)
    conversation.say(case.text, case.intent, case.feeling, **numbers, **dict(case.facts))
    if "Yes, that's right" in conversation.titles:
        conversation.press("Yes, that's right")
    for _ in range(case.declined):
        conversation.press(NO)
    if case.wish:
        conversation.say(*case.wish)
