"""What the shop says of itself: `data/service/shop.yml`."""

from functools import cache

from pydantic import BaseModel, ConfigDict, ValidationError

from frontdesk import yaml_text
from frontdesk.settings import ROOT

SHOP_FILE = ROOT / "data" / "service" / "shop.yml"
DEFAULT_LANGUAGE = "en"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Guarantee(_Part):
    """How the catalogue tells a guarantee."""

    fact: str
    days: dict[str, int]
    """How many days a unit of time has, by its names."""


class Shop(_Part):
    """The part of the file that the front desk reads."""

    currency: str
    help_lines: dict[str, dict[str, str]]
    guarantee: Guarantee
    answer_days: dict[str, int]
    """Within how many days somebody writes back, by request type or by reason of the handoff (P2)."""


def currency() -> str:
    """The ISO 4217 code of what the shop's prices are in."""
    return facts().currency


def help_lines(language: str) -> dict[str, str]:
    """Whom to call when a life may be in danger: `emergency` and `listener`, for readers of `language`."""
    lines = facts().help_lines
    return lines.get(language, lines[DEFAULT_LANGUAGE])


@cache
def facts() -> Shop:
    """The file. Raises ValueError with its name and what is wrong in it."""
    try:
        return Shop.model_validate(yaml_text.load(SHOP_FILE.read_text("utf-8")))
    except ValidationError as error:
        raise ValueError(f"{SHOP_FILE}: {error}") from error
