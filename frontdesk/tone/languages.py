"""Every language has the same texts: none is missing, none is there that is never said (K1)."""

from collections.abc import Iterator, Sequence

from frontdesk.tone.code import Code
from frontdesk.tone.finding import Finding
from frontdesk.tone.sources import DEFAULT_LANGUAGE, TEXTS, WIDGET, Wording

SOURCES = (TEXTS, WIDGET)


def missing_texts(wordings: Sequence[Wording]) -> Iterator[Finding]:
    """Texts that English has and another language lacks, and those that only the other has."""
    for source in map(str, SOURCES):
        firsts: dict[str, dict[str, Wording]] = {}
        for wording in wordings:
            if wording.file.startswith(source):
                firsts.setdefault(wording.language, {}).setdefault(wording.key, wording)
        english = firsts.pop(DEFAULT_LANGUAGE, {})
        for language, own in firsts.items():
            yield from (_missing(english[key], language) for key in english.keys() - own.keys())
            yield from (_unknown(own[key]) for key in own.keys() - english.keys())


def never_asked_for(wordings: Sequence[Wording], code: Code) -> Iterator[Finding]:
    """Hints: texts for which no place in the code can be found."""
    told = set()
    for wording in wordings:
        if wording.file.startswith(str(TEXTS)) and wording.key not in told and not code.asks_for(wording.key):
            told.add(wording.key)
            yield wording.finding(
                is_error=False,
                what=f"is {wording.key}, which no step asks for",
                why="what is never said only misleads",
                row=None,
                better="Delete it, or correct its name.",
            )


def _missing(english: Wording, language: str) -> Finding:
    file = english.file.replace(f"/{DEFAULT_LANGUAGE}/", f"/{language}/").replace("/en.json", f"/{language}.json")
    return Finding(
        is_error=True,
        file=file,
        line=1,
        what=f"{english.key} is missing (English: {english.file}:{english.line})",
        why="customers would read English in the middle of their language",
        row="K1",
        better="Write it, with the same facts in braces.",
    )


def _unknown(wording: Wording) -> Finding:
    return wording.finding(
        is_error=True,
        what=f"is {wording.key}, which English does not have",
        why="what is never said only misleads",
        row=None,
        better="Correct the name, or delete it.",
    )
