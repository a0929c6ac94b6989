"""A matter that was called settled and is not: taken up again with everything known, never from zero (C6)."""

from actions import facts, feeling, news, offering, requests, wishes
from actions.case import LISTEN, Case
from actions.needs import named_orders, order_of, own_order_named
from actions.turn import Turn
from frontdesk.conversation import feelings
from frontdesk.conversation.feelings import UPSET
from frontdesk.desk.handoffs import Reason
from frontdesk.log import Author, StatusType, latest
from frontdesk.shop import causes, matters, offers
from frontdesk.wording import words

MAX_NOT_SETTLED = 2
"""So many times not settled is for a human."""


def says_not_over(turn: Turn) -> bool:
    """Whether the words say that something has still not happened, or has happened again."""
    return not turn.by_button and words.says("replies", "not_over", turn.language).search(turn.text) is not None


def is_about_it(turn: Turn, case: Case) -> bool:
    """Whether words after a check or a goodbye are about the matter of the case, and say that it is open."""
    if was_let_down(turn):
        return True
    if case.request_type is None:
        return says_not_over(turn)
    named = turn.value_of("order_number") or own_order_named(turn, turn.text)
    if named is not None and str(named) != case.order_number:
        return False
    rule = offers.request_rules().get(turn.intent)
    requested = turn.intent if rule and not (rule.knowledge and says_not_over(turn)) else None
    if requested and _names_another_order(turn, case):
        return False
    if requested and not (matters.is_same(requested, case.request_type) or _names_its_cause(turn, case)):
        return False
    if requested and asks_once_more(turn, case):
        return False
    if says_not_over(turn) or named is not None or turn.intent in ("express_frustration", "abuse"):
        return True
    return turn.frustration.get("level") in UPSET if requested else turn.intent == "deny"


def was_let_down(turn: Turn) -> bool:
    """Whether the last that the customer heard is that a person could not keep a promise, and to write here (P4)."""
    failed = latest(turn.events, StatusType.PROMISE_FAILED)
    if failed is None or "agent" not in failed.data:
        return False
    first = min(turn.offsets)
    return not any(e.author == Author.CUSTOMER and failed.offset < e.offset < first for e in turn.events)


def asks_once_more(turn: Turn, case: Case) -> bool:
    """Whether a question that was answered, and led to nothing else, is asked again: it is answered again (K2)."""
    same = turn.intent == case.request_type and not _names_another_order(turn, case)
    calm = turn.frustration.get("level") not in UPSET and not says_not_over(turn)
    return same and calm and not (case.helped or case.offers_made)


def reopen(turn: Turn, case: Case) -> str | None:
    """The step that follows, or None if the turn is heard like any other, as part of the matter."""
    if was_let_down(turn):
        return hand_over(turn, case)
    resolved = latest(turn.events, StatusType.RESOLVED)
    by_agent = case.closed and resolved is not None and resolved.author != Author.ASSISTANT
    turn.note(StatusType.CHECKED, "settled", settled=False, offsets=turn.offsets)
    case.not_settled += 1
    case.closed, case.feeling_open, case.restated, case.felt_with = False, False, True, None
    case.awaiting = "problem"
    if resolved and resolved.at.date() != turn.today:
        case.told = None  # what was told then may have changed since
    promise = news.running(turn, case)
    case.expected_on = promise.due.date().isoformat() if promise else None
    upset = turn.frustration.get("level") in UPSET
    if by_agent or case.not_settled >= MAX_NOT_SETTLED or (promise and upset):
        return _to_a_person(turn, case)
    is_elsewhere = offering.only_made_amends(case) or _names_other_money(turn, case)
    if promise and says_not_over(turn) and not is_elsewhere:
        _take_in(turn, case)
        news.tell(turn, case, promise)
        return "check"
    if turn.intent == "deny" and not says_not_over(turn):
        ask_what_is_open(turn)
        return LISTEN
    return None


def hand_over(turn: Turn, case: Case) -> str:
    """Taken up by a person at once, since only people know what has become of it (W2)."""
    turn.note(StatusType.CHECKED, "settled", settled=False, offsets=turn.offsets)
    case.not_settled += 1
    case.closed, case.awaiting = False, None
    return _to_a_person(turn, case)


def _to_a_person(turn: Turn, case: Case) -> str:
    _take_in(turn, case)
    case.handoff_reason = Reason.NOT_SETTLED
    return "handoff"


def ask_what_is_open(turn: Turn) -> None:
    """The fact or the feeling: who was upset may name either."""
    turn.say("check.what_is_open_upset" if feelings.peak(turn.events) in UPSET else "check.what_is_open")


def _take_in(turn: Turn, case: Case) -> None:
    facts.take_facts(turn, case)
    feeling.take_feeling(turn, case)
    requests.take_request(turn, case, "problem", learned=False)
    wishes.take_wish(turn, case)


def _names_other_money(turn: Turn, case: Case) -> bool:
    """Whether the words are about another amount than the one that was promised."""
    amount = turn.value_of("amount")
    return amount is not None and amount["amount"] != (case.offer or {}).get("amount")


def _names_its_cause(turn: Turn, case: Case) -> bool:
    """Whether the words tell of the very trouble that it was about, whatever they were taken for."""
    said = causes.said_cause(turn.text, case.request_type or "", turn.language)
    return said is not None and said == case.cause


def _names_another_order(turn: Turn, case: Case) -> bool:
    """Whether the goods that are named are those of other orders than the case's."""
    order = order_of(turn, case)
    if order is None:
        return False
    named = named_orders(turn, Case(story=[turn.text]))
    return bool(named) and order.number not in {o.number for o in named}
