"""Say that it matters, in words that fit the cause and the feeling, or say nothing (E1–E3, C4)."""

from actions import comfort, facts, feeling, unclear, wishes
from actions.case import Case
from actions.needs import identify_order, missing, rule_of, take_records
from actions.step import Step
from actions.turn import Turn
from frontdesk.shop import offers


class ActionEmpathize(Step):
    """After what was said back is confirmed, or when nothing had to be. No fault is admitted that is not certain."""

    step = "empathize"

    def take(self, turn: Turn, case: Case) -> str:
        if case.awaiting == "restatement":
            if turn.is_half_a_yes:
                return unclear.hear_nothing_new(turn, case)
            if turn.intent == "affirm":
                facts.take_facts(turn, case)
                feeling.take_feeling(turn, case)
                _take_wish(turn, case)
            case.restated = True
            case.misunderstood = 0
            case.awaiting = None
        order = identify_order(turn, case)
        if order and case.request_type:
            take_records(turn, case, order)
        comfort.say(turn, case, order)
        if not rule_of(case).self_service:
            return "lead"
        return "ask" if missing(turn, case) else "lead"


def _take_wish(turn: Turn, case: Case) -> None:
    """Who says with the yes what would make it right is not asked for it (C3, L1)."""
    wish = offers.wish_of(turn.text, turn.language)
    if rule_of(case).wish in ("ask", "told") and wish not in (None, "find"):
        wishes.take_wish(turn, case)
