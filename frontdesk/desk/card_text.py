"""The summary card as plain text, for mail (W6)."""

from collections.abc import Iterator
from datetime import datetime

from frontdesk.desk.summary import Card
from frontdesk.wording import formats, texts


def lines(card: Card) -> Iterator[str]:
    """The headline, and a line for each part of the card that there is."""
    yield card.get("headline", "")
    yield ""
    for name, words in _parts(card):
        if words:
            yield f"{texts.text(f'card.{name}')}: {' · '.join(words)}"


def _parts(card: Card) -> Iterator[tuple[str, list[str]]]:
    yield "reason", known(card, "reason", "text")
    yield "customer", known(card, "customer", "name", "contact", "language")
    yield "request", known(card, "request", "restated", "quote")
    yield "facts", [f"{texts.group('card.fact').get(f['name'], f['name'])} {f['value']}" for f in card.get("facts", ())]
    if felt := card.get("feelings"):
        yield "feelings", [texts.text("card.felt", now=felt["now"], peak=felt["peak"])]
    offers, outcomes = texts.group("label.offer"), texts.group("card.outcome")
    tried = card.get("tried", ())
    yield "tried", [f"{offers.get(t['offer'], t['offer'])} ({outcomes[t['outcome']]})" for t in tried]
    promised = texts.group("card.promise")
    yield "promises", [f"{p['what']} ({promised[p['status']]}, {_day(p['due'])})" for p in card.get("promises", ())]
    yield "wish", known(card, "wish", "text")
    yield "open_questions", [question["text"] for question in card.get("open_questions", ())]
    yield "next", known(card, "next", "text", "why")


def known(card: Card, part: str, *names: str) -> list[str]:
    """The values of a part of the card by their names, without those that it has not."""
    values = card.get(part) or {}
    return [str(values[name]) for name in names if values.get(name)]


def _day(moment: str) -> str:
    return formats.day(datetime.fromisoformat(moment).date(), texts.DEFAULT_LANGUAGE)
