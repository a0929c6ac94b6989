"""What a trainer should mend in the examples: twins, contradictions, thin intents, examples under the wrong intent.

Vectors are those of the examples, in their order: shape (examples, dimensions), rows of length 1.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.examples import Example, listed, shortened
from assistant.finding import Finding, Kind
from assistant.levels import LEVELS
from assistant.text import plain

MIN_EXAMPLES_OF_REQUEST = 60
MIN_EXAMPLES_OF_ACT = 25
MIN_EXAMPLES_OF_FEELING = 3
NEAR = 0.95
"""Cosine from which two examples say nearly the same."""
CLEAR_MARGIN = 0.2
"""By how much the cosine with another intent's centre must exceed that with its own, for an example to be told."""
MAX_MISPLACED = 20
FREE_WORDS = 3
"""Held-out messages of so few words may be learned from as well: there are not many ways to say yes."""

_CHUNK = 1_000
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_LOUD = re.compile(r"!|[?.]{2,}|…")


@dataclass(frozen=True)
class Twins:
    """Two examples that say the same; `exactly` when no letter, sign or capital differs."""

    first: Example
    second: Example
    exactly: bool


def words(text: str) -> tuple[str, ...]:
    """The words of a text without case and punctuation, 0 for a number; empty when there are only numbers and signs."""
    tokens = _TOKEN.findall(plain(text).text.casefold())
    found = tuple("0" if any(char.isdigit() for char in token) else token for token in tokens)
    return found if set(found) - {"0"} else ()


def twins_by_words(examples: Iterable[Example]) -> list[Twins]:
    """Each example with the first before it of the same words, in each intent and feeling."""
    seen: defaultdict[Hashable, dict[Hashable, Example]] = defaultdict(dict)
    found = []
    for example in examples:
        exact = _exact(example.text)
        same = seen[exact]
        alike = seen[words(example.text) or exact]
        found += [Twins(first, example, True) for first in same.values()]
        found += [Twins(first, example, False) for label, first in alike.items() if label not in same]
        same.setdefault(_label(example), example)
        alike.setdefault(_label(example), example)
    return found


def twins_by_meaning(examples: Sequence[Example], vectors: np.ndarray) -> list[Twins]:
    """Each example with the nearest before it of other words but nearly the same vector, in each intent and feeling."""
    keys = [words(example.text) or _exact(example.text) for example in examples]
    nearest: dict[tuple[int, Hashable], tuple[float, int]] = {}
    for start in range(0, len(examples), _CHUNK):
        likeness = np.tril(vectors[start : start + _CHUNK] @ vectors[: start + _CHUNK].T, start - 1)
        for row, first in np.argwhere(likeness >= NEAR).tolist():
            second = start + row
            if keys[first] != keys[second]:
                place = second, _label(examples[first])
                nearest[place] = max(nearest.get(place, (0.0, first)), (float(likeness[row, first]), first))
    return [Twins(examples[first], examples[second], False) for (second, _), (_, first) in nearest.items()]


def twin_findings(twins: Iterable[Twins]) -> list[Finding]:
    """Twins across intents and exact ones of two feelings are errors; repetitions inside an intent are hints."""
    return [finding for pair in twins if (finding := _twin_finding(pair))]


def thin_intents(examples: Iterable[Example], requests: Mapping[str, tuple[str, int]]) -> list[Finding]:
    """Intents with too few examples, and (hints) too few of a feeling that most intents of their kind show.

    `requests` are the request types, each with the file and line that names it; all other intents are dialogue acts.
    """
    feelings: defaultdict[str, Counter[str | None]] = defaultdict(Counter)
    places: dict[str, tuple[str, int]] = {}
    for example in examples:
        places.setdefault(example.intent, (example.file, example.line))
        feelings[example.intent][example.feeling] += 1
    places = {**requests, **places}
    acts = set(feelings) - set(requests)
    return [
        *_thin("request type", MIN_EXAMPLES_OF_REQUEST, requests, feelings, places),
        *_thin("dialogue act", MIN_EXAMPLES_OF_ACT, acts, feelings, places),
    ]


def leaks(held_out: Iterable[Example], learned: Iterable[Example]) -> list[Finding]:
    """Held-out examples that are also learned from, by their words; the shortest are free."""
    known = {words(example.text): example for example in reversed(list(learned))}
    return [
        _finding(
            Kind.LEAK,
            True,
            example,
            f"is also learned from ({_place(known[key])}).",
            "What was learned cannot measure: reword the held-out one, or delete one of the two.",
        )
        for example in held_out
        if len(key := words(example.text)) > FREE_WORDS and key in known
    ]


