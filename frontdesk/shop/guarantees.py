"""Guarantees: how long the shop stands by what it sold, from the facts of its catalogue (B3)."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from frontdesk.backoffice import OrderLine, Product
from frontdesk.shop import shop


def runs_until(lines: Sequence[OrderLine], products: Iterable[Product], delivered: date) -> date | None:
    """The last day of the guarantee that all of the lines have; None if one of them has none."""
    known = {product.sku: product for product in products}
    days = [_days(known[line.sku]) if line.sku in known else None for line in lines]
    return delivered + timedelta(days=min(day or 0 for day in days)) if days and all(days) else None


def _days(product: Product) -> int | None:
    """How long the guarantee of a product runs; "3 years, battery 2 years" are the three of the whole."""
    told = shop.facts().guarantee
    found = re.match(r"(\d+)\s+(\w+)", product.facts.get(told.fact, ""))
    unit = told.days.get(found[2].lower()) if found else None
    return int(found[1]) * unit if found and unit else None
