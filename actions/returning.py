"""A returning customer's matter: taken up with everything that is known of it, nothing asked again (C1, W6)."""

import re

from actions import news, reopening
from actions.case import LISTEN, Case
from actions.needs import own_order_named
from actions.turn import Turn
from frontdesk.aftercare import history
from frontdesk.aftercare.history import Matter, Standing
from frontdesk.conversation.conversations import require
from frontdesk.desk.handoffs import Reason
from frontdesk.shop import offers
from frontdesk.wording import words

OPENING_CLAUSES = 3
_CLAUSE = re.compile(r"[,.;:!?\n]+")


def matter_of(turn: Turn) -> Matter | None:
    """The open matter of the customer's earlier conversations."""
    if not turn.customer.verified:
        return None
    with turn.parts.store.reading() as session:
        return history.open_matter(session, require(session, turn.conversation_id), turn.at)


def take_up(turn: Turn, case: Case) -> str | None:
    """If the turn says that it is about the matter of the greeting: what follows, `hear` to go on as if just told."""
    matter = Matter(**case.matter) if case.matter else None
    if matter is None or not _is_meant(turn, matter):
        return None
    case.request_type, case.cause = matter.request_type, matter.cause
    case.order_number = matter.order_number
    case.restated = True
    match matter.standing:
        case Standing.PROMISED if promise := news.running(turn, case):
            news.tell(turn, case, promise)
            return LISTEN
        case Standing.WAITING:
            case.handoff_reason = Reason.NEEDS_HUMAN
            return "handoff"
        case Standing.RESOLVED if not reopening.says_not_over(turn):
            case.not_settled = 1
            reopening.ask_what_is_open(turn)
            return LISTEN
    return "hear" if case.request_type else None


def pass_over(turn: Turn, case: Case) -> None:
    """If the turn says no to what the greeting mentioned, that order is not guessed for what is told instead."""
    greeted = case.greeted_order or (case.matter or {}).get("order_number")
    if greeted and _denies(turn) and not reopening.says_not_over(turn):
        case.not_order, case.greeted_order, case.matter = greeted, None, None


def _denies(turn: Turn) -> bool:
    """Whether there is a no in front, or after a greeting and a thank you."""
    no = words.says("answers", "says_no", turn.language)
    opening = _CLAUSE.split(turn.text)[:OPENING_CLAUSES]
    return not turn.by_button and any(no.match(f"{clause.strip()},") for clause in opening)


def _is_meant(turn: Turn, matter: Matter) -> bool:
    """A yes, a question for news, or words about the same order or kind of request that name no other.

    A promise without an order may be about anything of its kind: who tells of a stranger in their account does not ask
    for news of a password.
    """
    number = turn.value_of("order_number") or own_order_named(turn, turn.text)
    if matter.order_number and number is not None and str(number) != matter.order_number:
        return False
    if turn.intent == "affirm":
        return True
    asked_for = turn.intent in offers.request_rules()
    if not asked_for and turn.by_button:
        return False
    known = Case(request_type=matter.request_type, order_number=matter.order_number)
    if _denies(turn) and matter.order_number is None:
        return False
    is_same = asked_for and turn.intent == matter.request_type and turn.value_of("order_number") is None
    if is_same and (matter.order_number is not None or matter.standing != Standing.PROMISED):
        return True
    return news.is_asked(turn, known) or (reopening.is_about_it(turn, known) and turn.intent != "deny")
