"""What the shop says of itself: `data/service/shop.yml`."""

from functools import cache
from typing import Any

import yaml

from frontdesk.settings import ROOT

SHOP_FILE = ROOT / "data" / "service" / "shop.yml"
DEFAULT_LANGUAGE = "en"


def currency() -> str:
    """The ISO 4217 code of what the shop's prices are in."""
    return str(_shop()["currency"])


def help_lines(language: str) -> dict[str, str]:
    """Whom to call when a life may be in danger: `emergency` and `listener`, for readers of `language`."""
    lines = _shop()["help_lines"]
    found: dict[str, str] = lines.get(language, lines[DEFAULT_LANGUAGE])
    return found


@cache
def _shop() -> dict[str, Any]:
    shop: dict[str, Any] = yaml.safe_load(SHOP_FILE.read_text("utf-8"))
    return shop
