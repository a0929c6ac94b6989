"""Which requests are one matter when they come together: `data/service/matters.yml`."""

import re
from functools import cache
from typing import Any

from frontdesk import yaml_text
from frontdesk.settings import ROOT

MATTERS_FILE = ROOT / "data" / "service" / "matters.yml"


def is_part_of(request_type: str, other: str) -> bool:
    """Whether asking for `request_type` belongs to the matter of `other`, as a refund does to a broken vase."""
    return other in _parts().get(request_type, ())


def is_same(one: str, other: str) -> bool:
    """Whether requests of these types can be about one matter; a complaint can be about any."""
    return one == other or "complaint" in (one, other) or is_part_of(one, other) or is_part_of(other, one)


def without_connector(clause: str, language: str) -> str:
    """The clause without the word at its end by which the message goes on: "my card was declined and"."""
    connectors = _matters()["connectors"].get(language, ())
    ends = "|".join(map(re.escape, sorted(connectors, key=len, reverse=True)))
    return re.sub(rf"[\s,;]*\b(?:{ends})?[\s,;]*$", "", clause, flags=re.IGNORECASE).strip()


def _parts() -> dict[str, list[str]]:
    parts: dict[str, list[str]] = _matters()["part_of"]
    return parts


@cache
def _matters() -> dict[str, Any]:
    content: dict[str, Any] = yaml_text.load(MATTERS_FILE.read_text("utf-8"))
    return content
