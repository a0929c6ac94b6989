"""What can go back: what has come and is not alive (B3)."""

from collections.abc import Iterable, Sequence

from frontdesk.backoffice import OrderLine, Product

ALIVE = "watering"
"""The fact by which the catalogue shows that goods are plants."""


def can_go_back(lines: Sequence[OrderLine], products: Iterable[Product]) -> bool:
    """Whether any of the lines can be returned, by what the catalogue says of the goods."""
    plants = {product.sku for product in products if ALIVE in product.facts}
    return any(line.sku not in plants for line in lines)
