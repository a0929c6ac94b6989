"""Regular expressions from lists of words."""

from __future__ import annotations

import re
from collections.abc import Iterable


def any_of(words: Iterable[str]) -> str:
    """An expression that matches one of the words, the longest first; spaces match any white space."""
    longest_first = sorted(map(str, words), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first) + ")"


def pattern(expression: str) -> re.Pattern[str]:
    """Compile an expression of which capitals do not matter."""
    return re.compile(expression, re.IGNORECASE)
