"""What a message tells, found with the words, the shop and the catalogue of the repository; needs no Rasa model."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import spacy
import yaml

from assistant.facts import Finders
from assistant.products import ProductFinder, catalogue_names
from assistant.text import plain

ROOT = Path(__file__).resolve().parents[3]
TODAY = date(2026, 11, 21)
"""A Saturday."""
NOTHING: set[tuple[str, Any]] = set()

_ENGLISH = spacy.blank("en")


def read(path: str) -> Any:
    """The content of a file under `data/`."""
    return yaml.safe_load((ROOT / "data" / path).read_text(encoding="utf-8"))


@cache
def finders(**order_number: Any) -> Finders:
    """The finders of facts, with the shop's forms of order numbers or with others."""
    shop, words = read("service/shop.yml"), read("service/facts/en.yml")
    shop["order_number"] |= order_number
    names = [line.removeprefix("- ") for line in read("nlu/en/products.yml")["nlu"][0]["examples"].splitlines()]
    products = ProductFinder(names + catalogue_names(ROOT / "data/service/catalogue.yml"), words["no_products"])
    return Finders(shop, words, products)


def facts_of(text: str, today: date = TODAY, **order_number: Any) -> set[tuple[str, Any]]:
    """The kind and the value of each fact of a message; an amount is `("20.00", "EUR")`."""
    doc = _ENGLISH.make_doc(plain(text).text)
    found = finders(**order_number).find(doc, today)
    return {(fact.entity, tuple(fact.value.values()) if isinstance(fact.value, dict) else fact.value) for fact in found}
