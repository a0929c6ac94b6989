"""The files of data/knowledge, a folder a language: entries with their questions, and what is wrong with a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from assistant.examples import Example, Unreadable, line_of, listed, mapping, read_yaml, shortened, yaml_files
from assistant.finding import Finding, Kind

KNOWLEDGE = Path("data", "knowledge")
MIN_QUESTIONS = 8
"""So many ways to ask are wanted of an entry."""
LEARNABLE = 5
"""With fewer, nothing can be learned."""
MAX_TITLE = 60
"""Letters of a title, which stands on a button."""

_TEXTS = ("id", "title", "answer", "source")
_OPTIONAL = ("condition", "again", "valid_until", "returnable_days")
_ID = re.compile(r"[a-z][a-z0-9_]*")
_TEXT_TAG = "tag:yaml.org,2002:str"


@dataclass(frozen=True)
class Entry:
    """An answer and the questions that it answers, each an example whose `intent` is the entry's id."""

    id: str
    questions: tuple[Example, ...]
    valid_until: date | None
    file: str
    line: int


def read_entries(folder: Path) -> tuple[list[Entry], list[Finding]]:
    """The entries of all languages in a folder, and the errors of its files."""
    entries: list[Entry] = []
    findings: list[Finding] = []
    for path in yaml_files(folder) if folder.exists() else []:
        for item in _file(path):
            (entries if isinstance(item, Entry) else findings).append(item)
    return entries, [*findings, *_twice(entries)]


def questions_of(entries: list[Entry]) -> list[Example]:
    """All questions, in the order of the entries."""
    return [question for entry in entries for question in entry.questions]


def review_entries(entries: list[Entry], today: date) -> list[Finding]:
    """Hints: answers that are not given any more, and entries with few questions."""
    found = []
    for entry in entries:
        if entry.valid_until and entry.valid_until < today:
            what = f"{entry.id} was valid until {entry.valid_until} and isn't told any more."
            found.append(Finding(Kind.EXPIRED, False, entry.file, entry.line, what, "Renew it, or delete it."))
        if len(entry.questions) < MIN_QUESTIONS:
            what = f"{entry.id} has {len(entry.questions)} questions; {MIN_QUESTIONS} find it well."
            cure = "Write more, one by one, as customers ask."
            found.append(Finding(Kind.THIN, False, entry.file, entry.line, what, cure))
    return found


def _file(path: Path) -> Iterator[Entry | Finding]:
    try:
        root = read_yaml(path)
    except Unreadable as error:
        yield error.finding
        return
    if not isinstance(root, yaml.SequenceNode):
        yield _problem(path, 1, "The file is no list of entries.", "Begin each entry with `- id:`.")
        return
    for node in root.value:
        yield from _entry(path, node)


def _entry(path: Path, node: yaml.Node) -> Iterator[Entry | Finding]:
    keys = mapping(node)
    line = line_of(node)
    wrong = [*_wrong_keys(path, node), *_wrong_texts(path, line, keys)]
    questions = list(_questions(path, line, keys))
    wrong += [item for item in questions if isinstance(item, Finding)]
    valid_until, wrong_values = _values(path, keys)
    wrong += wrong_values
    yield from wrong
    if not wrong:
        asked = tuple(item for item in questions if isinstance(item, Example))
        yield Entry(keys["id"][1].value, asked, valid_until, str(path), line)


def _wrong_keys(path: Path, node: yaml.Node) -> Iterator[Finding]:
    known = (*_TEXTS, "questions", *_OPTIONAL)
    seen = set()
    for key, _ in node.value if isinstance(node, yaml.MappingNode) else []:
        if key.value not in known:
            cure = f"Correct it or delete it; what can stand here is {listed(known)}."
            yield _problem(path, line_of(key), f"`{key.value}:` means nothing here.", cure)
        elif key.value in seen:
            yield _problem(path, line_of(key), f"`{key.value}:` stands here twice.", "Delete one of the two.")
        seen.add(key.value)


def _wrong_texts(path: Path, line: int, keys: dict[str, tuple[yaml.Node, yaml.Node]]) -> Iterator[Finding]:
    name = keys["id"][1].value if "id" in keys else "The entry"
    for key in _TEXTS:
        if key not in keys:
            yield _problem(path, line, f"{name} has no {key}.", _MISSING[key])
    for key in (*_TEXTS, "condition", "again"):
        if key in keys and not _is_text(keys[key][1]):
            yield _problem(path, line_of(keys[key][0]), f"`{key}` of {name} is no text.", "Write a text; with quotes.")
    if "id" in keys and _is_text(keys["id"][1]) and not _ID.fullmatch(name):
        cure = "Use small letters, digits and _, such as delivery_cost."
        yield _problem(path, line, f"'{name}' is no id.", cure)
    if "title" in keys and len(str(keys["title"][1].value)) > MAX_TITLE:
        what = f"The title of {name} has more than {MAX_TITLE} letters, too many for a button."
        yield _problem(path, line_of(keys["title"][0]), what, "Shorten it.")


_MISSING = {
    "id": "Begin it with `- id:` and a name of its own.",
    "title": "Add `title:`, a few words for a button.",
    "answer": "Add `answer:`, what the customer reads.",
    "source": "Add `source:`, the page or paper where it stands; nothing is told that stands nowhere.",
}


def _questions(path: Path, line: int, keys: dict[str, tuple[yaml.Node, yaml.Node]]) -> Iterator[Example | Finding]:
    name = keys["id"][1].value if "id" in keys else ""
    node = keys["questions"][1] if "questions" in keys else None
    items = node.value if isinstance(node, yaml.SequenceNode) else []
    for item in items:
        if _is_text(item):
            yield Example(item.value, name, None, False, str(path), line_of(item))
        else:
            shown = shortened(item.value) if isinstance(item, yaml.ScalarNode) else "This"
            yield _problem(path, line_of(item), f"'{shown}' is no text.", "Put it in quotes.")
    if len(items) < LEARNABLE:
        what = f"{name or 'The entry'} has {len(items)} questions; it needs {LEARNABLE} at least."
        yield _problem(path, line, what, f"List {MIN_QUESTIONS} under `questions:`, each with '- ', as customers ask.")


def _values(path: Path, keys: dict[str, tuple[yaml.Node, yaml.Node]]) -> tuple[date | None, list[Finding]]:
    wrong = []
    valid_until = None
    if "valid_until" in keys:
        key, value = keys["valid_until"]
        try:
            valid_until = date.fromisoformat(str(value.value))
        except ValueError:
            what = f"`valid_until` cannot be '{value.value}'."
            wrong.append(_problem(path, line_of(key), what, "Write the last day as 2031-12-31."))
    if "returnable_days" in keys and not str(keys["returnable_days"][1].value).isdecimal():
        key, value = keys["returnable_days"]
        what = f"`returnable_days` cannot be '{value.value}'."
        wrong.append(_problem(path, line_of(key), what, "Write a number of days."))
    return valid_until, wrong


def _twice(entries: list[Entry]) -> Iterator[Finding]:
    first: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        known = first.setdefault((Path(entry.file).parent.name, entry.id), entry)
        if known is not entry:
            what = f"The id {entry.id} stands at {known.file}:{known.line} too."
            yield Finding(Kind.FILE, True, entry.file, entry.line, what, "Give one of them another id.")


def _is_text(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == _TEXT_TAG and bool(node.value.strip())


def _problem(path: Path, line: int, what: str, cure: str) -> Finding:
    return Finding(Kind.FILE, True, str(path), line, what, cure)
