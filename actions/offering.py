"""What can be offered in this case: the facts that offers are chosen by, and which of them are still open (L2, L3)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from actions.case import Case
from actions.needs import CALL, named_lines, needs_order, order_of
from actions.turn import Turn
from frontdesk import log
from frontdesk.backoffice import Money, Order
from frontdesk.conversation import details, told_facts
from frontdesk.log import StatusType
from frontdesk.shop import offers, situations
from frontdesk.shop.offers import ON_TOP, Offer, Situation
from frontdesk.wording import formats


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
        and situations.is_in_stock(turn.parts.back_office, situation.order, offer)
    ]


def _is_unwanted(offer: Offer, case: Case) -> bool:
    """Whether the customer ruled it out; who wants nothing for the trouble wants no voucher either."""
    what = {wish for place, wish in enumerate(offer.rule.wishes) if place == 0 or wish in ON_TOP}
    return bool(what & set(case.unwanted) - {case.wish})


def only_made_amends(case: Case) -> bool:
    """Whether all that was carried out is something for the trouble; the matter itself still has its offers."""
    return case.helped and case.offer is not None and offers.is_amends(str(case.offer["id"]))


def is_changed(turn: Turn, case: Case) -> bool:
    """Whether the customer corrects what the offer that waits was made with; then it isn't the offer any more.

    A number of the address is put right; what else was wrong is forgotten, to be asked for.
    """
    made_with = (case.offer or {}).get("details") or {}
    same = {name: value for name, value in made_with.items() if case.details.get(name) == value}
    is_correction = turn.intent == "correct" or (turn.intent == "deny" and any(c.isdigit() for c in turn.text))
    if made_with and is_correction and same.keys() == made_with.keys():
        address = made_with.get("address")
        if address and (right := details.corrected_address(address, turn.text)):
            case.details = {**case.details, "address": right}
            told = told_facts.fact_of("address", right, right, turn.messages)
            turn.note(StatusType.FACT, "address", **told.as_data())
        else:
            kept = {name: value for name, value in case.details.items() if name not in same}
            case.details = {**kept, "wrong_address": address} if address else kept
            if address:
                turn.note(StatusType.FACT_DENIED, "address", name="address", value=address, offsets=turn.offsets)
    return any(case.details.get(name) != value for name, value in made_with.items())


def decline(turn: Turn, case: Case) -> None:
    """Keep that the customer says no to the offer that waits."""
    if case.offer and (name := case.offer["id"]):
        turn.note(StatusType.OFFER_DECLINED, name, offer=name, offsets=turn.offsets)
        case.declined += 1
        case.offer = None
        if offers.is_granted(CALL, name):
            case.wish = None  # no call, and then what it is about goes on


def why(turn: Turn, case: Case) -> str:
    """Why one would take the offer that waits: an opinion with its reason, and no script (W3)."""
    terms = case.offer or {}
    amount = turn.money(Money(Decimal(terms["amount"]), terms["currency"])) if terms.get("amount") else ""
    return turn.phrase(f"offer.{terms['id']}.why", amount=amount, order_number=terms.get("order_number") or "")


def facts_of(turn: Turn, told: dict[str, str]) -> dict[str, Any]:
    """What the customer told, as people read it."""
    moment = datetime.fromisoformat(told["time"]) if "time" in told else None
    return {
        "address": told.get("address", ""),
        "date": turn.day(date.fromisoformat(told["date"])) if "date" in told else "",
        "phone": told.get("phone", ""),
        "day": turn.day(moment.date()) if moment else "",
        "time": formats.time_of_day(moment, turn.language) if moment else "",
    }


def _carried_out(turn: Turn, order: Order | None) -> set[str]:
    if order is None:
        return {e.data["offer"] for e in turn.events if e.type == StatusType.OFFER_CARRIED_OUT}
    with turn.parts.store.reading() as session:
        return log.carried_out(session, order.customer_id, order.number)
