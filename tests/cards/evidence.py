"""Whether the events on which an item of a card rests hold what it says."""

from collections.abc import Iterable, Mapping
from typing import Any

from tests.cards.items import Item

Event = Mapping[str, Any]
STATUS_OF_OUTCOME = {
    "open": "offer_made",
    "accepted": "offer_accepted",
    "declined": "offer_declined",
    "done": "offer_carried_out",
    "failed": "offer_failed",
}


def is_founded(item: Item, events: Mapping[int, Event]) -> bool:
    """Whether all offsets exist, and one of them has the words, or is the event in which it happened."""
    if not item.offsets or any(offset not in events for offset in item.offsets):
        return False
    on = [events[offset] for offset in item.offsets]
    match item.kind:
        case "reason":
            return any(_is(e, "handoff_requested", reason=item.words) for e in on)
        case "name":
            return _stands(item.words, on) or any(_is(e, "verified") for e in on)
        case "request" | "other request":
            return item.words == "none" or any(_is(e, "request_heard", request_type=item.words) for e in on)
        case "cause":
            return any(_is(e, "request_heard", cause=item.words) for e in on)
        case "feels at the start" | "feels at the end":
            return any(
                e["kind"] == "nlu" and e["data"]["turn"] in item.offsets and _level(e) == item.words
                for e in events.values()
            )
        case "fact":
            return _stands(item.said, on) if item.said else any(map(_is_record, on))
        case "offer":
            offer, outcome = item.words.split()
            return any(_is(e, STATUS_OF_OUTCOME[outcome], offer=offer) for e in on)
        case "refusal":
            return any(_is(e, "offer_failed") for e in on)
        case "promise":
            return any(_is(e, "promise_made", what=item.words) for e in on)
        case "wish" | "open" | "quote":
            return _stands(item.words.rstrip("…"), on)
    return False


def _is(event: Event, type_: str, **data: Any) -> bool:
    told = event["data"]
    return told.get("type") == type_ and all(told.get(name) == value for name, value in data.items())


def _is_record(event: Event) -> bool:
    """Whether it is what was looked up or worked out, and not words."""
    return event["data"].get("type") in ("fact", "request_heard")


def _level(event: Event) -> Any:
    return (event["data"].get("frustration") or {}).get("level")


def _stands(words: str, on: Iterable[Event]) -> bool:
    """Whether the words stand in a message of the customer, or in a question of the assistant."""
    return any(words in (event["text"] or "") for event in on if event["kind"] == "message") or any(
        words in str(event["data"].get("text", event["text"])) for event in on if event["kind"] == "status"
    )
