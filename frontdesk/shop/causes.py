"""Causes: what hurts, from the customer's words and from the shop's own records (E1, E3).

The records are a fact, the words a claim: empathy may follow either, an admission only the records.
"""

import re
from datetime import date
from functools import cache

from frontdesk.backoffice import Money, Order, OrderStatus, Payment, PaymentKind, PaymentStatus
from frontdesk.wording import words

UNDER_WAY = (OrderStatus.PLACED, OrderStatus.PACKED, OrderStatus.SHIPPED)


def said_cause(text: str, request_type: str, language: str) -> str | None:
    """The cause that the customer's words name for this request type."""
    for cause, request_types, pattern in _patterns(language):
        if request_type in request_types and words.affirms(pattern, text):
            return cause
    return None


@cache
def plain_causes() -> frozenset[str]:
    """Causes that only say what is asked for: nothing went wrong (H1)."""
    written = words.entries("causes", words.DEFAULT_LANGUAGE)
    return frozenset(cause for cause, entry in written.items() if entry.get("plain"))


def recorded_request(order: Order, request_type: str, said: str | None, today: date) -> str:
    """The request that the records bear out: goods still under way have no fault, unless one was told.

    What is missing from a parcel that was handed over is a fault of the goods, however it was told.
    """
    if request_type == "delivery_problem" and said == "missing_item" and order.status == OrderStatus.DELIVERED:
        return "damaged_or_wrong_item"
    if request_type == "damaged_or_wrong_item" and said is None and order.status in UNDER_WAY:
        return "delivery_problem" if order.promised_on < today else "track_order"
    return request_type


def recorded_cause(order: Order, request_type: str, said: str | None, today: date) -> str | None:
    """The cause that the shop's records show, or else what was said. They say nothing of subscriptions and invoices."""
    if said in ("subscription", "invoice"):
        return said
    if request_type in ("billing_problem", "refund") and duplicate_charge(order):
        return "charged_twice"
    if request_type == "billing_problem" and overcharge(order).amount > 0:
        return "discount_missing" if said == "discount_missing" else "wrong_amount"
    asks_for_more = said in plain_causes()  # an invoice, besides what is on its way
    if request_type in ("refund", "cancel_order", "billing_problem") and pending_refund(order) and not asks_for_more:
        return "refund_waiting"
    if request_type in ("refund", "cancel_order", "billing_problem") and is_refund_owed(order) and not asks_for_more:
        return "refund_owed"
    if request_type == "refund" and order.status in UNDER_WAY and order.promised_on < today:
        return "late"
    if (
        said == "late"
        and order.status == OrderStatus.DELIVERED
        and request_type not in ("track_order", "delivery_problem")
    ):
        return None
    if request_type in ("track_order", "delivery_problem"):
        if order.status == OrderStatus.DELIVERED:
            return "not_received" if said in ("late", "not_received") else said
        if is_back_at_depot(order):
            return "missed"
        if order.status in UNDER_WAY:
            return "late" if order.promised_on < today else None
        return None
    return said


def is_back_at_depot(order: Order) -> bool:
    """Whether the carrier could not hand the parcel over, and has it back: another day has to be found."""
    signs = words.says("tracking", "missed", words.DEFAULT_LANGUAGE)
    is_last = bool(order.tracking) and signs.search(order.tracking[-1].text) is not None
    return order.status == OrderStatus.SHIPPED and is_last


def duplicate_charge(order: Order) -> Payment | None:
    """The second of two captured charges of the same amount, if it has not been paid back."""
    charges = [p for p in order.payments if _captured(p, PaymentKind.CHARGE)]
    for index, later in enumerate(charges):
        earlier = charges[:index]
        if any(c.amount == later.amount for c in earlier) and order.refundable().amount > order.total.amount:
            return later
    return None


def overcharge(order: Order) -> Money:
    """How much more was taken, less what was paid back, than the order's total; zero if nothing."""
    if order.status in (OrderStatus.CANCELLED, OrderStatus.RETURNED):
        return Money(order.total.amount * 0, order.total.currency)
    extra = order.refundable().amount - order.total.amount
    return Money(max(extra, extra * 0), order.total.currency)


def is_borne_out(order: Order, cause: str | None) -> bool:
    """Whether the records show what is claimed of money, mended since or not; other causes need no record (E3)."""
    charges = [p.amount.amount for p in order.payments if _captured(p, PaymentKind.CHARGE)]
    match cause:
        case "charged_twice":
            return len(set(charges)) < len(charges)
        case "wrong_amount" | "discount_missing":
            return sum(charges) > order.total.amount
    return True


def pending_refund(order: Order) -> Payment | None:
    """A refund that is on its way."""
    return next(
        (p for p in order.payments if p.kind == PaymentKind.REFUND and p.status == PaymentStatus.PENDING),
        None,
    )


def last_refund(order: Order) -> Payment | None:
    """The newest refund, whatever became of it."""
    refunds = [p for p in order.payments if p.kind == PaymentKind.REFUND]
    return refunds[-1] if refunds else None


def failed_refund(order: Order) -> Payment | None:
    """The newest refund, if it did not reach the customer."""
    refund = last_refund(order)
    return refund if refund and refund.status == PaymentStatus.FAILED else None


def is_refund_owed(order: Order) -> bool:
    """Whether nothing of the order is left with the customer and their money still is with us."""
    undone = order.status in (OrderStatus.CANCELLED, OrderStatus.RETURNED)
    return undone and order.refundable().amount > 0 and failed_refund(order) is None


def _captured(payment: Payment, kind: PaymentKind) -> bool:
    return payment.kind == kind and payment.status == PaymentStatus.CAPTURED


@cache
def _patterns(language: str) -> tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]:
    return tuple(
        (cause, frozenset(entry["for"]), words.pattern(entry["words"]))
        for cause, entry in words.entries("causes", language).items()
    )
