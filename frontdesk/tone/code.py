"""What the code asks for: keys of texts, and the names of the facts that it gives them."""

import ast
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FOLDERS = ("frontdesk", "actions")
ANY = "[a-z0-9_.]+"
LEAST_LITERAL = 4
"""Of a key that the code puts together, at least so many letters stand in it; fewer could be anything."""


@dataclass(frozen=True)
class Code:
    """What the code of a project says that texts can be about."""

    keys: frozenset[str]
    """Keys as regular expressions; one that the code puts together has `ANY` for what it fills in."""
    facts: frozenset[str]
    """Every name that something is given under: of an argument, or in a dictionary."""

    def asks_for(self, key: str) -> bool:
        """Whether some place in the code may ask for this text, alone or with all that is under a part of its key."""
        names = key.split(".")
        return any(self._pattern.fullmatch(".".join(names[:end])) for end in range(2, len(names) + 1))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(sorted(self.keys)) or r"(?!)")


def read_code(root: Path) -> Code:
    """What stands in the code of a project."""
    keys: set[str] = set()
    facts: set[str] = set()
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                keys.update(_keys(node))
                facts.update(_facts(node))
    return Code(frozenset(keys), frozenset(facts))


def _keys(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(value)) if re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", value):
            yield re.escape(value)
        case ast.JoinedStr(values=values):
            literal = "".join(str(v.value) for v in values if isinstance(v, ast.Constant))
            if len(literal) >= LEAST_LITERAL and re.fullmatch(r"[a-z0-9_.]+", literal):
                yield "".join(re.escape(str(v.value)) if isinstance(v, ast.Constant) else ANY for v in values)


def _facts(node: ast.AST) -> Collection[str]:
    match node:
        case ast.keyword(arg=str(name)):
            return [name]
        case ast.Dict(keys=keys):
            return [k.value for k in keys if isinstance(k, ast.Constant) and isinstance(k.value, str)]
    return ()
