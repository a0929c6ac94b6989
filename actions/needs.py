"""What a request needs before it can be helped, and which of it is missing (C3)."""

from datetime import date

from actions.case import Case
from actions.turn import Turn
from frontdesk.backoffice import Order, OrderLine, OrderStatus
from frontdesk.conversation import told_facts
from frontdesk.log import StatusType
from frontdesk.shop import causes, order_lines
from frontdesk.shop.offer_rules import RequestRule
from frontdesk.shop.offers import request_rules

OFFER_FACTS = ("address", "date", "phone", "time")
"""What offers need."""
ASKED_FACTS = ("order_number", "email", "code", *OFFER_FACTS)
"""What is asked for, each by a question of its own."""

CALL = "call"
"""The wish to be called; it needs neither an order nor proof of who it is."""

STAGES = {
    "track_order": causes.UNDER_WAY,
    "delivery_problem": (OrderStatus.SHIPPED, OrderStatus.DELIVERED),
    "cancel_order": (OrderStatus.PLACED, OrderStatus.PACKED),
    "damaged_or_wrong_item": (OrderStatus.DELIVERED,),
    "technical_fault": (OrderStatus.DELIVERED,),
    "return_or_exchange": (OrderStatus.DELIVERED,),
    "change_order": causes.UNDER_WAY,
    "payment_problem": (OrderStatus.PAYMENT_FAILED,),
}


def rule_of(case: Case) -> RequestRule:
    """How the case's request type is treated, for its cause."""
    return request_rules().get(case.request_type or "", RequestRule()).of(case.cause)


def order_of(turn: Turn, case: Case) -> Order | None:
    """The order of the case, if the customer has proved that it is theirs."""
    if case.order_number is None or not turn.customer.verified:
        return None
    order = turn.parts.back_office.order(case.order_number)
    return order if order and order.customer_id == turn.customer.id else None


def own_order_named(turn: Turn, text: str) -> str | None:
    """A bare number in the text that is the number of one of the verified customer's orders."""
    numbers = told_facts.bare_numbers(text)
    if not numbers or not turn.customer.verified:
        return None
    own = {order.number for order in turn.parts.back_office.orders_of(turn.customer.id or "")}
    return next((number for number in numbers if number in own), None)


def identify_order(turn: Turn, case: Case) -> Order | None:
    """The order of the case; if none was named, the only one of the verified customer's that it can be about."""
    if case.order_number is not None or not turn.customer.verified:
        return order_of(turn, case)
    if rule_of(case).needs_identity:
        return None
    likely = likely_orders(turn, case) if needs_order(turn, case) else named_orders(turn, case)
    if len(likely) != 1:
        return None
    case.order_number = likely[0].number
    turn.note(
        StatusType.FACT,
        "order_number",
        name="order_number",
        value=case.order_number,
        offsets=case.heard or turn.offsets,
    )
    return likely[0]


def take_records(turn: Turn, case: Case, order: Order) -> None:
    """Keep what the shop's records show of the matter: the request that they bear out, and its cause."""
    case.request_type = causes.recorded_request(order, case.request_type or "", case.cause, turn.today)
    case.cause = causes.recorded_cause(order, case.request_type, case.cause, turn.today)


def missing(turn: Turn, case: Case) -> str | None:
    """The one thing to ask next (`ASKED_FACTS`). Nothing that is known or can be looked up."""
    of_offer = next((name for name in case.needs if name not in case.details), None)
    if case.wish == CALL:
        return of_offer
    of_order = needs_order(turn, case)
    if turn.customer.verified:
        if of_order and identify_order(turn, case) is None:
            return "order_number"
    elif of_order or rule_of(case).needs_identity:
        if case.order_number is None:
            return "order_number"
        return "email" if case.email is None else "code"
    return of_offer


def needs_order(turn: Turn, case: Case) -> bool:
    """Whether the case can't be helped without knowing which order it is about."""
    match rule_of(case).needs_order:
        case "if_any":
            stages = STAGES.get(case.request_type or "", OrderStatus)
            known = case.order_number is not None or not turn.customer.verified
            return known or any(o.status in stages for o in turn.parts.back_office.orders_of(turn.customer.id or ""))
        case "if_named":
            known = case.order_number is not None
            return known or (turn.customer.verified and bool(named_orders(turn, case)))
        case always:
            return always


def likely_orders(turn: Turn, case: Case) -> list[Order]:
    """The verified customer's orders that the request can be about, newest first.

    What the story names comes first, then what the shop's records bear out, then what is at the right stage. Of several
    that a story of several matters names, it is the one that the records bear out.
    """
    orders = _orders(turn, case)
    named = _borne_out_of_named(turn, case) or named_orders(turn, case)
    stages = STAGES.get(case.request_type or "", OrderStatus)
    return (
        [o for o in named if o.status in stages]
        or named
        or [o for o in orders if is_borne_out(o, case, turn.today)]
        or [o for o in orders if o.status in stages]
        or orders
    )


def named_orders(turn: Turn, case: Case) -> list[Order]:
    """The verified customer's orders with goods that the story names, newest first."""
    orders = _orders(turn, case)
    hits = _named_by(case, orders)
    most = max(hits.values(), default=0)
    return [order for order in orders if most and hits[order.number] == most]


def _borne_out_of_named(turn: Turn, case: Case) -> list[Order]:
    """The one order, of several that the story names, of which the records show what is complained of."""
    orders = _orders(turn, case)
    named = [order for order in orders if _named_by(case, orders)[order.number]]
    borne_out = [order for order in named if is_borne_out(order, case, turn.today)]
    return borne_out if len(borne_out) == 1 else []


def _named_by(case: Case, orders: list[Order]) -> dict[str, int]:
    """How many words the story has of the goods of each order."""
    story, denied = " ".join(case.story), order_lines.denied(case.story)
    return {
        order.number: max((order_lines.hits(line, story, denied) for line in order.lines), default=0)
        for order in orders
    }


def _orders(turn: Turn, case: Case) -> list[Order]:
    """The verified customer's orders, newest first, without the one that they said it is not."""
    orders = turn.parts.back_office.orders_of(turn.customer.id or "")
    return [order for order in orders if order.number != case.not_order]


def named_lines(order: Order, case: Case, language: str) -> list[OrderLine]:
    """The lines of the order that the story names; best, those named where it tells what is wrong with them."""
    return order_lines.named_lines(order, case.story, case.request_type or "", case.cause, language)


def denies_goods(case: Case) -> bool:
    """Whether the newest telling says which goods it is not about."""
    return bool(order_lines.denied(case.story))


def is_borne_out(order: Order, case: Case, today: date) -> bool:
    """Whether the shop's records show what the customer complains of."""
    match case.request_type:
        case "track_order" | "delivery_problem":
            return order.status in causes.UNDER_WAY and order.promised_on < today
        case "billing_problem" | "refund":
            return (
                causes.duplicate_charge(order) is not None
                or causes.overcharge(order).amount > 0
                or causes.pending_refund(order) is not None
            )
    return False
