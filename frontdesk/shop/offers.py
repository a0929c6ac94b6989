"""Offers: what can be done for a case, in which order, and how far the assistant may go (L2, L3, BS6)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from frontdesk.backoffice import (
    Customer,
    Money,
    Operation,
    OperationKind,
    Order,
    OrderLine,
    OrderStatus,
    Subscription,
)
from frontdesk.shop import causes, offer_rules
from frontdesk.shop.offer_rules import ANY_REQUEST, Amount, History, OfferRule, RequestRule
from frontdesk.wording import words

ASSISTANT, LEAD = "assistant", "lead"
ON_TOP = ("compensation", "voucher")
"""Wishes for something for the trouble, in money or whatever it is."""
CENT = Decimal("0.01")
NOTES = ("address", "date")
"""Needed facts that the back office reads in an operation's note."""


@dataclass(frozen=True)
class Situation:
    """What offers are chosen by."""

    request_type: str
    cause: str | None
    today: date
    order: Order | None = None
    lines: Sequence[OrderLine] = ()
    """The goods that it is about; none means all of the order."""
    customer: Customer | None = None
    """Who it is, as far as they have proved it."""
    subscription: Subscription | None = None
    guaranteed_until: date | None = None
    """The last day of the guarantee on the goods."""
    returnable: bool = True
    """Whether the goods are such as can be returned."""


@dataclass(frozen=True)
class Offer:
    """Something that can be done for this customer now."""

    id: str
    rule: OfferRule
    amount: Money | None = None
    """The money that moves, or None."""
    granted_by: str | None = ASSISTANT
    """The role with the narrowest authority that may grant it; None if nobody may."""
    skus: tuple[str, ...] = ()
    """The goods that it is about; all of the order if none."""
    order_number: str | None = None
    subscription_id: str | None = None

    @property
    def within_authority(self) -> bool:
        """Whether the assistant may grant it by itself."""
        return self.granted_by == ASSISTANT

    def terms(self) -> dict[str, Any]:
        """The offer as it was made: what is accepted later is this, whatever has changed meanwhile."""
        return {
            "id": self.id,
            "operation": self.rule.operation,
            "amount": str(self.amount.amount) if self.amount else None,
            "currency": self.amount.currency if self.amount else None,
            "skus": list(self.skus),
            "order_number": self.order_number,
            "subscription_id": self.subscription_id,
        }


def operation_on(terms: dict[str, Any], customer_id: str) -> Operation:
    """What the back office is asked to do for an accepted offer; `details` hold what the customer told for it."""
    kind = OperationKind(terms["operation"] or "")
    moves_money = kind in (OperationKind.REFUND, OperationKind.VOUCHER) and terms["amount"]
    details = terms.get("details") or {}
    return Operation(
        kind,
        order_number=terms["order_number"],
        customer_id=customer_id,
        amount=Money(Decimal(terms["amount"] or "0"), terms["currency"] or "") if moves_money else None,
        skus=tuple(terms["skus"]) if kind == OperationKind.REPLACEMENT else (),
        note=next((details[name] for name in NOTES if name in details), ""),
        subscription_id=terms["subscription_id"],
    )


def idempotency_key(terms: dict[str, Any], otherwise: str) -> str:
    """The key of an accepted offer at the back office: one for all who give what an order may have once (P1, B4).

    Whoever gives it at the same moment, in another conversation or at the desk, has the same receipt. `otherwise` is
    the key of what may be had again, or is about no order.
    """
    order_number = terms["order_number"]
    only = once(terms["id"], order_number) if order_number else None
    return f"once:{only}" if only else otherwise


def once(offer_id: str, where: str) -> str | None:
    """What an offer is the only one by, in the order or conversation `where`; None if it may be repeated (L3)."""
    return None if rule_of(offer_id).repeatable else f"{where}:{offer_id}"


def request_rules() -> dict[str, RequestRule]:
    """The rule of every request type."""
    return offer_rules.requests()


