"""The question that is still open, asked once more in other words (C3)."""

from actions.case import LISTEN, Case
from actions.needs import ASKED_FACTS
from actions.turn import Turn

YES_NO = {
    "restatement": (("button.right", "/affirm"), ("button.not_quite", "/deny")),
    "offer": (("button.accept", "/affirm"), ("button.decline", "/deny")),
    "check": (("button.settled", "/affirm"), ("button.not_settled", "/deny")),
    "also": (("button.go_on", "/affirm"), ("button.not_now", "/deny")),
    "colleague": (("button.ask_colleague", "/affirm"), ("button.something_else", "/deny")),
}
"""What can be pressed while the assistant awaits this."""


def ask_again(turn: Turn, case: Case) -> str:
    """Ask again for what is awaited."""
    awaited = case.awaiting
    if awaited in ASKED_FACTS:
        turn.say(f"ask.again_{awaited}")
    elif awaited in ("wish", "correction"):
        turn.say(f"hear.again_{awaited}")
    elif awaited in YES_NO:
        turn.say(f"hear.again_{awaited}", buttons=YES_NO[awaited])
    else:
        turn.say("hear.what_happened")
        case.awaiting = "problem"
    return LISTEN
