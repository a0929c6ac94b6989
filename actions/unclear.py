"""Not clear what it is about, or beyond the assistant: open questions, an honest word, a human (H2, C3, W4)."""

from actions.case import LISTEN, Case
from actions.needs import CALL
from actions.questions import YES_NO, ask_again
from actions.turn import Turn
from frontdesk.desk.handoffs import Reason
from frontdesk.log import StatusType
from frontdesk.wording import words

MAX_MISUNDERSTOOD = 2
MAX_OPEN_QUESTIONS = 3
MAX_CODES = 2
"""So many codes are sent to somebody who has none; then a colleague does without."""
OPEN_QUESTIONS = ("hear.open", "hear.upset_open")


def hear_without_request(turn: Turn, case: Case, *, learned: bool) -> str:
    """Listen on, with an open question."""
    if turn.intent == "out_of_scope":
        return _say_it_is_beyond(turn, case)
    if turn.intent == "nlu_fallback" and not learned:
        return ask_in_other_words(turn, case, "hear.what_happened")
    if turn.intent == "deny":
        turn.say("hear.nothing")
        return LISTEN
    if sum(said.startswith(OPEN_QUESTIONS) for said in case.said) >= MAX_OPEN_QUESTIONS:
        return give_up(turn, case)
    case.awaiting = "problem"
    if learned and turn.value_of("order_number"):
        turn.say("hear.open_order", order_number=case.order_number)
    elif turn.intent == "express_frustration" or turn.frustration.get("level", "calm") != "calm":
        turn.say("hear.upset_open")
    else:
        turn.say("hear.open")
    return LISTEN


def hear_about_colleague(turn: Turn, case: Case) -> str:
    """The answer to "shall I ask a colleague?": who goes on telling wants one."""
    if turn.intent == "deny" or words.says("answers", "says_no", turn.language).match(turn.text):
        case.awaiting = "problem"
        turn.say("hear.nothing")
        return LISTEN
    if turn.intent in ("affirm", "inform", "out_of_scope"):
        case.handoff_reason = Reason.NEEDS_HUMAN
        return "handoff"
    note(turn, case)
    return give_up(turn, case)


def hear_remark(turn: Turn, case: Case) -> str:
    """A remark while it is asked whether it is settled: asked once more, and then it is left at that (C6)."""
    if case.misunderstood:
        return "close"
    note(turn, case)
    return ask_again(turn, case)


def hear_nothing_new(turn: Turn, case: Case) -> str:
    """An answer that did not answer: the question again in other words, then a human."""
    note(turn, case)
    if case.wish == CALL and case.awaiting == "time":
        case.handoff_reason = Reason.ASKED_FOR_HUMAN  # who asked to be called need not name an hour twice (W2)
        return "handoff"
    if case.misunderstood >= MAX_MISUNDERSTOOD:
        return give_up(turn, case)
    return ask_again(turn, case)


def hear_it_is_not_there(turn: Turn, case: Case) -> str:
    """Nobody has to search for a number (W7): a new code is sent once, for the rest a colleague finds the order."""
    codes = [e for e in turn.events if e.type == StatusType.QUESTION_ASKED and e.data["name"] == "code"]
    if case.awaiting == "code" and len(codes) < MAX_CODES:
        return "ask"
    turn.say("ask.without_order" if _has_no_order(turn) else "ask.without_it")
    case.handoff_reason = Reason.NEEDS_HUMAN
    return "handoff"


def ask_in_other_words(turn: Turn, case: Case, key: str) -> str:
    """Say that it was not understood, and how to go on; the second time in a row a human does (B2)."""
    note(turn, case)
    if case.misunderstood >= MAX_MISUNDERSTOOD:
        return give_up(turn, case)
    turn.say(key)
    case.awaiting = case.awaiting or "problem"
    return LISTEN


def give_up(turn: Turn, case: Case) -> str:
    """To a human who reads the customer's own words (C5)."""
    case.handoff_reason = Reason.NOT_UNDERSTOOD
    return "handoff"


def note(turn: Turn, case: Case) -> None:
    """Keep that this turn was not understood, for the count in a row and for the reports (P4)."""
    case.misunderstood += 1
    turn.note(StatusType.NOT_UNDERSTOOD, "words", awaiting=case.awaiting, offsets=turn.offsets)


def has_not(turn: Turn) -> bool:
    """Whether the customer says that they do not have what was asked for."""
    return _has_no_order(turn) or bool(words.says("answers", "have_not", turn.language).search(turn.text))


def _has_no_order(turn: Turn) -> bool:
    return words.says("answers", "has_no_order", turn.language).search(turn.text) is not None


def _say_it_is_beyond(turn: Turn, case: Case) -> str:
    """No guess and no bare no: what the assistant can do, and a person for the rest."""
    turn.say("hear.out_of_scope", buttons=YES_NO["colleague"])
    case.awaiting = "colleague"
    return LISTEN
