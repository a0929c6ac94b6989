"""Small talk: a short, honest word, and back to the matter (K6, K7)."""

from actions import comfort, made_offer
from actions.case import LISTEN, Case
from actions.questions import YES_NO, ask_again
from actions.turn import Turn
from frontdesk.wording import texts

INTENTS = frozenset({"greet", "thank", "goodbye", "chitchat", "challenge_bot", "ask_recommendation"})


def _was_recommended(case: Case) -> bool:
    """Whether the reason for the offer that waits was given already."""
    return any(said.startswith(f"offer.{(case.offer or {}).get('id')}.why/") for said in case.said)


def part(turn: Turn, case: Case) -> str:
    """A last word after the matter was closed: answered, and it stays closed."""
    stage = "after_loss" if comfort.was_told_of_loss(case) else "closed"
    turn.say(f"smalltalk.{'goodbye' if turn.intent in ('goodbye', 'greet', 'deny') else 'thank'}.{stage}")
    turn.do(turn.close)
    return LISTEN


def answer(turn: Turn, case: Case) -> str:
    """Answer and keep what is open open. A goodbye while something is open says that it stays open."""
    open_matter = case.request_type is not None or case.awaiting not in (None, "problem")
    stage = "open" if open_matter else "fresh"
    if case.awaiting == "offer" and texts.has_text(f"smalltalk.{turn.intent}.offer"):
        stage = "offer"
    if stage == "offer":
        if turn.intent == "ask_recommendation" and not _was_recommended(case):
            turn.say_text(made_offer.why(turn, case), buttons=YES_NO["offer"])
        else:
            turn.say(f"smalltalk.{turn.intent}.offer", buttons=YES_NO["offer"])
        return LISTEN
    if turn.intent == "goodbye":
        turn.say(f"smalltalk.goodbye.{stage}", buttons=YES_NO.get(case.awaiting or "", ()))
        return LISTEN
    turn.say(f"smalltalk.{turn.intent}.{stage}")
    if case.awaiting in YES_NO:
        return ask_again(turn, case)
    if case.awaiting is None:
        case.awaiting = "problem"
    return LISTEN
