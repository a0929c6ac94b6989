"""`python -m assistant.parse [--model PATH]`: understand messages, JSON lines in, JSON lines out.

In: `{"text", "language"?}` a line. Out, for each line: `{"text", "language", "intent", "intent_ranking", "requests",
"entities", "frustration", "danger", "knowledge"}`.
A line that cannot be read is told on standard error with its number; the rest is done, and the exit code is 2.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import sys
from pathlib import Path
from typing import Any, TextIO


def read_line(line: str) -> dict[str, Any]:
    """The message of a line. Raises a ValueError that says what is wrong."""
    message = json.loads(line)
    if not isinstance(message, dict) or not isinstance(message.get("text"), str):
        raise ValueError('expected an object with a "text"')
    if not isinstance(message.get("language"), (str, type(None))):
        raise ValueError('"language" must be a text such as "en"')
    return message


async def parse(lines: TextIO, out: TextIO, model: Path) -> int:
    """Understand each line; returns the exit code, 0 or 2."""
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    from assistant.understanding import documented, understand

    configure_structlog(logging.WARNING)
    processor = Agent.load(str(model)).processor
    code = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            given = read_line(line)
        except ValueError as error:
            print(f"line {number}: {error}", file=sys.stderr)
            code = 2
            continue
        answer = documented(await understand(processor, given["text"], {"language": given.get("language")}))
        print(json.dumps(answer, ensure_ascii=False).encode(errors="backslashreplace").decode(), file=out, flush=True)
    return code


def newest_model(folder: Path) -> Path:
    """The model that was trained last. Raises FileNotFoundError when there is none."""
    models = sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise FileNotFoundError(f"there is no model in {folder}; train one with `helpline train`")
    return models[-1]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="assistant.parse", description="Understand messages, JSON lines in, JSON lines out."
    )
    parser.add_argument("--model", type=Path, help="a model file; the newest in models/ if none is given")
    model = parser.parse_args().model
    out = sys.stdout
    try:
        model = model or newest_model(Path("models"))
        if not model.is_file():
            raise FileNotFoundError(f"{model} is not a model file")
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 1
    with contextlib.redirect_stdout(sys.stderr):
        return asyncio.run(parse(sys.stdin, out, model))


if __name__ == "__main__":
    sys.exit(main())
