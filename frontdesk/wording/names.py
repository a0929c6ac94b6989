"""How people are called in a greeting (K7)."""

import unicodedata
from functools import cache

from frontdesk import yaml_text
from frontdesk.settings import ROOT

NAMES_FILE = ROOT / "data" / "service" / "names.yml"
SCRIPTS_WITHOUT_FIRST_NAMES = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")


def first_name(name: str, language: str | None) -> str:
    """The given name of a customer whose `language` (BCP 47) is known, or the whole name where it can't be told.

    `Park Seo-yeon` in Korean is family name first, `Yuki Tanaka` in Japanese is not: both are said whole.
    """
    words = name.split()
    if len(words) < 2 or language is None or language.split("-")[0] in _family_name_first():
        return name.strip()
    if words[0].endswith(".") or any(map(_is_east_asian, name)):
        return name.strip()
    return words[0]


def _is_east_asian(character: str) -> bool:
    return unicodedata.name(character, "").startswith(SCRIPTS_WITHOUT_FIRST_NAMES)


@cache
def _family_name_first() -> frozenset[str]:
    return frozenset(yaml_text.load(NAMES_FILE.read_text("utf-8"))["family_name_first"])
