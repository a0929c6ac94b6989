"""Every row of docs/service.md is held by tests that name it."""

import re
from itertools import chain
from pathlib import Path

import pytest
import yaml

from frontdesk.settings import ROOT

MARK = re.compile(r"mark\.row\(([^)]*)\)")
ID = re.compile(r"[A-Z]+\d*")


def _ids(words: str) -> set[str]:
    """The ids in a cell or a mark; K2–K5 are four."""
    spans = re.findall(r"([A-Z]+)(\d+)–\1(\d+)", words)
    return set(ID.findall(words)) | {f"{name}{n}" for name, a, b in spans for n in range(int(a), int(b) + 1)}


def _rows() -> list[str]:
    """The ids of the document, a range as one row."""
    lines = (ROOT / "docs/service.md").read_text("utf-8").splitlines()
    return [line.split("|")[1].strip() for line in lines if re.match(r"\| [A-Z]", line)]


def _marked() -> set[str]:
    sources = (path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py"))
    return set(chain.from_iterable(_ids(mark) for source in sources for mark in MARK.findall(source)))


def _in_conversations() -> set[str]:
    files: list[Path] = sorted((ROOT / "tests/conversations").glob("*.yml"))
    told = (c for path in files for c in yaml.safe_load(path.read_text("utf-8"))["conversations"])
    return {row for conversation in told for row in conversation.get("rows", ())}


HELD = _marked() | _in_conversations()


@pytest.mark.parametrize("row", _rows())
def test_the_row_is_held_by_a_test(row: str) -> None:
    assert _ids(row) & HELD, f"no test carries {row}"


def test_no_test_names_a_row_that_is_not_there() -> None:
    elsewhere = {"STD6", "STD7", "B7", "G1", "BS1", "BS2", "BS3", "BS4", "BS5"}
    known = set(chain.from_iterable(map(_ids, _rows())))
    assert known | elsewhere >= HELD
