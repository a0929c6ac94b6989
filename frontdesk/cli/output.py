"""What the commands print: results to standard output, what goes on to standard error."""

import json
import sys
from collections.abc import Iterable


def print_lines(lines: Iterable[str]) -> None:
    """A result, a line at a time."""
    for line in lines:
        print(line, flush=True)


def print_json(value: object) -> None:
    """A result as one line of JSON."""
    print(json.dumps(value, ensure_ascii=False), flush=True)


def show(name: str, line: str) -> None:
    """A line of the process `name`."""
    print(f"{name:>9} | {line}", file=sys.stderr, flush=True)


def say(line: str) -> None:
    """What the command does now."""
    print(line, file=sys.stderr, flush=True)
