"""The summary card as plain text, for mail and for copying (W6)."""

from collections.abc import Iterator
from datetime import datetime

from frontdesk.desk.summary import Card
from frontdesk.staff import hours
from frontdesk.wording import formats, texts


def lines(card: Card) -> Iterator[str]:
    """The headline, and a line for each part of the card that there is."""
    yield card.get("headline", "")
    yield ""
    for name, words in _parts(card):
        if words:
            yield f"{texts.text(f'card.{name}')}: {' · '.join(words)}"


def _parts(card: Card) -> Iterator[tuple[str, list[str]]]:
    yield "reason", [*known(card, "reason", "text"), *known(card, "passed_on", "text")]
    yield "customer", known(card, "customer", "name", "contact", "language")
    yield "request", [*_heard(card["request"]), *known(card, "request", "quote")]
    yield "other_requests", [" · ".join(_heard(other)) for other in card.get("other_requests", ())]
    yield "facts", [_fact(fact) for fact in card.get("facts", ())]
    if felt := card.get("feelings"):
        yield "feelings", [texts.text("card.felt", start=felt["start"], now=felt["now"], peak=felt["peak"])]
    yield "tried", [_tried(tried) for tried in card.get("tried", ())]
    promised = texts.group("card.promise")
    yield "promises", [f"{p['what']} ({promised[p['status']]}, {_day(p['due'])})" for p in card.get("promises", ())]
    yield "wishes", [wish["text"] for wish in card.get("wishes", ())]
    yield "open_questions", [question["text"] for question in card.get("open_questions", ())]
    yield "next", known(card, "next", "text", "why")


def _fact(fact: Card) -> str:
    name = texts.group("card.fact").get(fact["name"], fact["name"])
    return f"{name} {_day(fact['value']) if fact['name'] == 'date' else fact['value']}"


def _heard(request: Card) -> list[str]:
    """What a request is about: its type with its cause, and how it was said back."""
    label = [texts.text(f"label.request_type.{request['type']}")] if "type" in request else []
    label += [texts.text(f"label.cause.{request['cause']}")] if "cause" in request else []
    return [part for part in (", ".join(label), request.get("restated")) if part]


def _tried(tried: Card) -> str:
    outcome = [texts.group("card.outcome")[tried["outcome"]], *known({"tried": tried}, "tried", "refusal")]
    return f"{texts.group('label.offer').get(tried['offer'], tried['offer'])} ({', '.join(outcome)})"


def known(card: Card, part: str, *names: str) -> list[str]:
    """The values of a part of the card by their names, without those that it has not."""
    values = card.get(part) or {}
    return [str(values[name]) for name in names if values.get(name)]


def _day(moment: str) -> str:
    return formats.day(hours.day_of(datetime.fromisoformat(moment)), texts.DEFAULT_LANGUAGE)
