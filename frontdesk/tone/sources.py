"""Every text that a customer can see, each wording with its file and line.

The assistant's texts, the lines of languages that are not served, the answers of `data/knowledge`, the canned replies
of agents, and the widget's.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from frontdesk.tone.finding import Finding, Unreadable, shortened

TEXTS = Path("data", "service", "texts")
LANGUAGES = Path("data", "service", "languages.yml")
KNOWLEDGE = Path("data", "knowledge")
CANNED = Path("data", "service", "canned")
WIDGET = Path("web", "widget", "texts")
UNSERVED = "unserved"
DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True)
class Wording:
    """One wording of a text, as it stands in a file."""

    key: str
    """File and names, joined by dots, as the code asks for it: `empathy.late.angry`."""
    text: str
    language: str
    file: str
    """Relative to the project."""
    line: int

    def finding(self, *, is_error: bool, what: str, why: str, row: str | None, better: str) -> Finding:
        """A finding about this wording; `what` goes on after its first words."""
        return Finding(is_error, self.file, self.line, f"“{shortened(self.text)}” {what}", why, row, better)


def read_wordings(root: Path) -> tuple[list[Wording], list[Finding]]:
    """All wordings of a project, and the errors of the files that cannot be read."""
    wordings: list[Wording] = []
    findings: list[Finding] = []
    for path, language in _files(root):
        name = str(path.relative_to(root))
        try:
            node = read_yaml(path, name)
        except Unreadable as error:
            findings.append(error.finding)
            continue
        found = list(_texts_of(node, path.relative_to(root), language))
        wordings += [item for item in found if isinstance(item, Wording)]
        findings += [item for item in found if isinstance(item, Finding)]
    return wordings, findings


def read_yaml(path: Path, name: str) -> yaml.Node | None:
    """The content of a file with the line of each part; None when it is empty. Raises Unreadable."""
    try:
        return yaml.compose(path.read_text("utf-8-sig"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise _unreadable(name, 1, f"The file cannot be read ({error.strerror}).", "Put it in place.") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise _unreadable(name, line, "A letter is not in UTF-8.", "Save the file as UTF-8.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = f"From here on the file cannot be read as YAML ({error.problem})."
        cure = "Put the text in double quotes, and mind the spaces before it."
        raise _unreadable(name, mark.line + 1 if mark else 1, what, cure) from None
    except yaml.YAMLError as error:
        raise _unreadable(name, 1, f"The file cannot be read as YAML ({error}).", "Type the line anew.") from None


def line_of(node: yaml.Node) -> int:
    """The line on which a part of a file begins, from 1."""
    return int(node.start_mark.line) + 1


def _files(root: Path) -> Iterator[tuple[Path, str]]:
    """Each file with the language that it is in; the languages' own file holds a line in each."""
    for folder in (root / TEXTS, root / KNOWLEDGE):
        for path in sorted(folder.glob("*/*.yml")):
            yield path, path.parent.name
    yield from ((path, DEFAULT_LANGUAGE) for path in sorted((root / KNOWLEDGE).glob("*.yml")))
    by_language = (*(root / CANNED).glob("*.yml"), *(root / WIDGET).glob("*.json"))
    yield from ((path, path.stem) for path in sorted(by_language))
    if (root / LANGUAGES).exists():
        yield root / LANGUAGES, DEFAULT_LANGUAGE


def _texts_of(node: yaml.Node | None, path: Path, language: str) -> Iterator[Wording | Finding]:
    if path == LANGUAGES:
        for tag, entry in _pairs(node):
            lines = [(f"languages.{tag.value}", child) for key, child in _pairs(entry) if key.value == UNSERVED]
            yield from _flattened(lines, path, str(tag.value))
    elif KNOWLEDGE in path.parents:
        for key in ("answer", "again"):
            yield from _flattened(_under(key, node, f"knowledge.{path.stem}"), path, language)
    elif CANNED in path.parents:
        yield from _flattened(_under("text", node, "canned"), path, language)
    elif WIDGET in path.parents:
        yield from _flattened([("widget", node)], path, language)
    else:
        yield from _flattened([(path.stem, node)], path, language)


def _flattened(nodes: Iterable[tuple[str, yaml.Node | None]], path: Path, language: str) -> Iterator[Wording | Finding]:
    """Each wording under the nodes, which are given with their keys."""
    for key, node in nodes:
        match node:
            case yaml.MappingNode():
                yield from _doubled(node, key, path)
                children = ((f"{key}.{name.value}", child) for name, child in node.value)
                yield from _flattened(children, path, language)
            case yaml.SequenceNode():
                yield from _flattened(((key, child) for child in node.value), path, language)
            case yaml.ScalarNode(value=text) if str(text).strip():
                yield Wording(key, str(text).strip(), language, str(path), line_of(node))
            case _:
                line = line_of(node) if node else 1
                yield _wrong(str(path), line, f"{key} has no words.", "Write them, or delete the key.")


def _doubled(node: yaml.MappingNode, key: str, path: Path) -> Iterator[Finding]:
    """YAML keeps the last of two equal keys without a word."""
    counts = Counter(str(name.value) for name, _ in node.value)
    for name, _ in node.value:
        if counts[str(name.value)] > 1:
            what = f"{key}.{name.value} stands here twice, and only the last one is ever said."
            yield _wrong(str(path), line_of(name), what, "Put the wordings into one list.")


def _under(wanted: str, node: yaml.Node | None, key: str) -> Iterator[tuple[str, yaml.Node]]:
    """What stands under the name `wanted`, wherever that is."""
    match node:
        case yaml.MappingNode():
            for name, child in node.value:
                if name.value == wanted:
                    yield f"{key}.{wanted}", child
                else:
                    yield from _under(wanted, child, f"{key}.{name.value}")
        case yaml.SequenceNode():
            for number, child in enumerate(node.value, start=1):
                yield from _under(wanted, child, f"{key}.{number}")


def _pairs(node: yaml.Node | None) -> list[tuple[yaml.Node, yaml.Node]]:
    return node.value if isinstance(node, yaml.MappingNode) else []


def _unreadable(file: str, line: int, what: str, cure: str) -> Unreadable:
    return Unreadable(_wrong(file, line, what, cure))


def _wrong(file: str, line: int, what: str, cure: str) -> Finding:
    return Finding(True, file, line, what, "nobody would read it", None, cure)
