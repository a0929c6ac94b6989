"""Hear the customer out, and say back what was heard (H1–H4, C2)."""

from actions import listening, restatement, smalltalk, unserved
from actions.case import Case
from actions.needs import identify_order, order_of, rule_of
from actions.questions import ask_again
from actions.step import LISTEN, Step
from actions.turn import Turn
from frontdesk import causes, conversations, identity, offers
from frontdesk.handoffs import Reason
from frontdesk.identity import CodeCheck
from frontdesk.log import StatusType

MAX_MISUNDERSTOOD = 2
MAX_ANGRY_TURNS = 3
MAX_OPEN_QUESTIONS = 3
OPEN_QUESTIONS = ("hear.open", "hear.upset_open")
WISHES_TOLD_AS_REQUESTS = frozenset({"refund", "cancel_order", "return_or_exchange"})
PLAIN_CAUSES = frozenset({"invoice"})
"""Causes of calm requests that need no restating: nothing went wrong (H1)."""


class ActionHear(Step):
    """Takes in request, facts, feeling and wish from what was said, and decides what the conversation needs next."""

    step = "hear"

    def take(self, turn: Turn, case: Case) -> str:
        step = self._decide(turn, case)
        if turn.intent != "greet":
            case.greeted_order = None  # what was asked in the greeting has been answered, or passed over
        return step

    def _decide(self, turn: Turn, case: Case) -> str:
        if case.closed:
            if turn.intent in ("thank", "goodbye", "affirm"):
                return smalltalk.part(turn, case)
            case.begin(None)
            case.order_number, case.awaiting = None, "problem"
        awaited = case.awaiting
        learned = listening.take_facts(turn, case)
        listening.take_feeling(turn, case)
        if unserved.is_unserved(turn, case):
            return unserved.hand_over(turn, case)
        if turn.intent == "abuse" or (turn.frustration.get("abusive") and turn.intent not in smalltalk.INTENTS):
            return _hear_abuse(turn, case, awaited, learned=learned)
        if case.angry_turns >= MAX_ANGRY_TURNS:
            return _hand_over(turn, case, awaited, Reason.ANGER)
        if awaited == "wish":
            return _hear_wish(turn, case)
        if awaited == "offer" and (step := _hear_about_offer(turn, case, learned=learned)):
            return step
        if awaited == "problem" and turn.intent == "affirm" and case.greeted_order:
            case.request_type, case.order_number = "track_order", case.greeted_order
            return _go_on(turn, case)
        if awaited == "also" and turn.intent == "affirm":
            listening.take_up_other_request(turn, case)
            return _go_on(turn, case)
        told_before = (case.request_type, case.cause, case.order_number)
        told_request = listening.take_request(turn, case, awaited, learned=learned)
        if case.not_settled:
            listening.take_wish(turn, case)
        if awaited == "code" and (code := turn.value_of("code")):
            return _hear_code(turn, case, str(code))
        if awaited == "restatement" and turn.intent in ("deny", "correct") and not (told_request or learned):
            return _hear_not_quite(turn, case)
        if awaited == "restatement" and _goes_on_telling(turn, case, told_before):
            case.restated = True
        if turn.intent in smalltalk.INTENTS and not told_request and not (learned and case.request_type):
            return smalltalk.answer(turn, case)
        if case.request_type is None:
            return _hear_without_request(turn, case, learned)
        if not (told_request or learned or turn.intent == "express_frustration" or awaited in (None, "problem")):
            return _hear_nothing_new(turn, case)
        return _go_on(turn, case)


def _goes_on_telling(turn: Turn, case: Case, told_before: tuple[str | None, ...]) -> bool:
    """Whoever goes on with a fact, or says the same again, was understood; saying it back twice is no listening."""
    same = (case.request_type, case.cause, case.order_number) == told_before
    return turn.intent == "inform" or (same and turn.intent in ("express_frustration", case.request_type))


def _go_on(turn: Turn, case: Case) -> str:
    """The request is known: say it back if that is due, otherwise go on to comfort and solve."""
    order = identify_order(turn, case)
    if order and case.request_type:
        case.cause = causes.recorded_cause(order, case.request_type, case.cause, turn.today)
    if case.restated or not _wants_restatement(case):
        case.misunderstood = 0
        restatement.note(turn, case, restatement.of_case(case, order, turn, spoken=False))
        return "empathize"
    text = restatement.of_case(case, order, turn, spoken=True)
    restatement.note(turn, case, text)
    turn.say_text(
        f"{text} {turn.phrase('hear.right')}",
        buttons=[("button.right", "/affirm"), ("button.not_quite", "/deny")],
    )
    case.awaiting = "restatement"
    return LISTEN


def _wants_restatement(case: Case) -> bool:
    if case.not_settled:
        return False  # the story is known; only what is still missing was asked
    restate = "upset" if case.cause in PLAIN_CAUSES else rule_of(case).restate
    return restate == "always" or (restate == "upset" and case.feeling != "calm")


def _hear_wish(turn: Turn, case: Case) -> str:
    """The answer to "what would make this right?" is kept in the customer's own words (L1)."""
    case.awaiting = None
    if turn.intent == "goodbye":
        return smalltalk.answer(turn, case)
    if listening.take_wish(turn, case) is None:
        case.wish = "other"
        turn.note(StatusType.WISH, "wish", text=turn.text, offsets=turn.offsets)
    return "lead"


