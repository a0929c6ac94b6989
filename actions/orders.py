"""Which order a turn names, or says that it is not (H3, C3)."""

import re

from actions.case import Case
from actions.needs import is_borne_out, likely_orders, order_of, own_order_named
from actions.turn import Turn
from frontdesk.conversation import details
from frontdesk.shop import offers
from frontdesk.wording import words

CODE_DIGITS = 6
ORDER_DIGITS = range(4, 7)
MAX_BARE_WORDS = 3
_BARE_NUMBER = re.compile(r"(?<![\d.,€$£])\d{4,6}(?![\d.,]*\d)")
"""Asked for the number of an order, a customer may write no more than the number."""


def order_told(turn: Turn, case: Case) -> str | None:
    """The order that is named: of several of one's own the first, otherwise the last; six digits may be a code."""
    told = [str(e["value"]) for e in turn.entities if e["entity"] == "order_number"]
    told = [number for number in told if not _is_other_number(turn, case, number)]
    if case.awaiting == "code":
        return next(iter(told), None)
    own = own_order_named(turn, turn.text)
    if case.awaiting == "address":
        return own  # a postcode of four digits is no order
    if case.awaiting == "order_number" and not told and (bare := _bare_numbers(turn)):
        return bare[-1]
    if not told and own is None:
        return _number_asked_about(turn)
    return own if len(own_orders_told(turn)) > 1 else told[-1] if told else own


def _is_other_number(turn: Turn, case: Case, number: str) -> bool:
    """Whether a number that looks like an order's is none: a code, a part of a phone number, or some other answer.

    Who was asked for an e-mail address and writes no more than a number does not speak of another order.
    """
    if case.awaiting == "code" and len(number) == CODE_DIGITS:
        return True
    bare = len(turn.text.split()) <= MAX_BARE_WORDS and turn.value_of("email") is None and turn.intent != "correct"
    return number in _phone_groups(turn) or (case.awaiting == "email" and case.order_number is not None and bare)


def _bare_numbers(turn: Turn) -> list[str]:
    return [number for number in _BARE_NUMBER.findall(turn.text) if number not in _phone_groups(turn)]


def _phone_groups(turn: Turn) -> list[str]:
    """The groups of digits of a phone number; several numbers of orders in a row are none."""
    groups = re.findall(r"\d+", details.phone_of(turn.text) or "")
    return groups if any(len(group) not in ORDER_DIGITS for group in groups) else []


def own_orders_told(turn: Turn) -> list[str]:
    """The customer's own orders that the turn names, in its order; none if it names others as well."""
    told = list(dict.fromkeys(str(e["value"]) for e in turn.entities if e["entity"] == "order_number"))
    if len(told) < 2 or not turn.customer.verified:
        return []
    own = {order.number for order in turn.parts.back_office.orders_of(turn.customer.id or "")}
    return told if own.issuperset(told) else []


def names_order(turn: Turn) -> bool:
    """Whether the turn names an order by its number."""
    return turn.value_of("order_number") is not None or own_order_named(turn, turn.text) is not None


def request_about(turn: Turn, case: Case, number: str) -> str | None:
    """What a further order is asked about when it is only named: the same, or where it is, if that is what is wrong."""
    named = Case(request_type=case.request_type, order_number=number)
    order = order_of(turn, named)
    if order is None or is_borne_out(order, named, turn.today):
        return case.request_type
    late = is_borne_out(order, Case(request_type="track_order"), turn.today)
    return "track_order" if late else case.request_type


def means_the_other_order(turn: Turn, case: Case) -> bool:
    """ "No, the other order": the only other one that it can be about is taken, otherwise it is asked which (H3).

    Whoever speaks of new goods means these by "another one", also where they want none.
    """
    said = not turn.by_button and words.says("answers", "other_order", turn.language).search(turn.text)
    if case.order_number is None or not turn.customer.verified or not said or _speaks_of_new_goods(turn):
        return False
    wrong = case.order_number
    was_told = bool(case.told or case.offers_made)
    if was_told:
        case.begin(case.request_type)
    case.order_number, case.not_order = None, wrong
    story, case.story = case.story, [*case.story, turn.text]
    others = likely_orders(turn, case)
    case.story = story
    case.order_number = others[0].number if len(others) == 1 else None
    case.restated = was_told and case.order_number is not None  # what was asked is known; only the order was another
    return True


def _speaks_of_new_goods(turn: Turn) -> bool:
    """Whether somebody wants a new one of what they have, or none."""
    new = "replacement"
    wants = turn.intent != "correct" and offers.wish_of(turn.text, turn.language) == new
    return wants or offers.denies(new, turn.text, turn.language) or new in offers.unwanted_in(turn.text, turn.language)


def _number_asked_about(turn: Turn) -> str | None:
    """The bare number that stands where an order would: "where is 1042"."""
    rule = offers.request_rules().get(turn.intent)
    if rule is None or not rule.needs_order or turn.by_button:
        return None
    found = words.says("answers", "before_order", turn.language).finditer(turn.text)
    numbers = (_BARE_NUMBER.match(turn.text, place.end() + 1) for place in found)
    return next((number[0] for number in numbers if number), None)
