"""Something for the trouble, where the rules allow it: for who was helped and still feels how it went (C6, L3)."""

from actions.case import Case
from actions.lead import make_offer
from actions.needs import named_lines, order_of, rule_of
from actions.turn import Turn
from frontdesk import log
from frontdesk.offers import possible_offers

FOR_THE_TROUBLE = "compensation"


def offer(turn: Turn, case: Case, opening: str) -> bool:
    """Offer it after the words of `opening`, once; False if there is nothing that the assistant may give."""
    if not rule_of(case).self_service or case.request_type is None or (order := order_of(turn, case)) is None:
        return False
    with turn.parts.store.reading() as session:
        had = {*case.offers_made, *log.carried_out(session, order.customer_id, order.number)}
    lines = named_lines(order, case)
    for option in possible_offers(order, case.request_type, case.cause, turn.today, lines):
        if FOR_THE_TROUBLE in option.wishes and option.within_authority and option.id not in had:
            make_offer(turn, case, order, option, f"{opening} ")
            return True
    return False
