"""The demo shop's data files: `catalogue.yml` and `demo_shop.yml` in data/service, read and checked."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, TypeVar

import yaml
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config

from frontdesk import yaml_text

from ..interface import OrderStatus, PaymentKind, PaymentStatus

DATA = Path(__file__).resolve().parents[3] / "data" / "service"

Price = Annotated[str, Field(pattern=r"^\d+\.\d\d$")]
"""Quoted in YAML, so that no amount is ever read as a float."""
ClockTime = Annotated[str, Field(pattern=r"^[0-2]\d:[0-5]\d$")]
"""Quoted in YAML, which would read 14:20 as a number."""

_strict = with_config(ConfigDict(extra="forbid"))
_Shape = TypeVar("_Shape")


@_strict
@dataclass(frozen=True)
class Ago:
    """A moment before the seeding: so many days back, at this hour (UTC)."""

    days_ago: int
    at: ClockTime


@_strict
@dataclass(frozen=True)
class ProductEntry:
    sku: str
    name: str
    category: str
    price: Price
    in_stock: int
    facts: dict[str, str]
    aliases: tuple[str, ...]


@_strict
@dataclass(frozen=True)
class CustomerEntry:
    id: str
    name: str
    email: str
    language: str
    since_days_ago: int
    about: str
    phone: str | None = None
    earlier_orders: int = 0
    earlier_value: Price = "0.00"


@_strict
@dataclass(frozen=True)
class LineEntry:
    sku: str
    quantity: int = 1


@_strict
@dataclass(frozen=True)
class TrackingEntry:
    days_ago: int
    at: ClockTime
    place: str
    text: str


@_strict
@dataclass(frozen=True)
class PaymentEntry:
    """Without `amount`: the order's total."""

    kind: PaymentKind
    days_ago: int
    at: ClockTime
    method: str
    status: PaymentStatus = PaymentStatus.CAPTURED
    amount: Price | None = None


@_strict
@dataclass(frozen=True)
class OrderEntry:
    number: str
    customer: str
    status: OrderStatus
    placed: Ago
    promised_in_days: int
    address: str
    lines: tuple[LineEntry, ...]
    payments: tuple[PaymentEntry, ...]
    shipping: Price = "0.00"
    discount: Price = "0.00"
    shipped: Ago | None = None
    delivered: Ago | None = None
    carrier: str | None = None
    tracking_number: str | None = None
    tracking: tuple[TrackingEntry, ...] = ()


@_strict
@dataclass(frozen=True)
class SubscriptionEntry:
    id: str
    customer: str
    name: str
    price: Price
    next_in_days: int


@_strict
@dataclass(frozen=True)
class Texts:
    """Sentences of the shop that customers read, with `{…}` for the facts."""

    warehouse: str
    carrier: str
    sent_again: str
    priority: str
    search_opened: str
    delivery_moved: str
    address_changed: str
    scanned: str
    delivered: str
    invoice: str
    invoice_line: str
    return_label: str
    return_label_line: str
    payment_page: str
    password_page: str


@_strict
@dataclass(frozen=True)
class ShopFile:
    customers: tuple[CustomerEntry, ...]
    orders: tuple[OrderEntry, ...]
    subscriptions: tuple[SubscriptionEntry, ...]
    texts: Texts


@cache
def products() -> tuple[ProductEntry, ...]:
    """data/service/catalogue.yml; ValueError names the file and the entry that is wrong."""
    return _read(DATA / "catalogue.yml", tuple[ProductEntry, ...])


@cache
def shop() -> ShopFile:
    """data/service/demo_shop.yml; ValueError names the file and the entry that is wrong."""
    return _read(DATA / "demo_shop.yml", ShopFile)


def demo_customers() -> list[dict[str, str]]:
    """Whom a visitor of the demo can be: id, name, email, and what is going on with them."""
    return [
        {"id": entry.id, "name": entry.name, "email": entry.email, "about": entry.about} for entry in shop().customers
    ]


def _read(path: Path, shape: type[_Shape]) -> _Shape:
    try:
        return TypeAdapter(shape).validate_python(yaml_text.load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError) as error:
        raise ValueError(f"{path.name}: {error}") from error
