"""How the customer feels over the conversation, from what the assistant understood of each turn (H4, E2)."""

from collections.abc import Sequence
from typing import Any

from frontdesk.log import Event, Kind

LEVELS = ("calm", "annoyed", "frustrated", "angry")


def stronger(one: str, other: str) -> str:
    """The stronger of two levels."""
    return max(one, other, key=LEVELS.index)


def trend(events: Sequence[Event]) -> list[dict[str, Any]]:
    """`{offset, score, level}` of each understood turn; the offset is that of the customer's words."""
    return [
        {"offset": e.data["turn"], "score": f["score"], "level": f["level"]}
        for e in events
        if e.kind == Kind.NLU and (f := e.data.get("frustration"))
    ]


def now(events: Sequence[Event]) -> str:
    """The level of the last understood turn."""
    points = trend(events)
    return str(points[-1]["level"]) if points else LEVELS[0]


def peak(events: Sequence[Event]) -> str:
    """The strongest level so far."""
    level = LEVELS[0]
    for point in trend(events):
        level = stronger(level, point["level"])
    return level
