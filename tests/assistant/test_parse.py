"""`python -m assistant.parse`, as `helpline parse` runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from conftest import ROOT


def _run(model: Path, lines: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assistant.parse", "--model", str(model)]
    return subprocess.run(command, input=lines, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)


def test_lines_are_answered_in_order_and_bad_ones_are_named(model: Path) -> None:
    lines = [
        '{"text": "where is my order 1042?"}',
        "no json",
        "",
        '{"text": 5}',
        '{"text": "/greet", "language": "en"}',
    ]
    done = _run(model, "\n".join(lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["text"] for answer in answers] == ["where is my order 1042?", "/greet"]
    assert all(
        list(answer)
        == [
            "text",
            "language",
            "intent",
            "intent_ranking",
            "requests",
            "entities",
            "frustration",
            "danger",
            "knowledge",
        ]
        for answer in answers
    )
    assert "line 2: " in done.stderr and "line 4: " in done.stderr
    assert done.returncode == 2


def test_a_missing_model_is_told(tmp_path: Path) -> None:
    done = _run(tmp_path / "none.tar.gz", "")
    assert done.returncode == 1
    assert "none.tar.gz is not a model file" in done.stderr
