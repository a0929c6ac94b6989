"""The question that is still open, asked once more in other words (C3)."""

from actions.case import LISTEN, Case
from actions.needs import ASKED_FACTS
from actions.turn import Turn
from frontdesk.shop import knowledge
from frontdesk.wording import texts, words

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


def asks_why(turn: Turn, case: Case) -> bool:
    """Whether the customer asks what a fact is needed for, and there is an answer to it."""
    asks = words.says("answers", "asks_why", turn.language).search(turn.text) is not None
    return asks and not turn.by_button and texts.has_text(f"ask.why_{case.awaiting}")


def explain(turn: Turn, case: Case) -> str:
    """Say what the fact is needed for, and leave the question open (C3, B3)."""
    turn.say(f"ask.why_{case.awaiting}", order_number=case.order_number or "")
    return LISTEN


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
