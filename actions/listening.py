"""Take in what was said: facts, feeling, request and wish (H1, H3). Steps that answer a turn first call it."""

import re
from datetime import date, timedelta
from typing import Any

from actions.asking import question_asked
from actions.case import Case
from actions.needs import (
    ASKED_FACTS,
    CALL,
    is_borne_out,
    likely_orders,
    named_orders,
    order_of,
    own_order_named,
    rule_of,
)
from actions.questions import YES_NO
from actions.turn import SURE, Turn
from frontdesk.conversation import details, feelings
from frontdesk.log import StatusType
from frontdesk.shop import causes, matters, offers
from frontdesk.wording import words

FACTS = ("order_number", "email", "phone", "amount", "date", "product", "person")
NO_NEW_STORY = frozenset({"affirm", "deny", "greet", "thank", "goodbye", "chitchat", "abuse", "challenge_bot"})
SHORT_ANSWERS = frozenset({"affirm", "deny", "inform", "correct"})
NAMED_BY_CAUSE = ("damaged_or_wrong_item", "billing_problem", "delivery_problem")
"""Request types that are recognised by their causes when the words ask for nothing."""
NAMES_NO_REQUEST = frozenset({"express_frustration", "inform", "nlu_fallback", "correct"})
ASKS_BESIDES = NAMES_NO_REQUEST - {"correct"} | {"out_of_scope", "chitchat", "greet", "thank"}
"""What a message may be as a whole while a part of it plainly asks for something."""
WORTH_A_GUESS = 0.2
"""Confidence from which it is better to say back what it may be than to ask what it is."""
WORDS_TO_GUESS_FROM = 3
MAX_STORY = 20
CODE_DIGITS = 6
SAME_MATTER = ("restatement", "correction", "problem", "story", "colleague")
"""While these are awaited, another request type corrects what was understood; it begins no second matter."""
UNFINISHED = ("offer", "wish", *ASKED_FACTS)
"""Whoever asks for something else while these are awaited leaves the matter in the middle."""
WEEK = timedelta(days=7)
_BARE_NUMBER = re.compile(r"(?<![\d.,€$£])\d{4,6}(?![\d.,]*\d)")
"""Asked for the number of an order, a customer may write no more than the number."""
_BARE_CODE = re.compile(r"(?<![\d.,€$£])\d{6}(?![\d.,]*\d)")
_CLAUSE_ENDS = re.compile(r"[.!?;,\n]|\band\b")


def take_facts(turn: Turn, case: Case) -> bool:
    """Keep the facts that were told; True if there was one."""
    learned = False
    for name in FACTS:
        value = turn.value_of(name)
        if value is None or (name == "order_number" and case.awaiting == "code" and len(str(value)) == CODE_DIGITS):
            continue
        learned = True
        shown = " ".join(str(v) for v in value.values()) if isinstance(value, dict) else str(value)
        turn.note(StatusType.FACT, name, name=name, value=shown, offsets=turn.offsets_of(_words(turn, name)))
    if number := _order_told(turn, case):
        learned = True
        if turn.value_of("order_number") is None:
            _note_order(turn, number)
        if case.order_number not in (None, str(number)) and (case.told or case.offers_made):
            if turn.intent in offers.request_rules() and turn.intent != case.request_type:
                _keep_for_later(turn, case)
            case.begin(_request_about(turn, case, str(number)))
        case.order_number = str(number)
    elif _means_the_other_order(turn, case):
        learned = True
    if email := turn.value_of("email"):
        case.email = str(email)
    if offers.wish_of(turn.text, turn.language) and (amount := _amount(turn)):
        case.asked_amount = amount
    unwanted = [] if turn.by_button else offers.unwanted_in(turn.text, turn.language)
    case.unwanted = [*case.unwanted, *(wish for wish in unwanted if wish not in case.unwanted)]
    learned = _take_details(turn, case) or learned
    return learned or (case.awaiting == "code" and code_told(turn) is not None)


def code_told(turn: Turn) -> str | None:
    """The one-time code that answers the question for it: six digits, whatever is told around them."""
    bare = _BARE_CODE.findall(turn.text)
    return str(turn.value_of("code") or (bare[-1] if bare else "")) or None


def _note_order(turn: Turn, number: str) -> None:
    offsets = turn.offsets_of(number)
    turn.note(StatusType.FACT, "order_number", name="order_number", value=number, offsets=offsets)


def _order_told(turn: Turn, case: Case) -> str | None:
    """The order that is named: of several of one's own the first, otherwise the last; six digits may be a code."""
    told = [str(e["value"]) for e in turn.entities if e["entity"] == "order_number"]
    if case.awaiting == "code":
        return next((number for number in told if len(number) != CODE_DIGITS), None)
    own = own_order_named(turn, turn.text)
    if case.awaiting == "order_number" and not told and (bare := _BARE_NUMBER.findall(turn.text)):
        return str(bare[-1])
    if not told and own is None:
        return _number_asked_about(turn)
    return own if len(_own_orders_told(turn)) > 1 else told[-1] if told else own