def misplaced(examples: Sequence[Example], vectors: np.ndarray) -> list[Finding]:
    """Hints: the examples that lie clearly nearer to another intent's centre than to their own without them."""
    intents, own = np.unique([example.intent for example in examples], return_inverse=True)
    if len(intents) < 2:
        return []
    sums = np.array([vectors[own == index].sum(axis=0) for index in range(len(intents))])
    with_own = np.sum(vectors * _unit(sums[own] - vectors), axis=1)
    with_others = vectors @ _unit(sums).T
    with_others[np.arange(len(examples)), own] = -np.inf
    margins = with_others.max(axis=1) - with_own
    worst = [index for index in np.argsort(-margins)[:MAX_MISPLACED] if margins[index] > CLEAR_MARGIN]
    return [
        _finding(
            Kind.MISPLACED,
            False,
            examples[index],
            f"is more like {intents[with_others[index].argmax()]} than like {examples[index].intent}.",
            "Move it if that is its main wish; if it is right where it is, write a few more like it.",
        )
        for index in worst
    ]


def _twin_finding(twins: Twins) -> Finding | None:
    first, second, exactly = twins.first, twins.second, twins.exactly
    same = "the same as" if exactly else "nearly the same as"
    if first.intent != second.intent:
        what = f"is {same} one of {first.intent} ({_place(first)})."
        cure = "Keep the one that stands where it belongs, and delete or reword the other."
        return _finding(Kind.DUPLICATE, True, second, what, cure)
    if _label(first) != _label(second):
        if not exactly and _typing(first.text) != _typing(second.text):
            return None  # capitals and signs are how a feeling shows
        what = f"is {_shown(second)}, but {same} one that is {_shown(first)} ({_place(first)})."
        cure = "Keep the one whose feeling is right, and delete or reword the other."
        return _finding(Kind.CONFLICT, exactly, second, what, cure)
    what = f"is {same} {_place(first)}."
    return _finding(Kind.DUPLICATE, False, second, what, "Nothing is learned twice: delete it, or say it differently.")


def _thin(
    kind: str,
    enough: int,
    intents: Collection[str],
    feelings: Mapping[str, Counter[str | None]],
    places: Mapping[str, tuple[str, int]],
) -> list[Finding]:
    counts = {intent: feelings.get(intent, Counter()) for intent in intents}
    shows = {level: [i for i in counts if counts[i][level] >= MIN_EXAMPLES_OF_FEELING] for level in LEVELS}
    usual = [level for level in LEVELS if len(shows[level]) * 2 > len(counts)]
    found = []
    for intent in sorted(counts):
        total = sum(counts[intent].values())
        if total < enough:
            what = f"{intent} has {total} examples; a {kind} needs {enough}."
            cure = f"Write {enough - total} more in data/nlu, one by one, as customers write."
            found.append(Finding(Kind.THIN, True, *places[intent], what, cure))
        missing = [level for level in usual if intent not in shows[level]]
        if missing and total:
            what = f"{intent} has fewer than {MIN_EXAMPLES_OF_FEELING} examples that are {listed(missing)}."
            cure = "Write some, if people ever say it so; most of its kind have them."
            found.append(Finding(Kind.THIN, False, *places[intent], what, cure))
    return found


def _finding(kind: Kind, is_error: bool, example: Example, what: str, cure: str) -> Finding:
    return Finding(kind, is_error, example.file, example.line, f"'{shortened(example.text)}' {what}", cure)


def _exact(text: str) -> str:
    return " ".join(plain(text).text.split())


def _typing(text: str) -> tuple[bool, bool]:
    return text.isupper(), bool(_LOUD.search(text))


def _label(example: Example) -> tuple[str, str | None, bool]:
    return example.intent, example.feeling, example.abusive


def _shown(example: Example) -> str:
    return f"{example.feeling or 'without a feeling'}{' and abusive' if example.abusive else ''}"


def _place(example: Example) -> str:
    return f"{example.file}:{example.line}"


def _unit(rows: np.ndarray) -> np.ndarray:
    """Rows of length 1; rows of zeros, the centre of an intent's only example, stay so."""
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.finfo(np.float32).tiny)
