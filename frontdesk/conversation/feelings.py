"""How the customer feels over the conversation, from what the assistant understood of each turn (H4, E2)."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from frontdesk.log import Author, Event, Kind, StatusType

LEVELS = ("calm", "annoyed", "frustrated", "angry")
UPSET = ("frustrated", "angry")
"""Levels at which somebody needs more than the next step."""
LONG_WAIT = timedelta(minutes=10)
"""A customer who waits longer than this for a word has waited too long."""
STRAIN_OF = {StatusType.OFFER_DECLINED: 1, StatusType.DELAYED: 1, StatusType.CHECKED: 2}
"""How much strain each of these adds; a check only if the matter was not settled."""
STRAINED, WORN = 2, 4
"""Strain from which a conversation is annoying, and frustrating."""


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


def strain(events: Sequence[Event]) -> str:
    """How trying the conversation itself has been, whatever was felt to say: a level, at most frustrated (H4).

    It grows with what had to be repeated, what was not understood, offers that were no help, matters that were called
    settled and were not, and long waits for an answer.
    """
    total = sum(_strains(events)) + _long_waits(events)
    return LEVELS[(total >= STRAINED) + (total >= WORN)]


def _strains(events: Sequence[Event]) -> Iterator[int]:
    for event in events:
        if event.kind == Kind.NLU:
            cues = (event.data.get("frustration") or {}).get("cues", ())
            yield any(cue["kind"] == "repetition" for cue in cues)
            yield (event.data.get("intent") or {}).get("name") == "nlu_fallback"
        elif event.type in STRAIN_OF and not event.data.get("settled"):
            yield STRAIN_OF[StatusType(event.type)]


def _long_waits(events: Sequence[Event]) -> int:
    """How many times the customer waited too long for a message."""
    waits, since = 0, None
    for event in (e for e in events if e.kind == Kind.MESSAGE):
        if event.author == Author.CUSTOMER:
            since = since or event.at
        else:
            waits += since is not None and event.at - since > LONG_WAIT
            since = None
    return waits
