"""The demo shop's rows as the interface's data."""

from collections.abc import Iterable
from decimal import Decimal

from ..interface import Customer, Money, Order, OrderLine, OrderStatus, Payment, Product, Subscription, TrackingEvent
from .tables import CURRENCY, CustomerRow, OrderRow, ProductRow, SubscriptionRow

_NEVER_BOUGHT = {OrderStatus.CANCELLED, OrderStatus.PAYMENT_FAILED}


def money(amount: Decimal) -> Money:
    return Money(amount, CURRENCY)


def customer(row: CustomerRow, orders: Iterable[Order]) -> Customer:
    """`orders`: all that the shop holds of this customer; replacements count as neither order nor value."""
    bought = [order for order in orders if order.status not in _NEVER_BOUGHT and order.payments]
    return Customer(
        id=row.id,
        name=row.name,
        email=row.email,
        phone=row.phone,
        language=row.language,
        since=row.since,
        orders_count=row.earlier_orders + len(bought),
        lifetime_value=money(sum((order.total.amount for order in bought), row.earlier_value)),
    )


def order(row: OrderRow) -> Order:
    return Order(
        number=row.number,
        customer_id=row.customer_id,
        email=row.email,
        placed_at=row.placed_at,
        status=row.status,
        promised_on=row.promised_on,
        shipped_at=row.shipped_at,
        delivered_at=row.delivered_at,
        carrier=row.carrier,
        tracking_number=row.tracking_number,
        tracking=tuple(TrackingEvent(step.at, step.place, step.text) for step in row.tracking),
        lines=tuple(OrderLine(line.sku, line.name, line.quantity, money(line.unit_price)) for line in row.lines),
        shipping=money(row.shipping),
        discount=money(row.discount),
        total=money(sum((line.quantity * line.unit_price for line in row.lines), row.shipping - row.discount)),
        address=row.address,
        payments=tuple(
            Payment(payment.id, payment.kind, money(payment.amount), payment.at, payment.status, payment.method)
            for payment in row.payments
        ),
    )


def subscription(row: SubscriptionRow) -> Subscription:
    return Subscription(
        row.id, row.customer_id, row.name, money(row.price), row.status, next_on=row.next_on, ends_on=row.ends_on
    )


def product(row: ProductRow) -> Product:
    return Product(row.sku, row.name, row.category, money(row.price), row.in_stock, row.facts, tuple(row.aliases))
