"""Nothing said twice: texts that are nearly alike, that begin alike, and texts with a single wording (E2, B2)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import fuzz

from frontdesk.tone.finding import Finding
from frontdesk.tone.guide import Keys, is_any
from frontdesk.tone.length import words
from frontdesk.tone.sources import Wording

ALIKE = 90
"""Likeness of words, in percent, from which two texts say the same to the ear."""
SHORT = 4
"""Texts of fewer words may be alike, and may begin alike: there are not many ways to say yes."""
OPENING = 2
"""By how many words a beginning is known."""
FEW = 3
SHARE = 0.2
"""Of the texts that can follow each other, no more than this share, or fewer than `FEW`, may begin alike."""


def alike(wordings: Sequence[Wording], keys: Keys) -> Iterator[Finding]:
    """Each wording with the one before it that is nearly the same, in one language."""
    heard: defaultdict[str, list[tuple[Wording, str, bool]]] = defaultdict(list)
    for wording in wordings:
        if len(found := words(wording.text)) < SHORT:
            continue
        said, fixed = " ".join(found).casefold(), is_any(wording.key, keys.one_wording)
        for other, before, is_fixed in heard[wording.language]:
            if fuzz.ratio(said, before, score_cutoff=ALIKE) and not (fixed and is_fixed):
                yield wording.finding(
                    is_error=True,
                    what=f"is nearly {other.key} ({other.file}:{other.line})",
                    why="the same words twice sound like a machine",
                    row="E2",
                    better="Say it differently, or use one key for both.",
                )
                break
        heard[wording.language].append((wording, said, fixed))


def beginning_alike(wordings: Sequence[Wording], keys: Keys) -> Iterator[Finding]:
    """Wordings of one text that begin alike, and too many of those that can follow each other."""
    told: set[Wording] = set()
    texts: defaultdict[tuple[str, str], list[Wording]] = defaultdict(list)
    families: defaultdict[tuple[str, str], list[Wording]] = defaultdict(list)
    for wording in wordings:
        texts[wording.language, wording.key].append(wording)
        for family in keys.families:
            if is_any(wording.key, [family]):
                families[wording.language, family].append(wording)
    for (_, key), group in texts.items():
        for wording, first in _same_opening(group, 2):
            told.add(wording)
            yield _beginning(wording, first, f"the wordings of {key}")
    for (_, family), group in families.items():
        for wording, first in _same_opening(group, max(FEW, int(len(group) * SHARE) + 1)):
            if wording not in told:
                yield _beginning(wording, first, f"{family}, which can follow each other")


def only_one(wordings: Sequence[Wording], keys: Keys) -> Iterator[Finding]:
    """Texts with one wording that can be said twice in a conversation."""
    counts = Counter((w.language, w.key) for w in wordings)
    for wording in wordings:
        if counts[wording.language, wording.key] == 1 and not is_any(wording.key, keys.one_wording):
            yield wording.finding(
                is_error=True,
                what=f"is the only wording of {wording.key}",
                why="a sentence that comes twice sounds like a machine",
                row="E2",
                better="Write a second one; what is said only once in a conversation is listed in tone/keys.yml.",
            )


def _same_opening(group: Iterable[Wording], bound: int) -> Iterator[tuple[Wording, Wording]]:
    """Those of a group that begin alike, if there are `bound` or more, each with the first of them."""
    openings = defaultdict(list)
    for wording in group:
        if len(found := words(wording.text)) >= SHORT:
            openings[tuple(word.casefold() for word in found[:OPENING])].append(wording)
    for same in openings.values():
        if len(same) >= bound:
            yield from ((wording, same[0]) for wording in same[1:])


def _beginning(wording: Wording, first: Wording, among: str) -> Finding:
    return wording.finding(
        is_error=True,
        what=f"begins like {first.file}:{first.line}, among {among}",
        why="words that always begin the same are not believed",
        row="E2",
        better="Begin with what is particular: the day, the thing, the person.",
    )
