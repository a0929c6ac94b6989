"""Tell the concrete fact: where the order is, what became of the money (B3)."""

from datetime import date
from typing import Any

from actions.case import Case
from actions.turn import Turn
from frontdesk.backoffice import Money, Order, OrderStatus, PaymentKind, PaymentStatus
from frontdesk.shop import causes, offers
from frontdesk.shop.offers import Situation

SILENT_DAYS = 3
"""After so many days without a sign a parcel is not moving any more."""
FAULTS = ("damaged", "stopped_working", "wrong_item", "missing_item")
"""Causes for which no return window counts."""
BANK_DAYS = 7
"""Within so many days, five of them working days, a bank shows a refund."""


def tell(turn: Turn, case: Case, situation: Situation) -> bool:
    """Say what the shop knows about the request; True if that answers it."""
    order = situation.order
    if order is None or case.cause == "invoice":
        return False
    if _asks_to_return(case, order) and not situation.returnable:
        turn.say("status.not_returnable", order_number=order.number)
        return True
    match case.request_type:
        case "track_order" | "delivery_problem":
            return _tell_delivery(turn, case, order)
        case "cancel_order":
            return _tell_cancelling(turn, case, order)
        case "refund" | "billing_problem" if case.cause not in causes.plain_causes():
            return _tell_money(turn, case, order)
        case "change_order":
            return _tell_changing(turn, case, order)
        case "return_or_exchange":
            return _tell_returning(turn, case, order)
        case "payment_problem":
            return _tell_payment(turn, order)
    if case.cause == "stopped_working":
        _tell_guarantee(turn, situation)
    return False


def was_told_once(case: Case) -> bool:
    """Whether where the order is was told, and not yet in other words: who asks again has not seen it (K2)."""
    return sum(wording.startswith("status.") for wording in case.said) == 1


def _asks_to_return(case: Case, order: Order) -> bool:
    """Whether goods that have come, with no fault that was told, are to go back."""
    is_return = case.request_type == "return_or_exchange" or (case.request_type == "refund" and case.cause is None)
    return is_return and case.cause not in FAULTS and order.status == OrderStatus.DELIVERED


def _tell_delivery(turn: Turn, case: Case, order: Order) -> bool:
    last = order.tracking[-1] if order.tracking else None
    facts: dict[str, Any] = {
        "order_number": order.number,
        "promised": turn.day(order.promised_on),
        "carrier": order.carrier or "",
        "tracking_number": order.tracking_number or "",
        "last": last.text[:1].lower() + last.text[1:] if last else "",
        "place": last.place if last else "",
        "last_day": turn.day(last.at.date()) if last else "",
        "delivered": turn.day(order.delivered_at.date()) if order.delivered_at else "",
    }
    late = order.promised_on < turn.today
    if order.status == OrderStatus.SHIPPED:
        stage = _stage(order, turn.today)
        turn.say(f"status.{stage}" if last else f"status.{stage}_untracked", **facts)
        return not late
    if order.status == OrderStatus.DELIVERED:
        turn.say("status.delivered", **facts)
        return case.request_type == "track_order" and case.cause != "not_received"
    if order.status in (OrderStatus.PLACED, OrderStatus.PACKED):
        turn.say(f"status.{order.status}{'_late' if late else ''}", **facts)
        return not late
    turn.say(f"status.{order.status}", **facts)
    return order.status in (OrderStatus.CANCELLED, OrderStatus.RETURNED)


def _stage(order: Order, today: date) -> str:
    """How a parcel under way is spoken of: a fresh sign of it is no silence."""
    if causes.is_back_at_depot(order):
        return "at_depot"
    if order.promised_on > today:
        return "on_its_way"
    if order.promised_on == today:
        return "due_today"
    return "late_moving" if is_moving(order, today) else "late"


def is_moving(order: Order, today: date) -> bool:
    """Whether the parcel is on its way to the customer, with a fresh sign of it."""
    is_fresh = bool(order.tracking) and (today - order.tracking[-1].at.date()).days < SILENT_DAYS
    return order.status == OrderStatus.SHIPPED and is_fresh and not causes.is_back_at_depot(order)


def _tell_cancelling(turn: Turn, case: Case, order: Order) -> bool:
    if order.status == OrderStatus.PLACED:
        return False
    if case.cause == "refund_owed":
        return _tell_owed(turn, order)
    if order.status == OrderStatus.CANCELLED and (payment := causes.pending_refund(order)):
        turn.say("status.cancelled_refund_pending", order_number=order.number, amount=turn.money(payment.amount))
        return True
    turn.say(f"status.cannot_cancel_{order.status}", order_number=order.number)
    return order.status in (OrderStatus.CANCELLED, OrderStatus.RETURNED, OrderStatus.PAYMENT_FAILED)


def _tell_changing(turn: Turn, case: Case, order: Order) -> bool:
    """Say what can't be changed any more; a parcel under way may still come on another day."""
    if order.status in (OrderStatus.PLACED, OrderStatus.PACKED):
        return False
    if order.status == OrderStatus.SHIPPED:
        if case.cause != "change_day":
            turn.say("status.cannot_change_shipped", order_number=order.number, carrier=order.carrier or "")
        return False
    return _tell_delivery(turn, case, order)


