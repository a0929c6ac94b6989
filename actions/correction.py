"""What was said back was not quite right: only the wrong part is corrected (H3)."""

from dataclasses import replace

from actions import unclear
from actions.case import LISTEN, Case
from actions.needs import denies_goods, named_lines, order_of
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
    return bare and turn.intent in ("deny", "correct", "nlu_fallback") and not is_bare_question(turn)


def is_bare_question(turn: Turn) -> bool:
    """Whether the turn asks how things stand, and no more: "so?"."""
    return not turn.by_button and len(turn.text.split()) <= BARE_NO_WORDS and turn.text.rstrip().endswith("?")


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
    is_other = _names_other_goods(turn, case) or denies_goods(case)
    case.restated = turn.intent == "inform" or (heard_of(case) == before and not is_other)
    case.awaiting = None


def _names_other_goods(turn: Turn, case: Case) -> bool:
    """Whether it is about other goods of the same order than was said back; the story then begins with them."""
    order = None if turn.by_button else order_of(turn, case)
    if order is None:
        return False
    told = [text for text in case.story if text != turn.text]
    before, now = (named_lines(order, replace(case, story=story), turn.language) for story in (told, [turn.text]))
    if not (before and now) or before == now:
        return False
    case.story = [turn.text]
    return True
