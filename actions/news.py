"""\"Any news?\" about something promised: what is known now, and the day that stands (P2, P3)."""

from actions.case import Case
from actions.turn import Turn
from frontdesk.aftercare import follow_ups
from frontdesk.backoffice import BackOfficeUnavailable
from frontdesk.conversation.outcomes import Outcome, State
from frontdesk.desk import promises
from frontdesk.desk.promises import DESK, PromiseStatus
from frontdesk.log import Author
from frontdesk.staff import agents
from frontdesk.tables import PromiseRow
from frontdesk.wording import words

OPEN_TO_NEWS = (None, "problem", "check")
"""What may be awaited while the customer asks for news; otherwise "so?" is about what was asked."""


def is_asked(turn: Turn, case: Case) -> bool:
    """Whether the customer asks how something stands."""
    may_be = not turn.by_button and case.awaiting in OPEN_TO_NEWS
    return may_be and words.says("replies", "asks_news", turn.language).search(turn.text) is not None


def running(turn: Turn, case: Case) -> PromiseRow | None:
    """The open promise that the customer can mean: of this conversation, or of the matter they were greeted with.

    What was promised in a matter comes before the answer to a question that was asked besides.
    """
    conversation_ids = [turn.conversation_id, *([case.matter["conversation_id"]] if case.matter else [])]
    with turn.parts.store.reading() as session:
        rows = promises.open_promises(session, conversation_ids)
    return min(rows, key=lambda row: (row.kind == promises.ANSWER, row.due), default=None)


def own(turn: Turn) -> PromiseRow | None:
    """The assistant's own open promise of this conversation that is due first."""
    with turn.parts.store.reading() as session:
        rows = promises.open_promises(session, [turn.conversation_id])
    return next((row for row in rows if row.by == Author.ASSISTANT), None)


def tell(turn: Turn, case: Case, promise: PromiseRow) -> Outcome | None:
    """Say what the shop shows of it now. What is done is told as done, and the promise is kept with it."""
    due = turn.day(promise.due.date())
    if promise.by == DESK:
        turn.say("outcome.desk_stands", due=due, what=promise.what)
        return None
    if promise.by != Author.ASSISTANT:
        with turn.parts.store.reading() as session:
            name = agents.name_of(session, promise.by) or ""
        turn.say("outcome.agent_stands", name=name, due=due, what=promise.what)
        return None
    try:
        outcome = follow_ups.outcome_of(turn.parts.store, turn.parts.back_office, promise)
    except BackOfficeUnavailable:
        outcome = None
    if outcome and outcome.state == State.DONE:
        how = "done"
        turn.say(f"outcome.{how}.{outcome.sign}", **outcome.words(turn.language))
        turn.do(lambda session: promises.end(session, promise.id, PromiseStatus.KEPT, at=turn.at, offsets=turn.offsets))
        return outcome
    how = "now"
    facts = outcome.words(turn.language) if outcome else {}
    now = turn.phrase(f"outcome.{how}.{outcome.sign if outcome else 'unknown'}", **facts)
    turn.say_text(f"{now} {turn.phrase('outcome.stands', due=due, what=promise.what)}")
    return outcome
