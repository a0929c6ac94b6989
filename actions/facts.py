"""The facts that a turn tells: kept in the case, and noted with the words that tell them (H1, C3)."""

import re

from actions import offer_details, orders, other_requests, wishes
from actions.case import Case
from actions.turn import Turn
from frontdesk.log import StatusType
from frontdesk.shop import offers

FACTS = ("order_number", "email", "phone", "amount", "date", "product", "person")
CODE_DIGITS = 6
_BARE_CODE = re.compile(r"(?<![\d.,€$£])\d{6}(?![\d.,]*\d)")


def take_facts(turn: Turn, case: Case) -> bool:
    """Keep the facts that were told; True if there was one."""
    learned = False
    for name in FACTS:
        value = turn.value_of(name)
        if value is None or (name == "order_number" and case.awaiting == "code" and len(str(value)) == CODE_DIGITS):
            continue
        learned = True
        shown = " ".join(str(v) for v in value.values()) if isinstance(value, dict) else str(value)
        turn.note(StatusType.FACT, name, name=name, value=shown, offsets=turn.offsets_of(_words(turn, name)))
    if number := orders.order_told(turn, case):
        learned = True
        if turn.value_of("order_number") is None:
            _note_order(turn, number)
        if case.order_number not in (None, str(number)) and (case.told or case.offers_made):
            if turn.intent in offers.request_rules() and turn.intent != case.request_type:
                other_requests.keep_for_later(turn, case)
            case.begin(orders.request_about(turn, case, str(number)))
        case.order_number = str(number)
    elif orders.means_the_other_order(turn, case):
        learned = True
    if email := turn.value_of("email"):
        case.email = str(email)
    if offers.wish_of(turn.text, turn.language) and (amount := wishes.amount_wished(turn)):
        case.asked_amount = amount
    unwanted = [] if turn.by_button else offers.unwanted_in(turn.text, turn.language)
    case.unwanted = [*case.unwanted, *(wish for wish in unwanted if wish not in case.unwanted)]
    learned = offer_details.take_details(turn, case) or learned
    return learned or (case.awaiting == "code" and code_told(turn) is not None)


def code_told(turn: Turn) -> str | None:
    """The one-time code that answers the question for it: six digits, whatever is told around them."""
    bare = _BARE_CODE.findall(turn.text)
    return str(turn.value_of("code") or (bare[-1] if bare else "")) or None


def _note_order(turn: Turn, number: str) -> None:
    offsets = turn.offsets_of(number)
    turn.note(StatusType.FACT, "order_number", name="order_number", value=number, offsets=offsets)


def _words(turn: Turn, name: str) -> str:
    """The customer's own words for a fact."""
    found = [e for e in turn.entities if e["entity"] == name]
    return turn.text[found[-1].get("start", 0) : found[-1].get("end", 0)] if found else ""
