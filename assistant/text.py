"""The text of a message as every component reads it: cleaned, bounded, with a way back to the original offsets."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

MAX_CHARS = 4_000
"""Longest text that is read, in characters. The customer API accepts no longer message."""

MAX_SYMBOLS = 32
"""Longest run of signs and emoji that is read; tokenizers take quadratic time over longer ones."""

_SAME_LENGTH = str.maketrans(
    {"‘": "'", "’": "'", "´": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "}
)
_PLAIN = re.compile(r"[ -~]*")
_LONG_SYMBOLS = re.compile(rf"[^\w\s]{{{MAX_SYMBOLS + 1},}}")


@dataclass(frozen=True)
class Plain:
    """A cleaned text and, for each of its characters, the offset of that character in the original."""

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original text of the non-empty span `[start, end)` of this text."""
        return self.origin[start], self.origin[end - 1] + 1


@lru_cache(maxsize=1024)
def plain(text: str) -> Plain:
    """Clean a message of any length and content; never raises.

    Typographic quotes, dashes and the digits of any script become their keyboard forms, control characters become
    spaces, invisible format characters (zero width, direction marks) and unpaired surrogates go.
    """
    text = text[:MAX_CHARS]
    if _PLAIN.fullmatch(text):
        kept = range(len(text))
    else:
        text = text.translate(_SAME_LENGTH)
        categories = [unicodedata.category(char) for char in text]
        kept = [i for i, category in enumerate(categories) if category not in ("Cf", "Cs")]
        text = "".join(map(_typed, text, categories))
    excess = {i for run in _LONG_SYMBOLS.finditer(text) for i in range(run.start() + MAX_SYMBOLS, run.end())}
    origin = tuple(i for i in kept if i not in excess)
    return Plain("".join(text[i] for i in origin), origin)


def _typed(char: str, category: str) -> str:
    """A character as it is typed on a keyboard: digits of any script as 0 to 9, control characters as a space."""
    if category == "Nd":
        return str(unicodedata.decimal(char))
    return " " if category == "Cc" else char


def without_command(text: str) -> str:
    """The text with a leading slash made harmless, at the same length.

    Rasa takes any text that starts with a slash, after white space, as a command that skips understanding.
    """
    start = len(text) - len(text.lstrip())
    return f"{text[:start]}\u2215{text[start + 1 :]}" if text[start : start + 1] == "/" else text
