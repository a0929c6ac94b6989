"""What Helpline knows of a shop and may do in it: the language that every back office speaks.

Amounts are `Decimal` in units of the currency (12.50 EUR), never float. Moments carry a time
zone; dates are days of the shop's own calendar. What the shop does not know is None or empty, never invented
(SERVICE.md B3).
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from pydantic import AwareDatetime

_KEY = re.compile(r"[\x21-\x7e]{1,200}")


class BackOfficeUnavailable(Exception):
    """The shop cannot be reached, or answers with nothing usable: try again later, or hand over."""


class OperationRefused(Exception):
    """The shop understood the operation and will not do it; nothing has changed.

    `code` is stable and meant for rules (`already_shipped`, `amount_above_paid` …), `detail` is one sentence
    for agents.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class OrderStatus(StrEnum):
    PLACED = "placed"
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    """What the carrier says; the customer may know better."""
    CANCELLED = "cancelled"
    RETURNED = "returned"
    PAYMENT_FAILED = "payment_failed"


class PaymentKind(StrEnum):
    CHARGE = "charge"
    REFUND = "refund"


class PaymentStatus(StrEnum):
    CAPTURED = "captured"
    """The money has moved."""
    PENDING = "pending"
    """The money is on its way."""
    FAILED = "failed"


class OperationKind(StrEnum):
    CANCEL_ORDER = "cancel_order"
    REFUND = "refund"
    """Pay back `amount`, or everything that is left of the order when `amount` is None."""
    REPLACEMENT = "replacement"
    """Send the goods in `skus` (none: all of the order) once more, at no charge."""
    RETURN_LABEL = "return_label"
    VOUCHER = "voucher"
    """Give the customer `amount` to spend in the shop."""
    INVOICE_COPY = "invoice_copy"
    REDELIVER = "redeliver"
    """Send the whole order again, or with priority if it has not left yet."""
    TRACE = "trace"
    """Ask the carrier to search for the parcel."""
    CHANGE_ADDRESS = "change_address"
    """`note` is the whole new address."""
    CHANGE_DELIVERY_DATE = "change_delivery_date"
    """`note` is the wished day as an ISO date (2031-05-17)."""
    PAYMENT_LINK = "payment_link"
    """A page where an order whose payment failed can be paid, at the receipt's `url`."""
    PASSWORD_LINK = "password_link"
    """A page where the customer sets a new password, at the receipt's `url`; none if the shop mails it itself."""
    STOP_SUBSCRIPTION = "stop_subscription"
    """End `subscription_id`; the receipt's `expected_on` is its last day."""


class SubscriptionStatus(StrEnum):
    ACTIVE = "active"
    STOPPED = "stopped"
    """No longer renewed; it may still run until `ends_on`."""


@dataclass(frozen=True)
class Money:
    amount: Decimal
    currency: str
    """ISO 4217 code, such as EUR."""

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite():
            raise TypeError(f"An amount must be a finite Decimal, not {self.amount!r}.")


@dataclass(frozen=True)
class Customer:
    id: str
    name: str
    email: str
    phone: str | None
    language: str
    """BCP 47 tag, such as en or ja."""
    since: date
    orders_count: int
    lifetime_value: Money


@dataclass(frozen=True)
class OrderLine:
    sku: str
    name: str
    quantity: int
    unit_price: Money


@dataclass(frozen=True)
class TrackingEvent:
    at: AwareDatetime
    place: str
    text: str


@dataclass(frozen=True)
class Payment:
    id: str
    kind: PaymentKind
    amount: Money
    """Never negative; `kind` tells the direction."""
    at: AwareDatetime
    status: PaymentStatus
    method: str


@dataclass(frozen=True)
class Order:
    number: str
    customer_id: str
    email: str
    placed_at: AwareDatetime
    status: OrderStatus
    promised_on: date
    """The delivery day that the customer was last told."""
    shipped_at: AwareDatetime | None
    delivered_at: AwareDatetime | None
    carrier: str | None
    tracking_number: str | None
    tracking: tuple[TrackingEvent, ...]
    """Oldest first."""
    lines: tuple[OrderLine, ...]
    shipping: Money
    discount: Money
    total: Money
    """What the customer agreed to pay: lines + shipping - discount."""
    address: str
    payments: tuple[Payment, ...]
    """Oldest first."""

    def refundable(self) -> Money:
        """What is left to pay back: captured charges less refunds that did not fail."""
        charged = sum(
            (
                p.amount.amount
                for p in self.payments
                if p.kind is PaymentKind.CHARGE and p.status is PaymentStatus.CAPTURED
            ),
            Decimal(0),
        )
        refunded = sum(
            (
                p.amount.amount
                for p in self.payments
                if p.kind is PaymentKind.REFUND and p.status is not PaymentStatus.FAILED
            ),
            Decimal(0),
        )
        return Money(charged - refunded, self.total.currency)


@dataclass(frozen=True)
class Product:
    sku: str
    name: str
    category: str
    price: Money
    in_stock: int
    facts: dict[str, str]
    """What product questions are answered from: material, size, guarantee … (SERVICE.md STD5)."""
    aliases: tuple[str, ...]
    """What customers call it."""


@dataclass(frozen=True)
class Subscription:
    """Something that comes, and is paid for, again and again."""

    id: str
    customer_id: str
    name: str
    price: Money
    """What is taken each time."""
    status: SubscriptionStatus
    next_on: date | None
    """The next delivery; None if there is none."""
    ends_on: date | None
    """The last day, once it is stopped."""


@dataclass(frozen=True)
class Operation:
    kind: OperationKind
    order_number: str | None = None
    customer_id: str | None = None
    amount: Money | None = None
    skus: tuple[str, ...] = ()
    note: str = ""
    subscription_id: str | None = None


@dataclass(frozen=True)
class Receipt:
    """The facts with which a kept promise is confirmed (SERVICE.md P1)."""

    reference: str
    """What the customer may quote; a voucher's code, a replacement's order number."""
    kind: OperationKind
    amount: Money | None
    done_on: AwareDatetime
    expected_on: date | None
    """When the customer has it in hand: goods, money, or the carrier's answer."""
    url: str | None
    """Where the paper or page is found that was asked for; may be relative to the front desk's own address."""


class BackOffice(Protocol):
    """A shop. Every method blocks; every method may raise `BackOfficeUnavailable`."""

    def customer(self, customer_id: str) -> Customer | None: ...

    def order(self, number: str) -> Order | None: ...

    def orders_of(self, customer_id: str) -> list[Order]:
        """Newest first; empty when the customer is unknown."""
        ...

    def subscriptions_of(self, customer_id: str) -> list[Subscription]:
        """All of the customer's, stopped ones too; empty when the customer is unknown or the shop has none."""
        ...

    def products(self) -> list[Product]: ...

    def perform(self, operation: Operation, key: str) -> Receipt:
        """Do it exactly once per key: the same key brings the same receipt, in parallel and after a crash.

        A refused operation uses up no key. Raises `OperationRefused`, also (code `key_reused`) when the key
        stands for another operation, and ValueError for a key that is not 1 to 200 visible ASCII characters.
        (SERVICE.md P1, W1)
        """
        ...


def check_key(key: str) -> None:
    """ValueError unless `key` can serve as an idempotency key, here and in an HTTP header."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"An idempotency key is 1 to 200 visible ASCII characters, not {key!r}.")
