"""Facts of a message, as the trained assistant reports them. What is found, kind by kind, is in `facts/`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_facts_of_a_story_keep_their_place(parse: Callable[..., dict[str, Any]]) -> None:
    text = "I’m Nora Fenwick\u200b, order FH-1042 of last Friday: a ketle for 19,99 €"
    entities = parse(text, at="2026-11-21T10:00:00Z")["entities"]
    told = {entity["entity"]: (text[entity["start"] : entity["end"]], entity["value"]) for entity in entities}
    assert told == {
        "person": ("Nora Fenwick", "Nora Fenwick"),
        "order_number": ("FH-1042", "1042"),
        "date": ("last Friday", "2026-11-20"),
        "product": ("ketle", "kettle"),
        "amount": ("19,99 €", {"amount": "19.99", "currency": "EUR"}),
    }
    assert {entity["extractor"] for entity in entities} == {"FactExtractor"}
