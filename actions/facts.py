"""The facts that a turn tells: kept in the case, and noted with the words that tell them (H1, C3)."""

import re
from collections.abc import Sequence

from actions import offer_details, orders, other_requests, wishes
from actions.case import Case
from actions.turn import Turn
from frontdesk.conversation import told_facts
from frontdesk.conversation.told_facts import Fact
from frontdesk.log import StatusType
from frontdesk.shop import offers

_BARE_CODE = re.compile(r"(?<![\d.,€$£])\d{6}(?![\d.,]*\d)")


def take_facts(turn: Turn, case: Case) -> bool:
    """Keep the facts that were told; True if there was one."""
    told = list(told_facts.told_in(turn.text, turn.entities, turn.messages))
    _note(turn, case, told)
    learned = bool(told)
    if number := orders.order_told(turn, case):
        learned = True
        note_fact(turn, "order_number", number)
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


def note_fact(turn: Turn, name: str, value: str) -> None:
    """Keep a fact in the log that stands in the customer's words as it is, or was made of them."""
    turn.note(StatusType.FACT, name, **told_facts.fact_of(name, value, value, turn.messages).as_data())


def _note(turn: Turn, case: Case, told: Sequence[Fact]) -> None:
    """Keep the facts in the log, and which of those told before are no longer so."""
    corrects = turn.intent == "correct" or (turn.intent == "deny" and case.awaiting in ("restatement", "correction"))
    before = [e for e in turn.events if e.offset < turn.offsets[0]]
    for wrong in told_facts.put_right(turn.text, told, before, corrects=corrects):
        name, value = wrong.data["name"], wrong.data["value"]
        turn.note(StatusType.FACT_DENIED, f"{name}:{value}", name=name, value=value, offsets=turn.offsets)
    for fact in told:
        turn.note(StatusType.FACT, f"{fact.name}:{fact.value}", **fact.as_data())
