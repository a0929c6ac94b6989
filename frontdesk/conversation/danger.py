"""Danger: somebody spoke of harm and waits for a person; whom they can call meanwhile (H4, E1, W2)."""

from collections.abc import Sequence

from frontdesk import log
from frontdesk.log import Event, StatusType
from frontdesk.shop import shop
from frontdesk.wording import formats

OVER = (StatusType.RETURNED, StatusType.RESOLVED)
"""A person has talked with them and says that it goes on, or that it is done."""


def kind_of(events: Sequence[Event]) -> str | None:
    """What the words told of, `self_harm` or `threat`, until a person has dealt with it; None if they did not."""
    told = log.latest(events, StatusType.DANGER)
    if told is None or any(e.type in OVER and e.offset > told.offset for e in events):
        return None
    return str(told.data["danger"])


def help_lines(language: str) -> dict[str, str]:
    """Whom to call, `emergency` and `listener`, for readers of `language`."""
    lines = shop.help_lines(formats.locale_of(language))
    return {"emergency": lines["emergency"], "listener": lines["listener"]}
