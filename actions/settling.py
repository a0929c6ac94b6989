"""The answer to "is that settled?" in words: not yet, or in fact and not in feeling; and news in between (C6, P3)."""

from actions import news, reopening, unserved
from actions.case import LISTEN, Case
from actions.turn import Turn
from frontdesk import offers, words
from frontdesk.feelings import UPSET

PRAISE = "give_feedback"
"""With thanks it is a goodbye, and needs no matter of its own."""


def answer(turn: Turn, case: Case) -> str | None:
    """The step that follows if the words are about a check, or ask for news of a promise; else None."""
    if turn.by_button or turn.intent == "abuse" or unserved.is_unserved(turn, case):
        return None
    if news.is_asked(turn, case) and case.matter is None and (promise := news.running(turn, case)):
        news.tell(turn, case, promise)
        return LISTEN
    if _is_asked(case) and is_only_feeling_open(turn):
        return "close"
    if case.awaiting == "check" and _says_settled(turn):
        return "close"
    if case.awaiting == "check" and reopening.says_not_over(turn) and reopening.is_about_it(turn, case):
        return reopening.reopen(turn, case)
    return None


def is_only_feeling_open(turn: Turn) -> bool:
    """Whether the words say that it is settled in fact and not in feeling: "yes, but that was awful"."""
    if turn.by_button or reopening.says_not_over(turn) or offers.wish_of(turn.text, turn.language):
        return False
    if turn.intent in ("affirm", "thank") and turn.frustration.get("level") in UPSET:
        return True
    return words.says("replies", "feeling_open", turn.language).search(turn.text) is not None


def _says_settled(turn: Turn) -> bool:
    """Whether the words, whatever they were taken for, thank or say that it is clear now, and ask for nothing more."""
    asks = "?" in turn.text or offers.wish_of(turn.text, turn.language) is not None
    requests = offers.request_rules().keys() - {PRAISE}
    another = turn.intent == "deny" or (turn.intent in requests and turn.is_sure)
    if asks or another or reopening.says_not_over(turn) or turn.frustration.get("level") in UPSET:
        return False
    return words.says("replies", "settled", turn.language).search(turn.text) is not None


def _is_asked(case: Case) -> bool:
    """Whether it was asked if it is settled, or what is still open."""
    return case.awaiting == "check" or (case.awaiting == "problem" and case.not_settled > 0 and case.helped)
