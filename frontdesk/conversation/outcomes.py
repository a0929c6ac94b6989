"""What has become of something that was promised, as the shop's own records show it (P3, B3)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from frontdesk.backoffice import BackOffice, Money, OperationKind, Order, OrderStatus, PaymentKind, PaymentStatus
from frontdesk.log import Event, StatusType
from frontdesk.shop import offers
from frontdesk.wording import formats, texts

Fact = date | Money | str

ROUNDING = timedelta(seconds=1)
"""Moments in the log are rounded down: what is this much later may be the action itself."""


class State(StrEnum):
    """How it stands."""

    DONE = "done"
    UNDER_WAY = "under_way"
    """Something moves, and it is not there yet."""
    NOT_DONE = "not_done"
    """Nothing shows that it will come by itself."""


@dataclass(frozen=True)
class Action:
    """What was carried out for the customer and led to the promise."""

    operation: OperationKind
    order_number: str
    reference: str
    done_at: datetime


@dataclass(frozen=True)
class Outcome:
    """How it stands and what shows it. `sign` names the words: `outcome.<state>.<sign>` in the texts."""

    state: State
    sign: str
    action: Action
    facts: dict[str, Fact] = field(default_factory=dict)

    def words(self, language: str) -> dict[str, Any]:
        """The facts as people read them, all of those that a text may use."""
        kind = "replacement" if self.action.operation == OperationKind.REPLACEMENT else "order"
        subject = texts.text(f"outcome.subject.{kind}", language, order_number=self.action.order_number)
        blank = {"day": "", "place": "", "last": "", "amount": "", "method": ""}
        return {**blank, "subject": subject} | {name: _written(value, language) for name, value in self.facts.items()}


def action_before(events: Sequence[Event], offset: int, kind: str) -> Action | None:
    """What led to the promise of this kind at `offset`: the last offer that was carried out before it."""
    for event in reversed(events):
        if event.offset < offset and event.type == StatusType.OFFER_CARRIED_OUT:
            operation = offers.operation_of(event.data["offer"])
            if kind not in ("any", event.data["offer"]) or operation is None:
                return None
            receipt = event.data["receipt"]
            done_at = datetime.fromisoformat(receipt["done_on"])
            return Action(operation, event.data["order_number"], receipt["reference"], done_at)
    return None


def look(back_office: BackOffice, action: Action) -> Outcome | None:
    """What the shop shows of it now; None if it can't tell. Raises BackOfficeUnavailable."""
    look_at = _LOOKS.get(action.operation)
    number = action.reference if action.operation == OperationKind.REPLACEMENT else action.order_number
    order = back_office.order(number) if look_at else None
    return look_at(order, action) if look_at and order else None


def _parcel(order: Order, action: Action) -> Outcome | None:
    if order.status in (OrderStatus.CANCELLED, OrderStatus.RETURNED, OrderStatus.PAYMENT_FAILED):
        return None
    last = order.tracking[-1] if order.tracking else None
    place = last.place if last else ""
    since = action.done_at + ROUNDING
    if order.delivered_at and order.delivered_at > since:
        facts: dict[str, Fact] = {"day": order.delivered_at.date(), "place": place}
        return Outcome(State.DONE, "delivered_in" if place else "delivered", action, facts)
    if last and last.at > since:
        facts = {"day": last.at.date(), "place": place, "last": last.text[:1].lower() + last.text[1:]}
        return Outcome(State.UNDER_WAY, "parcel", action, facts)
    if order.status == OrderStatus.SHIPPED and action.operation != OperationKind.TRACE:
        return Outcome(State.NOT_DONE, "no_parcel", action)
    sign = "not_found" if action.operation == OperationKind.TRACE else "not_sent"
    return Outcome(State.NOT_DONE, sign, action)


def _money(order: Order, action: Action) -> Outcome | None:
    refunds = [p for p in order.payments if p.kind == PaymentKind.REFUND and p.at >= action.done_at]
    if not refunds:
        return None
    refund = refunds[0]
    facts: dict[str, Fact] = {"day": refund.at.date(), "amount": refund.amount, "method": refund.method}
    state, sign = {
        PaymentStatus.CAPTURED: (State.DONE, "refunded"),
        PaymentStatus.PENDING: (State.UNDER_WAY, "refund"),
        PaymentStatus.FAILED: (State.NOT_DONE, "refund_failed"),
    }[refund.status]
    return Outcome(state, sign, action, facts)


def _return(order: Order, action: Action) -> Outcome | None:
    if order.status != OrderStatus.RETURNED:
        return None
    return Outcome(State.DONE, "returned", action)


_LOOKS: dict[OperationKind, Callable[[Order, Action], Outcome | None]] = {
    OperationKind.TRACE: _parcel,
    OperationKind.REDELIVER: _parcel,
    OperationKind.REPLACEMENT: _parcel,
    OperationKind.CHANGE_ADDRESS: _parcel,
    OperationKind.CHANGE_DELIVERY_DATE: _parcel,
    OperationKind.REFUND: _money,
    OperationKind.CANCEL_ORDER: _money,
    OperationKind.RETURN_LABEL: _return,
}


def _written(value: Fact, language: str) -> str:
    match value:
        case Money():
            return formats.money(value, language)
        case date():
            return formats.day(value, language)
        case _:
            return value
