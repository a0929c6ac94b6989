"""What the shop knows: the answers of `data/knowledge/<language>/*.yml`, each with its source (STD5, B3)."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from frontdesk import yaml_text
from frontdesk.settings import ROOT

KNOWLEDGE_DIR = ROOT / "data" / "knowledge"
DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True)
class Entry:
    """An answer. The questions that find it are learned by the assistant (`assistant/knowledge.py`)."""

    id: str
    title: str
    """A few words, for a button."""
    answer: str
    source: str
    """The page or paper where it stands, for agents; a link is shown to customers too."""
    condition: str | None = None
    again: str | None = None
    """The same in other words, for somebody who asks once more."""
    valid_until: date | None = None
    returnable_days: int | None = None
    """It tells how many days after delivery goods can be returned, so a known order makes it exact."""

    @property
    def text(self) -> str:
        """The answer with its condition."""
        return f"{self.answer} {self.condition}" if self.condition else self.answer

    @property
    def link(self) -> str | None:
        """Where customers can read it, if the source is a page."""
        return self.source if self.source.startswith("https://") else None


def entry(entry_id: str, language: str, today: date) -> Entry | None:
    """The entry in `language`, or else in English; None if there is none, or if it is not valid any more."""
    found = _entries(KNOWLEDGE_DIR, language).get(entry_id) or _entries(KNOWLEDGE_DIR, DEFAULT_LANGUAGE).get(entry_id)
    if found is None or (found.valid_until and found.valid_until < today):
        return None
    return found


@cache
def _entries(folder: Path, language: str) -> dict[str, Entry]:
    known = [entry for path in sorted((folder / language).glob("*.yml")) for entry in _read(path)]
    return {entry.id: entry for entry in known}


def _read(path: Path) -> list[Entry]:
    rows = yaml_text.load(path.read_text("utf-8"))
    return [Entry(**{name: value for name, value in row.items() if name != "questions"}) for row in rows]
