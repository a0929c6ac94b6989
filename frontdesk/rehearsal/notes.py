"""What happened between the lines, in quiet words for a coach: what was understood, promised and done."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from frontdesk.desk.card_text import known
from frontdesk.desk.summary import Card
from frontdesk.log import Event, Kind, StatusType
from frontdesk.rehearsal.timeless import in_words
from frontdesk.wording import texts


def notes_on(event: Event) -> Iterator[str]:
    """What a coach should know of an event that is not a message; nothing of most."""
    data = event.data
    match event.type:
        case None:
            level = (data.get("frustration") or {}).get("level", "calm")
            if event.kind == Kind.NLU and level != "calm":
                yield texts.text("coach.status.feels", level=level)
        case StatusType.VERIFIED:
            yield texts.text(f"coach.status.verified_{data['how']}")
        case StatusType.FACT:
            yield texts.text("coach.status.fact", fact=_fact(data))
        case StatusType.REQUEST_HEARD:
            yield texts.text("coach.status.request_heard", request=_request(data))
        case StatusType.CHECKED:
            yield texts.text("coach.status.settled" if data["settled"] else "coach.status.not_settled")
        case StatusType.PROMISE_MADE:
            yield texts.text("coach.status.promise_made", what=data["what"], due=_day(data["due"]))
        case StatusType.PROMISE_MOVED:
            yield texts.text("coach.status.promise_moved", due=_day(data["due"]))
        case StatusType.HANDOFF_REQUESTED:
            yield texts.text("coach.status.handoff_requested", reason=texts.text(f"label.reason.{data['reason']}"))
        case StatusType.RATED:
            yield texts.text("coach.status.rated", score=data["score"])
            if data["comment"]:
                yield texts.text("coach.status.comment", comment=data["comment"])
        case str(other) if texts.has_text(f"coach.status.{other}"):
            yield texts.text(f"coach.status.{other}", offer=_offer(data.get("offer")), text=event.text or "")


def card_lines(card: Card) -> Iterator[str]:
    """The summary that the human reads, a line for each of its parts."""
    yield card["headline"]
    for name, words in _card_parts(card):
        if words:
            yield f"{texts.text(f'coach.card.{name}')}: {' · '.join(words)}"


def _card_parts(card: Card) -> Iterator[tuple[str, list[str]]]:
    yield "reason", known(card, "reason", "text")
    yield "customer", known(card, "customer", "name", "contact")
    yield "request", known(card, "request", "restated", "quote")
    yield "facts", [_fact(fact) for fact in card.get("facts", ())]
    if felt := card.get("feelings"):
        yield "feelings", [texts.text("coach.feelings", now=felt["now"], peak=felt["peak"])]
    yield "tried", [_tried(tried) for tried in card.get("tried", ())]
    yield "promises", [promise["what"] for promise in card.get("promises", ())]
    yield "wish", [wish["text"] for wish in card.get("wishes", ())]
    yield "open_questions", [question["text"] for question in card.get("open_questions", ())]
    yield "next", known(card, "next", "text", "why")


def _tried(tried: Card) -> str:
    return texts.text(f"coach.tried.{tried['outcome']}", offer=_offer(tried["offer"]))


def _day(moment: str) -> str:
    return in_words(datetime.fromisoformat(moment).date())


def _offer(offer: str | None) -> str:
    return texts.text(f"label.offer.{offer}") if offer else ""


def _fact(fact: dict[str, Any]) -> str:
    """A fact by its name; which day "Saturday" was is left out, for it differs with the day of playing."""
    key = f"coach.fact.{fact['name']}"
    name = texts.text(key) if texts.has_text(key) else fact["name"]
    return name if fact["name"] == "date" else f"{name} {fact['value']}"


def _request(heard: dict[str, Any]) -> str:
    words = [texts.text(f"label.request_type.{heard['request_type']}")] if heard["request_type"] else []
    words += [texts.text(f"label.cause.{heard['cause']}")] if heard["cause"] else []
    words += [texts.text("label.headline.repeated")] if heard["repeated"] else []
    return ", ".join(words)
