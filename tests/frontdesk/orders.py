"""Orders of a shop for tests, with exactly what a test is about."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from frontdesk.backoffice import Money, Order, OrderLine, OrderStatus, Payment, PaymentKind, PaymentStatus

TODAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def eur(amount: str | int) -> Money:
    """Money of the demo shop."""
    return Money(Decimal(amount), "EUR")


def charge(amount: str, status: PaymentStatus = PaymentStatus.CAPTURED) -> Payment:
    """Money that the customer paid."""
    return Payment(f"c{amount}", PaymentKind.CHARGE, eur(amount), NOON, status, "Visa")


def refund(amount: str, status: PaymentStatus = PaymentStatus.CAPTURED) -> Payment:
    """Money that went back."""
    return Payment(f"r{amount}", PaymentKind.REFUND, eur(amount), NOON, status, "Visa")


def order(
    status: OrderStatus = OrderStatus.SHIPPED,
    *,
    total: str = "40.00",
    payments: tuple[Payment, ...] | None = None,
    promised_days_ago: int = 0,
    delivered_days_ago: int | None = None,
    **changes: Any,
) -> Order:
    """An order, paid once unless `payments` says otherwise."""
    delivered = None if delivered_days_ago is None else NOON - timedelta(days=delivered_days_ago)
    values: dict[str, Any] = {
        "number": "1042",
        "customer_id": "cus_mia",
        "email": "mia@example.com",
        "placed_at": NOON - timedelta(days=9),
        "status": status,
        "promised_on": TODAY - timedelta(days=promised_days_ago),
        "shipped_at": None,
        "delivered_at": delivered,
        "carrier": "NordLine",
        "tracking_number": "NL-1",
        "tracking": (),
        "lines": (OrderLine("lamp", "Lamp, brass", 1, eur(total)),),
        "shipping": eur("4.90"),
        "discount": eur(0),
        "total": eur(total),
        "address": "Here 1",
        "payments": (charge(total),) if payments is None else payments,
    }
    return Order(**{**values, **changes})
