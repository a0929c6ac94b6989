"""Offers: what can be done for a case, in which order, and how far the assistant may go (L2, L3, BS6)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import yaml

from frontdesk import causes, words
from frontdesk.backoffice import Money, Operation, OperationKind, Order, OrderLine, OrderStatus
from frontdesk.settings import ROOT

OFFERS_FILE = ROOT / "data" / "service" / "offers.yml"
REQUESTS_FILE = ROOT / "data" / "service" / "requests.yml"
ASSISTANT = "assistant"


@dataclass(frozen=True)
class RequestRule:
    """How the assistant treats a request type: a row of `requests.yml`."""

    self_service: bool = False
    needs_order: bool = False
    restate: str = "upset"
    wish: str = "known"
    probe: bool = False


@dataclass(frozen=True)
class Offer:
    """Something that can be done for this customer now."""

    id: str
    operation: OperationKind
    amount: Money | None
    """The money that moves, or None."""
    within_authority: bool
    skus: tuple[str, ...] = ()
    """The goods that it is about; all of the order if none."""
    sends_goods: bool = False
    at_once: bool = False
    """Exactly what was asked for, and harmless: done without a further question (W1)."""
    wishes: tuple[str, ...] = ()

    def terms(self) -> dict[str, Any]:
        """The offer as it was made: what is accepted later is this, whatever has changed meanwhile."""
        return {
            "id": self.id,
            "operation": self.operation,
            "amount": str(self.amount.amount) if self.amount else None,
            "currency": self.amount.currency if self.amount else None,
            "skus": list(self.skus),
        }


def operation_on(order: Order, terms: dict[str, Any]) -> Operation:
    """What the back office is asked to do for an accepted offer."""
    kind = OperationKind(terms["operation"] or "")
    moves_money = kind in (OperationKind.REFUND, OperationKind.VOUCHER) and terms["amount"]
    amount = Money(Decimal(terms["amount"] or "0"), terms["currency"] or "") if moves_money else None
    skus = tuple(terms["skus"]) if kind == OperationKind.REPLACEMENT else ()
    return Operation(kind, order_number=order.number, customer_id=order.customer_id, amount=amount, skus=skus)


@cache
def request_rules() -> dict[str, RequestRule]:
    """The rule of every request type."""
    return {name: RequestRule(**row) for name, row in yaml.safe_load(REQUESTS_FILE.read_text("utf-8")).items()}


def possible_offers(
    order: Order, request_type: str, cause: str | None, today: date, lines: Sequence[OrderLine] = ()
) -> list[Offer]:
    """All offers for this case in the order of what helps most, those beyond the assistant's authority too.

    `lines` are those that the case is about; none means all of the order.
    """
    rules = _rules()
    offers = (
        _offer(name, rule, rules["authority"][ASSISTANT], order, lines)
        for name, rule in rules["offers"].items()
        if _applies(rule, order, request_type, cause, today)
    )
    return [offer for offer in offers if offer is not None]


def is_granted(wish: str, offer_id: str) -> bool:
    """Whether the offer is what the wish asks for, not only something that serves it as well."""
    wishes = _rules()["offers"].get(offer_id, {}).get("wishes", ())
    return bool(wishes) and wishes[0] == wish


def operation_of(offer_id: str) -> OperationKind | None:
    """What the back office did for an offer, or None for one that is no longer in the file."""
    rule = _rules()["offers"].get(offer_id)
    return OperationKind(rule["operation"]) if rule else None


def wish_of(text: str, language: str) -> str | None:
    """What kind of thing the customer wishes for, if the words say it; what they say no to is no wish."""
    for wish, pattern in _wishes(language):
        if words.affirms(pattern, text):
            return wish
    return None


def _applies(rule: dict[str, Any], order: Order, request_type: str, cause: str | None, today: date) -> bool:
    if request_type not in rule["for"]:
        return False
    if "causes" in rule and cause not in rule["causes"]:
        return False
    if request_type in rule.get("delivered_for", ()) and order.status != OrderStatus.DELIVERED:
        return False
    if "order" in rule and order.status not in rule["order"]:
        return False
    if "returnable_days" in rule:
        delivered = order.delivered_at
        if delivered is None or (today - delivered.date()).days > int(rule["returnable_days"]):
            return False
    if "silent_days" in rule and order.status == OrderStatus.SHIPPED:
        signs = [e.at for e in order.tracking] or [order.shipped_at or order.placed_at]
        return (today - signs[-1].date()).days >= int(rule["silent_days"])
    return True


def _offer(
    name: str, rule: dict[str, Any], authority: dict[str, int], order: Order, lines: Sequence[OrderLine]
) -> Offer | None:
    operation = OperationKind(rule["operation"])
    amount = _amount(rule, order, lines)
    if amount is not None and amount.amount <= 0:
        return None
    goods = rule.get("goods")
    value = _price(order, lines if goods == "named" else ()) if goods else amount
    kind = "goods" if goods else "voucher" if operation == OperationKind.VOUCHER else "refund"
    limit = authority[kind]
    within = value is None or rule.get("evident", False) or value.amount <= limit
    return Offer(
        name,
        operation,
        amount,
        within,
        skus=tuple(line.sku for line in lines) if "named" in (goods, rule.get("amount")) else (),
        sends_goods=goods is not None,
        at_once=rule.get("at_once", False),
        wishes=tuple(rule.get("wishes", ())),
    )


def _price(order: Order, lines: Sequence[OrderLine]) -> Money:
    """What the lines cost; the order's total if none are named or all are."""
    if not lines or len(lines) == len(order.lines):
        return order.total
    return Money(sum((line.unit_price.amount * line.quantity for line in lines), Decimal(0)), order.total.currency)


def _amount(rule: dict[str, Any], order: Order, lines: Sequence[OrderLine]) -> Money | None:
    match rule.get("amount"):
        case None:
            return None
        case "remaining":
            return order.refundable()
        case "named":
            left, price = order.refundable(), _price(order, lines)
            return left if price == order.total or left.amount < price.amount else price
        case "duplicate_charge":
            payment = causes.duplicate_charge(order)
            return payment.amount if payment else Money(Decimal(0), order.total.currency)
        case "overcharge":
            return causes.overcharge(order)
        case "shipping":
            return order.shipping
        case "share":
            share = order.total.amount * Decimal(str(rule["share"]))
            return Money(min(share, Decimal(rule["at_most"])).quantize(Decimal("0.01")), order.total.currency)
        case unknown:
            raise ValueError(f"{OFFERS_FILE}: unknown amount {unknown!r}")


@cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = yaml.safe_load(OFFERS_FILE.read_text("utf-8"))
    for name, rule in rules["offers"].items():
        for status in rule.get("order", ()):
            if status not in list(OrderStatus):
                raise ValueError(f"{OFFERS_FILE}: offer {name!r}: unknown order state {status!r}")
    return rules


@cache
def _wishes(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((wish, words.pattern(lines)) for wish, lines in words.entries("wishes", language).items())
