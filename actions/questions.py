"""The question that is still open, asked once more in other words (C3)."""

from actions.case import LISTEN, Case
from actions.needs import ASKED_FACTS
from actions.turn import Turn
from frontdesk import knowledge

YES_NO = {
    "restatement": (("button.right", "/affirm"), ("button.not_quite", "/deny")),
    "offer": (("button.accept", "/affirm"), ("button.decline", "/deny")),
    "check": (("button.settled", "/affirm"), ("button.not_settled", "/deny")),
    "also": (("button.go_on", "/affirm"), ("button.not_now", "/deny")),
    "colleague": (("button.ask_colleague", "/affirm"), ("button.something_else", "/deny")),
}
"""What can be pressed while the assistant awaits this."""


CHOICE = "choice"
"""What is awaited while the customer chooses between answers."""


def offer_choice(turn: Turn, case: Case, key: str) -> None:
    """Ask by the text `key` which of the case's entries is meant, with a button for each and one for none."""
    entries = [knowledge.entry(name, turn.language, turn.today) for name in case.entries]
    buttons = [(entry.title, f'/policy_question{{"knowledge": "{entry.id}"}}') for entry in entries if entry]
    turn.say(key, buttons=[*buttons, ("button.none_of_these", "/deny")])


def ask_again(turn: Turn, case: Case) -> str:
    """Ask again for what is awaited."""
    awaited = case.awaiting
    if awaited in ASKED_FACTS:
        turn.say(f"ask.again_{awaited}")
    elif awaited in ("wish", "correction"):
        turn.say(f"hear.again_{awaited}")
    elif awaited in YES_NO:
        turn.say(f"hear.again_{awaited}", buttons=YES_NO[awaited])
    elif awaited == CHOICE:
        offer_choice(turn, case, "hear.again_choice")
    else:
        turn.say("hear.what_happened")
        case.awaiting = "problem"
    return LISTEN
