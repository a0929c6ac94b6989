"""What the assistant may not give, and whether a person may (L2, L3, BS6)."""

from decimal import Decimal

from actions.case import Case
from frontdesk.backoffice import OrderStatus
from frontdesk.shop import offers
from frontdesk.shop.offers import LEAD, ON_TOP, Offer, Situation

MONEY_WISHES = (*ON_TOP, "part", "refund")


def is_for_somebody_else(case: Case, wished: list[Offer], granted: list[Offer]) -> bool:
    """Whether the wish is more than the assistant may grant, and not more than anybody may."""
    if wished and not granted:
        return any(offer.granted_by for offer in wished)
    if case.wish not in ON_TOP or not granted:
        return False
    most = max((offer.amount.amount for offer in granted if offer.amount), default=Decimal(0))
    return most < _asked(case) <= offers.limit_of(LEAD)


def is_too_little(case: Case, options: list[Offer], within: list[Offer]) -> bool:
    """Whether only a little something is left to us of what would help: first it is asked what is wished for (L1)."""
    first = not case.offers_made and options[:1] != within[:1]
    return first and bool(within) and not set(within[0].rule.wishes).isdisjoint({"part", *ON_TOP})


def is_less_than_a_person_may(case: Case, situation: Situation, options: list[Offer], within: list[Offer]) -> bool:
    """Whether only a little something is left to us for somebody who wants no new goods, and a person may do more (L3).

    Of a parcel that is still under way nothing is lost yet.
    """
    has_come = situation.order is not None and situation.order.status == OrderStatus.DELIVERED
    wants_no_goods = bool(case.offers_made) and offers.rule_of(case.offers_made[-1]).goods is not None
    better_elsewhere = options[:1] != within[:1] and options[0].granted_by is not None
    return wants_no_goods and has_come and better_elsewhere and offers.is_amends(within[0].id)


def is_no_money_back(case: Case, wish: str | None, granted: list[Offer], within: list[Offer]) -> bool:
    """Whether somebody said no to another way, wants their money back, and only a little something is left to us (L2).

    A person decides that; a voucher in its place would be none of what was asked for.
    """
    return wish == "refund" and case.declined > 0 and not granted and offers.is_amends(within[0].id)


def asks_for_more(case: Case, wish: str, offer: Offer) -> bool:
    """Whether more money was asked for than the offer gives."""
    given = offer.amount.amount if offer.amount else Decimal(0)
    return wish in MONEY_WISHES and _asked(case) > max(given, Decimal(0))


def _asked(case: Case) -> Decimal:
    return Decimal(case.asked_amount or 0)
