"""Reading scripts from YAML: what is wrong is told with file, line and cure, all of it at once."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from frontdesk.errors import CommandFailed
from frontdesk.rehearsal.script import Colleague, Expectation, Part, Rating, Script, ScriptedTurn
from frontdesk.settings import ROOT
from frontdesk.yaml_lines import InvalidFile, Location, compose, line_of, plain, shown, told

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
        root = compose(path, "conversations")
    except InvalidFile as error:
        return [], str(error).splitlines()
    try:
        scripts = _File.model_validate(plain(root)).conversations
    except ValidationError as error:
        return [], [f"{where}:{line_of(root, e['loc'])}: {told(e, _known_keys)}" for e in error.errors()]
    text = path.read_text("utf-8")
    about = " ".join(line.lstrip("# ") for line in takewhile(lambda line: line.startswith("#"), text.splitlines()))
    for number, script in enumerate(scripts):
        _place(script, root, ("conversations", number))
        script._path, script._about = path, about
        for index, turn in enumerate(script.turns):
            _place(turn, root, ("conversations", number, "turns", index))
    return list(scripts), []


def _place(part: Part, root: yaml.Node, location: Location) -> None:
    part._line = line_of(root, location)


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
