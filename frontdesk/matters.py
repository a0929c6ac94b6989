"""Which requests are one matter when they come together: `data/service/matters.yml`."""

from functools import cache

import yaml

from frontdesk.settings import ROOT

MATTERS_FILE = ROOT / "data" / "service" / "matters.yml"


def is_part_of(request_type: str, other: str) -> bool:
    """Whether asking for `request_type` belongs to the matter of `other`, as a refund does to a broken vase."""
    return other in _parts().get(request_type, ())


def is_same(one: str, other: str) -> bool:
    """Whether requests of these types can be about one matter; a complaint can be about any."""
    return one == other or "complaint" in (one, other) or is_part_of(one, other) or is_part_of(other, one)


@cache
def _parts() -> dict[str, list[str]]:
    parts: dict[str, list[str]] = yaml.safe_load(MATTERS_FILE.read_text("utf-8"))["part_of"]
    return parts
