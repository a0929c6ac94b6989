"""The demo shop's tables. Amounts are stored as whole cents, moments as UTC."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, Integer, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from ..interface import OperationKind, OrderStatus, PaymentKind, PaymentStatus, SubscriptionStatus

CURRENCY = "EUR"
CENT = Decimal("0.01")


class Cents(TypeDecorator[Decimal]):
    """A Decimal with two places, kept exact in SQLite, which has no decimal type."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value.quantize(CENT) * 100)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-2)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept as UTC in SQLite, which has no time zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    metadata = MetaData()
    type_annotation_map: ClassVar = {
        Decimal: Cents,
        datetime: UtcDateTime,
        dict[str, str]: JSON,
        list[str]: JSON,
    }


class CustomerRow(Base):
    __tablename__ = "customers"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    phone: Mapped[str | None]
    language: Mapped[str]
    since: Mapped[date]
    earlier_orders: Mapped[int]
    earlier_value: Mapped[Decimal]


class ProductRow(Base):
    __tablename__ = "products"

    sku: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    category: Mapped[str]
    price: Mapped[Decimal]
    in_stock: Mapped[int]
    facts: Mapped[dict[str, str]]
    aliases: Mapped[list[str]]


class LineRow(Base):
    __tablename__ = "order_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_number: Mapped[str] = mapped_column(ForeignKey("orders.number"), index=True)
    sku: Mapped[str] = mapped_column(ForeignKey("products.sku"))
    name: Mapped[str]
    quantity: Mapped[int]
    unit_price: Mapped[Decimal]


class TrackingRow(Base):
    __tablename__ = "tracking_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_number: Mapped[str] = mapped_column(ForeignKey("orders.number"), index=True)
    at: Mapped[datetime]
    place: Mapped[str]
    text: Mapped[str]


class PaymentRow(Base):
    __tablename__ = "payments"

    id: Mapped[str] = mapped_column(primary_key=True)
    order_number: Mapped[str] = mapped_column(ForeignKey("orders.number"), index=True)
    kind: Mapped[PaymentKind]
    amount: Mapped[Decimal]
    at: Mapped[datetime]
    status: Mapped[PaymentStatus]
    method: Mapped[str]


class OrderRow(Base):
    __tablename__ = "orders"

    number: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"), index=True)
    replaces: Mapped[str | None] = mapped_column(ForeignKey("orders.number"), index=True)
    sendings: Mapped[int] = mapped_column(default=1)
    email: Mapped[str]
    placed_at: Mapped[datetime]
    status: Mapped[OrderStatus]
    promised_on: Mapped[date]
    shipped_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    carrier: Mapped[str | None]
    tracking_number: Mapped[str | None]
    shipping: Mapped[Decimal]
    discount: Mapped[Decimal]
    address: Mapped[str]
    lines: Mapped[list[LineRow]] = relationship(order_by=LineRow.id, lazy="selectin")
    tracking: Mapped[list[TrackingRow]] = relationship(order_by=(TrackingRow.at, TrackingRow.id), lazy="selectin")
    payments: Mapped[list[PaymentRow]] = relationship(order_by=(PaymentRow.at, PaymentRow.id), lazy="selectin")


class VoucherRow(Base):
    __tablename__ = "vouchers"

    code: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    amount: Mapped[Decimal]
    issued_at: Mapped[datetime]


class TraceRow(Base):
    """A search by the carrier; an order has at most one."""

    __tablename__ = "traces"

    order_number: Mapped[str] = mapped_column(ForeignKey("orders.number"), primary_key=True)
    reference: Mapped[str]
    opened_at: Mapped[datetime]
    answer_by: Mapped[date]


class SubscriptionRow(Base):
    __tablename__ = "subscriptions"

    id: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"), index=True)
    name: Mapped[str]
    price: Mapped[Decimal]
    status: Mapped[SubscriptionStatus]
    next_on: Mapped[date | None]
    ends_on: Mapped[date | None]


class PasswordLinkRow(Base):
    """A page where a customer sets a new password."""

    __tablename__ = "password_links"

    reference: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    issued_at: Mapped[datetime]


class PaperRow(Base):
    """An invoice copy, a return label or a payment page, rendered when it is fetched."""

    __tablename__ = "papers"

    reference: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[OperationKind]
    order_number: Mapped[str] = mapped_column(ForeignKey("orders.number"))
    skus: Mapped[list[str]]
    issued_at: Mapped[datetime]


class PerformedRow(Base):
    """An operation that was carried out: the key's memory, written in the operation's own transaction."""

    __tablename__ = "performed_operations"

    key: Mapped[str] = mapped_column(primary_key=True)
    operation: Mapped[str]
    receipt: Mapped[str]
