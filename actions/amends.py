"""Something for the trouble, where the rules allow it: for who was helped and still feels how it went (C6, L3)."""

from actions import made_offer, offering
from actions.case import Case
from actions.needs import rule_of
from actions.turn import Turn
from frontdesk.shop import offers


def offer(turn: Turn, case: Case, opening: str) -> bool:
    """Offer it after the words of `opening`, once; False if there is nothing that the assistant may give."""
    if not rule_of(case).self_service or case.request_type is None:
        return False
    situation = offering.situation_of(turn, case)
    for option in offering.open_offers(turn, case, situation):
        if offers.is_amends(option.id) and option.within_authority:
            made_offer.make(turn, case, situation, option, f"{opening} ")
            return True
    return False
