"""The facts of a message, as customers write them. Written on Saturday 21 November 2026."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import spacy
import yaml
from conftest import ROOT

from assistant.facts import Finders
from assistant.products import ProductFinder, catalogue_names

TODAY = date(2026, 11, 21)
Find = Callable[[str], "set[tuple[str, Any]]"]


def _eur(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


def _flat(value: Any) -> Any:
    return tuple(value.values()) if isinstance(value, dict) else value


@pytest.fixture(scope="module")
def find() -> Find:
    read = lambda path: yaml.safe_load((ROOT / "data" / path).read_text(encoding="utf-8"))  # noqa: E731
    words = read("service/facts/en.yml")
    lookup = read("nlu/en/products.yml")["nlu"][0]["examples"]
    names = [line.removeprefix("- ") for line in lookup.splitlines()]
    products = ProductFinder(names + catalogue_names(ROOT / "data/service/catalogue.yml"), words["no_products"])
    finders, english = Finders(read("service/shop.yml"), words, products), spacy.blank("en")
    return lambda text: {(fact.entity, _flat(fact.value)) for fact in finders.find(english.make_doc(text), TODAY)}


NOTHING: list[tuple[str, Any]] = []
CASES: list[tuple[str, list[tuple[str, Any]]]] = [
    # order numbers in the forms that customers use
    ("order 1042", [("order_number", "1042")]),
    ("1042", [("order_number", "1042")]),
    ("it's 1042", [("order_number", "1042")]),
    ("1042 please", [("order_number", "1042")]),
    ("#1042", [("order_number", "1042")]),
    ("my order is #20418, thanks", [("order_number", "20418")]),
    ("FH-1042", [("order_number", "1042")]),
    ("fh 20418 hasn't come", [("order_number", "20418")]),
    ("FH1042 hasn't come", [("order_number", "1042")]),
    ("Order no. 88123", [("order_number", "88123")]),
    ("order number: 88123", [("order_number", "88123")]),
    ("where is my order, the number is 88123?", [("order_number", "88123")]),
    ("orders 1042 and 1043", [("order_number", "1042"), ("order_number", "1043")]),
    ("Order number is 4471-B. Thanks", [("order_number", "4471")]),
    ("ordr 1042 where is it", [("order_number", "1042")]),
    ("1042 is my order number by the way and I wait", [("order_number", "1042")]),
    ("it's 1043 not 1034", [("order_number", "1043")]),
    ("order 1043 instead of 1034", [("order_number", "1043")]),
    ("(order 20418)", [("order_number", "20418")]),
    ("2024", [("order_number", "2024")]),
    # what looks like an order number and is none
    ("I have been your customer since 2019 and never had such trouble", NOTHING),
    ("my order from 2025 never came", NOTHING),
    ("the heating in my new flat has 1800 w and I like it", NOTHING),
    ("change the address of my order to Hauptstr. 5, 10115 Berlin", NOTHING),
    ("I ordered 1000 pieces", NOTHING),
    ("there were 3 in the box and 2 are broken", NOTHING),
    ("my zip code is 90210 and the order should go there", NOTHING),
    ("call 112 now, please, this is order madness", NOTHING),
    # one-time codes
    ("123456", [("code", "123456"), ("order_number", "123456")]),
    ("123 456", [("code", "123456")]),
    ("the code is 482913", [("code", "482913")]),
    ("code: 482913 for order 1042", [("code", "482913"), ("order_number", "1042")]),
    ("12345", [("order_number", "12345")]),
    ("1234567", NOTHING),
    # e-mail
    ("nora@example.org", [("email", "nora@example.org")]),
    ("It went to Nora.Fenwick+shop@Example.co.uk.", [("email", "nora.fenwick+shop@example.co.uk")]),
    ("mail me: <nora_2042@example.org>", [("email", "nora_2042@example.org")]),
    ("order1042@example.com", [("email", "order1042@example.com")]),
    ("@nora told me", NOTHING),
    # phone
    ("+49 30 901820", [("phone", "+4930901820")]),
    ("ring me on 020 7946 0958", [("phone", "+442079460958")]),
    ("+1 (202) 555-0156 is mine", [("phone", "+12025550156")]),
    ("07400 123456", [("phone", "+447400123456")]),
    # amounts
    ("€20", [("amount", ("20.00", "EUR"))]),
    ("20€", [("amount", ("20.00", "EUR"))]),
    ("you took 19,99 EUR", [("amount", ("19.99", "EUR"))]),
    ("EUR 1.299,00 is missing", [("amount", ("1299.00", "EUR"))]),
    ("1,299.00 euros", [("amount", ("1299.00", "EUR"))]),
    ("charged $20.50 twice", [("amount", ("20.50", "USD"))]),
    ("£7.5 for postage", [("amount", ("7.50", "GBP"))]),
    ("50 quid down the drain", [("amount", ("50.00", "GBP"))]),
    ("order 1042 cost 1042 euros", [("order_number", "1042"), ("amount", ("1042.00", "EUR"))]),
    ("rs 4500 debited", [("amount", ("4500.00", "INR"))]),
    ("200% sure", NOTHING),
    # dates, absolute
    ("the 3rd of May 2026", [("date", "2026-05-03")]),
    ("3 May", [("date", "2026-05-03")]),
    ("May 3rd, 2026", [("date", "2026-05-03")]),
    ("Nov 12", [("date", "2026-11-12")]),
    ("2026-10-31", [("date", "2026-10-31")]),
    ("31.10.2026", [("date", "2026-10-31")]),
    ("03/05/26", [("date", "2026-05-03")]),
    ("ordered 12/11", [("date", "2026-11-12")]),
    ("before Dec 24", [("date", "2026-12-24")]),
    ("by the 3rd of May", [("date", "2027-05-03")]),
    ("February 30", NOTHING),
    ("ordered on the 3rd", [("date", "2026-11-03")]),
    ("need it by the 3rd", [("date", "2026-12-03")]),
    ("for the 3rd time", NOTHING),
    # dates, relative
    ("yesterday", [("date", "2026-11-20")]),
    ("the day before yesterday", [("date", "2026-11-19")]),
    ("tomorrow", [("date", "2026-11-22")]),
    ("two weeks ago", [("date", "2026-11-07")]),
    ("10 days ago", [("date", "2026-11-11")]),
    ("a month ago", [("date", "2026-10-21")]),
    ("a couple of days ago", [("date", "2026-11-19")]),
    ("in three days", [("date", "2026-11-24")]),
    ("last Friday", [("date", "2026-11-20")]),
    ("it should have come Friday", [("date", "2026-11-20")]),
    ("until Friday", [("date", "2026-11-27")]),
    ("next monday", [("date", "2026-11-23")]),
    ("last week", [("date", "2026-11-14")]),
    ("the cat sat in the sun", NOTHING),
    ("I waited two weeks", NOTHING),
    ("you may 100% keep it", NOTHING),
    # products
    ("my kettle leaks", [("product", "kettle")]),
    ("two garden benches", [("product", "garden bench")]),
    ("the duvet covers", [("product", "duvet cover")]),
    ("ketle", [("product", "kettle")]),
    ("a duvet covr and a gardn bench", [("product", "duvet cover"), ("product", "garden bench")]),
    ("the Ashdown garden bench", [("product", "Ashdown garden bench")]),
    ("I am certain that matters", NOTHING),
    ("please settle this", NOTHING),
    # people
    ("my name is Nora Fenwick", [("person", "Nora Fenwick")]),
    ("my name is nora fenwick and i wait", [("person", "nora fenwick")]),
    ("This is Maria van der Berg", [("person", "Maria van der Berg")]),
    ("kind regards, Anna Schmidt", [("person", "Anna Schmidt")]),
    ("my name's Siobhan O'Brien", [("person", "Siobhan O'Brien")]),
    ("I'm Disappointed", NOTHING),
    ("this is really bad", NOTHING),
    ("my name is spelled wrong", NOTHING),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_facts_of(text: str, expected: list[tuple[str, Any]], find: Find) -> None:
    assert find(text) == set(expected)


def test_facts_of_a_story_keep_their_place(parse: Callable[..., dict[str, Any]]) -> None:
    text = "I’m Nora Fenwick\u200b, order FH-1042 of last Friday: a ketle for 19,99 €"
    entities = parse(text, at="2026-11-21T10:00:00Z")["entities"]
    told = {entity["entity"]: (text[entity["start"] : entity["end"]], entity["value"]) for entity in entities}
    assert told == {
        "person": ("Nora Fenwick", "Nora Fenwick"),
        "order_number": ("FH-1042", "1042"),
        "date": ("last Friday", "2026-11-20"),
        "product": ("ketle", "kettle"),
        "amount": ("19,99 €", _eur("19.99")),
    }
    assert {entity["extractor"] for entity in entities} == {"FactExtractor"}
