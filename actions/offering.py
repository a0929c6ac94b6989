"""What can be offered in this case: the facts that offers are chosen by, and which of them are still open (L2, L3)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from actions.case import Case
from actions.needs import named_lines, needs_order, order_of
from actions.turn import Turn
from frontdesk import details, formats, guarantees, log, offers
from frontdesk.backoffice import Money, Order, OrderLine, OrderStatus, Subscription, SubscriptionStatus
from frontdesk.log import StatusType
from frontdesk.offers import Offer, Situation


def situation_of(turn: Turn, case: Case) -> Situation:
    """The facts by which the offers of this turn are chosen. Raises BackOfficeUnavailable."""
    order = order_of(turn, case) if needs_order(turn, case) else None
    lines = named_lines(order, case, turn.language) if order else []
    return Situation(
        case.request_type or "",
        case.cause,
        turn.today,
        order,
        lines,
        customer=turn.parts.back_office.customer(turn.customer.id) if turn.customer.id else None,
        subscription=_subscription(turn, case) if case.cause == "subscription" else None,
        guaranteed_until=_guaranteed_until(turn, order, lines or order.lines) if order else None,
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
        and not (set(offer.rule.wishes[:1]) & set(case.unwanted) - {case.wish})
        and _is_in_stock(turn, situation.order, offer)
    ]


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
        else:
            kept = {name: value for name, value in case.details.items() if name not in same}
            case.details = {**kept, "wrong_address": address} if address else kept
    return any(case.details.get(name) != value for name, value in made_with.items())


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


def _subscription(turn: Turn, case: Case) -> Subscription | None:
    """The customer's running subscription; of several, the one whose name their words have most of."""
    found = turn.parts.back_office.subscriptions_of(turn.customer.id or "")
    running = [s for s in found if s.status == SubscriptionStatus.ACTIVE]
    words = set(" ".join(case.story).casefold().split())
    hits = {s.id: len(words & set(s.name.casefold().replace(",", "").split())) for s in running}
    best = [s for s in running if hits[s.id] == max(hits.values())]
    return best[0] if len(best) == 1 else None


def _guaranteed_until(turn: Turn, order: Order, lines: list[OrderLine] | tuple[OrderLine, ...]) -> date | None:
    if order.status != OrderStatus.DELIVERED or order.delivered_at is None:
        return None
    return guarantees.runs_until(lines, turn.parts.back_office.products(), order.delivered_at.date())


def _is_in_stock(turn: Turn, order: Order | None, offer: Offer) -> bool:
    """Whether the goods of the offer are there; nothing is offered that cannot be sent (P1)."""
    if not offer.rule.goods or order is None:
        return True
    stock = {product.sku: product.in_stock for product in turn.parts.back_office.products()}
    wanted = [line for line in order.lines if not offer.skus or line.sku in offer.skus]
    return all(stock.get(line.sku, 0) >= line.quantity for line in wanted)
