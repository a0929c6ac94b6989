"""Fill an empty demo shop from its data files, relative to now."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from ..interface import SubscriptionStatus
from . import files
from .tables import CustomerRow, LineRow, OrderRow, PaymentRow, ProductRow, SubscriptionRow, TrackingRow


def seed(session: Session, now: datetime) -> None:
    """Write the whole shop; the caller's transaction makes it all or nothing."""
    session.add_all(_product(entry) for entry in files.products())
    session.add_all(_customer(entry, now) for entry in files.shop().customers)
    session.flush()
    catalogue = {entry.sku: entry for entry in files.products()}
    emails = {entry.id: entry.email for entry in files.shop().customers}
    session.add_all(_order(entry, catalogue, emails[entry.customer], now) for entry in files.shop().orders)
    session.add_all(_subscription(entry, now) for entry in files.shop().subscriptions)


def _moment(days_ago: int, at: str, now: datetime) -> datetime:
    """`at` o'clock so many days ago; today never later than now."""
    day = now.date() - timedelta(days=days_ago)
    return min(datetime.combine(day, time.fromisoformat(at), now.tzinfo), now)


def _maybe(ago: files.Ago | None, now: datetime) -> datetime | None:
    return None if ago is None else _moment(ago.days_ago, ago.at, now)


def _product(entry: files.ProductEntry) -> ProductRow:
    return ProductRow(
        sku=entry.sku,
        name=entry.name,
        category=entry.category,
        price=Decimal(entry.price),
        in_stock=entry.in_stock,
        facts=entry.facts,
        aliases=list(entry.aliases),
    )


def _customer(entry: files.CustomerEntry, now: datetime) -> CustomerRow:
    return CustomerRow(
        id=entry.id,
        name=entry.name,
        email=entry.email,
        phone=entry.phone,
        language=entry.language,
        since=now.date() - timedelta(days=entry.since_days_ago),
        earlier_orders=entry.earlier_orders,
        earlier_value=Decimal(entry.earlier_value),
    )


def _subscription(entry: files.SubscriptionEntry, now: datetime) -> SubscriptionRow:
    return SubscriptionRow(
        id=entry.id,
        customer_id=entry.customer,
        name=entry.name,
        price=Decimal(entry.price),
        status=SubscriptionStatus.ACTIVE,
        next_on=now.date() + timedelta(days=entry.next_in_days),
        ends_on=None,
    )


def _order(entry: files.OrderEntry, catalogue: dict[str, files.ProductEntry], email: str, now: datetime) -> OrderRow:
    lines = [
        LineRow(
            sku=line.sku,
            name=catalogue[line.sku].name,
            quantity=line.quantity,
            unit_price=Decimal(catalogue[line.sku].price),
        )
        for line in entry.lines
    ]
    shipping, discount = Decimal(entry.shipping), Decimal(entry.discount)
    total = sum((line.quantity * line.unit_price for line in lines), shipping - discount)
    return OrderRow(
        number=entry.number,
        customer_id=entry.customer,
        email=email,
        placed_at=_moment(entry.placed.days_ago, entry.placed.at, now),
        status=entry.status,
        promised_on=now.date() + timedelta(days=entry.promised_in_days),
        shipped_at=_maybe(entry.shipped, now),
        delivered_at=_maybe(entry.delivered, now),
        carrier=entry.carrier,
        tracking_number=entry.tracking_number,
        shipping=shipping,
        discount=discount,
        address=entry.address,
        lines=lines,
        tracking=[
            TrackingRow(at=_moment(step.days_ago, step.at, now), place=step.place, text=step.text)
            for step in entry.tracking
        ],
        payments=[
            PaymentRow(
                id=f"{entry.number}-{position}",
                kind=payment.kind,
                amount=total if payment.amount is None else Decimal(payment.amount),
                at=_moment(payment.days_ago, payment.at, now),
                status=payment.status,
                method=payment.method,
            )
            for position, payment in enumerate(entry.payments, start=1)
        ],
    )
