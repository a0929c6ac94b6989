"""Ask how well it is settled, the fact and the feeling (C6); a "not really" reopens it."""

from actions.case import LISTEN, Case
from actions.questions import YES_NO
from actions.step import Step
from actions.turn import Turn
from frontdesk.handoffs import Reason
from frontdesk.log import StatusType, latest

MAX_NOT_SETTLED = 2


class ActionCheck(Step):
    """After help from the assistant or from an agent. Twice not settled is for a human."""

    step = "check"

    def take(self, turn: Turn, case: Case) -> str:
        if case.awaiting == "check" and turn.intent == "deny":
            return self._reopen(turn, case)
        returned = latest(turn.events, StatusType.RETURNED)
        if returned and returned.offset == turn.turn_id:
            agreed, name = returned.data.get("agreed"), returned.data["agent"]["name"]
            if agreed:
                turn.say("check.after_agent_agreed", name=name, agreed=agreed, buttons=_BUTTONS)
            else:
                turn.say("check.after_agent", name=name, buttons=_BUTTONS)
        else:
            about = _about(case)
            turn.say(f"check.{about}", buttons=((f"button.{_YES[about]}", "/affirm"), _BUTTONS[1]))
        case.awaiting = "check"
        return LISTEN

    def _reopen(self, turn: Turn, case: Case) -> str:
        turn.note(StatusType.CHECKED, "settled", settled=False, offsets=turn.offsets)
        case.not_settled += 1
        case.awaiting = None
        if case.not_settled >= MAX_NOT_SETTLED:
            case.handoff_reason = Reason.NOT_SETTLED
            return "handoff"
        case.awaiting = "problem"
        turn.say("check.what_is_open")
        return LISTEN


_BUTTONS = YES_NO["check"]
_YES = {"answered": "answered", "promised": "fine", "calm": "settled", "upset": "settled"}
"""What the button for yes says to each question."""


def _about(case: Case) -> str:
    """What is asked: whether the answer helps, whether it can wait for the promised day, or whether it is over."""
    if case.expected_on:
        return "promised"
    if not case.helped and not case.declined:
        return "answered"
    return "upset" if case.feeling in ("frustrated", "angry") else "calm"