def _number_asked_about(turn: Turn) -> str | None:
    """The bare number that stands where an order would: "where is 1042"."""
    rule = offers.request_rules().get(turn.intent)
    if rule is None or not rule.needs_order or turn.by_button:
        return None
    found = words.says("answers", "before_order", turn.language).finditer(turn.text)
    numbers = (_BARE_NUMBER.match(turn.text, place.end() + 1) for place in found)
    return next((number[0] for number in numbers if number), None)


def _own_orders_told(turn: Turn) -> list[str]:
    """The customer's own orders that the turn names, in its order; none if it names others as well."""
    told = list(dict.fromkeys(str(e["value"]) for e in turn.entities if e["entity"] == "order_number"))
    if len(told) < 2 or not turn.customer.verified:
        return []
    own = {order.number for order in turn.parts.back_office.orders_of(turn.customer.id or "")}
    return told if own.issuperset(told) else []


def _request_about(turn: Turn, case: Case, number: str) -> str | None:
    """What a further order is asked about when it is only named: the same, or where it is, if that is what is wrong."""
    named = Case(request_type=case.request_type, order_number=number)
    order = order_of(turn, named)
    if order is None or is_borne_out(order, named, turn.today):
        return case.request_type
    late = is_borne_out(order, Case(request_type="track_order"), turn.today)
    return "track_order" if late else case.request_type


def names_order(turn: Turn) -> bool:
    """Whether the turn names an order by its number."""
    return turn.value_of("order_number") is not None or own_order_named(turn, turn.text) is not None


def _means_the_other_order(turn: Turn, case: Case) -> bool:
    """ "No, the other order": the only other one that it can be about is taken, otherwise it is asked which (H3)."""
    said = not turn.by_button and words.says("answers", "other_order", turn.language).search(turn.text)
    if case.order_number is None or not turn.customer.verified or not said:
        return False
    wrong = case.order_number
    was_told = bool(case.told or case.offers_made)
    if was_told:
        case.begin(case.request_type)
    case.order_number, case.not_order = None, wrong
    story, case.story = case.story, [*case.story, turn.text]
    others = likely_orders(turn, case)
    case.story = story
    case.order_number = others[0].number if len(others) == 1 else None
    case.restated = was_told and case.order_number is not None  # what was asked is known; only the order was another
    return True


def _take_details(turn: Turn, case: Case) -> bool:
    """Keep what was told of what offers need; True if it is what was asked for."""
    if turn.by_button:
        return False
    day = _coming_day(turn, case)
    moment = details.call_time(turn.text, day, turn.at, turn.language)
    read = details.address_of if case.awaiting == "address" else details.address_in
    told = {
        "address": read(turn.text, turn.language),
        "date": day.isoformat() if day else None,
        "phone": turn.value_of("phone") or (details.phone_of(turn.text) if case.awaiting == "phone" else None),
        "time": moment.isoformat() if moment else None,
    }
    case.details = {**case.details, **{name: str(value) for name, value in told.items() if value}}
    if told["address"]:
        turn.note(StatusType.FACT, "address", name="address", value=told["address"], offsets=turn.offsets)
    return case.awaiting in told and told[case.awaiting] is not None


def _coming_day(turn: Turn, case: Case) -> date | None:
    """The last day to come that is named and not ruled out. Asked for a day, "Friday" is the next one."""
    days = [
        date.fromisoformat(str(e["value"]))
        for e in turn.entities
        if e["entity"] == "date" and not words.is_denied(turn.text, e.get("start", 0))
    ]
    if case.awaiting == "date":
        days = [day + WEEK if turn.today - WEEK < day <= turn.today else day for day in days]
    coming = [day for day in days if day >= turn.today]
    return coming[-1] if coming else None


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


