"""Answer a question from what the shop knows, or promise an answer: nothing is invented (STD5, B3, W4)."""

from datetime import UTC, date, datetime, time, timedelta

from actions import correction, goods
from actions.asking import UNKNOWN
from actions.case import LISTEN, Case
from actions.needs import ASKED_FACTS, order_of, rule_of
from actions.questions import CHOICE, YES_NO, ask_again, offer_choice
from actions.turn import Turn
from frontdesk.desk import promises
from frontdesk.desk.handoffs import Reason
from frontdesk.desk.promises import Promise
from frontdesk.log import StatusType
from frontdesk.shop import knowledge, offers
from frontdesk.shop.knowledge import Entry
from frontdesk.wording import texts, words

ANSWER_WITHIN_DAYS = 2
"""Working days in which somebody finds out what the assistant does not know."""
DUE_AT = time(9, 0, tzinfo=UTC)
MAX_QUESTION = 160
WAITS = (*YES_NO, *ASKED_FACTS, "wish", "correction")
"""Questions of the assistant that can be asked again after a digression (C3)."""

ABOUT_THE_PARCEL = frozenset({"track_order", "delivery_problem"})
"""Whoever asks these means their own parcel, not parcels in general."""


def hear(turn: Turn, case: Case, *, learned: bool) -> str | None:
    """Take in what the turn may be answered with; answer a choice, or a question in the middle of something else.

    None if the turn has to be heard like any other.
    """
    if case.awaiting == CHOICE and (step := _hear_choice(turn, case)):
        return step
    if not turn.by_button and (turn.entries or case.awaiting != CHOICE):
        case.entries = turn.entries
    if _is_digression(turn, case) and _answer_digression(turn, case):
        return None if learned and case.awaiting in ASKED_FACTS else ask_again(turn, case)
    if case.awaiting == "offer" and not learned and _is_beyond_us(turn, case):
        due = _promise_to_find_out(turn, turn.text)
        turn.say("knowledge.unknown_besides", due=turn.day(due.date()))
        return ask_again(turn, case)
    return None


def answer(turn: Turn, case: Case) -> str:
    """Tell the one answer, let the customer choose between close ones, or promise to find out."""
    question = goods.question(turn, case)
    if said := goods.answer(turn, case, question, named_only=True):
        return said
    known = [knowledge.entry(name, turn.language, turn.today) for name in case.entries]
    entries = [entry for entry in known if entry is not None]
    if turn.is_far_from_known and goods.tell_not_sold(turn, case, question):
        return "check"
    if len(entries) == 1 and len(known) == 1:
        if case.not_settled and entries[0].id in goods.told_before(turn):
            return _promise(turn, case)
        _tell(turn, case, entries[0])
        return "check"
    if case.request_type == "product_question" and (said := goods.answer(turn, case, question)):
        return said
    if not entries:
        return _promise(turn, case)
    case.entries = [entry.id for entry in entries]
    offer_choice(turn, case, "knowledge.which")
    case.awaiting = CHOICE
    return LISTEN


def _is_digression(turn: Turn, case: Case) -> bool:
    """A question while the assistant waits for something else (C3).

    Words that wish for something are no question, unless they ask how things are in general.
    """
    waits = case.request_type is not None and case.awaiting in WAITS and not rule_of(case).knowledge
    if turn.by_button or not waits:
        return False
    asks = bool(words.says("answers", "asks_in_general", turn.language).search(turn.text))
    rule = offers.request_rules().get(turn.intent)
    if rule is not None and rule.knowledge:
        return asks or offers.wish_of(turn.text, turn.language) is None
    return asks and turn.intent not in ABOUT_THE_PARCEL and turn.knows_the_answer


def _is_beyond_us(turn: Turn, case: Case) -> bool:
    """Whether the turn asks something that is neither a wish nor the matter itself, and that no entry answers (W4)."""
    rule = offers.request_rules().get(turn.intent)
    is_question = turn.intent in UNKNOWN if rule is None else rule.knowledge
    asks = is_question and "?" in turn.text and not (turn.by_button or _only_asks_on(turn))
    return asks and turn.is_far_from_known and offers.wish_of(turn.text, turn.language) is None


def _only_asks_on(turn: Turn) -> bool:
    """Whether a question asks nothing but how it goes on: "so?"."""
    asks_news = words.says("replies", "asks_news", turn.language).search(turn.text) is not None
    return correction.is_bare_question(turn) and (asks_news or len(turn.text.split()) < correction.BARE_NO_WORDS)


