"""Other requests of the customer: what is left in the middle or asked for besides waits for its turn (C3, W6)."""

import re
from typing import Any

from actions import made_offer, offer_details, orders
from actions.case import Case
from actions.needs import ASKED_FACTS, named_orders, own_order_named
from actions.turn import SURE, Turn
from frontdesk.log import StatusType
from frontdesk.shop import causes, matters, offers
from frontdesk.wording import words

UNFINISHED = ("offer", "wish", *ASKED_FACTS)
"""Whoever asks for something else while these are awaited leaves the matter in the middle."""
_CLAUSE_ENDS = re.compile(r"[.!?;,\n]|\band\b")
_CLAUSES = re.compile(r"(?<=[.!?])\s|[;,\n]|\band\b")


def keep_for_later(turn: Turn, case: Case) -> None:
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
    for number in orders.own_orders_told(turn):
        if number != case.order_number and not any(number in other["text"] for other in case.also_asked):
            words = _clause_with(turn.text, number)
            about = {"request_type": case.request_type, "order_number": number, "offsets": turn.offsets_of(words)}
            case.also_asked = [*case.also_asked, {"text": words, **about}]
            turn.note(StatusType.ALSO_ASKED, number, text=words, **about)


def keep_other_causes(turn: Turn, case: Case) -> bool:
    """Keep what is asked for in another part of the message within the same request type; True if there is such.

    "Charged twice, and I need the invoice": the charge is the matter, the invoice waits for its turn.
    """
    request_type = case.request_type or ""
    if turn.by_button or case.cause is None:
        return False
    asked = {
        cause: matters.without_connector(part, turn.language).strip(".!? ")
        for part in _clauses(turn.text)
        if (cause := causes.said_cause(part, request_type, turn.language)) not in (None, case.cause)
        and offers.is_asked_for_by_itself(str(cause), request_type)
        and _asks(turn, part, request_type)
    }
    for cause, text in asked.items():
        if all((other["request_type"], other.get("cause")) != (request_type, cause) for other in case.also_asked):
            other = {"request_type": request_type, "cause": cause, "text": text, "offsets": turn.offsets_of(text)}
            case.also_asked = [*case.also_asked, other]
            turn.note(StatusType.ALSO_ASKED, f"{request_type}:{cause}", **other)
    return bool(asked)


def _asks(turn: Turn, part: str, request_type: str) -> bool:
    """Whether a part of the message asks for something, and does not only tell of it: "your receipt shows it"."""
    wants = words.says("answers", "wants", turn.language).search(part) is not None
    only_this = len(_clauses(turn.text)) == 1 and turn.intent == request_type
    return wants or "?" in part or only_this or turn.intent == "affirm"


def take_instead(turn: Turn, case: Case, unwanted: str) -> str | None:
    """Begin what is asked for in place of what is waiting, and return its request type; None if it is nothing.

    "Don't cancel, can it go to another address?": the offer to cancel is over.
    """
    told = _asked_instead(turn, case)
    if told is None:
        return None
    request_type, text = told
    made_offer.decline(turn, case)
    case.begin(request_type)
    offer_details.take_details(turn, case)
    case.unwanted, case.restated = [unwanted], True
    case.story, case.heard = [text], turn.offsets
    case.cause = causes.said_cause(text, request_type, turn.language)
    return request_type


def _asked_instead(turn: Turn, case: Case) -> tuple[str, str] | None:
    """What else a part of the message asks for, with its words: by what was understood of it, or by its cause."""
    rules = offers.request_rules()
    for request in turn.nlu.get("requests") or []:
        is_other = request["name"] in rules and request["name"] not in (turn.intent, case.request_type)
        if is_other and float(request["confidence"]) >= SURE:
            words_of_it = turn.text[request["start"] : request["end"]]
            return str(request["name"]), matters.without_connector(words_of_it, turn.language)
    for part in _clauses(turn.text):
        for name in rules.keys() - {turn.intent, case.request_type}:
            cause = causes.said_cause(part, name, turn.language)
            if cause and offers.is_asked_for_by_itself(cause, name):
                return name, part.strip(" ,.!?")
    return None


def take_up_other_request(turn: Turn, case: Case) -> None:
    """Begin what the customer asked for besides; it is about the same order unless its words name another."""
    other, *rest = case.also_asked
    case.begin(other["request_type"])
    case.also_asked, case.awaiting, case.entries = rest, "problem", other.get("entries", [])
    case.story, case.heard = [other["text"]], other["offsets"]
    case.cause = causes.said_cause(other["text"], other["request_type"], turn.language)
    if number := other.get("order_number") or own_order_named(turn, other["text"]):
        case.order_number = number
        turn.note(StatusType.FACT, "order_number", name="order_number", value=number, offsets=other["offsets"])
    elif named := named_orders(turn, case):
        same = case.order_number in {order.number for order in named}
        case.order_number = case.order_number if same else None


def _clauses(text: str) -> list[str]:
    """The parts of a text between marks and "and", with their question marks."""
    return [part.strip() for part in _CLAUSES.split(text) if part.strip()]


def _clause_with(text: str, words: str) -> str:
    """The part of a text between marks and "and" in which the words stand."""
    return next((part.strip() for part in _CLAUSE_ENDS.split(text) if words in part), words)
