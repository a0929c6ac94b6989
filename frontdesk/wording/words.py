"""Words that trainers list by what they tell: `data/service/<subject>/<language>.yml`, read as patterns.

Each line of a list is a regular expression; capitals do not matter and whole words are matched.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from frontdesk import yaml_text
from frontdesk.settings import ROOT

SERVICE_DIR = ROOT / "data" / "service"
DEFAULT_LANGUAGE = "en"
_ANSWER = r"no(?=\s+(?:i|we|you|he|she|it|they|that|this|please)\b)"
"""A no that answers, and says no to nothing behind it: "no I want my money back"."""
_NEGATION = re.compile(
    rf"(?:\b(?!{_ANSWER})(?:not?|never|without|instead of|rather than)|n['’]t)\s+(?:\w+\s+){{0,3}}$", re.IGNORECASE
)


@cache
def entries(subject: str, language: str) -> dict[str, Any]:
    """What the file of `subject` holds, in `language` or else in English."""
    folder = SERVICE_DIR / subject
    path = folder / f"{language}.yml"
    content: dict[str, Any] = yaml_text.load(
        (path if path.exists() else folder / f"{DEFAULT_LANGUAGE}.yml").read_text("utf-8")
    )
    return content


def pattern(lines: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all lines."""
    return re.compile(r"(?<!\w)(?:" + "|".join(lines) + r")(?!\w)", re.IGNORECASE)


@cache
def says(subject: str, name: str, language: str) -> re.Pattern[str]:
    """The pattern of the list `name` of `subject`."""
    return pattern(entries(subject, language)[name])


def affirms(pattern: re.Pattern[str], text: str) -> bool:
    """Whether the text says what the pattern finds, and does not only deny it ("not broken")."""
    return any(not is_denied(text, match.start()) for match in pattern.finditer(text))


def is_denied(text: str, start: int) -> bool:
    """Whether the text says no to what begins at `start`."""
    return _NEGATION.search(text[:start]) is not None
