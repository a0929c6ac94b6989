"""What all parts of a report are made of: what was counted, and the words for codes."""

from typing import Any, NamedTuple

from frontdesk.wording import texts

Report = dict[str, Any]


class Counted(NamedTuple):
    """A status of the period that is counted, and the conversation that it stands in."""

    conversation_id: str
    at: int
    offset: int
    data: dict[str, Any]


def coded(group: str, name: str, count: int) -> Report:
    """A row: a code of the texts' `group`, its words, and how often it was counted."""
    return {"value": name, "label": label(group, name), "count": count}


def label(group: str, name: str) -> str:
    """The words for a code; the code itself where a file no longer has it."""
    if not name:
        return texts.text("report.none")
    key = f"{group}.{name}"
    return texts.text(key) if texts.has_text(key) else name
