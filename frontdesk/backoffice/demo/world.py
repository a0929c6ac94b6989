"""What happens to the demo shop from outside, for rehearsals: parcels move and arrive, money is booked, time passes."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Date, select, update
from sqlalchemy.orm import Session

from ..interface import OrderStatus, PaymentKind, PaymentStatus
from .files import Texts
from .tables import Base, OrderRow, TrackingRow, UtcDateTime


class Happening(StrEnum):
    """What may happen to an order."""

    SCANNED = "scanned"
    """The carrier gives a sign of the parcel."""
    DELIVERED = "delivered"
    PAID_BACK = "paid_back"
    """The bank books what was sent back."""


def happen(session: Session, what: Happening, number: str, now: datetime, texts: Texts) -> None:
    """Let it happen to the order `number`. Raises LookupError if there is no such order."""
    order = session.get(OrderRow, number)
    if order is None:
        raise LookupError(number)
    match what:
        case Happening.SCANNED:
            places = [sign.place for sign in order.tracking if sign.place != texts.warehouse]
            _sign(order, now, places[-1] if places else texts.warehouse, texts.scanned)
        case Happening.DELIVERED:
            order.status, order.delivered_at = OrderStatus.DELIVERED, now
            _sign(order, now, order.address.split(", ")[-2], texts.delivered)
        case Happening.PAID_BACK:
            for payment in order.payments:
                if payment.kind is PaymentKind.REFUND:
                    payment.status = PaymentStatus.CAPTURED


def let_pass(session: Session, time: timedelta) -> None:
    """Move every moment back by `time`, and every day by the whole days in it."""
    for table in Base.metadata.sorted_tables:
        keys = list(table.primary_key.columns)
        times = [column for column in table.c if isinstance(column.type, UtcDateTime | Date)]
        for row in session.execute(select(*keys, *times)).mappings().all() if times else ():
            moved = {column.name: _earlier(row[column], time) for column in times}
            session.execute(update(table).where(*(key == row[key] for key in keys)).values(moved))


def _sign(order: OrderRow, now: datetime, place: str, text: str) -> None:
    order.tracking.append(TrackingRow(at=now, place=place, text=text))


def _earlier(moment: datetime | date | None, time: timedelta) -> datetime | date | None:
    if moment is None or isinstance(moment, datetime):
        return moment and moment - time
    return moment - timedelta(days=time.days)
