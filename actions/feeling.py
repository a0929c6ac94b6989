"""How the customer feels (E1, E2)."""

from actions.case import Case
from actions.turn import Turn
from frontdesk.conversation import feelings
from frontdesk.wording import words

SHORT_ANSWERS = frozenset({"affirm", "deny", "inform", "correct"})


def take_feeling(turn: Turn, case: Case) -> None:
    """Keep how the customer feels; a short answer, calm by nature, does not mean that the anger is over.

    A conversation that has been trying counts like a feeling, however politely the customer still writes.
    """
    if turn.by_button:
        return
    level = str(turn.frustration.get("level", "calm"))
    case.feeling = feelings.stronger(case.feeling, level) if turn.intent in SHORT_ANSWERS else level
    case.feeling = feelings.stronger(case.feeling, feelings.strain(turn.events))
    case.angry_turns += level == "angry"
    case.repeated = case.repeated or words.says("answers", "asked_before", turn.language).search(turn.text) is not None
