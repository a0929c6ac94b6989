"""Hand over to a human, who then knows everything (W2, W6, C5)."""

from actions import listening, unserved
from actions.case import LISTEN, Case
from actions.step import Step
from actions.turn import Turn
from frontdesk import handoffs, turns
from frontdesk.handoffs import Reason


class ActionHandoff(Step):
    """Says who takes over and what happens next. The summary is ready the moment this is done."""

    step = "handoff"

    def take(self, turn: Turn, case: Case) -> str:
        if turn.intent == "speak_to_human" and not turn.by_button:
            listening.take_facts(turn, case)
            listening.take_feeling(turn, case)
            if unserved.is_unserved(turn, case):
                unserved.tell(turn)
        if case.closed:
            case.begin(None)
        reason = Reason(case.handoff_reason or Reason.ASKED_FOR_HUMAN)
        turn.say(f"handoff.{reason}")
        if not turn.by_button:
            turn.do(lambda session: turns.record_nlu(session, turn.conversation_id, turn.turn_id, turn.nlu, turn.at))
        turn.do(
            lambda session: handoffs.request(
                session, turn.conversation_id, turn_id=turn.turn_id, reason=reason, at=turn.at
            )
        )
        case.handoff_reason = None
        case.awaiting = None
        case.misunderstood = 0
        case.angry_turns = 0
        return LISTEN