def _tell_returning(turn: Turn, case: Case, order: Order) -> bool:
    if case.cause == "refund_owed":
        return _tell_owed(turn, order)
    days = offers.rule_of("return_label").returnable_days
    delivered = order.delivered_at
    if order.status == OrderStatus.DELIVERED and delivered and days and (turn.today - delivered.date()).days > days:
        if case.cause not in FAULTS:
            turn.say("status.return_over", order_number=order.number, delivered=turn.day(delivered.date()), days=days)
        return False
    if order.status == OrderStatus.RETURNED:
        return _tell_money(turn, case, order)
    under_way = order.status in (OrderStatus.PACKED, OrderStatus.SHIPPED) and order.promised_on >= turn.today
    if under_way:
        turn.say("status.return_later", order_number=order.number, promised=turn.day(order.promised_on))
    return under_way


def _tell_payment(turn: Turn, order: Order) -> bool:
    """Whether an order is paid: the newest payment counts, not one that failed before it."""
    if order.status == OrderStatus.PAYMENT_FAILED:
        turn.say("status.payment_failed", order_number=order.number)
        return False
    paid = [p for p in order.payments if p.kind == PaymentKind.CHARGE and p.status == PaymentStatus.CAPTURED]
    if paid:
        turn.say(
            "status.paid",
            order_number=order.number,
            amount=turn.money(paid[-1].amount),
            since=turn.day(paid[-1].at.date()),
            method=paid[-1].method,
        )
    return bool(paid)


def _tell_guarantee(turn: Turn, situation: Situation) -> None:
    """Say until when the guarantee runs, or when it ended (B3)."""
    if until := situation.guaranteed_until:
        runs = until >= turn.today
        turn.say("status.guaranteed" if runs else "status.guarantee_over", until=turn.day(until))


def _tell_money(turn: Turn, case: Case, order: Order) -> bool:
    if case.cause == "refund_owed":
        return _tell_owed(turn, order)
    if payment := causes.pending_refund(order) or causes.failed_refund(order):
        overdue = (turn.today - payment.at.date()).days > BANK_DAYS
        failed = payment.status == PaymentStatus.FAILED
        turn.say(
            "status.refund_failed" if failed else "status.refund_overdue" if overdue else "status.refund_pending",
            order_number=order.number,
            amount=turn.money(payment.amount),
            since=turn.day(payment.at.date()),
            method=payment.method,
        )
        return not (overdue or failed)
    if order.refundable().amount <= 0 and (payment := causes.last_refund(order)):
        turn.say(
            "status.refunded",
            order_number=order.number,
            amount=turn.money(payment.amount),
            since=turn.day(payment.at.date()),
            method=payment.method,
        )
        return True
    if case.cause == "charged_twice":
        return _tell_charges(turn, order)
    if case.cause in ("wrong_amount", "discount_missing") or (
        case.cause is None and case.request_type == "billing_problem"
    ):
        return _tell_amount(turn, case, order)
    return False


def _tell_charges(turn: Turn, order: Order) -> bool:
    """Say whether there were two payments; a try that failed looks like one on some statements and took nothing."""
    if payment := causes.duplicate_charge(order):
        turn.say("status.charged_twice", order_number=order.number, amount=turn.money(payment.amount))
        return False
    charges = [p for p in order.payments if p.kind == PaymentKind.CHARGE]
    taken = [p for p in charges if p.status == PaymentStatus.CAPTURED]
    if len(taken) != 1:
        return False
    failed = next((p for p in charges if p.status == PaymentStatus.FAILED), None)
    turn.say(
        "status.charged_once_one_failed" if failed else "status.charged_once",
        order_number=order.number,
        amount=turn.money(taken[0].amount),
        since=turn.day(taken[0].at.date()),
        method=taken[0].method,
        failed=failed.method if failed else "",
    )
    return True


def _tell_amount(turn: Turn, case: Case, order: Order) -> bool:
    """Say what was taken too much, or what the amount is made of."""
    extra = causes.overcharge(order)
    if extra.amount > 0:
        turn.say("status.overcharged", order_number=order.number, amount=turn.money(extra))
        return False
    if case.cause == "discount_missing" or order.refundable().amount != order.total.amount:
        return False
    goods = order.total.amount - order.shipping.amount + order.discount.amount
    turn.say(
        "status.charged_right_discount" if order.discount.amount else "status.charged_right",
        order_number=order.number,
        amount=turn.money(order.total),
        goods=turn.money(Money(goods, order.total.currency)),
        shipping=turn.money(order.shipping),
        discount=turn.money(order.discount),
    )
    return True


def _tell_owed(turn: Turn, order: Order) -> bool:
    turn.say(f"status.refund_owed_{order.status}", order_number=order.number, amount=turn.money(order.refundable()))
    return False
