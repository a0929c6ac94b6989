"""Other requests of the customer: what is left in the middle or asked for besides waits for its turn (C3, W6)."""

import re
from typing import Any

from actions import orders
from actions.case import Case
from actions.needs import ASKED_FACTS, named_orders, own_order_named
from actions.turn import Turn
from frontdesk.log import StatusType
from frontdesk.shop import causes, matters, offers

UNFINISHED = ("offer", "wish", *ASKED_FACTS)
"""Whoever asks for something else while these are awaited leaves the matter in the middle."""
_CLAUSE_ENDS = re.compile(r"[.!?;,\n]|\band\b")


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


def _clause_with(text: str, words: str) -> str:
    """The part of a text between marks and "and" in which the words stand."""
    return next((part.strip() for part in _CLAUSE_ENDS.split(text) if words in part), words)
