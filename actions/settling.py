"""The answer to "is that settled?" in words: not yet, or in fact and not in feeling; and news in between (C6, P3)."""

from actions import agreed, news, offer_details, orders, reopening, unserved
from actions.case import LISTEN, Case
from actions.turn import Turn
from frontdesk.conversation.feelings import UPSET
from frontdesk.desk.handoffs import Reason
from frontdesk.log import StatusType
from frontdesk.shop import causes, offers
from frontdesk.wording import words

PRAISE = "give_feedback"
"""With thanks it is a goodbye, and needs no matter of its own."""
COMES_RIGHT = {
    "track_order": "came_right",
    "delivery_problem": "came_right",
    "damaged_or_wrong_item": "works_after_all",
    "technical_fault": "works_after_all",
}
"""By which words, and with which answer, a matter of each kind is settled by itself."""
MAX_HALF_WORDS = 5
"""A half of at most so many words says that something is missing, and not what."""
WHILE_OPEN = ("restatement", "correction", "story", "wish", "offer", "check")
"""What may be awaited when the customer tells that it has gone by itself."""


def answer(turn: Turn, case: Case) -> str | None:
    """The step that follows if the words are about a check, or ask for news of a promise; else None."""
    if turn.by_button or turn.intent == "abuse" or unserved.is_unserved(turn, case):
        return None
    if news.is_asked(turn, case) and case.matter is None and (promise := news.running(turn, case)):
        news.tell(turn, case, promise)
        return LISTEN
    if _is_asked(case) and is_only_feeling_open(turn):
        return "close"
    if case.awaiting == "check" and (step := agreed.stands(turn, case)):
        return step
    if case.awaiting == "check" and reopening.says_not_over(turn) and reopening.is_about_it(turn, case):
        return reopening.reopen(turn, case)
    if case.awaiting == "check" and is_half(turn):
        return _ask_what_is_missing(turn, case)
    if case.awaiting == "check" and is_settled(turn, case):
        return "close"
    if case.awaiting in WHILE_OPEN and (how := comes_right(turn, case)):
        turn.say(f"check.{how}")
        return "close"
    return None


def is_settled(turn: Turn, case: Case) -> bool:
    """Whether words after a check say that it is settled, and neither ask nor tell anything else."""
    number = turn.value_of("order_number")
    requests = offers.request_rules().keys() - {PRAISE, case.request_type}
    other = turn.intent in requests and turn.is_sure
    other = other or turn.intent == "deny" or number not in (None, case.order_number) or _asks_where(turn)
    return not other and _is_content(turn) and _says(turn, "settled")


def is_half(turn: Turn) -> bool:
    """Whether the words are neither yes nor no and say no more: "well, half" (C6)."""
    return not turn.by_button and len(turn.text.split()) <= MAX_HALF_WORDS and _says(turn, "half")


def _ask_what_is_missing(turn: Turn, case: Case) -> str:
    turn.note(StatusType.CHECKED, "settled", settled=False, offsets=turn.offsets)
    case.not_settled += 1
    if case.not_settled >= reopening.MAX_NOT_SETTLED:
        case.handoff_reason = Reason.NOT_SETTLED
        return "handoff"
    case.awaiting = "problem"
    reopening.ask_what_is_open(turn)
    return LISTEN


def comes_right(turn: Turn, case: Case) -> str | None:
    """How the words say that it has settled itself: a parcel that turned up, whole, or a thing that works after all.

    Nothing is pressed on anybody then. Who names a day to come still waits for it: "my neighbour has the key on
    Thursday".
    """
    how = COMES_RIGHT.get(case.request_type or "")
    if how is None or offer_details.coming_day(turn, case):
        return None
    is_whole = causes.said_cause(turn.text, "damaged_or_wrong_item", turn.language) is None
    return how if is_whole and _is_content(turn) and _says(turn, how) else None


def _is_content(turn: Turn) -> bool:
    """Whether the words leave nothing open: no question, no wish, no "but", and no anger."""
    if turn.frustration.get("level") in UPSET or "?" in turn.text or _says(turn, "not_over"):
        return False
    wants = words.says("answers", "wants", turn.language).search(turn.text)
    wish = offers.wish_of(turn.text[wants.start() :], turn.language) if wants else None
    return not _says(turn, "leaves_open") and wish is None


def _asks_where(turn: Turn) -> bool:
    return words.says("answers", "asks_where", turn.language).search(turn.text) is not None


def _says(turn: Turn, what: str) -> bool:
    return words.says("replies", what, turn.language).search(turn.text) is not None


def says_nothing_new(turn: Turn) -> bool:
    """Whether calm words ask for nothing, wish for nothing and complain of nothing: a remark."""
    asks = "?" in turn.text or offers.wish_of(turn.text, turn.language) is not None
    upset = turn.frustration.get("level") in UPSET or turn.intent in ("deny", "speak_to_human")
    return not (turn.by_button or asks or upset or reopening.says_not_over(turn))


def is_remark(turn: Turn, case: Case, *, told_request: bool) -> bool:
    """Whether the answer to "is that settled?" is neither yes nor no, and tells nothing that asks for anything."""
    begins_anew = told_request and not case.helped
    return says_nothing_new(turn) and not begins_anew and not orders.names_order(turn)


def is_only_feeling_open(turn: Turn) -> bool:
    """Whether the words say that it is settled in fact and not in feeling: "yes, but that was awful"."""
    if turn.by_button or reopening.says_not_over(turn) or offers.wish_of(turn.text, turn.language):
        return False
    if "?" in turn.text and turn.intent in offers.request_rules():
        return False
    if turn.intent in ("affirm", "thank") and turn.frustration.get("level") in UPSET:
        return True
    return _says(turn, "feeling_open")


def _is_asked(case: Case) -> bool:
    """Whether it was asked if it is settled, or what is still open."""
    return case.awaiting == "check" or (case.awaiting == "problem" and case.not_settled > 0 and case.helped)