def _hear_about_offer(turn: Turn, case: Case, *, learned: bool) -> str | None:
    """Words while an offer waits: whoever wishes for what it is takes it, another wish declines it.

    None if they are about something else. Nothing is taken for a no that is none (L3).
    """
    wish = offers.wish_of(turn.text, turn.language)
    if wish and offers.is_granted(wish, str((case.offer or {}).get("id"))):
        listening.take_wish(turn, case)
        return ask_again(turn, case) if wish == "find" or "?" in turn.text else "provide"
    same = turn.intent == case.request_type
    if wish and _can_be_granted(turn, case, wish):
        listening.take_wish(turn, case)
        return "lead"
    is_other = turn.intent in offers.request_rules() and not same and turn.is_sure
    if is_other and turn.intent not in WISHES_TOLD_AS_REQUESTS:
        return None
    if wish:
        listening.take_wish(turn, case)
        return "lead"
    if same or learned or turn.intent == "express_frustration":
        return ask_again(turn, case)
    return None


def _can_be_granted(turn: Turn, case: Case, wish: str) -> bool:
    """Whether something can be offered in this very case that the wish asks for."""
    order = order_of(turn, case)
    if order is None:
        return False
    options = offers.possible_offers(order, case.request_type or "", case.cause, turn.today)
    return any(wish in option.wishes for option in options)


def _hear_not_quite(turn: Turn, case: Case) -> str:
    """What was said back was wrong: heard again (H3)."""
    if case.order_number and case.order_number not in " ".join(case.story):
        case.order_number = None
    case.request_type, case.cause, case.restated = None, None, False
    case.awaiting = "problem"
    return _not_understood(turn, case, "hear.not_quite")


def _hear_code(turn: Turn, case: Case, code: str) -> str:
    """Check the one-time code; what it proves holds at once."""
    order = turn.parts.back_office.order(case.order_number or "")
    customer = turn.parts.back_office.customer(order.customer_id) if order else None
    outcome = CodeCheck.EXPIRED
    if customer:
        with turn.parts.store.writing() as session:
            conversation = conversations.require(session, turn.conversation_id)
            outcome = identity.check_code(session, conversation, code, customer, key=turn.key("check"), at=turn.at)
    if outcome == CodeCheck.RIGHT:
        case.awaiting = None
        case.misunderstood = 0
        turn.say("hear.code_right", name=customer.name.split()[0] if customer else "")
        return "empathize"
    if outcome == CodeCheck.WRONG:
        turn.say("hear.code_wrong")
        return LISTEN
    turn.say("hear.code_expired")
    return "ask"


def _hear_abuse(turn: Turn, case: Case, awaited: str | None, *, learned: bool) -> str:
    """One calm boundary, then a human (A1, H4). What was asked for in the same breath is not lost."""
    if case.boundary_set:
        return _hand_over(turn, case, awaited, Reason.ABUSE)
    case.boundary_set = True
    turn.note(StatusType.BOUNDARY_SET, "boundary", offsets=turn.offsets)
    listening.take_request(turn, case, awaited or "problem", learned=learned)
    if case.request_type is None:
        turn.say("hear.boundary_open")
        case.awaiting = "problem"
        return LISTEN
    turn.say("hear.boundary")
    if learned or case.awaiting in (None, "problem"):
        return _go_on(turn, case)
    return ask_again(turn, case)


def _hear_without_request(turn: Turn, case: Case, learned: bool) -> str:
    """Not yet clear what it is about: listen on, with an open question (H2, C3)."""
    if turn.intent == "out_of_scope":
        return _not_understood(turn, case, "hear.out_of_scope")
    if turn.intent == "nlu_fallback" and not learned:
        return _not_understood(turn, case, "hear.what_happened")
    if turn.intent == "deny":
        turn.say("hear.nothing")
        return LISTEN
    if sum(said.startswith(OPEN_QUESTIONS) for said in case.said) >= MAX_OPEN_QUESTIONS:
        return _hand_over(turn, case, "problem", Reason.NOT_UNDERSTOOD)
    case.awaiting = "problem"
    upset = case.feeling != "calm" or turn.intent == "express_frustration"
    if learned and turn.value_of("order_number"):
        turn.say("hear.open_order", order_number=case.order_number)
    else:
        turn.say("hear.upset_open" if upset else "hear.open")
    return LISTEN


def _hear_nothing_new(turn: Turn, case: Case) -> str:
    """An answer that did not answer: the question again in other words, then a human."""
    case.misunderstood += 1
    if case.misunderstood >= MAX_MISUNDERSTOOD:
        case.handoff_reason = Reason.NOT_UNDERSTOOD
        return "handoff"
    return ask_again(turn, case)


def _not_understood(turn: Turn, case: Case, key: str) -> str:
    case.misunderstood += 1
    if case.misunderstood >= MAX_MISUNDERSTOOD:
        case.handoff_reason = Reason.NOT_UNDERSTOOD
        return "handoff"
    turn.say(key)
    case.awaiting = case.awaiting or "problem"
    return LISTEN


def _hand_over(turn: Turn, case: Case, awaited: str | None, reason: Reason) -> str:
    """To a human at once, with what this turn told."""
    listening.take_request(turn, case, awaited, learned=False)
    if awaited in ("wish", "offer"):
        listening.take_wish(turn, case)
    if case.request_type:
        order = identify_order(turn, case)
        restatement.note(turn, case, restatement.of_case(case, order, turn, spoken=False))
    case.handoff_reason = reason
    return "handoff"