def rule_of(offer_id: str) -> OfferRule:
    """The rule of an offer. Raises KeyError."""
    return offer_rules.rules().offers[offer_id]


def limit_of(role: str) -> Decimal:
    """The most that `role` may grant of anything."""
    return max(offer_rules.rules().authority[role].values())


def possible_offers(situation: Situation) -> list[Offer]:
    """All offers for this case in the order of what helps most, those beyond the assistant's authority too."""
    offers = (
        _offer(name, rule, situation) for name, rule in offer_rules.rules().offers.items() if _applies(rule, situation)
    )
    return [offer for offer in offers if offer is not None]


def is_granted(wish: str, offer_id: str) -> bool:
    """Whether the offer is what the wish asks for, not only something that serves it as well."""
    rule = offer_rules.rules().offers.get(offer_id)
    return rule is not None and rule.wishes[:1] == (wish,)


def may_be_granted(wish: str, request_type: str) -> bool:
    """Whether anything that can ever be offered for requests of this type grants the wish."""
    rules = offer_rules.rules().offers.values()
    return any(wish in rule.wishes and {request_type, ANY_REQUEST} & set(rule.requests) for rule in rules)


def is_asked_for_by_itself(cause: str, request_type: str) -> bool:
    """Whether a cause only says what is asked for, and something can be done for requests of this type for it."""
    rules = offer_rules.rules().offers.values()
    is_plain = cause in causes.plain_causes()
    return is_plain and any(cause in rule.causes and request_type in rule.requests for rule in rules)


def is_fast(offer_id: str) -> bool:
    """Whether by it the goods go out at once, ahead of others."""
    return operation_of(offer_id) == OperationKind.REDELIVER


def is_amends(offer_id: str) -> bool:
    """Whether the offer is something for the trouble, which leaves the matter itself as it is."""
    return any(is_granted(wish, offer_id) for wish in ON_TOP)


def operation_of(offer_id: str) -> OperationKind | None:
    """What the back office does for an offer; None for a promise, and for one that is no longer in the file."""
    rule = offer_rules.rules().offers.get(offer_id)
    return rule.operation if rule else None


def wish_of(text: str, language: str) -> str | None:
    """What kind of thing the customer wishes for, if the words say it; what they say no to is no wish.

    Who says what they meant instead means that: "cancel was the wrong word, I meant send it back".
    """
    meant = words.says("answers", "meant", language).search(text)
    parts = [text[meant.end() :], text] if meant else [text]
    found = (wish for part in parts for wish, pattern in _wishes(language) if words.affirms(pattern, part))
    return next(found, None)


def wishes_in(text: str, language: str) -> list[str]:
    """All kinds of things that the words wish for."""
    return [wish for wish, pattern in _wishes(language) if words.affirms(pattern, text)]


def denies(wish: str, text: str, language: str) -> bool:
    """Whether the text says no to what the wish asks for: "don't cancel"."""
    pattern = dict(_wishes(language)).get(wish)
    return pattern is not None and bool(pattern.search(text)) and not words.affirms(pattern, text)


def unwanted_in(text: str, language: str) -> list[str]:
    """What kinds of things the customer says that they do not want."""
    denials = words.says("answers", "does_not_want", language).finditer(text)
    clauses = [re.split(r"[.,;:!?\n]", text[denial.end() :], maxsplit=1)[0] for denial in denials]
    return [wish for wish, pattern in _wishes(language) if any(map(pattern.search, clauses))]


def _applies(rule: OfferRule, situation: Situation) -> bool:
    if not {situation.request_type, ANY_REQUEST} & set(rule.requests):
        return False
    if rule.causes and situation.cause not in rule.causes:
        return False
    if rule.causes and situation.order and not causes.is_borne_out(situation.order, situation.cause):
        return False
    if not _fits_customer(rule.customer, situation):
        return False
    match rule.about:
        case "order":
            return situation.order is not None and _fits_order(rule, situation, situation.order)
        case "subscription":
            return situation.subscription is not None
        case "customer":
            return situation.customer is not None
        case _:
            return True


