"""Hand over to a human, who then knows everything (W2, W6, C5)."""

from datetime import UTC, datetime, time, timedelta

from actions import facts, feeling, made_offer, requests, restatement, settling, unclear, unserved, wishes
from actions.case import LISTEN, Case
from actions.needs import ASKED_FACTS
from actions.questions import YES_NO, ask_again
from actions.step import Step
from actions.turn import Turn
from frontdesk.conversation import turns
from frontdesk.desk import handoffs, promises
from frontdesk.desk.handoffs import Reason
from frontdesk.desk.promises import DESK, Promise
from frontdesk.shop import shop
from frontdesk.wording import texts, words

DUE_AT = time(17, 0, tzinfo=UTC)


class ActionHandoff(Step):
    """Says who takes over and what happens next. The summary is ready the moment this is done."""

    step = "handoff"

    def take(self, turn: Turn, case: Case) -> str:
        if case.closed:
            case.begin(None)
        if turn.intent == "speak_to_human" and not turn.by_button:
            facts.take_facts(turn, case)
            feeling.take_feeling(turn, case)
            if unserved.is_unserved(turn, case):
                unserved.tell(turn)
            elif case.handoff_reason is None and wishes.wishes_for_call(turn, case):
                return "lead"
            elif case.handoff_reason is None and _declines_person(turn):
                return _stay(turn, case)
            elif case.handoff_reason is None and (step := _hear_answer(turn, case)):
                return step
            says_no = words.says("answers", "says_no", turn.language).match(turn.text.lstrip())
            if case.awaiting == "offer" and says_no:
                made_offer.decline(turn, case)
            elif case.awaiting in ("wish", "offer"):
                wishes.take_wish(turn, case)
            if case.request_type is None:
                requests.take_request(turn, case, case.awaiting, learned=False)
                restatement.note_unspoken(turn, case)
        reason = Reason(case.handoff_reason or Reason.ASKED_FOR_HUMAN)
        turn.say(f"handoff.{reason}")
        _promise_answer(turn, case, reason)
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


def _declines_person(turn: Turn) -> bool:
    """Whether the words speak of a person only to want none: "please don't put me through to anyone"."""
    return words.says("asides", "declines_person", turn.language).search(turn.text) is not None


def _stay(turn: Turn, case: Case) -> str:
    """It stays with the assistant, which goes on where it was; "just find my parcel" is a request in itself (W2)."""
    if case.awaiting == "check" and settling.is_settled(turn, case):
        return "lead"
    wish = wishes.take_wish(turn, case)
    turn.say("hear.stays_here")
    if case.request_type is None and wish == "find":
        case.request_type, case.awaiting = "track_order", None
        case.story, case.heard = [turn.text], turn.offsets
    if case.request_type and case.awaiting in (None, "problem"):
        return "lead"
    return ask_again(turn, case)


def _hear_answer(turn: Turn, case: Case) -> str | None:
    """What only may ask for a human while a question waits is taken for its answer; who means it says it again (W2)."""
    if turn.is_sure or turn.asks_for_person:
        return None
    if case.awaiting == "wish":
        wishes.take_wish_in_own_words(turn, case)
        return "lead"
    if case.awaiting not in (*YES_NO, *ASKED_FACTS):
        return None
    unclear.note(turn, case)
    return ask_again(turn, case) if case.misunderstood < unclear.MAX_MISUNDERSTOOD else None


def _promise_answer(turn: Turn, case: Case, reason: Reason) -> None:
    """Where the shop says within how many days somebody writes, it is promised: by when, over which channel (P2)."""
    days = shop.facts().answer_days
    about = reason if reason in days else case.request_type or ""
    if about not in days or reason not in (Reason.NEEDS_HUMAN, about):
        return
    due = datetime.combine(turn.today + timedelta(days=days[about]), DUE_AT)
    channel = "email" if turn.customer.email else "chat"
    promise = Promise(about, texts.text(f"follow_up.{about}", turn.language), due, by=DESK, channel=channel)
    turn.say(f"handoff.answer_by_{channel}", due=turn.day(due.date()))
    turn.do(lambda session: promises.give(session, turn.conversation_id, promise, key=turn.key("answer"), at=turn.at))
