"""What can be offered in this case: the facts that offers are chosen by, and which of them are still open (L2, L3)."""

from actions.case import Case
from actions.needs import named_lines, needs_order, order_of
from actions.turn import Turn
from frontdesk import log
from frontdesk.backoffice import Order
from frontdesk.log import StatusType
from frontdesk.shop import offers, situations
from frontdesk.shop.offers import ON_TOP, Offer, Situation


def situation_of(turn: Turn, case: Case) -> Situation:
    """The facts by which the offers of this turn are chosen. Raises BackOfficeUnavailable."""
    order = order_of(turn, case) if needs_order(turn, case) else None
    lines = named_lines(order, case, turn.language) if order else []
    return situations.situation_of(
        turn.parts.back_office,
        request_type=case.request_type or "",
        cause=case.cause,
        today=turn.today,
        customer_id=turn.customer.id,
        order=order,
        lines=lines,
        story=case.story,
    )


def open_offers(turn: Turn, case: Case, situation: Situation) -> list[Offer]:
    """What can be offered now, in the order of what helps most; no offer twice, and nothing that isn't in stock."""
    possible = offers.possible_offers(situation)
    done = _carried_out(turn, situation.order)
    return [
        offer
        for offer in possible
        if offer.id not in case.offers_made
        and (offer.rule.repeatable or offer.id not in done)
        and (not offer.rule.only_wished or case.wish in offer.rule.wishes)
        and not _is_unwanted(offer, case)
        and not situations.sold_out(turn.parts.back_office, situation.order, offer)
    ]


def sold_out(turn: Turn, situation: Situation, wish: str) -> str | None:
    """What is wished for and cannot be sent, because there is none left; by its name."""
    wished = [offer for offer in offers.possible_offers(situation) if wish in offer.rule.wishes]
    gone = [situations.sold_out(turn.parts.back_office, situation.order, offer) for offer in wished]
    return gone[0][0].name if gone and all(gone) else None


def _is_unwanted(offer: Offer, case: Case) -> bool:
    """Whether the customer ruled it out; who wants nothing for the trouble wants no voucher either."""
    what = {wish for place, wish in enumerate(offer.rule.wishes) if place == 0 or wish in ON_TOP}
    return bool(what & set(case.unwanted) - {case.wish})


def only_made_amends(case: Case) -> bool:
    """Whether all that was carried out is something for the trouble; the matter itself still has its offers."""
    return case.helped and case.offer is not None and offers.is_amends(str(case.offer["id"]))


def _carried_out(turn: Turn, order: Order | None) -> set[str]:
    if order is None:
        return {e.data["offer"] for e in turn.events if e.type == StatusType.OFFER_CARRIED_OUT}
    with turn.parts.store.reading() as session:
        return log.carried_out(session, order.customer_id, order.number)