def _fits_order(rule: OfferRule, situation: Situation, order: Order) -> bool:
    today = situation.today
    if situation.request_type in rule.delivered_for and order.status != OrderStatus.DELIVERED:
        return False
    if (rule.order and order.status not in rule.order) or not rule.value.holds(order.total.amount):
        return False
    if rule.operation == OperationKind.RETURN_LABEL and not _can_go_back(situation):
        return False
    if rule.returnable_days is not None:
        delivered = order.delivered_at
        if delivered is None or (today - delivered.date()).days > rule.returnable_days:
            return False
    if rule.guaranteed and (situation.guaranteed_until is None or situation.guaranteed_until < today):
        return False
    if rule.silent_days is not None and order.status == OrderStatus.SHIPPED:
        signs = [e.at for e in order.tracking] or [order.shipped_at or order.placed_at]
        return (today - signs[-1].date()).days >= rule.silent_days
    return True


def _can_go_back(situation: Situation) -> bool:
    """Plants cannot, nor what is missing from the parcel."""
    return situation.returnable and situation.cause != "missing_item"


def _fits_customer(history: History, situation: Situation) -> bool:
    customer = situation.customer
    years = (situation.today - customer.since).days // 365 if customer else 0
    return (
        history.orders.holds(customer.orders_count if customer else 0)
        and history.years.holds(years)
        and history.spent.holds(customer.lifetime_value.amount if customer else 0)
    )


def _offer(name: str, rule: OfferRule, situation: Situation) -> Offer | None:
    order, lines = situation.order, situation.lines
    if rule.about == "subscription" and situation.subscription:
        return Offer(name, rule, subscription_id=situation.subscription.id)
    if rule.about != "order" or order is None:
        return Offer(name, rule)
    amount = _amount(rule, order, lines)
    if amount is not None and amount.amount <= 0:
        return None
    value = _price(order, lines if rule.goods == "named" else ()) if rule.goods else amount
    is_free = value is None or rule.evident
    named = "named" in (rule.goods, rule.amount) or rule.amount == Amount.PART
    return Offer(
        name,
        rule,
        amount,
        granted_by=ASSISTANT if is_free or value is None else offer_rules.rules().role_for(rule.kind, value.amount),
        skus=tuple(line.sku for line in lines) if named else (),
        order_number=order.number,
    )


def _price(order: Order, lines: Sequence[OrderLine]) -> Money:
    """What the lines cost; the order's total if none are named or all are."""
    if not lines or len(lines) == len(order.lines):
        return order.total
    return Money(sum((line.unit_price.amount * line.quantity for line in lines), Decimal(0)), order.total.currency)


def _amount(rule: OfferRule, order: Order, lines: Sequence[OrderLine]) -> Money | None:
    match rule.amount:
        case None:
            return None
        case Amount.REMAINING:
            return order.refundable()
        case Amount.NAMED:
            left, price = order.refundable(), _price(order, lines)
            return left if price == order.total or left.amount < price.amount else price
        case Amount.PART:
            part = _share(rule, _price(order, lines))
            return part if part.amount <= order.refundable().amount else order.refundable()
        case Amount.DUPLICATE_CHARGE:
            payment = causes.duplicate_charge(order)
            return payment.amount if payment else Money(Decimal(0), order.total.currency)
        case Amount.OVERCHARGE:
            return causes.overcharge(order)
        case Amount.SHIPPING:
            return order.shipping
        case Amount.SHARE:
            return _share(rule, order.total)


def _share(rule: OfferRule, whole: Money) -> Money:
    share = whole.amount * (rule.share or Decimal(0))
    return Money((share if rule.at_most is None else min(share, rule.at_most)).quantize(CENT), whole.currency)


@cache
def _wishes(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((wish, words.pattern(lines)) for wish, lines in words.entries("wishes", language).items())
