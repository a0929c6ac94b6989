"""Reading scripts from YAML: what is wrong is told with file, line and cure, all of it at once."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from itertools import takewhile
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from frontdesk.errors import CommandFailed
from frontdesk.rehearsal.script import Colleague, Expectation, Part, Rating, Script, ScriptedTurn
from frontdesk.settings import ROOT

FOLDER = ROOT / "tests" / "conversations"
PARTS: dict[str, type[Part]] = {
    "conversations": Script,
    "turns": ScriptedTurn,
    "expect": Expectation,
    "greeting": Expectation,
    "agent": Colleague,
    "rate": Rating,
}
"""What stands under a key."""

Location = Sequence[int | str]


class InvalidScripts(CommandFailed):
    """Files that cannot be played; the message has a line for each fault."""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    conversations: tuple[Script, ...]


def read_scripts(paths: Sequence[Path] = ()) -> list[Script]:
    """The scripts of these files or folders, or of tests/conversations. Raises InvalidScripts."""
    files = list(_files(paths or [FOLDER]))
    scripts: list[Script] = []
    faults: list[str] = []
    for path in files:
        found, wrong = _read(path)
        scripts += found
        faults += wrong
    faults += _same_names(scripts)
    if faults:
        raise InvalidScripts("these conversations cannot be played.\n" + "\n".join(faults))
    if not scripts:
        raise InvalidScripts(f"there are no conversations in {', '.join(map(shown, paths or [FOLDER]))}.")
    return scripts


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(path.glob("*.yml"))
        elif path.exists():
            yield path
        else:
            raise InvalidScripts(f"{shown(path)} does not exist.")


def _read(path: Path) -> tuple[list[Script], list[str]]:
    where = shown(path)
    try:
        text = path.read_text("utf-8")
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except UnicodeDecodeError:
        return [], [f"{where}:1: this is not UTF-8; save the file as UTF-8"]
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return [], [f"{where}:{line}: this is not YAML ({error.problem}); look at indents, colons and quotes"]
    if root is None:
        return [], [f"{where}:1: the file is empty; it begins with `conversations:`"]
    if doubled := list(_doubled_keys(root)):
        return [], [f"{where}:{line}: {key!r} stands here a second time; keep one" for key, line in doubled]
    try:
        scripts = _File.model_validate(_plain(root)).conversations
    except ValidationError as error:
        return [], [f"{where}:{_line(root, e['loc'])}: {_told(e)}" for e in error.errors()]
    about = " ".join(line.lstrip("# ") for line in takewhile(lambda line: line.startswith("#"), text.splitlines()))
    for number, script in enumerate(scripts):
        _place(script, root, ("conversations", number))
        script._path, script._about = path, about
        for index, turn in enumerate(script.turns):
            _place(turn, root, ("conversations", number, "turns", index))
    return list(scripts), []


def _plain(node: yaml.Node) -> Any:
    """The node as lists, dicts and texts: `no` is a word and 1042 is four digits, as people type them."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    return node.value


def _doubled_keys(node: yaml.Node) -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.value, key.start_mark.line + 1
            seen.add(key.value)
            yield from _doubled_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _doubled_keys(item)


def _line(node: yaml.Node, location: Location) -> int:
    """The line of what `location` names, or of the last part of it that the file has."""
    line = node.start_mark.line
    for step in location:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == step), None)
            if found is None:
                break
            line, node = found[0].start_mark.line, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line
        else:
            break
    return line + 1


def _place(part: Part, root: yaml.Node, location: Location) -> None:
    part._line = _line(root, location)


def _told(error: Any) -> str:
    """One of pydantic's errors as a trainer understands it."""
    location: Location = error["loc"]
    key = next((step for step in reversed(location) if isinstance(step, str)), "")
    match error["type"]:
        case "extra_forbidden":
            known = _known_keys(location)
            near = get_close_matches(str(key), known, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
            return f"{key!r} is not known here; {hint}"
        case "missing":
            return f"{key!r} is missing"
        case "value_error":
            return str(error["ctx"]["error"])
        case "model_type" | "dict_type":
            return f"{key!r} should have keys of its own: {', '.join(_known_keys([*location, '']))}"
        case "tuple_type":
            return f"{key!r} should be a list, with a `-` before each item or in [brackets]"
    return f"{key!r}: {error['msg'][:1].lower()}{error['msg'][1:]}; it is {error['input']!r}"


def _known_keys(location: Location) -> list[str]:
    named = [step for step in location[:-1] if isinstance(step, str)]
    part = PARTS.get(named[-1]) if named else None
    return [*part.model_fields] if part else ["conversations"]


def _same_names(scripts: Iterable[Script]) -> Iterator[str]:
    first: dict[str, Script] = {}
    for script in scripts:
        other = first.setdefault(script.name, script)
        if other is not script:
            yield (
                f"{shown(script.path)}:{script.line}: {script.name!r} is also the name of the conversation at "
                f"{shown(other.path)}:{other.line}; give it another one"
            )


def shown(path: Path) -> str:
    """The path as short as it can be."""
    for folder in (Path.cwd(), ROOT):
        if path.is_relative_to(folder):
            return str(path.relative_to(folder))
    return str(path)
