"""Somebody may be in danger: before anything else a humane word, and a human at once (H4, A1, W2)."""

from contextlib import suppress

from actions import facts, feeling, requests, restatement
from actions.case import Case
from actions.turn import Turn
from frontdesk.backoffice import BackOfficeUnavailable
from frontdesk.conversation.danger import HAZARDS, help_lines
from frontdesk.desk.handoffs import Reason
from frontdesk.log import StatusType


def is_new(turn: Turn, case: Case) -> bool:
    """Whether this turn tells of danger and no step of it has heard that yet."""
    return turn.danger is not None and case.handoff_reason != Reason.SAFETY


def hear(turn: Turn, case: Case) -> str:
    """Say what matters now; the order can wait, and so can a shop that does not answer.

    What goods did is kept as the matter, for whoever comes.
    """
    lines = help_lines(turn.language)
    turn.say(f"safety.{turn.danger}", emergency=lines["emergency"], listener=lines["listener"])
    turn.note(StatusType.DANGER, "danger", danger=turn.danger, offsets=turn.offsets)
    feeling.take_feeling(turn, case)
    with suppress(BackOfficeUnavailable):
        facts.take_facts(turn, case)
        if turn.danger in HAZARDS:
            requests.take_request(turn, case, case.awaiting, learned=False)
            restatement.note_unspoken(turn, case)
    case.handoff_reason = Reason.SAFETY
    return "handoff"
