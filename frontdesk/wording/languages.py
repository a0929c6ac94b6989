"""The languages that customers write in: which are served, their names, and what the others' writers read.

Languages are BCP 47 tags such as `de` or `ja-Latn`; `und` stands for one that could not be told.
"""

from functools import cache

from babel import Locale

from frontdesk import yaml_text
from frontdesk.settings import ROOT
from frontdesk.wording.texts import TEXTS_DIR

LANGUAGES_FILE = ROOT / "data" / "service" / "languages.yml"
UNDETERMINED = "und"


@cache
def is_served(tag: str) -> bool:
    """Whether the assistant speaks this language: it has texts of its own."""
    return (TEXTS_DIR / tag).is_dir()


def name_of(tag: str) -> str | None:
    """What people at the desk call the language, such as `German`; None if it could not be told."""
    return None if tag == UNDETERMINED else Locale.parse(tag, sep="-").get_display_name("en")


def unserved_line(tag: str) -> str | None:
    """What a customer reads in their own language when it is not served; None where there is no such line.

    Whoever writes a language in Latin letters gets the line of the language itself.
    """
    entries = _entries()
    line = next((e["unserved"] for t in (tag, tag.split("-")[0]) if "unserved" in (e := entries.get(t, {}))), None)
    return None if line is None else str(line)


@cache
def _entries() -> dict[str, dict[str, object]]:
    content = yaml_text.load(LANGUAGES_FILE.read_text("utf-8"))
    return {tag: entry for tag, entry in content.items() if isinstance(entry, dict)}
