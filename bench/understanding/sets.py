"""The messages to measure with: public sets in a folder beside the repository, and our own held-out authors."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.examples import Example, read_examples

FOLDER = Path("../shared/eval")
"""Where the sets are looked for when neither `--eval` nor `HELPLINE_EVAL_DIR` says."""
FEW_SHOT = ("clinc150", "banking77")
BITEXT, GOEMOTIONS = "bitext_request_types.jsonl", "goemotions_frustration_dev.jsonl"
OUT_OF_SCOPE = "oos"
"""Label of the test messages of clinc150 that belong to none of its intents."""


class UnreadableSet(ValueError):
    """A set is there but cannot be used; the message says where and what to do."""


@dataclass(frozen=True)
class Source:
    """A public set: its files, what they hold, and where it comes from."""

    name: str
    files: tuple[str, ...]
    origin: str
    content: str


_LABELLED = '{"text", "label"}'
SOURCES = (
    Source(
        "clinc150",
        ("clinc150_train10.jsonl", "clinc150_test.jsonl"),
        "clinc/oos-eval on GitHub, CC BY 3.0",
        f"{_LABELLED} a line: 10 training examples of each of the 150 intents; the test split, with "
        f'its out-of-scope queries labelled "{OUT_OF_SCOPE}"',
    ),
    Source(
        "banking77",
        ("banking77_train10.jsonl", "banking77_test.jsonl"),
        "PolyAI-LDN/task-specific-datasets on GitHub, CC BY 4.0",
        f"{_LABELLED} a line: 10 training examples of each of the 77 intents; the test split",
    ),
    Source(
        "bitext",
        (BITEXT,),
        "the customer-support test set of Bitext, CDLA-Sharing 1.0",
        '{"text", "accept"} a line: a request, and the intents of Helpline that are right for it',
    ),
    Source(
        "goemotions",
        (GOEMOTIONS,),
        "the dev split of GoEmotions (google-research), Apache-2.0",
        f'{_LABELLED} a line: "frustrated" for anger and annoyance, any other label for the rest',
    ),
)


@dataclass(frozen=True)
class Labelled:
    """A message and the label that people gave it."""

    text: str
    label: str


@dataclass(frozen=True)
class Request:
    """A message and the intents that count as right."""

    text: str
    accept: frozenset[str]


@dataclass(frozen=True)
class FewShot:
    """What a classifier learns from, and what it is tested on."""

    train: list[Labelled]
    test: list[Labelled]


@dataclass(frozen=True)
class Sets:
    """All messages to measure with; a public set that is missing is empty, and named in `lacking`."""

    few_shot: dict[str, FewShot]
    requests: list[Request]
    comments: list[Labelled]
    authors: list[Example]
    lacking: tuple[Source, ...]


def eval_folder(given: Path | None) -> Path:
    """The folder of the public sets: as given, or as the environment says, or the one beside the repository."""
    return given or Path(os.environ.get("HELPLINE_EVAL_DIR") or FOLDER)


def read_sets(folder: Path, authors: Path, intents: Collection[str]) -> Sets:
    """The public sets that are in `folder`, and our held-out messages in `authors`. Raises UnreadableSet."""
    lacking = missing(folder)
    there = {source.name for source in SOURCES} - {source.name for source in lacking}
    return Sets(
        {name: read_few_shot(folder, name) for name in FEW_SHOT if name in there},
        read_requests(folder / BITEXT) if "bitext" in there else [],
        read_labelled(folder / GOEMOTIONS) if "goemotions" in there else [],
        read_authors(authors, intents),
        lacking,
    )


def missing(folder: Path) -> tuple[Source, ...]:
    """The sets of which a file is not in the folder."""
    return tuple(source for source in SOURCES if not all((folder / name).is_file() for name in source.files))


def how_to_get(folder: Path, sources: Collection[Source]) -> str:
    """What to tell someone who lacks sets."""
    told = [f"{', '.join(source.files)}\n    from {source.origin}\n    as {source.content}" for source in sources]
    return "\n".join(
        [
            f"Not measured, because it is not in {folder}: {', '.join(source.name for source in sources)}.",
            "The sets are public, but not ours to ship. Get them, write them as JSON lines in UTF-8 into a folder, and",
            "name the folder by --eval or HELPLINE_EVAL_DIR:",
            *(f"  {line}" for line in told),
        ]
    )


def read_few_shot(folder: Path, name: str) -> FewShot:
    """Training and test messages of `clinc150` or `banking77`. Raises UnreadableSet."""
    return FewShot(read_labelled(folder / f"{name}_train10.jsonl"), read_labelled(folder / f"{name}_test.jsonl"))


def read_labelled(path: Path) -> list[Labelled]:
    """Messages with labels, one a line. Raises UnreadableSet."""
    found = []
    for where, line in _lines(path):
        label = line.get("label")
        if not isinstance(label, str) or not label:
            raise UnreadableSet(f'{where}: there is no "label". Give the message one.')
        found.append(Labelled(line["text"], label))
    return found


def read_requests(path: Path) -> list[Request]:
    """Messages with the intents that count as right, one a line. Raises UnreadableSet."""
    found = []
    for where, line in _lines(path):
        accept = line.get("accept")
        if not isinstance(accept, list) or not accept or not all(isinstance(name, str) for name in accept):
            raise UnreadableSet(f'{where}: "accept" is not a list of intents. Name at least one that is right.')
        found.append(Request(line["text"], frozenset(accept)))
    return found


def read_authors(folder: Path, intents: Collection[str]) -> list[Example]:
    """Our held-out messages, each with intent and feeling; an author's are in the file of their name.

    Raises UnreadableSet.
    """
    examples, findings = read_examples(folder, intents)
    if findings:
        raise UnreadableSet(str(findings[0]))
    if not examples:
        raise UnreadableSet(f"{folder}: there are no held-out messages. Run from the root of the repository.")
    for example in examples:
        if example.feeling is None:
            raise UnreadableSet(f"{example.file}:{example.line}: The message has no feeling. Add it to its block.")
    return examples


def author_of(example: Example) -> str:
    """Who wrote a held-out message."""
    return Path(example.file).stem


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """File and line, and content, of each message of a JSON lines file; there is at least one."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableSet(f"{path}: it cannot be read as a text in UTF-8 ({error}).") from None
    if not any(line.strip() for line in lines):
        raise UnreadableSet(f"{path}: it is empty. Get it anew.")
    for number, written in enumerate(lines, 1):
        if not written.strip():
            continue
        try:
            line = json.loads(written)
        except ValueError as error:
            raise UnreadableSet(f"{path}:{number}: this is not JSON ({error}). Correct or delete the line.") from None
        if not isinstance(line, dict) or not isinstance(line.get("text"), str):
            raise UnreadableSet(f'{path}:{number}: there is no "text". Correct or delete the line.')
        yield f"{path}:{number}", line
