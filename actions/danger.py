"""Somebody may be in danger: before anything else a humane word, and a human at once (H4, A1, W2)."""

from actions import facts, feeling
from actions.case import Case
from actions.turn import Turn
from frontdesk.conversation.danger import help_lines
from frontdesk.desk.handoffs import Reason
from frontdesk.log import StatusType


def is_new(turn: Turn, case: Case) -> bool:
    """Whether this turn tells of danger and no step of it has heard that yet."""
    return turn.danger is not None and case.handoff_reason != Reason.SAFETY


def hear(turn: Turn, case: Case) -> str:
    """Say what matters now; the order can wait."""
    facts.take_facts(turn, case)
    feeling.take_feeling(turn, case)
    turn.note(StatusType.DANGER, "danger", danger=turn.danger, offsets=turn.offsets)
    lines = help_lines(turn.language)
    turn.say(f"safety.{turn.danger}", emergency=lines["emergency"], listener=lines["listener"])
    case.handoff_reason = Reason.SAFETY
    return "handoff"
