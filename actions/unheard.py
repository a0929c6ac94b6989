"""A customer who feels that nobody listens: owned, with what is known and what comes next (H2, H3, B2)."""

from actions import made_offer, offering, restatement, unclear
from actions.case import LISTEN, Case
from actions.needs import identify_order
from actions.questions import ask_again
from actions.turn import Turn
from frontdesk.wording import words

TAKEN_FOR = frozenset({"challenge_bot", "express_frustration", "chitchat", "nlu_fallback"})
"""What such words are taken for. Whoever tells of mails that nobody answered has a matter of its own."""


def complains(turn: Turn, case: Case) -> bool:
    """Whether the words say that the assistant does not read, hear or answer.

    Anger at what was only just said back is heard as anger: saying it once more would be no listening.
    """
    just_said_back = case.awaiting == "restatement" and turn.intent == "express_frustration"
    may_be = turn.intent in TAKEN_FOR and not (turn.by_button or just_said_back)
    return may_be and words.says("asides", "unheard", turn.language).search(turn.text) is not None


def own_it(turn: Turn, case: Case) -> str:
    """Say sorry for it, say back what is known, and go on from there; whoever says it twice gets a person."""
    if any(wording.startswith("hear.unheard") for wording in case.said):
        return unclear.give_up(turn, case)
    if case.request_type is None:
        turn.say("hear.unheard_open")
        case.awaiting = case.awaiting or "problem"
        return LISTEN
    known = restatement.of_case(case, identify_order(turn, case), turn, spoken=True)
    turn.say("hear.unheard", known=known)
    if case.awaiting == "offer":
        return made_offer.say_again(turn, case, offering.situation_of(turn, case))
    return ask_again(turn, case) if case.awaiting else "lead"
