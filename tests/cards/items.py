"""The items of a card as one list, to be counted against what was told and what happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from frontdesk.rehearsal.player import fill
from frontdesk.rehearsal.timeless import in_words
from tests.cards.scripts import CardScript

Card = dict[str, Any]
OWN_WORDS = ("words", "quote", "wishes", "open_questions", "next", "headline")
"""Parts of a card that quote the customer."""
PARTLY = ("wish", "open", "promise", "refusal")
"""Kinds of items of which a part of the words is expected."""


@dataclass(frozen=True)
class Item:
    """One thing that a card says: what kind of thing, in which words, and on which events it rests."""

    kind: str
    words: str
    offsets: tuple[int, ...] = ()
    said: str = ""
    """The customer's own words for it, where the card marks them."""

    def __str__(self) -> str:
        return f"{self.kind} {self.words!r}"


def items_of(card: Card) -> Iterator[Item]:
    """Everything that the card says."""
    if reason := card.get("reason"):
        yield Item("reason", reason["code"], tuple(reason["offsets"]))
    if (customer := card.get("customer")) and "name" in customer:
        yield Item("name", customer["name"], tuple(customer["offsets"]))
    if quote := card["request"].get("quote"):
        yield Item("quote", quote, tuple(card["request"]["offsets"]))
    request = card["request"]
    yield Item("request", request.get("type", "none"), tuple(request["offsets"]))
    if "cause" in request:
        yield Item("cause", request["cause"], tuple(request["offsets"]))
    for earlier in card.get("other_requests", ()):
        yield Item("other request", earlier["type"], tuple(earlier["offsets"]))
    felt = card.get("feelings")
    if felt:
        yield Item("feels at the start", felt["start"], (felt["trend"][0]["offset"],))
        yield Item("feels at the end", felt["now"], (felt["trend"][-1]["offset"],))
    for fact in card.get("facts", ()):
        yield Item("fact", f"{fact['name']} {_value(fact)}", tuple(fact["offsets"]), fact.get("words", ""))
    for wish in card.get("wishes", ()):
        yield Item("wish", wish["text"], tuple(wish["offsets"]))
    for tried in card.get("tried", ()):
        yield Item("offer", f"{tried['offer']} {tried['outcome']}", tuple(tried["offsets"]))
        if "refusal" in tried:
            yield Item("refusal", tried["refusal"], tuple(tried["offsets"]))
    for promise in card.get("promises", ()):
        yield Item("promise", promise["what"], tuple(promise["offsets"]))
    for question in card.get("open_questions", ()):
        yield Item("open", question["text"], tuple(question["offsets"]))


def texts_of(card: Any) -> Iterator[str]:
    """Every text on the card that is not in the customer's own words."""
    if isinstance(card, dict):
        for name, part in card.items():
            yield from texts_of(part) if name not in OWN_WORDS else ()
    elif isinstance(card, list):
        for part in card:
            yield from texts_of(part)
    elif isinstance(card, str):
        yield card


def expected_items(script: CardScript, day: date, account: str | None) -> Iterator[Item]:
    """Everything that the card should say of a script played on `day` by who is signed in as `account`."""
    holds = script.holds
    if holds.reason:
        yield Item("reason", holds.reason)
    if name := holds.name or account:
        yield Item("name", name)
    yield Item("request", holds.request)
    if holds.cause:
        yield Item("cause", holds.cause)
    yield from (Item("other request", request) for request in holds.others)
    yield Item("feels at the start", holds.feels[0])
    yield Item("feels at the end", holds.feels[1])
    yield from (Item("fact", f"{name} {fill(v, day)}") for name, values in holds.facts.items() for v in values)
    yield from (Item("wish", fill(words, day)) for words in holds.wishes)
    yield from (Item("offer", f"{offer} {outcome}") for offer, outcome in holds.offers.items())
    yield from (Item("refusal", words) for words in holds.refusals)
    yield from (Item("promise", fill(words, day)) for words in holds.promises)
    yield from (Item("open", fill(words, day)) for words in holds.open)


def missing(expected: list[Item], shown: list[Item]) -> list[Item]:
    """What should be on the card and is not."""
    return [item for item in expected if not any(_fits(item, other) for other in shown)]


def invented(expected: list[Item], shown: list[Item]) -> list[Item]:
    """What is on the card and was neither said nor done; a quotation is proved by its message."""
    told = [item for item in shown if item.kind != "quote"]
    return [item for item in told if not any(_fits(other, item) for other in expected)]


def _fits(expected: Item, shown: Item) -> bool:
    if expected.kind != shown.kind:
        return False
    if expected.words == "upset":
        return shown.words != "calm"
    if shown.kind in PARTLY:
        return expected.words.casefold() in shown.words.casefold()
    return expected.words == shown.words


def _value(fact: Card) -> str:
    return in_words(date.fromisoformat(fact["value"])) if fact["name"] == "date" else str(fact["value"])
