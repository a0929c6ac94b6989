"""YAML files that people write, read so that what is wrong is told with file, line and cure."""

from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from frontdesk.errors import CommandFailed
from frontdesk.settings import ROOT

Location = Sequence[int | str]
Read = TypeVar("Read", bound=BaseModel)


class InvalidFile(CommandFailed):
    """A file that cannot be used; the message has a line for each fault: file, line, what is wrong, the cure."""


def read(path: Path, model: type[Read]) -> Read:
    """The file as `model` has it. Values reach the model as texts, as people type them. Raises InvalidFile."""
    root = compose(path, next(iter(model.model_fields)))
    try:
        return model.model_validate(plain(root))
    except ValidationError as error:
        found = error.errors()
        raise InvalidFile(
            "\n".join(f"{shown(path)}:{line_of(root, e['loc'])}: {told(e, _keys_of(model))}" for e in found)
        ) from None


def compose(path: Path, first_key: str) -> yaml.Node:
    """The nodes of a file that begins with `first_key`; they know their lines. Raises InvalidFile."""
    where = shown(path)
    try:
        root = yaml.compose(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    except OSError as error:
        raise InvalidFile(f"{where}:1: the file cannot be read ({error.strerror}); bring it back") from None
    except UnicodeDecodeError:
        raise InvalidFile(f"{where}:1: this is not UTF-8; save the file as UTF-8") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InvalidFile(
            f"{where}:{line}: this is not YAML ({error.problem}); look at indents, colons and quotes"
        ) from None
    except yaml.YAMLError as error:
        raise InvalidFile(f"{where}:1: this is not YAML ({error})") from None
    if root is None:
        raise InvalidFile(f"{where}:1: the file is empty; it begins with `{first_key}:`")
    if doubled := list(_doubled_keys(root)):
        raise InvalidFile(
            "\n".join(f"{where}:{line}: {key!r} stands here a second time; keep one" for key, line in doubled)
        )
    return root


def plain(node: yaml.Node) -> Any:
    """The node as lists, dicts and texts: `no` is a word and 1042 is four digits, as people type them."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(item) for item in node.value]
    return node.value


def line_of(node: yaml.Node, location: Location) -> int:
    """The line of what `location` names, or of the last part of it that the file has."""
    line = node.start_mark.line
    for step in location:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == step), None)
            if found is None:
                break
            line, node = found[0].start_mark.line, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line
        else:
            break
    return int(line) + 1


def told(error: Any, known_keys: Callable[[Location], list[str]]) -> str:
    """One of pydantic's errors as whoever wrote the file understands it; `known_keys` are those at a place."""
    location: Location = error["loc"]
    key = next((step for step in reversed(location) if isinstance(step, str)), "")
    match error["type"]:
        case "extra_forbidden":
            known = known_keys(location)
            near = get_close_matches(str(key), known, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
            return f"{key!r} is not known here; {hint}"
        case "missing":
            return f"{key!r} is missing"
        case "value_error":
            return str(error["ctx"]["error"])
        case "model_type" | "dict_type":
            keys = known_keys([*location, ""])
            if not location:
                return f"the file should begin with `{keys[0]}:`, and all else under it"
            return f"{key!r} should have keys of its own" + (f": {', '.join(keys)}" if keys else "")
        case "tuple_type":
            return f"{key!r} should be a list, with a `-` before each item or in [brackets]"
    return f"{key!r}: {error['msg'][:1].lower()}{error['msg'][1:]}; it is {error['input']!r}"


def shown(path: Path) -> str:
    """The path as short as it can be."""
    for folder in (Path.cwd(), ROOT):
        if path.is_relative_to(folder):
            return str(path.relative_to(folder))
    return str(path)


def _keys_of(model: type[BaseModel]) -> Callable[[Location], list[str]]:
    """The keys that `model` and its parts know at a place, the last step of which is left out."""

    def known(location: Location) -> list[str]:
        schema = model.model_json_schema()
        node: Any = schema
        for step in location[:-1]:
            node = _resolved(node, schema)
            node = node.get("items" if isinstance(step, int) else "properties", {})
            node = node.get(step, {}) if isinstance(step, str) else node
        return list(_resolved(node, schema).get("properties", {}))

    return known


def _resolved(node: Any, schema: Any) -> Any:
    """What a node of a JSON schema stands for: itself, what it refers to, or the first of several kinds."""
    while True:
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rpartition("/")[2]]
        elif "anyOf" in node:
            node = node["anyOf"][0]
        else:
            return node


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
