"""A word of empathy: by cause, by strength, and by what was said before; never the same twice (E1–E3)."""

from typing import Any

from actions.case import Case
from actions.needs import order_of
from actions.turn import Turn
from frontdesk.backoffice import Order
from frontdesk.conversation.feelings import LEVELS, UPSET, stronger
from frontdesk.log import StatusType
from frontdesk.shop import causes
from frontdesk.wording import texts, words

QUIET_UNLESS_UPSET = frozenset(
    {"track_order", "cancel_order", "product_question", "policy_question", "change_order", "privacy_request"}
)


def say(turn: Turn, case: Case, order: Order | None) -> bool:
    """Say it, if it is due: nothing is poured over a calm question, and only a stronger feeling gets another word."""
    risen = case.felt_with is None or LEVELS.index(case.feeling) > LEVELS.index(case.felt_with)
    facts = _facts(turn, case, order)
    key = _key(turn, case, facts) if risen else None
    if key is None:
        return False
    turn.say(key, **facts)
    case.felt_with = case.feeling
    return True


def hear(turn: Turn, case: Case) -> None:
    """A word to a feeling that is told while a question waits: it is heard, and is no answer (E1, H4)."""
    if not say(turn, case, order_of(turn, case)):
        turn.say("hear.felt")


def apologize(turn: Turn, case: Case) -> bool:
    """Say sorry to whoever wishes for it, for what happened to them, and keep the wish; True if it was said (E2, L1).

    There is one apology for a matter, and another one for whoever wishes for it again.
    """
    key = next(key for of in (case.cause, "any") if texts.has_text(key := f"apology.{of}"))
    if not turn.has_unsaid(key):
        return False
    turn.say(key)
    turn.note(StatusType.WISH, "wish", text=turn.text, offsets=turn.offsets)
    case.felt_with = stronger(case.felt_with or LEVELS[0], case.feeling)
    return True


def say_sorry_for_loss(turn: Turn, case: Case) -> None:
    """Say once, before all else, that we are sorry to whoever tells of a death; no annoyance is heard in it (E1)."""
    tells = words.affirms(words.says("answers", "tells_of_loss", turn.language), turn.text)
    if tells and not turn.by_button and not was_told_of_loss(case):
        turn.say("hear.loss")
        case.felt_with = stronger(case.felt_with or LEVELS[0], "frustrated")


def was_told_of_loss(case: Case) -> bool:
    """Whether the customer told of a death in this conversation: nothing cheerful is said any more (E2, K6)."""
    return any(wording.startswith("hear.loss/") for wording in case.said)


def _facts(turn: Turn, case: Case, order: Order | None) -> dict[str, Any]:
    """What is established: by how many days the order is late only where the records show it, from two on (E3)."""
    if order is None:
        return {}
    facts: dict[str, Any] = {"order_number": order.number}
    days = (turn.today - order.promised_on).days
    if case.cause == "late" and order.status in causes.UNDER_WAY and days > 1:
        facts["days"] = days
    return facts


def _key(turn: Turn, case: Case, facts: dict[str, Any]) -> str | None:
    """The most fitting text with a wording that was not said yet; None for a calm question."""
    subject = case.cause or case.request_type
    quiet = subject is None or subject in QUIET_UNLESS_UPSET or subject in causes.plain_causes()
    only_asks = case.request_type in QUIET_UNLESS_UPSET and case.feeling == "calm"
    if only_asks or (quiet and case.feeling not in UPSET):
        return None
    about = ("any",) if case.felt_with else (case.cause, case.request_type, "any")
    keys = (f"empathy.{of}.{case.feeling}" for of in about)
    return next((key for key in keys if texts.has_text(key) and turn.has_unsaid(key, **facts)), None)
