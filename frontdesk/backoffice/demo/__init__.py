"""Fernhill, the demo shop: a whole small shop in one SQLite file."""

from .files import demo_customers
from .shop import DemoShop
from .world import Happening

__all__ = ["DemoShop", "Happening", "demo_customers"]
