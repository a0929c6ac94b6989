"""`helpline check tone`: every text that a customer can see, measured against `data/service/tone` (K1, B6)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from frontdesk.tone.code import read_code
from frontdesk.tone.facts import unfit_facts
from frontdesk.tone.finding import Finding, Unreadable
from frontdesk.tone.guide import Keys, is_any, read_guide, read_keys
from frontdesk.tone.languages import missing_texts, never_asked_for
from frontdesk.tone.length import too_long
from frontdesk.tone.phrases import unfit_words
from frontdesk.tone.repetition import alike, beginning_alike, only_one
from frontdesk.tone.sources import Wording, read_wordings


def check_tone(root: Path) -> tuple[list[Wording], list[Finding]]:
    """All wordings of a project, and what is to be mended: errors first, then hints, in the order of the files."""
    wordings, findings = read_wordings(root)
    try:
        keys = read_keys(root)
        findings += _alone(root, wordings, keys)
    except Unreadable as error:
        return wordings, [*findings, error.finding]
    code = read_code(root)
    public = [w for w in wordings if not is_any(w.key, keys.desk)]
    findings += alike(public, keys)
    findings += beginning_alike(public, keys)
    findings += only_one(public, keys)
    findings += unfit_facts(wordings, code, keys)
    findings += missing_texts(wordings)
    findings += never_asked_for(wordings, code)
    return wordings, sorted(findings, key=lambda f: (not f.is_error, f.file, f.line, f.what))


def report(wordings: Sequence[Wording], findings: Sequence[Finding]) -> str:
    """Findings for a person, a line each, and how many there are."""
    errors = [f for f in findings if f.is_error]
    hints = [f for f in findings if not f.is_error]
    lines = []
    for title, found in (("Errors", errors), ("Hints", hints)):
        if found:
            lines += [f"{title} ({len(found)})", *(f"  {finding}" for finding in found), ""]
    return "\n".join([*lines, f"{len(wordings):,} wordings, {len(errors)} errors, {len(hints)} hints."])


def _alone(root: Path, wordings: Sequence[Wording], keys: Keys) -> Iterator[Finding]:
    """What is found in a wording by itself. Raises Unreadable when a guide cannot be used."""
    by_language: defaultdict[str, list[Wording]] = defaultdict(list)
    for wording in wordings:
        if not is_any(wording.key, keys.desk):
            by_language[wording.language].append(wording)
    for language, own in by_language.items():
        guide = read_guide(root, language)
        for wording in own:
            yield from too_long(wording, guide)
            yield from unfit_words(wording, guide.unfit, light=is_any(wording.key, keys.light))
