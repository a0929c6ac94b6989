"""Fernhill, the demo shop: a whole small shop in one SQLite file."""

from .files import demo_customers
from .shop import DemoShop

__all__ = ["DemoShop", "demo_customers"]
