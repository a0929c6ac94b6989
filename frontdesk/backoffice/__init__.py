"""The shop behind Helpline: a real one over HTTP, or the demo shop in a file."""

from pathlib import Path
from typing import Protocol

from .demo import DemoShop
from .http import HttpBackOffice
from .interface import (
    BackOffice,
    BackOfficeUnavailable,
    Customer,
    Money,
    Operation,
    OperationKind,
    OperationRefused,
    Order,
    OrderLine,
    OrderStatus,
    Payment,
    PaymentKind,
    PaymentStatus,
    Product,
    Receipt,
    Subscription,
    SubscriptionStatus,
    TrackingEvent,
)

__all__ = [
    "BackOffice",
    "BackOfficeUnavailable",
    "Customer",
    "Money",
    "Operation",
    "OperationKind",
    "OperationRefused",
    "Order",
    "OrderLine",
    "OrderStatus",
    "Payment",
    "PaymentKind",
    "PaymentStatus",
    "Product",
    "Receipt",
    "Subscription",
    "SubscriptionStatus",
    "TrackingEvent",
    "open_back_office",
]


class BackOfficeSettings(Protocol):
    """The part of the settings that is read here."""

    @property
    def backoffice_url(self) -> str | None: ...

    @property
    def backoffice_token(self) -> str | None: ...

    @property
    def data_dir(self) -> Path: ...


def open_back_office(settings: BackOfficeSettings) -> BackOffice:
    """The shop at `backoffice_url`; without one, the demo shop at `data_dir`/shop.db."""
    if settings.backoffice_url:
        return HttpBackOffice(settings.backoffice_url, settings.backoffice_token)
    return DemoShop(settings.data_dir / "shop.db")
