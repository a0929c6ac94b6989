"""Signs of a customer's feeling in the words and the typing of a message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from assistant.text import plain
from assistant.words import lower_expression, lowered

TYPED_KINDS = ("shouting", "marks", "stretched")
"""Kinds that are told by the typing alone, in every language."""

_MARKS = re.compile(r"[!?]{2,}|[?!]\s+[?!][?!\s]*|\.{4,}")
_STRETCHED = re.compile(r"\b\w*?([a-z])\1{2,}\w*")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_BEGINS_WORD = re.compile(r"(?:\((?:\?:)?)*(?:\w|\\[dw])")
_MIN_SHOUT = 4
"""Letters from which a single word in capitals counts as shouted; from two such words in a row, two letters do."""


@dataclass(frozen=True)
class Cue:
    """A sign of feeling at `[start, end)` of the cleaned text."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Lexicon:
    """The cue words of one language: a pattern for each kind (see `lowered`), and words that capitals do not shout."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    quiet_capitals: frozenset[str]

    @property
    def kinds(self) -> tuple[str, ...]:
        """All kinds of cue that this lexicon can find."""
        return TYPED_KINDS + tuple(kind for kind, _ in self.patterns)


def _joined(expressions: Iterable[str]) -> str:
    """One expression for all; those that begin with a letter or a digit match whole words only."""
    whole, parts = [], []
    for expression in expressions:
        (whole if _BEGINS_WORD.match(expression) else parts).append(expression)
    bounded = [rf"(?<!\w)(?:{'|'.join(whole)})(?!\w)"] if whole else []
    return "|".join(bounded + parts)


def lexicon(content: Mapping[str, Any], source: str) -> Lexicon:
    """Build a lexicon from the content of a cue file; `source` names it in errors."""
    patterns = []
    for kind, expressions in content["kinds"].items():
        for expression in expressions:
            try:
                re.compile(str(expression))
            except re.error as error:
                raise ValueError(
                    f"{source}: kind '{kind}': '{expression}' is not a regular expression: {error}"
                ) from error
        patterns.append((kind, re.compile(lower_expression(_joined(map(str, expressions))))))
    return Lexicon(tuple(patterns), frozenset(word.upper() for word in content["capitals_that_do_not_shout"]))


def read_cues(path: Path) -> dict[str, Any]:
    """The content of a cue file; raises a ValueError that names the file when it is not one."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"{path} is not valid YAML: {error}") from error
    missing = {"kinds", "capitals_that_do_not_shout"} - set(content or {})
    if missing:
        raise ValueError(f"{path} lacks {', '.join(sorted(missing))}")
    return content


def _shouts(text: str, quiet: frozenset[str]) -> list[Cue]:
    runs: list[list[re.Match[str]]] = [[]]
    for word in _WORD.finditer(text):
        letters = word.group()
        if letters.isupper() and (len(letters) > 1 or letters == "I") and letters not in quiet:
            runs[-1].append(word)
        elif not (letters in quiet and runs[-1]):
            runs.append([])
    loud = [
        run
        for run in runs
        if sum(len(word.group()) > 1 for word in run) >= 2 or any(len(w.group()) >= _MIN_SHOUT for w in run)
    ]
    return [Cue(run[0].start(), run[-1].end(), "shouting") for run in loud]


def find_cues(text: str, words: Lexicon) -> list[Cue]:
    """All cues of a cleaned text, in order of their place."""
    low = lowered(text)
    found = _shouts(text, words.quiet_capitals)
    found += [Cue(*match.span(), "marks") for match in _MARKS.finditer(text)]
    found += [
        Cue(*match.span(), "stretched") for match in _STRETCHED.finditer(low) if not match.group().startswith("www")
    ]
    for kind, pattern in words.patterns:
        found += [Cue(*match.span(), kind) for match in pattern.finditer(low) if match.end() > match.start()]
    return sorted(found, key=lambda cue: (cue.start, cue.end, cue.kind))


def cue_features(text: str, found: list[Cue], words: Lexicon) -> np.ndarray:
    """Readable numbers about the cues, shape (kinds + 6,).

    For each kind the logarithm of one more than its count; then the share of shouted letters, exclamation marks,
    question marks, whether the text starts in lower case, whether it is all lower case, and its length.
    """
    counts = dict.fromkeys(words.kinds, 0)
    for cue in found:
        counts[cue.kind] += 1
    letters = sum(char.isalpha() for char in text)
    shouted = sum(cue.end - cue.start for cue in found if cue.kind == "shouting")
    typing = [
        min(1.0, shouted / max(1, letters)),
        np.log1p(min(10, text.count("!"))),
        np.log1p(min(10, text.count("?"))),
        float(text[:1].islower()),
        float(text.islower()),
        np.log1p(len(text)) / 5,
    ]
    return np.array([np.log1p(count) for count in counts.values()] + typing, dtype=np.float32)


def reported(text: str, found: list[Cue]) -> list[dict[str, Any]]:
    """Cues as the output tells them, with offsets into the original message."""
    cleaned = plain(text)
    spans = [(*cleaned.span(cue.start, cue.end), cue.kind) for cue in found]
    return [{"start": start, "end": end, "kind": kind} for start, end, kind in spans]
