"""The examples that trainers write in data/nlu: each with its labels, file and line, and what is wrong with a file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.finding import Finding, Kind
from assistant.levels import LEVELS

BLOCKS = ("intent", "lookup", "regex", "synonym")
"""What a block of a data file can begin with; only intents have examples with labels."""

_FILE_KEYS = ("version", "nlu")
_LABELS = ("feeling", "abusive")
_INDENT = "Indent the examples by four spaces under `examples: |`, and begin each with '- '."


@dataclass(frozen=True)
class Example:
    """A message that the assistant learns from; `feeling` is None when its block names none."""

    text: str
    intent: str
    feeling: str | None
    abusive: bool
    file: str
    line: int


class Unreadable(ValueError):
    """A file is not YAML; `finding` says where and why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


def yaml_files(folder: Path) -> list[Path]:
    """The YAML files in a folder and those below, in the order of their names, without hidden ones."""
    return sorted(
        path for path in folder.rglob("*") if path.suffix in (".yml", ".yaml") and not path.name.startswith(".")
    )


def read_yaml(path: Path) -> yaml.Node | None:
    """The content of a file with the line of each part; None when it is empty. Raises Unreadable."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Unreadable(_problem(path, 1, f"The file cannot be read: {error.strerror}.", "Put it in place.")) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise Unreadable(_problem(path, line, "A letter is not in UTF-8.", "Save the file as UTF-8.")) from None
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        what = f"There is a character that does not belong in a text (code {error.character:#x})."
        raise Unreadable(_problem(path, line, what, "Delete it, or type the line anew.")) from None
    except yaml.MarkedYAMLError as error:
        scanning = str(error.context).startswith("while scanning")
        mark = (error.context_mark if scanning else None) or error.problem_mark
        what = f"From here on the file cannot be read as YAML ({error.problem})."
        raise Unreadable(_problem(path, mark.line + 1, what, _cure(error))) from None


def read_examples(folder: Path, intents: Collection[str]) -> tuple[list[Example], list[Finding]]:
    """All examples of the files in a folder, and the errors of those files; `intents` are those of the domain."""
    read = [item for path in yaml_files(folder) for item in _file(path, intents)]
    examples = [item for item in read if isinstance(item, Example)]
    return examples, [item for item in read if isinstance(item, Finding)]


def mapping(node: yaml.Node | None) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    """Key and value nodes of a mapping by the text of the key; empty for anything else."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return {str(key.value): (key, value) for key, value in pairs}


def line_of(node: yaml.Node) -> int:
    """The line on which a part of a file begins, from 1."""
    return node.start_mark.line + 1


def listed(names: Iterable[str]) -> str:
    """Names one after the other, as a sentence has them."""
    return ", ".join(names)


