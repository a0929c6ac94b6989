"""What was said back was not quite right: only the wrong part is corrected (H3)."""

from actions import unclear
from actions.case import LISTEN, Case
from actions.needs import denies_goods
from actions.turn import Turn

BARE_NO_WORDS = 3
"""A no of at most so many words says that something is wrong, and not what."""

Heard = tuple[str | None, ...]


def heard_of(case: Case) -> Heard:
    """What a restatement says. If an answer leaves it as it is, saying it again would be no listening."""
    return case.request_type, case.cause, case.order_number, case.wish


def is_bare_no(turn: Turn) -> bool:
    """Whether the turn says that something is wrong, and no more."""
    bare = turn.by_button or len(turn.text.split()) <= BARE_NO_WORDS
    return bare and turn.intent in ("deny", "correct", "nlu_fallback")


def ask_what(turn: Turn, case: Case) -> str:
    """Ask which part was wrong; everything else is kept."""
    unclear.note(turn, case)
    if case.misunderstood >= unclear.MAX_MISUNDERSTOOD:
        return unclear.give_up(turn, case)
    turn.say("hear.not_quite")
    case.awaiting = "correction"
    return LISTEN


def take(turn: Turn, case: Case, before: Heard) -> None:
    """Take what answered the restatement: it is said back anew only if it changed, and not for a mere further fact.

    An order that was guessed for another request is guessed anew.
    """
    request_type, _, order_number, _ = before
    guessed = order_number is not None and order_number not in " ".join(case.story)
    if case.request_type != request_type and case.order_number == order_number and guessed:
        case.order_number = None
    case.restated = turn.intent == "inform" or (heard_of(case) == before and not denies_goods(case))
    case.awaiting = None
