"""Which goods a question is about, and what the catalogue says to it: told from its facts or not at all (STD5, B3)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from frontdesk.backoffice import Product
from frontdesk.wording import words

COMMON = frozenset(
    {"and", "box", "can", "for", "four", "of", "piece", "pot", "set", "six", "the", "three", "two", "with"}
)
"""Words in the names of goods that say nothing of which they are."""
PRICE, STOCK = "price", "stock"
"""Facts that stand in the shop's own records."""
_WORD = re.compile(r"[^\W\d_]+")
_NAME_END = re.compile(r",| of | in | with |\s\d")


@dataclass(frozen=True)
class Asked:
    """A fact that a question is about, and the names under which catalogues tell it."""

    name: str
    told_by: tuple[str, ...]
    says: re.Pattern[str] | None


@dataclass(frozen=True)
class Fact:
    """A fact of the catalogue, in its own words."""

    name: str
    value: str


def named(text: str, products: Iterable[Product]) -> list[Product]:
    """The products that the words mean most likely: one, or several that they fit equally well; none if not named."""
    ranks = {product.sku: (product, *_rank(product, _stems(text))) for product in products}
    best = max(((hits, whole) for _, hits, whole in ranks.values()), default=(0, 0))
    return [product for product, hits, whole in ranks.values() if hits and (hits, whole) == best]


def hinted(text: str, products: Iterable[Product]) -> list[Product]:
    """Those of the products of whose names most words are said, be it only "the little one"."""
    said = _stems(text) - COMMON
    hits = [(product, len(said & _stems(product.name))) for product in products]
    most = max((count for _, count in hits), default=0)
    return [product for product, count in hits if most and count == most]


def alike(text: str, products: Iterable[Product]) -> list[Product]:
    """All products that the words may mean, for a choice between them: "the two benches" are both benches."""
    said = _stems(text)
    ranks = [(product, *_rank(product, said)) for product in products]
    most = max((hits for _, hits, _ in ranks), default=0)
    return [product for product, hits, whole in ranks if hits and (whole or hits == most)]


def asked(text: str, about: Sequence[Product], language: str) -> list[Asked]:
    """The facts of these products that the words may ask about, the most telling first; none if it is not their facts.

    The names of the products ask for nothing: who asks about a coffee grinder does not ask if it grinds.
    """
    if words.says("goods", "not_of_goods", language).search(text):
        return []
    said = _stems(text)
    names = (_stems(name) for product in about for name in (product.name, *product.aliases))
    of_names = {stem for name in names if name <= said for stem in name}
    rest = _WORD.sub(lambda match: "" if _stem(match[0].lower()) in of_names else match[0], text)
    return [fact for fact, pattern in _facts(language) if pattern.search(rest)]


def fact_of(product: Product, asked: Asked) -> Fact | None:
    """What the catalogue says of the product; None if it does not say."""
    for name in asked.told_by:
        value = product.facts.get(name)
        if value is not None and (asked.says is None or asked.says.search(value)):
            return Fact(name, value)
    return None


def in_common(products: Sequence[Product]) -> list[str]:
    """Names of the facts that all of the products have, and in which they differ, in the catalogue's order."""
    first, *others = products
    return [
        name
        for name, value in first.facts.items()
        if all(name in other.facts for other in others) and any(other.facts[name] != value for other in others)
    ]


def _rank(product: Product, said: frozenset[str]) -> tuple[int, int]:
    """How many words of its names are said, and how many words the longest name has that is said as a whole."""
    hits: set[str] = set()
    whole = 0
    for name in (product.name, *product.aliases):
        stems = _stems(name)
        head = _stem(_WORD.findall(_NAME_END.split(name.lower())[0])[-1])
        if stems <= said:
            whole = max(whole, len(stems))
        elif head not in said or head in COMMON:
            continue
        hits |= (stems & said) - COMMON
    return len(hits), whole


def _stems(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _WORD.findall(text.lower()))


def _stem(word: str) -> str:
    """The word without its plural ending: benches, shelves, knives, lamps."""
    if word.endswith("ves"):
        return word[:-3] + "f"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        return word[:-1]
    return word[:-1] if word.endswith("fe") else word


@cache
def _facts(language: str) -> tuple[tuple[Asked, re.Pattern[str]], ...]:
    rows: dict[str, dict[str, Any]] = words.entries("goods", language)["facts"]
    return tuple(
        (
            Asked(name, tuple(row["told_by"]), words.pattern(row["says"]) if "says" in row else None),
            words.pattern(row["asked"]),
        )
        for name, row in rows.items()
    )
