"""Which of several goods to take, and why: from what the customer needs and from the catalogue's facts (W3)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from frontdesk.backoffice import Product
from frontdesk.shop.goods import PRICE
from frontdesk.wording import words

WITHOUT_NEED = ("lasting", "cheap")
"""What decides when no need was told, the first that makes a difference."""
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?) ?(\S*?)(?=[\s,;]|$)")


@dataclass(frozen=True)
class Advice:
    """One product and the reason: a need that it serves best, with the fact; None if it is the only one in stock."""

    product: Product
    need: str | None
    value: str | None
    better: Product | None
    """What would serve the need still better, but is sold out."""


def advise(products: Sequence[Product], text: str, language: str, at_most: Decimal | None = None) -> Advice | None:
    """The product to take of those in stock; None if there is nothing to say for one of them.

    `at_most`: what the customer wants to spend, in the shop's currency.
    """
    affordable = [p for p in products if at_most is None or p.price.amount <= at_most]
    there = [product for product in affordable if product.in_stock > 0]
    needs = _needs(language)
    told = [name for name, (pattern, _) in needs.items() if pattern.search(text)]
    for name in (*told, *WITHOUT_NEED):
        _, row = needs[name]
        overall, best = _best(affordable, row), _best(there, row)
        if best and overall:
            sold_out = overall[0] if name in told and overall[0].in_stock == 0 else None
            return Advice(best[0], name, best[1], sold_out)
        if overall and len(there) == 1 and name in told:
            return Advice(there[0], None, None, overall[0] if overall[0].in_stock == 0 else None)
    return Advice(there[0], None, None, None) if len(there) == 1 and len(products) > 1 else None


def _best(products: Sequence[Product], row: dict[str, Any]) -> tuple[Product, str] | None:
    """The product with the least or the most of the first fact that all have, or the only one that has it at all.

    None where it makes no difference.
    """
    for fact in row["facts"]:
        if row["best"] == "has":
            having = [product for product in products if fact in product.facts]
            if len(having) == 1 and len(products) > 1:
                return having[0], having[0].facts[fact]
            continue
        known = [(product, _amount(product, fact)) for product in products]
        amounts = [(product, *amount) for product, amount in known if amount]
        if len(amounts) != len(products) or len(amounts) < 2 or len({unit for *_, unit in amounts}) != 1:
            continue
        ordered = sorted(amounts, key=lambda item: item[1], reverse=row["best"] == "most")
        if ordered[0][1] != ordered[1][1]:
            product = ordered[0][0]
            return product, PRICE if fact == PRICE else re.split("[,;]", product.facts[fact])[0]
    return None


def _amount(product: Product, fact: str) -> tuple[Decimal, str] | None:
    """The first number of a fact, and its unit."""
    if fact == PRICE:
        return product.price.amount, product.price.currency
    match = _AMOUNT.search(product.facts.get(fact, ""))
    return (Decimal(match[1]), match[2]) if match else None


@cache
def _needs(language: str) -> dict[str, tuple[re.Pattern[str], dict[str, Any]]]:
    rows: dict[str, dict[str, Any]] = words.entries("goods", language)["needs"]
    return {name: (words.pattern(row["said"]), row) for name, row in rows.items()}
