"""The facts on the card: what the customer told of the matter, or the shop's records show, as it stands now (W6)."""

from collections.abc import Sequence
from typing import Any

from frontdesk.conversation.told_facts import OF_THE_CUSTOMER, SEVERAL
from frontdesk.desk.card_matters import Matter
from frontdesk.log import Event, StatusType

Fact = dict[str, Any]

ORDER = ("order_number", "product", "amount", "date", "address", "person", "email", "phone", "language")
"""In which order facts stand on the card."""


def facts_of(events: Sequence[Event], matter: Matter | None) -> list[Fact]:
    """`{name, value, words, offsets}` of each fact that was told since the matter began.

    A new value takes the place of the old one; of `SEVERAL` all are kept that were not put right. `words` are the
    customer's own; what was looked up has none. The products are those of the order, where they are known.
    """
    facts: dict[tuple[str, str], Fact] = {}
    for event in events:
        name, value = str(event.data.get("name")), str(event.data.get("value"))
        if event.type == StatusType.FACT_DENIED:
            facts = {key: fact for key, fact in facts.items() if (fact["name"], fact["value"]) != (name, value)}
        elif event.type == StatusType.FACT and _belongs(event, matter):
            key = (name, value if name in SEVERAL else "")
            facts.pop(key, None)
            facts[key] = _fact(event)
    return sorted(_with_goods(list(facts.values()), events, matter), key=lambda fact: _place(fact["name"]))


def _place(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)


def _with_goods(facts: list[Fact], events: Sequence[Event], matter: Matter | None) -> list[Fact]:
    """The facts with the products of the order in the place of what they were called."""
    if matter is None or is_outdated(matter, events):
        return facts
    goods = matter.heard.data.get("goods") or []
    named = [f for f in facts if goods and f["name"] == "product" and _is_one_of(f, goods, matter)]
    return [fact for fact in facts if fact not in named] + [_goods(name, named, matter) for name in goods]


def _is_one_of(product: Fact, goods: Sequence[str], matter: Matter) -> bool:
    """Whether a product that was told is one of the goods: told before they were known, or called by a word of them."""
    said = set(str(product["value"]).casefold().split())
    return product["offsets"][-1] <= matter.heard.offset or any(said & set(name.casefold().split()) for name in goods)


def is_outdated(matter: Matter, events: Sequence[Event]) -> bool:
    """Whether the customer has named another order since the matter was said back."""
    told = [e for e in events if e.type == StatusType.FACT and e.data["name"] == "order_number"]
    return bool(told) and told[-1].offset > matter.heard.offset and told[-1].data["value"] != matter.order_number


def _belongs(event: Event, matter: Matter | None) -> bool:
    """Whether a fact belongs to the matter: it was told since it began, or is the order that it is about."""
    name, value = event.data["name"], event.data["value"]
    if matter is None or name in OF_THE_CUSTOMER or event.offset > matter.since:
        return True
    return bool(name == "order_number" and value == matter.order_number)


def _goods(name: str, named: Sequence[Fact], matter: Matter) -> Fact:
    """A product of the order by its name in the shop, resting on the words by which it was named."""
    if len(named) == 1 and len(matter.heard.data["goods"]) == 1:
        return {**named[0], "value": name}
    return {"name": "product", "value": name, "offsets": sorted({*matter.heard.data["offsets"], matter.heard.offset})}


def _fact(event: Event) -> Fact:
    data = event.data
    said = data.get("words")
    offsets = data["offsets"] if said else sorted({*data["offsets"], event.offset})
    fact = {"name": data["name"], "value": data["value"], "words": said, "offsets": offsets}
    return {name: part for name, part in fact.items() if part}
