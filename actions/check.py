"""Ask how well it is settled, the fact and the feeling (C6); a "not really" reopens it."""

from actions import facts, feeling, reopening, requests, settling, wishes
from actions.case import LISTEN, Case
from actions.questions import YES_NO
from actions.step import Step
from actions.turn import Turn
from frontdesk.conversation.feelings import UPSET
from frontdesk.desk.handoffs import Reason
from frontdesk.log import StatusType, latest


class ActionCheck(Step):
    """After help from the assistant or from an agent. Twice not settled is for a human."""

    step = "check"

    def take(self, turn: Turn, case: Case) -> str:
        if case.awaiting == "check" and turn.intent == "deny":
            return "close" if settling.is_only_feeling_open(turn) else self._reopen(turn, case)
        returned = latest(turn.events, StatusType.RETURNED)
        if returned and returned.offset == turn.turn_id:
            case.feeling_open, case.also_asked = False, []  # whoever had the card has seen to all of it
            agreed, name = returned.data.get("agreed"), returned.data["agent"]["name"]
            if agreed:
                turn.say("check.after_agent_agreed", name=name, agreed=agreed, buttons=_BUTTONS)
            else:
                turn.say("check.after_agent", name=name, buttons=_BUTTONS)
        elif case.feeling_open:
            return "close"  # it is settled in fact; asking once more would be asking too much
        else:
            about = _about(case)
            turn.say(f"check.{about}", buttons=((f"button.{_YES[about]}", "/affirm"), _BUTTONS[1]))
        case.awaiting = "check"
        return LISTEN

    def _reopen(self, turn: Turn, case: Case) -> str:
        turn.note(StatusType.CHECKED, "settled", settled=False, offsets=turn.offsets)
        case.not_settled += 1
        case.awaiting = None
        if case.not_settled >= reopening.MAX_NOT_SETTLED:
            case.handoff_reason = Reason.NOT_SETTLED
            return "handoff"
        if _says_what_is_open(turn, case):
            facts.take_facts(turn, case)
            feeling.take_feeling(turn, case)
            requests.take_request(turn, case, "problem", learned=False)
            return "lead"
        case.awaiting = "problem"
        reopening.ask_what_is_open(turn)
        return LISTEN


_BUTTONS = YES_NO["check"]
_YES = {"noted": "noted", "answered": "answered", "promised": "fine", "calm": "settled", "upset": "settled"}
"""What the button for yes says to each question."""


def _says_what_is_open(turn: Turn, case: Case) -> bool:
    """Whether the no came with what is still missing; then it is not asked for."""
    wish = wishes.take_wish(turn, case)
    return not turn.by_button and (wish is not None or reopening.says_not_over(turn))


def _about(case: Case) -> str:
    """What is asked: was that all, does the answer help, can it wait for the promised day, or is it over."""
    if case.request_type == "give_feedback":
        return "noted"
    if case.expected_on:
        return "promised"
    if not case.helped and not case.declined:
        return "answered"
    return "upset" if case.feeling in UPSET else "calm"
