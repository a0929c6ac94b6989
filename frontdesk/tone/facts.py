"""Facts in braces: only those that the code fills, and in every wording the same (B3)."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from string import Formatter

from rapidfuzz import fuzz, process

from frontdesk.tone.code import Code
from frontdesk.tone.finding import Finding
from frontdesk.tone.guide import Keys, is_any
from frontdesk.tone.sources import DEFAULT_LANGUAGE, WIDGET, Wording

WHY_WHOLE = "a customer would read a hole, or nothing"
WHY_CONCRETE = "whoever gets this wording learns less"


def unfit_facts(wordings: Sequence[Wording], code: Code, keys: Keys) -> Iterator[Finding]:
    """Braces that cannot be read, facts that nobody fills in, and facts that one wording of a text leaves out."""
    named: dict[Wording, frozenset[str]] = {}
    for wording in wordings:
        try:
            named[wording] = facts_in(wording.text)
        except ValueError:
            yield wording.finding(
                is_error=True,
                what="has braces that do not belong together",
                why=WHY_WHOLE,
                row="B3",
                better="Write facts as {order_number}, with both braces.",
            )
    by_text: defaultdict[tuple[str, str], list[Wording]] = defaultdict(list)
    for wording in named:
        by_text[wording.language, wording.key].append(wording)
    for wording, facts in named.items():
        given = _given(wording, named, by_text, code)
        for fact in sorted(facts - given):
            near = process.extractOne(fact, sorted(given), scorer=fuzz.ratio)
            yield wording.finding(
                is_error=True,
                what=f"asks for {{{fact}}}, which is not filled in",
                why=WHY_WHOLE,
                row="B3",
                better=f"Did you mean {{{near[0]}}}?" if near else "Say it without a fact.",
            )
        if not is_any(wording.key, keys.optional_facts):
            yield from _left_out(wording, facts, [named[w] for w in by_text[wording.language, wording.key]])


def facts_in(text: str) -> frozenset[str]:
    """The names in braces. Raises ValueError when braces do not belong together."""
    return frozenset(name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(text) if name is not None)


def _given(
    wording: Wording,
    named: dict[Wording, frozenset[str]],
    by_text: dict[tuple[str, str], list[Wording]],
    code: Code,
) -> frozenset[str]:
    """The facts that a text can use: those of its English wordings; in English those that the code knows."""
    if wording.language == DEFAULT_LANGUAGE or (DEFAULT_LANGUAGE, wording.key) not in by_text:
        return named[wording] if wording.file.startswith(str(WIDGET)) else code.facts
    return frozenset().union(*(named[w] for w in by_text[DEFAULT_LANGUAGE, wording.key]))


def _left_out(wording: Wording, facts: frozenset[str], all_facts: Sequence[frozenset[str]]) -> Iterator[Finding]:
    """Facts that every other wording has."""
    counts = Counter(fact for others in all_facts for fact in others)
    for fact in sorted(f for f, count in counts.items() if f not in facts and count == len(all_facts) - 1):
        yield wording.finding(
            is_error=False,
            what=f"leaves out {{{fact}}}, which the other wordings of {wording.key} have",
            why=WHY_CONCRETE,
            row="B3",
            better="Put the fact in.",
        )
