"""Danger: somebody spoke of harm, or of goods that may hurt them, and waits for a person (H4, E1, W2)."""

from collections.abc import Mapping, Sequence
from typing import Any

from frontdesk import log
from frontdesk.log import Event, StatusType
from frontdesk.shop import shop
from frontdesk.wording import formats, texts
from frontdesk.wording import words as listed
from frontdesk.wording.texts import Wording

SELF_HARM = "self_harm"
HAZARDS = ("gas", "food", "appliance")
"""What goods may do to somebody; the first that the words tell of counts."""
REASON = "safety"
"""Why a human is asked for then (`handoffs.Reason.SAFETY`)."""

OVER = (StatusType.RETURNED, StatusType.RESOLVED)
"""A person has talked with them and says that it goes on, or that it is done."""


def told_by(text: str, language: str, understood: Mapping[str, Any]) -> str | None:
    """What words tell of that cannot wait: `self_harm` or `threat` as they were understood, or one of `HAZARDS`."""
    kind = (understood.get("danger") or {}).get("kind")
    hazards = (name for name in HAZARDS if listed.affirms(listed.says("hazards", name, language), text))
    return str(kind) if kind else next(hazards, None)


def kind_of(events: Sequence[Event]) -> str | None:
    """What the words told of (`told_by`), until a person has dealt with it; None if they did not."""
    told = told_in(events)
    return str(told.data["danger"]) if told else None


def told_in(events: Sequence[Event]) -> Event | None:
    """The event that says so, until a person has dealt with it."""
    told = log.latest(events, StatusType.DANGER)
    return None if told is None or any(e.type in OVER and e.offset > told.offset for e in events) else told


def is_new(kind: str | None, events: Sequence[Event]) -> bool:
    """Whether words that tell of `kind` tell more than was known: beside self-harm nothing else does."""
    known = kind_of(events)
    return kind is not None and kind != known and known != SELF_HARM


def words(kind: str, language: str, events: Sequence[Event]) -> Wording:
    """What is said to who spoke of harm, in words that were not used yet."""
    key, spoken = f"safety.{kind}", {event.text for event in events}
    told = [(f"{key}/{number}", text) for number, text in enumerate(texts.wordings(key, language))]
    lines = help_lines(language)
    said = [wording for wording, text in told if text.format(**lines) in spoken]
    return texts.choose(key, language, said, **lines)


def help_lines(language: str) -> dict[str, str]:
    """Whom to call, `emergency` and `listener`, for readers of `language`."""
    lines = shop.help_lines(formats.locale_of(language))
    return {"emergency": lines["emergency"], "listener": lines["listener"]}
