"""What Rasa's own checks found, without what they say of themselves and of their libraries."""

import re
from collections.abc import Iterator

TOLD_BY_FRONT_DESK = ("open_conversation", "agent_returned")
"""Intents without examples: nobody says them."""
_COLOUR = re.compile(r"\x1b\[\d*m")
_WARNING = re.compile(r"^.*?\.py:\d+: UserWarning: (?P<told>.*)$")
_LOGGED = re.compile(r"^\S+ \S+ (?:WARNING|ERROR) +\S+ +- (?P<told>.*)$")
_NEXT = re.compile(
    r"^(?:\S+ \S+ (?:DEBUG|INFO|WARNING|ERROR)\b|.*\.py:\d+: \w+Warning: |Processed story |Project validation )"
)


def findings(output: str) -> Iterator[str]:
    """Each warning and error in what `rasa data validate` wrote, on one line."""
    lines = iter(_COLOUR.sub("", output).splitlines())
    told: str | None = None
    for line in lines:
        found = _WARNING.match(line) or _LOGGED.match(line)
        if found or _NEXT.match(line):
            yield from _worth_telling(told)
            told = found["told"] if found else None
        elif told is not None and not line.strip().startswith("More info at"):
            told = f"{told} {line.strip()}"
    yield from _worth_telling(told)


def _worth_telling(told: str | None) -> Iterator[str]:
    if told and not any(f"'{intent}'" in told for intent in TOLD_BY_FRONT_DESK):
        yield told.strip()
