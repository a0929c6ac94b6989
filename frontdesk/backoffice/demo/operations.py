"""What the demo shop does, and what it refuses: one function for each kind of operation (SERVICE.md P1, W1).

These are the rules of the shop. How generous the service may be is decided elsewhere, by the offers.
"""

import secrets
from datetime import date
from decimal import Decimal

from sqlalchemy import Integer, cast, func, select

from ..interface import OperationKind, OperationRefused, OrderStatus, PaymentStatus, Receipt, SubscriptionStatus
from . import steps, views
from .steps import Job
from .tables import (
    CURRENCY,
    CustomerRow,
    LineRow,
    OrderRow,
    PasswordLinkRow,
    SubscriptionRow,
    TraceRow,
    VoucherRow,
)

DAYS_TO_REFUND = 5
DAYS_TO_SEND = 3
DAYS_WITH_PRIORITY = 1
DAYS_TO_TRACE = 2
DAYS_AHEAD = 30
DAYS_TO_PACK = 2
"""A delivery of a subscription that is so near is packed already, and comes."""


def carry_out(job: Job) -> Receipt:
    """Change the shop as asked. OperationRefused when its rules forbid it; the caller then rolls back."""
    return _CARRY_OUT[job.operation.kind](job)


def _cancel_order(job: Job) -> Receipt:
    order = steps.order_of(job)
    steps.require(order, OrderStatus.PLACED)
    order.status = OrderStatus.CANCELLED
    for line in order.lines:
        steps.product_of(job, line.sku).in_stock += line.quantity
    paid = views.order(order).refundable().amount
    if not paid:
        return job.receipt(steps.reference("C"))
    steps.pay_back(job, order, paid)
    return job.receipt(steps.reference("C"), amount=paid, expected_on=job.day(DAYS_TO_REFUND))


def _refund(job: Job) -> Receipt:
    order = steps.order_of(job)
    left = views.order(order).refundable().amount
    if not left:
        raise OperationRefused("nothing_paid", f"Nothing is left to pay back on order {order.number}.")
    amount = left if job.operation.amount is None else steps.positive(job.operation.amount)
    if amount > left:
        raise OperationRefused(
            "amount_above_paid", f"At most {left} {CURRENCY} can be paid back on order {order.number}."
        )
    steps.pay_back(job, order, amount)
    return job.receipt(steps.reference("R"), amount=amount, expected_on=job.day(DAYS_TO_REFUND))


def _replacement(job: Job) -> Receipt:
    order = steps.order_of(job)
    steps.require(order, OrderStatus.SHIPPED, OrderStatus.DELIVERED)
    lines = steps.chosen_lines(job, order)
    for line in lines:
        steps.send_free(job, order, line)
    number = str((job.session.scalar(select(func.max(cast(OrderRow.number, Integer)))) or 0) + 1)
    job.session.add(
        OrderRow(
            number=number,
            customer_id=order.customer_id,
            replaces=order.number,
            email=order.email,
            placed_at=job.now,
            status=OrderStatus.PLACED,
            promised_on=job.day(DAYS_TO_SEND),
            shipping=Decimal(0),
            discount=Decimal(0),
            address=order.address,
            lines=[
                LineRow(sku=line.sku, name=line.name, quantity=line.quantity, unit_price=Decimal(0)) for line in lines
            ],
        )
    )
    return job.receipt(number, expected_on=job.day(DAYS_TO_SEND))


def _return_label(job: Job) -> Receipt:
    order = steps.order_of(job)
    steps.require(order, OrderStatus.DELIVERED, OrderStatus.RETURNED)
    return steps.paper(job, order, "L", [line.sku for line in steps.chosen_lines(job, order)])


def _voucher(job: Job) -> Receipt:
    customer = _customer_of(job)
    if job.operation.amount is None:
        raise OperationRefused("incomplete", "A voucher needs an amount.")
    amount = steps.positive(job.operation.amount)
    code = steps.reference("FERN")
    job.session.add(VoucherRow(code=code, customer_id=customer.id, amount=amount, issued_at=job.now))
    return job.receipt(code, amount=amount, expected_on=job.now.date())


def _invoice_copy(job: Job) -> Receipt:
    order = steps.order_of(job)
    if not any(payment.status is PaymentStatus.CAPTURED for payment in order.payments):
        raise OperationRefused(
            "nothing_paid", f"Nothing has been paid on order {order.number}, so there is no invoice."
        )
    return steps.paper(job, order, "I", [])


def _redeliver(job: Job) -> Receipt:
    order = steps.order_of(job)
    steps.require(order, *steps.PROGRESS)
    order.promised_on = job.day(DAYS_WITH_PRIORITY)
    if order.status in (OrderStatus.PLACED, OrderStatus.PACKED):
        steps.tell(job, order, job.texts.priority.format(order=order))
        return job.receipt(steps.reference("E"), expected_on=order.promised_on)
    if order.sendings > 1:
        raise OperationRefused("already_sent_again", f"Order {order.number} has already been sent again.")
    for line in order.lines:
        steps.send_free(job, order, line)
    order.sendings += 1
    order.status = OrderStatus.SHIPPED
    order.shipped_at = job.now
    order.delivered_at = None
    order.carrier = job.texts.carrier
    order.tracking_number = steps.reference("FX")
    steps.tell(job, order, job.texts.sent_again.format(order=order))
    return job.receipt(order.tracking_number, expected_on=order.promised_on)


