"""A word of empathy: by cause, by strength, and by what was said before; never the same twice (E1–E3)."""

from actions.case import Case
from actions.turn import Turn
from frontdesk import texts
from frontdesk.backoffice import Order
from frontdesk.feelings import LEVELS

QUIET_UNLESS_UPSET = frozenset(
    {"invoice", "track_order", "cancel_order", "product_question", "policy_question", "change_order", "privacy_request"}
)


def say(turn: Turn, case: Case, order: Order | None) -> bool:
    """Say it, if it is due: nothing is poured over a calm question, and only a stronger feeling gets another word."""
    risen = case.felt_with is None or LEVELS.index(case.feeling) > LEVELS.index(case.felt_with)
    key = _key(turn, case) if risen else None
    if key is None:
        return False
    turn.say(key, order_number=case.order_number or "", days=(turn.today - order.promised_on).days if order else 0)
    case.felt_with = case.feeling
    return True


def _key(turn: Turn, case: Case) -> str | None:
    """The most fitting text with a wording that was not said yet; None for a calm question."""
    subject = case.cause or case.request_type
    if case.feeling == "calm" and (subject in QUIET_UNLESS_UPSET or subject is None):
        return None
    about = ("any",) if case.felt_with else (case.cause, case.request_type, "any")
    keys = (f"empathy.{of}.{case.feeling}" for of in about)
    return next((key for key in keys if texts.has_text(key) and turn.has_unsaid(key)), None)
