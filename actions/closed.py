"""What a customer writes after the matter was closed: a last word, an answer, or that it is not over (C6, K6)."""

from datetime import timedelta

from actions import agreed, news, orders, reopening, smalltalk, unserved
from actions.case import LISTEN, Case
from actions.correction import BARE_NO_WORDS
from actions.turn import Turn
from frontdesk.aftercare import ratings, referrals
from frontdesk.log import Author, Event, Kind, StatusType, latest
from frontdesk.shop import offers
from frontdesk.wording import words

LAST_WORDS = ("thank", "goodbye", "affirm")
PARTING_WITHIN = timedelta(minutes=10)
"""For so long after the matter was closed "good evening" is a goodbye; later it is a hello."""


def is_closed(turn: Turn, case: Case) -> bool:
    """Whether the matter was closed, by the assistant or by an agent, before these words."""
    resolved = latest(turn.events, StatusType.RESOLVED)
    if case.closed or resolved is None:
        return case.closed
    first = min(turn.offsets)
    return not any(_is_said(event) and resolved.offset < event.offset < first for event in turn.events)


def answer(turn: Turn, case: Case) -> str | None:
    """The step that follows, or None if the turn is heard like any other: the case then fits what it is about."""
    case.closed = True
    if turn.intent != "abuse" and not unserved.is_unserved(turn, case) and (step := _answer(turn, case)):
        return step
    if step := agreed.stands(turn, case):
        return step
    if reopening.is_about_it(turn, case):
        return reopening.reopen(turn, case)
    number = case.order_number if reopening.asks_once_more(turn, case) else None
    case.begin(None)
    case.order_number, case.awaiting = number, "problem"
    return None


def _answer(turn: Turn, case: Case) -> str | None:
    """Answers that leave it closed."""
    before = min(turn.offsets) - 1
    if referrals.is_waiting(turn.events, before):
        if turn.intent == "affirm":
            return "refer"
        if turn.intent in ("deny", "thank", "goodbye"):
            turn.say("referral.declined")
            turn.note(StatusType.REFERRAL_DECLINED, "referral", offsets=turn.offsets)
            return _leave_closed(turn)
    not_over = reopening.says_not_over(turn)
    if _is_hello(turn) and not (_is_parting(turn) and _is_just_closed(turn)):
        turn.say("smalltalk.greet.closed")
        return _leave_closed(turn)
    is_last = turn.intent in LAST_WORDS or _is_parting(turn) or _would_rather_not_rate(turn, before)
    if is_last and not not_over:
        return smalltalk.part(turn, case)
    if ratings.asked_what_went_wrong(turn.events, before) and not not_over and _is_told(turn):
        turn.say("rating.heard")
        lesson = {"words": turn.text, "request_type": case.request_type, "cause": case.cause}
        turn.note(StatusType.LESSON, "words", **lesson, offsets=turn.offsets)
        return _leave_closed(turn)
    if news.is_asked(turn, case) and (promise := news.running(turn, case)):
        news.tell(turn, case, promise)
        return _leave_closed(turn)
    return None


def _leave_closed(turn: Turn) -> str:
    turn.do(turn.close)
    return LISTEN


def _is_told(turn: Turn) -> bool:
    """Whether the words tell how it was, and ask for nothing."""
    asks = "?" in turn.text or offers.wish_of(turn.text, turn.language) is not None
    return not turn.by_button and not asks and turn.intent not in ("greet", "challenge_bot", "speak_to_human")


def _is_parting(turn: Turn) -> bool:
    """Whether the words are nothing but a wish at parting, whatever they were taken for."""
    words_only = turn.text.strip(" .,!")
    return not turn.by_button and words.says("replies", "parting", turn.language).fullmatch(words_only) is not None


def _would_rather_not_rate(turn: Turn, before: int) -> bool:
    """Whether the words are a mere no to the question how it was, which asks for nothing else (STD4)."""
    is_bare = turn.intent == "deny" and len(turn.text.split()) <= BARE_NO_WORDS
    return is_bare and not turn.by_button and ratings.is_asked(turn.events, before)


def _is_hello(turn: Turn) -> bool:
    """Whether the words greet, and neither ask nor tell anything."""
    says_more = "?" in turn.text or turn.nlu.get("requests") or orders.names_order(turn)
    return turn.intent == "greet" and not (turn.by_button or says_more or reopening.says_not_over(turn))


def _is_just_closed(turn: Turn) -> bool:
    resolved = latest(turn.events, StatusType.RESOLVED)
    return resolved is None or turn.at - resolved.at < PARTING_WITHIN


def _is_said(event: Event) -> bool:
    return event.author == Author.CUSTOMER and event.kind == Kind.MESSAGE