def shortened(text: str, length: int = 60) -> str:
    """The beginning of a text, enough to know it by."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _file(path: Path, intents: Collection[str]) -> Iterator[Example | Finding]:
    try:
        root = read_yaml(path)
    except Unreadable as error:
        yield error.finding
        return
    yield from _wrong_keys(path, root, _FILE_KEYS)
    keys = mapping(root)
    if "nlu" not in keys:
        yield _problem(
            path, 1, "The file has no `nlu:`.", 'Begin it with `version: "3.1"` and `nlu:`, then the blocks.'
        )
        return
    if "version" in keys and keys["version"][1].tag != "tag:yaml.org,2002:str":
        key, _ = keys["version"]
        yield _problem(path, line_of(key), "The version is not a text.", 'Write `version: "3.1"`, with the quotes.')
    _, blocks = keys["nlu"]
    if not isinstance(blocks, yaml.SequenceNode) or not blocks.value:
        yield _problem(path, line_of(blocks), "There are no blocks under `nlu:`.", "Add a block, or delete the file.")
        return
    for block in blocks.value:
        yield from _block(path, block, intents)


def _block(path: Path, block: yaml.Node, intents: Collection[str]) -> Iterator[Example | Finding]:
    if not isinstance(block, yaml.MappingNode):
        shown = f"'{block.value}'" if isinstance(block, yaml.ScalarNode) else "This"
        yield _problem(path, line_of(block), f"{shown} stands outside a block.", _INDENT)
        return
    keys = mapping(block)
    names = [name for name in BLOCKS if name in keys]
    if len(names) != 1:
        what = f"The block says {' and '.join(names) if names else 'not'} what it is."
        yield _problem(path, line_of(block), what, "Begin it with one of `- intent:`, " + listed(BLOCKS[1:]) + ".")
        return
    yield from _wrong_keys(path, block, (*names, "examples", *(["metadata"] if names == ["intent"] else [])))
    _, named = keys[names[0]]
    name = str(named.value).strip()
    known = names != ["intent"] or name in intents
    if not known or not name:
        what = f"The domain knows no intent '{name}'." if name else "The block has no name."
        cure = (
            "Correct the name, or add it under `intents:` in domain.yml." if name else f"Write it after `{names[0]}:`."
        )
        yield _problem(path, line_of(named), what, cure)
    feeling, abusive = None, False
    for part in _labels(path, keys["metadata"][1] if "metadata" in keys else None):
        if isinstance(part, Finding):
            yield part
        else:
            feeling, abusive = part
    for item in _lines(path, block, keys.get("examples")):
        if isinstance(item, Finding):
            yield item
        elif names == ["intent"] and known:
            line, text = item
            yield Example(text, name, feeling, abusive, str(path), line)


def _labels(path: Path, node: yaml.Node | None) -> Iterator[tuple[str | None, bool] | Finding]:
    """What is wrong with the metadata of a block, then its feeling and whether it is abusive."""
    if node is not None and not isinstance(node, yaml.MappingNode):
        yield _problem(path, line_of(node), "There are no labels under `metadata:`.", "Write `feeling: calm` under it.")
    yield from _wrong_keys(path, node, _LABELS)
    labels = mapping(node)
    feeling = labels["feeling"][1] if "feeling" in labels else None
    if feeling is not None and feeling.value not in LEVELS:
        what = f"There is no feeling '{feeling.value}'."
        yield _problem(path, line_of(feeling), what, f"Write one of {listed(LEVELS)}.")
        feeling = None
    abusive = labels["abusive"][1] if "abusive" in labels else None
    if abusive is not None and abusive.value not in ("true", "false"):
        what = f"`abusive` cannot be '{abusive.value}'."
        yield _problem(path, line_of(abusive), what, "Write `abusive: true`, or delete the line.")
        abusive = None
    yield (feeling.value if feeling else None), abusive is not None and abusive.value == "true"


def _lines(
    path: Path, block: yaml.Node, examples: tuple[yaml.Node, yaml.Node] | None
) -> Iterator[tuple[int, str] | Finding]:
    """Line and text of each example of a block, read as Rasa reads it; empty lines are passed over."""
    if examples is None:
        yield _problem(
            path, line_of(block), "The block has no examples.", "Add `examples: |` and lines that begin '- '."
        )
        return
    key, node = examples
    if not node.value:
        yield _problem(path, line_of(key), "The block is empty.", "Add examples, or delete the block.")
        return
    if not isinstance(node, yaml.ScalarNode) or node.style != "|":
        yield _problem(path, line_of(key), "The examples are not a block of lines.", f"Write `examples: |`. {_INDENT}")
        return
    for line, text in enumerate(node.value.splitlines(), line_of(node) + 1):
        if not text.strip():
            continue
        if text.strip() == "-":
            yield _problem(path, line, "There is nothing after the '-'.", "Write an example, or delete the line.")
        elif not text.startswith("- "):
            what = f"The line '{shortened(text.strip())}' does not begin with '- '."
            yield _problem(path, line, what, "Write '- ' before it, in line with the others; a message is one line.")
        else:
            yield line, text[1:].strip()


def _wrong_keys(path: Path, node: yaml.Node | None, known: Iterable[str]) -> Iterator[Finding]:
    seen = set()
    for key, _ in node.value if isinstance(node, yaml.MappingNode) else []:
        name = str(key.value)
        if name not in known:
            cure = f"Correct it or delete it; what can stand here is {listed(known)}."
            yield _problem(path, line_of(key), f"`{name}:` means nothing here.", cure)
        elif name in seen:
            cure = "Join the two, or begin a new block with '- '."
            yield _problem(path, line_of(key), f"`{name}:` stands here twice.", cure)
        seen.add(name)


def _problem(path: Path, line: int, what: str, cure: str) -> Finding:
    return Finding(Kind.FILE, True, str(path), line, what, cure)


def _cure(error: yaml.MarkedYAMLError) -> str:
    problem = str(error.problem)
    if r"'\t'" in problem:
        return "Replace the tab by spaces."
    look = "See that this line and the one before are indented like their neighbours"
    if "mapping values" in problem or "could not find expected ':'" in problem:
        return f"{look}, and put a text with ': ' in quotes."
    return f"{look}, and that every quote is closed."