def _answer_digression(turn: Turn, case: Case) -> bool:
    """Tell what is sure to be meant; what is not is heard as a request of its own."""
    if goods.answer(turn, case, goods.words_of(turn), named_only=True):
        return True
    entry = knowledge.entry(turn.entries[0], turn.language, turn.today) if len(turn.entries) == 1 else None
    if entry:
        _tell(turn, case, entry)
    return entry is not None


def _hear_choice(turn: Turn, case: Case) -> str | None:
    """What was meant, by button or in words; None if the words are about something else."""
    if turn.entries and not set(turn.entries) & set(case.entries):
        return None  # another question
    picked = turn.value_of("knowledge") or _picked(turn, case.entries)
    if picked in case.entries:
        case.awaiting, case.entries = None, [picked]
        return "lead"
    if goods.asks_if_sold(turn, goods.words_of(turn)):
        return None
    if turn.intent == "deny" or _tells_more(turn):
        case.awaiting = None
        return _promise(turn, case)
    return None


def _tells_more(turn: Turn) -> bool:
    """Whether the words only go on about what was asked: it was none of the choices, and another choice is no help."""
    rule = offers.request_rules().get(turn.intent)
    is_request = (rule is not None and not rule.knowledge) or turn.intent in ("thank", "goodbye", "affirm")
    return not (turn.by_button or is_request or "?" in turn.text)


def _picked(turn: Turn, ids: list[str]) -> str | None:
    """The one of the choices that the words name: by its place, by its meaning or by words of its title."""
    for place, line in enumerate(words.entries("answers", turn.language)["ordinals"][: len(ids)]):
        if words.pattern([line]).search(turn.text):
            return ids[place]
    if len(turn.entries) == 1:
        return turn.entries[0]
    said = set(turn.text.lower().split())
    hits = [(len(said & set(_title(turn, name).lower().split())), name) for name in ids]
    most = max(hits, default=(0, ""))
    return most[1] if most[0] and sum(count == most[0] for count, _ in hits) == 1 else None


def _title(turn: Turn, entry_id: str) -> str:
    entry = knowledge.entry(entry_id, turn.language, turn.today)
    return entry.title if entry else ""


def _tell(turn: Turn, case: Case, entry: Entry) -> None:
    """The answer with its condition, what it means for a known order, and where it stands."""
    parts = [entry.text]
    if entry.id in goods.told_before(turn):
        parts = [entry.again] if entry.again else [turn.phrase("knowledge.again"), entry.text]
    if entry.returnable_days is not None and (dated := _for_order(turn, case, entry.returnable_days)):
        parts.append(dated)
    if entry.link:
        parts.append(turn.phrase("knowledge.link", link=entry.link))
    turn.say_text(" ".join(parts))
    turn.note(StatusType.KNOWLEDGE_TOLD, entry.id, entry=entry.id, source=entry.source, offsets=turn.offsets)


def _for_order(turn: Turn, case: Case, days: int) -> str | None:
    """Whether the order of the case can still go back."""
    order = order_of(turn, case)
    if order is None or order.delivered_at is None:
        return None
    delivered = order.delivered_at.date()
    until = delivered + timedelta(days=days)
    facts = {"order_number": order.number, "delivered": turn.day(delivered), "until": turn.day(until)}
    key = "knowledge.still_returnable" if turn.today <= until else "knowledge.past_return"
    return turn.phrase(key, days=(turn.today - delivered).days, **facts)


def _promise(turn: Turn, case: Case) -> str:
    """Not known: said honestly, promised for a day, and with a person who has the question (W4)."""
    due = _promise_to_find_out(turn, case.story[-1] if case.story else turn.text)
    product = goods.product_of(turn, case)
    if product and case.request_type == "product_question" and goods.asks_for_fact(turn, case):
        turn.say("knowledge.unknown_fact", product=product.name, due=turn.day(due.date()))
    else:
        turn.say("knowledge.unknown", due=turn.day(due.date()))
    case.handoff_reason = Reason.NEEDS_HUMAN
    return "handoff"


def _promise_to_find_out(turn: Turn, question: str) -> datetime:
    """Give the desk's promise of an answer, which stands in its list until somebody has answered; when it is due."""
    due = datetime.combine(working_day(turn.today, ANSWER_WITHIN_DAYS), DUE_AT)
    what = texts.text("knowledge.promised", turn.language, question=question[:MAX_QUESTION])
    channel = "email" if turn.customer.email else "chat"
    promise = Promise(promises.ANSWER, what, due, by=promises.DESK, channel=channel)
    turn.do(lambda session: promises.give(session, turn.conversation_id, promise, key=turn.key("find_out"), at=turn.at))
    return due


def working_day(day: date, after: int) -> date:
    """The day that is so many working days after `day`."""
    while after:
        day += timedelta(days=1)
        after -= day.weekday() < 5
    return day
