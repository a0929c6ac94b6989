"""Every request type begins somewhere: a rule that hears its intent, without which its customers are not understood."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from frontdesk import yaml_lines
from frontdesk.settings import ROOT
from frontdesk.yaml_lines import InvalidFile


def check(root: Path = ROOT) -> None:
    """See that the rules hear every type of `requests.yml`. Raises InvalidFile with file, line and cure."""
    file = root / "data" / "service" / "requests.yml"
    requests = yaml_lines.compose(file, "track_order")
    rules = sorted((root / "data" / "rules").glob("*.yml"))
    heard = {intent for path in rules for intent in _intents(yaml_lines.plain(yaml_lines.compose(path, "version")))}
    unheard = [name for name in yaml_lines.plain(requests) if name not in heard]
    if unheard:
        raise InvalidFile("\n".join(_told(file, yaml_lines.line_of(requests, [name]), name) for name in unheard))


def _told(file: Path, line: int, name: str) -> str:
    where = f"{yaml_lines.shown(file)}:{line}"
    return f"{where}: no rule hears {name!r}; write one in data/rules/requests.yml, like those of its neighbours there"


def _intents(content: Any) -> Iterator[str]:
    for rule in content.get("rules") or ():
        yield from (step["intent"] for step in rule.get("steps") or () if "intent" in step)
