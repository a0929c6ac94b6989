"""One short, curious question when a trouble was named and not told (C3)."""

import re

from actions.case import LISTEN, Case
from actions.needs import needs_order, rule_of
from actions.turn import Turn
from frontdesk.log import StatusType
from frontdesk.wording import words

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def is_due(turn: Turn, case: Case) -> bool:
    """Whether the customer named a trouble and neither words nor records say what it is. Asked once for a matter."""
    if case.probed or case.restated or case.not_settled or not rule_of(case).probe:
        return False
    if case.cause is not None and needs_order(turn, case):
        return False  # which of the goods it is will be asked, and that is enough to go on
    nothing = set(words.entries("answers", turn.language)["tells_nothing"])
    said = (word.lower().replace("’", "'").removesuffix("'s") for word in _WORD.findall(" ".join(case.story)))
    return nothing.issuperset(said)


def ask(turn: Turn, case: Case) -> str:
    """Ask, and listen to the story."""
    text = turn.say(f"ask.story.{case.request_type}")
    turn.note(StatusType.QUESTION_ASKED, "story", name="story", text=text)
    case.probed = True
    case.awaiting = "story"
    return LISTEN
