"""What was agreed with a person stands: who asks about it hears it, and nothing is offered over it (W6, B4)."""

from actions import reopening
from actions.case import LISTEN, Case
from actions.needs import own_order_named
from actions.questions import YES_NO
from actions.turn import Turn
from frontdesk.conversation.feelings import UPSET
from frontdesk.log import StatusType, latest
from frontdesk.shop import matters

ASKS_HOW_IT_STANDS = ("track_order", "delivery_problem")


def stands(turn: Turn, case: Case) -> str | None:
    """The step that follows where the words are about what was agreed with a person; None where they are not.

    It is said once. Who then asks again, is upset or says that it has not happened gets a person: the assistant knows
    no more of it than the words that were left.
    """
    returned = latest(turn.events, StatusType.RETURNED)
    agreement = returned.data.get("agreed") if returned else None
    if returned is None or agreement is None or not _is_about_it(turn, case):
        return None
    was_told = any(wording.startswith("check.agreed_stands/") for wording in case.said)
    if was_told or reopening.says_not_over(turn) or turn.frustration.get("level") in UPSET:
        return reopening.hand_over(turn, case)
    name = returned.data["agent"]["name"]
    turn.say("check.agreed_stands", name=name, agreed=agreement, buttons=YES_NO["check"])
    case.closed, case.awaiting = False, "check"
    return LISTEN


def _is_about_it(turn: Turn, case: Case) -> bool:
    named = turn.value_of("order_number") or own_order_named(turn, turn.text)
    if turn.by_button or (named is not None and str(named) != case.order_number):
        return False
    if turn.intent in ASKS_HOW_IT_STANDS:
        return True
    is_request = turn.intent == "complaint" or turn.intent == case.request_type
    return is_request or (case.request_type is not None and matters.is_part_of(turn.intent, case.request_type))
