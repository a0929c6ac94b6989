"""Say that it matters, in words that fit the cause and the feeling, or say nothing (E1–E3, C4)."""

from typing import Any

from actions import listening
from actions.case import Case
from actions.needs import identify_order, missing, rule_of
from actions.step import Step
from actions.turn import Turn
from frontdesk import causes, texts

QUIET_UNLESS_UPSET = frozenset(
    {"invoice", "track_order", "cancel_order", "product_question", "policy_question", "change_order", "privacy_request"}
)


class ActionEmpathize(Step):
    """Once per request: nothing is poured over a calm question, and no fault is admitted that is not established."""

    step = "empathize"

    def take(self, turn: Turn, case: Case) -> str:
        if case.awaiting == "restatement":
            if turn.intent == "affirm":
                listening.take_facts(turn, case)
                listening.take_feeling(turn, case)
            case.restated = True
            case.misunderstood = 0
            case.awaiting = None
        order = identify_order(turn, case)
        if order and case.request_type:
            case.cause = causes.recorded_cause(order, case.request_type, case.cause, turn.today)
        if not case.empathized and (key := _text_key(case)):
            facts: dict[str, Any] = {
                "order_number": case.order_number or "",
                "days": (turn.today - order.promised_on).days if order else 0,
            }
            turn.say(key, **facts)
            case.empathized = True
        if not rule_of(case).self_service:
            return "lead"
        return "ask" if missing(turn, case) else "lead"


def _text_key(case: Case) -> str | None:
    """The most fitting text: by cause and feeling, by request and feeling, by feeling; None for a calm question."""
    subject = case.cause or case.request_type
    if case.feeling == "calm" and (subject in QUIET_UNLESS_UPSET or subject is None):
        return None
    keys = (
        f"empathy.{case.cause}.{case.feeling}",
        f"empathy.{case.request_type}.{case.feeling}",
        f"empathy.any.{case.feeling}",
    )
    return next((key for key in keys if texts.has_text(key)), None)
