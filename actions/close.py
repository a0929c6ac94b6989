"""Close: thank, ask how it was, and leave the door open (STD4, W8)."""

from datetime import date

from sqlalchemy.orm import Session

from actions.case import LISTEN, Case
from actions.questions import YES_NO
from actions.step import Step
from actions.turn import Turn
from frontdesk import feelings, log
from frontdesk.clock import now
from frontdesk.log import Author, StatusType


class ActionClose(Step):
    """The customer says it is settled: the matter is closed until they write again."""

    step = "close"

    def take(self, turn: Turn, case: Case) -> str:
        if case.awaiting == "also":
            case.also_asked = []
        else:
            turn.note(StatusType.CHECKED, "settled", settled=True, offsets=turn.offsets)
        if case.also_asked:
            return _ask_about_the_other(turn, case)
        upset = feelings.peak(turn.events) in ("frustrated", "angry")
        key = "close.after_trouble" if upset else "close.calm"
        due = date.fromisoformat(case.expected_on) if case.expected_on else None
        text = turn.phrase(f"{key}_promised", due=turn.day(due)) if due else turn.phrase(key)
        turn.say_text(text, rating=True)
        turn.do(lambda session: _resolve_once(session, turn))
        case.awaiting = None
        case.closed = True
        return LISTEN


def _ask_about_the_other(turn: Turn, case: Case) -> str:
    """One matter after the other: what was asked besides comes before the goodbye."""
    turn.say("close.also", words=case.also_asked[0]["text"].rstrip(".!? "), buttons=YES_NO["also"])
    case.awaiting = "also"
    return LISTEN


def _resolve_once(session: Session, turn: Turn) -> None:
    """A repeated turn must not close what the customer has opened again meanwhile by writing."""
    key = turn.key("resolved")
    if log.with_key(session, turn.conversation_id, key):
        return
    log.append_status(
        session,
        turn.conversation_id,
        StatusType.RESOLVED,
        at=now(),
        author=Author.ASSISTANT,
        key=key,
        resolution="solved",
    )
    turn.close(session)
