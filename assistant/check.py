"""`python -m assistant.check [--files-only] [--json]`: review what the assistant learns from, at the project's root.

First that every file can be read, and only then, for it takes a while, the examples themselves: twins, contradictions,
thin intents, examples under the wrong intent; and that the held-out examples of tests/nlu are not learned from. The
questions of the knowledge files are reviewed alike.
Findings go to standard output, progress to standard error. The exit code is 1 when there are errors, 0 with hints only.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from itertools import groupby
from pathlib import Path

import numpy as np

from assistant.entries import KNOWLEDGE, questions_of, read_entries, review_entries
from assistant.examples import Example, Unreadable, line_of, mapping, read_examples, read_yaml, yaml_files
from assistant.finding import Finding, Kind
from assistant.review import leaks, misplaced, thin_intents, twin_findings, twins_by_meaning, twins_by_words

LEARNED = Path("data", "nlu")
HELD_OUT = Path("tests", "nlu")
REQUESTS = Path("data", "service", "requests.yml")

_BATCH = 1_000
_TITLES = {
    Kind.FILE: "Files that cannot be used",
    Kind.DUPLICATE: "Examples that say the same",
    Kind.CONFLICT: "The same example with two feelings",
    Kind.THIN: "Too few examples",
    Kind.LEAK: "Held-out examples that are also learned from",
    Kind.EXPIRED: "Answers that are out of date",
    Kind.MISPLACED: "Examples that are more like those of another intent",
}


def read(root: Path = Path(), *, with_held_out: bool = True) -> tuple[list[Example], list[Example], list[Finding]]:
    """Learned and held-out examples of a project, and the errors of its data files."""
    findings = []
    read_apart = {root / LEARNED, root / KNOWLEDGE}
    others = {path for path in yaml_files(root / "data") if not read_apart & set(path.parents)}
    for path in sorted({root / "config.yml", root / REQUESTS, *others}):
        try:
            read_yaml(path)
        except Unreadable as error:
            findings.append(error.finding)
    try:
        intents = _intents(root / "domain.yml")
    except Unreadable as error:
        return [], [], [error.finding, *findings]
    learned, wrong = read_examples(root / LEARNED, intents)
    held_out, wrong_held_out = read_examples(root / HELD_OUT, intents) if with_held_out else ([], [])
    return learned, held_out, [*findings, *wrong, *wrong_held_out]


def review_words(learned: Sequence[Example], held_out: Sequence[Example], root: Path = Path()) -> list[Finding]:
    """What is found without vectors; among the held-out examples, whose authors do not know each other, only errors."""
    requests = mapping(read_yaml(root / REQUESTS))
    lines = {name: (str(root / REQUESTS), line_of(key)) for name, (key, _) in requests.items()}
    among_held_out = [finding for finding in twin_findings(twins_by_words(held_out)) if finding.is_error]
    return [
        *twin_findings(twins_by_words(learned)),
        *thin_intents(learned, lines),
        *among_held_out,
        *leaks(held_out, learned),
    ]


def review_meaning(learned: Sequence[Example], vectors: np.ndarray) -> list[Finding]:
    """What only vectors show; shape (examples, dimensions), rows of length 1."""
    return twin_findings(twins_by_meaning(learned, vectors)) + misplaced(learned, vectors)


def report(findings: Sequence[Finding]) -> str:
    """Findings for a person: errors first, by what they are about, each cure once."""

    def group(finding: Finding) -> tuple[bool, str, str]:
        return not finding.is_error, list(Kind).index(finding.kind), finding.cure

    lines = []
    for (is_hint, _, cure), found in groupby(sorted(findings, key=group), key=group):
        same = list(found)
        lines.append(f"{'Hint' if is_hint else 'Error'}: {_TITLES[same[0].kind]} ({len(same)})")
        lines += [f"  {finding.file}:{finding.line}: {finding.what}" for finding in same]
        lines.append(f"  → {cure}\n")
    return "\n".join(lines)


def _intents(domain: Path) -> set[str]:
    """The names of a domain's intents, with or without properties. Raises Unreadable."""
    _, listed = mapping(read_yaml(domain)).get("intents", (None, None))
    items = listed.value if listed else []
    return {str(name) for item in items for name in (mapping(item) or [item.value])}


def _encoded(examples: Sequence[Example], tell: Callable[[str], None]) -> np.ndarray:
    from assistant.encoder import encode  # brings Rasa with it

    batches = [encode([])]
    for start in range(0, len(examples), _BATCH):
        tell(f"Comparing what the examples mean: {start:,} of {len(examples):,} …")
        batches.append(encode([example.text for example in examples[start : start + _BATCH]]))
    tell("")
    return np.concatenate(batches)


def _tell(line: str) -> None:
    """A progress line; in a terminal the next one takes its place."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
    elif line:
        print(line, file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="assistant.check", description="Review what the assistant learns from.")
    parser.add_argument("--files-only", action="store_true", help="only see that what is learned from can be read")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a report")
    arguments = parser.parse_args()
    learned, held_out, findings = read(with_held_out=not arguments.files_only)
    entries, wrong_entries = read_entries(KNOWLEDGE)
    findings += wrong_entries
    if not findings and not arguments.files_only:
        findings = review_words(learned, held_out) + review_meaning(learned, _encoded(learned, _tell))
        questions = questions_of(entries)
        findings += review_entries(entries, date.today()) + twin_findings(twins_by_words(questions))
        findings += twin_findings(twins_by_meaning(questions, _encoded(questions, _tell)))
    errors = sum(finding.is_error for finding in findings)
    counts = {"examples": len(learned), "errors": errors, "hints": len(findings) - errors}
    if arguments.json:
        print(json.dumps({**counts, "findings": [asdict(finding) for finding in findings]}, ensure_ascii=False))
    else:
        print(report(findings) + ", ".join(f"{count:,} {name}" for name, count in counts.items()) + ".")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