def _trace(job: Job) -> Receipt:
    order = steps.order_of(job)
    steps.require(order, OrderStatus.SHIPPED, OrderStatus.DELIVERED)
    running = job.session.get(TraceRow, order.number)
    if running:
        raise OperationRefused(
            "already_searching",
            f"The carrier is searching already ({running.reference}), answer by {running.answer_by}.",
        )
    trace = TraceRow(
        order_number=order.number,
        reference=steps.reference("T"),
        opened_at=job.now,
        answer_by=job.day(DAYS_TO_TRACE),
    )
    job.session.add(trace)
    steps.tell(job, order, job.texts.search_opened.format(order=order, trace=trace))
    return job.receipt(trace.reference, expected_on=trace.answer_by)


def _change_address(job: Job) -> Receipt:
    order = steps.order_of(job)
    steps.require(order, OrderStatus.PLACED, OrderStatus.PACKED)
    address = job.operation.note.strip()
    if not address:
        raise OperationRefused("incomplete", "The note must be the whole new address.")
    order.address = address
    steps.tell(job, order, job.texts.address_changed.format(order=order))
    return job.receipt(steps.reference("A"), expected_on=order.promised_on)


def _change_delivery_date(job: Job) -> Receipt:
    order = steps.order_of(job)
    steps.require(order, OrderStatus.PLACED, OrderStatus.PACKED, OrderStatus.SHIPPED)
    try:
        wished = date.fromisoformat(job.operation.note.strip())
    except ValueError:
        raise OperationRefused("date_invalid", "The note must be the wished day, such as 2031-05-17.") from None
    if not job.day(1) <= wished <= job.day(DAYS_AHEAD):
        raise OperationRefused("date_invalid", f"The day must be from {job.day(1)} to {job.day(DAYS_AHEAD)}.")
    order.promised_on = wished
    steps.tell(job, order, job.texts.delivery_moved.format(order=order))
    return job.receipt(steps.reference("D"), expected_on=wished)


def _payment_link(job: Job) -> Receipt:
    order = steps.order_of(job)
    if order.status is OrderStatus.CANCELLED:
        raise OperationRefused("already_cancelled", f"Order {order.number} is cancelled, so nothing is to be paid.")
    if order.status is not OrderStatus.PAYMENT_FAILED:
        raise OperationRefused("already_paid", f"Order {order.number} has been paid.")
    return steps.paper(job, order, "P", [])


def _password_link(job: Job) -> Receipt:
    reference = f"K-{secrets.token_urlsafe(24)}"
    link = PasswordLinkRow(reference=reference, customer_id=_customer_of(job).id, issued_at=job.now)
    job.session.add(link)
    return job.receipt(steps.reference("K"), url=f"/demo/documents/{reference}")


def _stop_subscription(job: Job) -> Receipt:
    subscription = job.session.get(SubscriptionRow, job.operation.subscription_id or "")
    if subscription is None or job.operation.customer_id not in (None, subscription.customer_id):
        raise OperationRefused("unknown_subscription", f"There is no subscription {job.operation.subscription_id}.")
    if subscription.status is SubscriptionStatus.STOPPED:
        raise OperationRefused("already_stopped", f"{subscription.name} ends on {subscription.ends_on} already.")
    still_comes = subscription.next_on is not None and subscription.next_on <= job.day(DAYS_TO_PACK)
    subscription.status = SubscriptionStatus.STOPPED
    subscription.ends_on = subscription.next_on if still_comes else job.now.date()
    if not still_comes:
        subscription.next_on = None
    return job.receipt(steps.reference("S"), expected_on=subscription.ends_on)


def _customer_of(job: Job) -> CustomerRow:
    customer = job.session.get(CustomerRow, job.operation.customer_id or steps.order_of(job).customer_id)
    if customer is None:
        raise OperationRefused("unknown_customer", f"There is no customer {job.operation.customer_id}.")
    return customer


_CARRY_OUT = {
    OperationKind.CANCEL_ORDER: _cancel_order,
    OperationKind.REFUND: _refund,
    OperationKind.REPLACEMENT: _replacement,
    OperationKind.RETURN_LABEL: _return_label,
    OperationKind.VOUCHER: _voucher,
    OperationKind.INVOICE_COPY: _invoice_copy,
    OperationKind.REDELIVER: _redeliver,
    OperationKind.TRACE: _trace,
    OperationKind.CHANGE_ADDRESS: _change_address,
    OperationKind.CHANGE_DELIVERY_DATE: _change_delivery_date,
    OperationKind.PAYMENT_LINK: _payment_link,
    OperationKind.PASSWORD_LINK: _password_link,
    OperationKind.STOP_SUBSCRIPTION: _stop_subscription,
}
