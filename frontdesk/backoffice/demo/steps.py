"""What the demo shop's operations are made of: the job at hand and the steps that several of them share."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..interface import (
    Money,
    Operation,
    OperationRefused,
    OrderStatus,
    PaymentKind,
    PaymentStatus,
    Receipt,
)
from . import views
from .files import Texts
from .tables import CENT, CURRENCY, LineRow, OrderRow, PaperRow, PaymentRow, ProductRow, TrackingRow

LARGEST_AMOUNT = Decimal(100_000)
PROGRESS = (OrderStatus.PLACED, OrderStatus.PACKED, OrderStatus.SHIPPED, OrderStatus.DELIVERED)


class Job(NamedTuple):
    """An operation inside the transaction in which it is carried out."""

    session: Session
    operation: Operation
    now: datetime
    texts: Texts

    def day(self, days: int) -> date:
        return self.now.date() + timedelta(days=days)

    def receipt(
        self,
        reference: str,
        *,
        amount: Decimal | None = None,
        expected_on: date | None = None,
        url: str | None = None,
    ) -> Receipt:
        paid = None if amount is None else views.money(amount)
        return Receipt(reference, self.operation.kind, paid, self.now, expected_on, url)


def order_of(job: Job) -> OrderRow:
    if not job.operation.order_number:
        raise OperationRefused("incomplete", f"{job.operation.kind} needs an order number.")
    order = job.session.get(OrderRow, job.operation.order_number)
    if order is None:
        raise OperationRefused("unknown_order", f"There is no order {job.operation.order_number}.")
    if job.operation.customer_id not in (None, order.customer_id):
        raise OperationRefused("unknown_order", f"Customer {job.operation.customer_id} has no order {order.number}.")
    return order


def require(order: OrderRow, *allowed: OrderStatus) -> None:
    """Refuse with not_shipped, not_delivered, already_packed … unless the order is one of `allowed`."""
    if order.status in allowed:
        return
    if order.status is OrderStatus.PAYMENT_FAILED:
        raise OperationRefused("payment_failed", f"Order {order.number} has not been paid.")
    if order.status in PROGRESS[: PROGRESS.index(allowed[0])]:
        raise OperationRefused(
            f"not_{allowed[0]}", f"Order {order.number} has not been {allowed[0]} yet; it is {order.status}."
        )
    raise OperationRefused(f"already_{order.status}", f"Order {order.number} has already been {order.status}.")


def chosen_lines(job: Job, order: OrderRow) -> Sequence[LineRow]:
    """The lines that the operation names; all of the order when it names none."""
    unknown = set(job.operation.skus) - {line.sku for line in order.lines}
    if unknown:
        raise OperationRefused("unknown_sku", f"Order {order.number} has no {', '.join(sorted(unknown))}.")
    return [line for line in order.lines if line.sku in job.operation.skus or not job.operation.skus]


def product_of(job: Job, sku: str) -> ProductRow:
    return job.session.get_one(ProductRow, sku)


def send_free(job: Job, order: OrderRow, line: LineRow) -> None:
    """Take a line's goods from stock once more, unless they were replaced or paid back already."""
    replaced = (
        select(LineRow.id)
        .join(OrderRow, LineRow.order_number == OrderRow.number)
        .where(OrderRow.replaces == order.number, LineRow.sku == line.sku)
    )
    if job.session.scalars(replaced).first():
        raise OperationRefused("already_replaced", f"{line.name} of order {order.number} has already been replaced.")
    view = views.order(order)
    if view.payments and not view.refundable().amount:
        raise OperationRefused("already_refunded", f"Order {order.number} has been paid back in full.")
    product = product_of(job, line.sku)
    if product.in_stock < line.quantity:
        raise OperationRefused("out_of_stock", f"{product.name}: {line.quantity} wanted, {product.in_stock} in stock.")
    product.in_stock -= line.quantity


def positive(amount: Money) -> Decimal:
    if amount.currency != CURRENCY:
        raise OperationRefused("currency_unknown", f"The shop pays in {CURRENCY}, not in {amount.currency}.")
    if not 0 < amount.amount <= LARGEST_AMOUNT or amount.amount != amount.amount.quantize(CENT):
        raise OperationRefused("amount_invalid", f"{amount.amount} is not an amount that can be paid.")
    return amount.amount.quantize(CENT)


def pay_back(job: Job, order: OrderRow, amount: Decimal) -> None:
    charge = next(
        payment
        for payment in reversed(order.payments)
        if payment.kind is PaymentKind.CHARGE and payment.status is PaymentStatus.CAPTURED
    )
    order.payments.append(
        PaymentRow(
            id=f"{order.number}-{len(order.payments) + 1}",
            kind=PaymentKind.REFUND,
            amount=amount,
            at=job.now,
            status=PaymentStatus.PENDING,
            method=charge.method,
        )
    )


def tell(job: Job, order: OrderRow, text: str) -> None:
    order.tracking.append(TrackingRow(at=job.now, place=job.texts.warehouse, text=text))


def paper(job: Job, order: OrderRow, prefix: str, skus: list[str]) -> Receipt:
    """An invoice, a label or a payment page; its long reference is all that one needs to fetch it."""
    reference = f"{prefix}-{order.number}-{secrets.token_urlsafe(12)}"
    job.session.add(
        PaperRow(
            reference=reference,
            kind=job.operation.kind,
            order_number=order.number,
            skus=skus,
            issued_at=job.now,
        )
    )
    return job.receipt(reference, url=f"/demo/documents/{reference}")


def reference(prefix: str) -> str:
    return f"{prefix}-{secrets.token_hex(4).upper()}"
