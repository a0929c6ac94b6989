"""A day by which somebody needs their parcel: the way that sends the goods at once comes first (L3, W1)."""

from actions import offer_details, offering
from actions.case import Case
from actions.turn import Turn
from actions.wishes import PARCEL_REQUESTS
from frontdesk.shop import offers
from frontdesk.shop.offers import Offer

THAT_IT_COMES = (None, "find", "know", "other")
"""Wishes that a parcel on the day fulfils."""


def is_set(case: Case, wish: str | None) -> bool:
    """Whether a day to come was named, and nothing is wished for but that the parcel comes."""
    return case.request_type in PARCEL_REQUESTS and "date" in case.details and wish in THAT_IT_COMES


def fastest_first(within: list[Offer]) -> list[Offer]:
    """The offers with those first by which the goods go out at once."""
    return sorted(within, key=lambda offer: not offers.is_fast(offer.id))


def calls_for_another(turn: Turn, case: Case) -> bool:
    """Whether the turn names such a day while an offer waits, and another one is faster; today nothing can be."""
    waiting = str((case.offer or {}).get("id"))
    if case.request_type not in PARCEL_REQUESTS or offers.is_fast(waiting):
        return False
    day = offer_details.coming_day(turn, case)
    if day is None or day == turn.today:
        return False
    options = offering.open_offers(turn, case, offering.situation_of(turn, case))
    return any(offers.is_fast(option.id) and option.within_authority for option in options)
