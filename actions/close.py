"""Close: thank, ask how it was, and leave the door open (STD4, W8)."""

from sqlalchemy.orm import Session

from actions import amends, comfort, news, other_requests, reopening, settling
from actions.case import LISTEN, Case
from actions.needs import own_order_named
from actions.questions import YES_NO
from actions.step import Step
from actions.turn import Turn
from frontdesk import log
from frontdesk.clock import now
from frontdesk.conversation import feelings
from frontdesk.log import Author, StatusType


class ActionClose(Step):
    """The customer says it is settled: the matter is closed until they write again."""

    step = "close"

    def take(self, turn: Turn, case: Case) -> str:
        if case.awaiting == "check" and settling.is_half(turn):
            return "hear"
        goes_on = case.awaiting == "check" and _goes_on(turn, case)
        if case.awaiting == "also":
            case.also_asked = []
        elif not case.feeling_open:
            case.feeling_open = settling.is_only_feeling_open(turn)
            felt = "open" if case.feeling_open else "settled"
            turn.note(StatusType.CHECKED, "settled", settled=True, feeling=felt, offsets=turn.offsets)
            if case.feeling_open and _hear_feeling(turn, case):
                return LISTEN
        if goes_on:
            case.awaiting = "also"
            return "hear"
        if case.also_asked:
            return _ask_about_the_other(turn, case)
        upset = case.feeling_open or feelings.peak(turn.events) in feelings.UPSET
        after_loss = comfort.was_told_of_loss(case)
        key = "close.after_loss" if after_loss else "close.after_trouble" if upset else "close.calm"
        promise = news.own(turn)
        due = promise.due.date() if promise else None
        text = turn.phrase(f"{key}_promised", due=turn.day(due)) if due else turn.phrase(key)
        turn.say_text(text, rating=not after_loss)
        turn.do(lambda session: _resolve_once(session, turn))
        case.awaiting = None
        case.closed = True
        return LISTEN


def _goes_on(turn: Turn, case: Case) -> bool:
    """Whether the yes came with a request of its own, which is then the next to be taken up (H1, W6)."""
    asks = "?" in turn.text or reopening.says_not_over(turn)
    if turn.by_button or not asks:
        return False
    before = case.also_asked
    other_requests.keep_other_requests(turn, case, set())
    added = case.also_asked[len(before) :]
    named = own_order_named(turn, turn.text) or turn.value_of("order_number")
    case.also_asked = [*({"order_number": named, **other} for other in added), *before]
    return bool(added)


def _hear_feeling(turn: Turn, case: Case) -> bool:
    """A warm word for what is still felt; True if something for the trouble is offered with it."""
    warm = turn.phrase("check.feeling_open")
    if amends.offer(turn, case, warm):
        return True
    turn.say_text(warm)
    return False


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