def take_request(turn: Turn, case: Case, awaited: str | None, *, learned: bool) -> bool:
    """Keep request, story and cause; True if this turn told a request."""
    question = question_asked(turn, case, awaited)
    told = question or _request_told(turn, case)
    if told and not question and case.request_type and awaited in (*YES_NO, *ASKED_FACTS) and not turn.is_sure:
        told = None
    if awaited in ASKED_FACTS and learned:
        told = None
    if told == "refund" and case.request_type and awaited in UNFINISHED and matters.is_part_of(told, case.request_type):
        case.wish, told = "refund", case.request_type
        turn.note(StatusType.WISH, "wish", text=turn.text, offsets=turn.offsets)
    if told and told == case.request_type and case.helped and _names_another_cause(turn, case):
        case.begin(told)
        _take_details(turn, case)
    if told and told != case.request_type:
        if case.request_type is not None and awaited not in SAME_MATTER:
            _keep_for_later(turn, case)
            case.begin(told)
            _take_details(turn, case)
        else:
            case.request_type, case.restated, case.cause = told, False, None
    if told:
        keep_other_requests(turn, case, {told, turn.intent} if question else {told})
    if turn.text and not turn.by_button and (turn.intent not in NO_NEW_STORY or awaited in ("story", "correction")):
        case.story = [*case.story, turn.text][-MAX_STORY:]
        case.heard = [*case.heard, *turn.offsets][-MAX_STORY:]
    if case.request_type:
        newest = None if turn.by_button else causes.said_cause(turn.text, case.request_type, turn.language)
        said = newest or causes.said_cause(" ".join(case.story), case.request_type, turn.language)
        case.cause = said or case.cause
        if told and rule_of(case).wish in ("ask", "told") and case.wish is None:
            _take_wish_told_with_request(turn, case)
    return told is not None


def _names_another_cause(turn: Turn, case: Case) -> bool:
    """Whether somebody who was helped asks for another thing of the same kind: first the address, then the day."""
    said = causes.said_cause(turn.text, case.request_type or "", turn.language)
    return said not in (None, case.cause)


def _take_wish_told_with_request(turn: Turn, case: Case) -> None:
    """Who says at once what would make it right is not asked (C3, L1)."""
    wants = words.says("answers", "wants", turn.language).search(turn.text)
    told = turn.text[wants.start() :] if wants else turn.text if rule_of(case).wish == "told" else ""
    wish = None if turn.by_button else offers.wish_of(told, turn.language)
    if wish and wish != "find":
        case.wish, case.asked_amount = wish, _amount(turn) or case.asked_amount
        turn.note(StatusType.WISH, "wish", text=told, offsets=turn.offsets)


def _keep_for_later(turn: Turn, case: Case) -> None:
    """A matter that is left for another in the middle is picked up again afterwards (C3)."""
    if case.request_type and case.story and case.awaiting in UNFINISHED:
        left: dict[str, Any] = {
            "request_type": case.request_type,
            "text": case.story[0],
            "order_number": case.order_number,
            "offsets": case.heard[:1],
        }
        case.also_asked = [other for other in case.also_asked if other["request_type"] != case.request_type] + [left]
        turn.note(StatusType.ALSO_ASKED, case.request_type, **left)
        if case.awaiting == "offer":
            left |= {"offer": case.offer, "cause": case.cause}


def keep_other_requests(turn: Turn, case: Case, heard: set[str]) -> None:
    """What the message asks for beside the request types in `heard` waits until this is settled."""
    waiting = {other["request_type"] for other in case.also_asked} | heard
    for request in turn.nlu.get("requests") or []:
        name = request["name"]
        words = matters.without_connector(turn.text[request["start"] : request["end"]], turn.language)
        if name in offers.request_rules() and name not in waiting:
            waiting.add(name)
            other = {"request_type": name, "text": words, "offsets": turn.offsets_of(words)}
            if offers.request_rules()[name].knowledge:
                other["entries"] = turn.entries
            if name != "give_feedback":  # a kind word beside a request is kept, and needs no going into
                case.also_asked = [*case.also_asked, other]
            turn.note(StatusType.ALSO_ASKED, name, **other)
    for number in _own_orders_told(turn):
        if number != case.order_number and not any(number in other["text"] for other in case.also_asked):
            words = _clause_with(turn.text, number)
            about = {"request_type": case.request_type, "order_number": number, "offsets": turn.offsets_of(words)}
            case.also_asked = [*case.also_asked, {"text": words, **about}]
            turn.note(StatusType.ALSO_ASKED, number, text=words, **about)


def take_up_other_request(turn: Turn, case: Case) -> None:
    """Begin what the customer asked for besides; it is about the same order unless its words name another."""
    other, *rest = case.also_asked
    case.begin(other["request_type"])
    case.also_asked, case.awaiting, case.entries = rest, "problem", other.get("entries", [])
    case.story, case.heard = [other["text"]], other["offsets"]
    case.cause = causes.said_cause(other["text"], other["request_type"], turn.language)
    if number := other.get("order_number") or own_order_named(turn, other["text"]):
        case.order_number = number
    elif named := named_orders(turn, case):
        same = case.order_number in {order.number for order in named}
        case.order_number = case.order_number if same else None


def take_wish(turn: Turn, case: Case) -> str | None:
    """Keep what would make it right, in the customer's own words, if this turn says it (L1)."""
    wish = None if turn.by_button else offers.wish_of(turn.text, turn.language)
    if wish:
        case.wish, case.asked_amount = wish, _amount(turn) or case.asked_amount
        turn.note(StatusType.WISH, "wish", text=turn.text, offsets=turn.offsets)
    return wish


