"""Promise to look again on the day, and keep the promise in the database (P2, C7)."""

from datetime import UTC, date, datetime, time

from actions.case import Case
from actions.step import Step
from actions.turn import Turn
from frontdesk.desk import promises
from frontdesk.desk.promises import Promise
from frontdesk.log import Author
from frontdesk.wording import texts

DUE_AT = time(9, 0, tzinfo=UTC)


class ActionFollowUp(Step):
    """A durable promise: what, by when, by whom, over which channel."""

    step = "follow_up"

    def take(self, turn: Turn, case: Case) -> str:
        if case.expected_on is None or case.offer is None:
            return "check"
        kind = str(case.offer["id"]) if texts.has_text(f"promise.{case.offer['id']}") else "any"
        due = datetime.combine(date.fromisoformat(case.expected_on), DUE_AT)
        what = texts.text(f"follow_up.{kind}", turn.language, order_number=case.order_number or "")
        channel = "email" if turn.customer.email else "chat"
        promise = Promise(kind, what, due, by=Author.ASSISTANT, channel=channel)
        turn.say(f"follow_up.said_{channel}", what=what, due=turn.day(due.date()))
        turn.do(
            lambda session: promises.give(session, turn.conversation_id, promise, key=turn.key("promise"), at=turn.at)
        )
        return "check"
