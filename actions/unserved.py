"""A customer who writes in a language that the assistant does not speak: an honest word, and a human (W4, B3)."""

from actions import smalltalk
from actions.case import Case
from actions.turn import Turn
from frontdesk.desk.handoffs import Reason
from frontdesk.log import StatusType
from frontdesk.wording import languages

SHORT_WORDS = smalltalk.INTENTS | {"affirm", "deny"}


def is_unserved(turn: Turn, case: Case) -> bool:
    """Whether this turn can't be answered for its language.

    A "merci" or "si" of somebody whose matter was told in a language that is served is no reason to stop, nor is an
    address.
    """
    if turn.by_button or case.awaiting == "address" or turn.written_in is None or languages.is_served(turn.written_in):
        return False
    return not (case.story and turn.intent in SHORT_WORDS)


def hand_over(turn: Turn, case: Case) -> str:
    """To a human, who reads which language it is."""
    tell(turn)
    case.handoff_reason = Reason.LANGUAGE
    return "handoff"


def tell(turn: Turn) -> None:
    """Say it in the customer's own language, if there is a line for it, and note the language for the human."""
    tag = turn.written_in or languages.UNDETERMINED
    if line := languages.unserved_line(tag):
        turn.say_text(line)
    if name := languages.name_of(tag):
        turn.note(StatusType.FACT, "language", name="language", value=name, tag=tag, offsets=turn.offsets)