def take_wish_in_own_words(turn: Turn, case: Case) -> None:
    """Keep the answer to "what would make it right?", whatever it asks for."""
    if take_wish(turn, case) is None:
        case.wish = "other"
        turn.note(StatusType.WISH, "wish", text=turn.text, offsets=turn.offsets)


def wishes_for_call(turn: Turn, case: Case) -> bool:
    """Whether this turn asks to be called; whoever said no to a call before may still ask for one."""
    if offers.wish_of(turn.text, turn.language) != CALL:
        return False
    if case.awaiting != "offer":
        case.offers_made = [offer for offer in case.offers_made if CALL not in offers.rule_of(offer).wishes]
    take_wish(turn, case)
    return True


def _amount(turn: Turn) -> str | None:
    """How much money the turn wishes for; what something cost is no wish."""
    amounts = [
        e["value"]["amount"]
        for e in turn.entities
        if e["entity"] == "amount" and not details.is_price(turn.text, e.get("start", 0), turn.language)
    ]
    return str(amounts[-1]) if amounts else None


def _request_told(turn: Turn, case: Case) -> str | None:
    """The request type of the turn: its intent, or what its words complain of while nothing else is known.

    Of several the first is taken, if that is sure.
    """
    if rule := offers.request_rules().get(turn.intent):
        not_over = words.says("replies", "not_over", turn.language).search(turn.text)
        if case.request_type and rule.knowledge and not_over:
            return None
        return "damaged_or_wrong_item" if _is_about_what_came(turn) else _first_of_several(turn)
    if turn.intent in ASKS_BESIDES and (asked := _first_request(turn)):
        return asked
    if case.request_type is None and turn.intent in NAMES_NO_REQUEST:
        named = next((r for r in NAMED_BY_CAUSE if causes.said_cause(turn.text, r, turn.language)), None)
        return named or _request_greeted_with(turn, case) or guess(turn)
    return None


def guess(turn: Turn) -> str | None:
    """The request type that a turn without a clear one is most like, to be said back and confirmed (H3)."""
    if turn.intent not in NAMES_NO_REQUEST - {"correct"} or len(turn.text.split()) < WORDS_TO_GUESS_FROM:
        return None
    ranking = [(str(r["name"]), float(r["confidence"])) for r in turn.nlu.get("intent_ranking") or []]
    likely = [name for name, confidence in ranking if confidence >= WORTH_A_GUESS and _can_be_guessed(name)]
    return likely[0] if likely else None


def _can_be_guessed(name: str) -> bool:
    """Whether it can be said back; a question that is not understood cannot be answered either."""
    rule = offers.request_rules().get(name)
    return rule is not None and not rule.knowledge


def _is_about_what_came(turn: Turn) -> bool:
    """Whether a problem with a delivery is one with what was in it: "got it saturday, you sent the wrong thing"."""
    if turn.intent != "delivery_problem" or causes.said_cause(turn.text, turn.intent, turn.language):
        return False
    return causes.said_cause(turn.text, "damaged_or_wrong_item", turn.language) in ("damaged", "wrong_item")


def _asked(turn: Turn) -> list[dict[str, Any]]:
    """What the parts of the message ask for; kind words ask for nothing."""
    return [request for request in turn.nlu.get("requests") or [] if request["name"] != "give_feedback"]


def _first_of_several(turn: Turn) -> str:
    return (len(_asked(turn)) > 1 and _first_request(turn)) or turn.intent


def _first_request(turn: Turn) -> str | None:
    """The first request type that a part of the message asks for, if that is sure."""
    first = next(iter(_asked(turn)), None)
    sure = first is not None and float(first["confidence"]) >= SURE and first["name"] in offers.request_rules()
    return str(first["name"]) if first and sure else None


def _request_greeted_with(turn: Turn, case: Case) -> str | None:
    """Displeasure that names no reason is taken to be about the late order of the greeting."""
    upset = turn.intent == "express_frustration" or turn.frustration.get("level", "calm") != "calm"
    if case.greeted_order is None or not upset:
        return None
    case.order_number = case.order_number or case.greeted_order
    return "delivery_problem"


def _clause_with(text: str, words: str) -> str:
    """The part of a text between marks and "and" in which the words stand."""
    return next((part.strip() for part in _CLAUSE_ENDS.split(text) if words in part), words)


def _words(turn: Turn, name: str) -> str:
    """The customer's own words for a fact."""
    found = [e for e in turn.entities if e["entity"] == name]
    return turn.text[found[-1].get("start", 0) : found[-1].get("end", 0)] if found else ""
