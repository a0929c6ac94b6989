"""What the check of the data says about knowledge files: file, line, what is wrong there, and the cure."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from conftest import ROOT

from assistant.entries import questions_of, read_entries, review_entries
from assistant.finding import Kind
from assistant.review import twin_findings, twins_by_words

SOUND = """- id: hours
  title: Opening hours
  questions: [when do you open, when do you close, open today, how late, open on monday, hours, open now, till when]
  answer: From 9 to 5.
  source: Shop page
"""


def found(folder: Path, text: str) -> list[tuple[int, str, str]]:
    """Line, what and cure of each error of a file."""
    path = folder / "en" / "shop.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    _, findings = read_entries(folder)
    assert all(finding.is_error and finding.file == str(path) for finding in findings)
    return [(finding.line, finding.what, finding.cure) for finding in findings]


def test_a_sound_file_has_no_findings(tmp_path: Path) -> None:
    assert found(tmp_path, SOUND) == []
    (entry,) = read_entries(tmp_path)[0]
    assert (entry.id, entry.line, entry.questions[0].line, len(entry.questions)) == ("hours", 1, 3, 8)


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("  source: Shop page\n", "", 1, "hours has no source."),
        ("  answer: From 9 to 5.\n", "", 1, "hours has no answer."),
        ("answer: From 9 to 5.", "answer: 9", 4, "`answer` of hours is no text."),
        ("answer: From 9 to 5.", "answer: ''", 4, "`answer` of hours is no text."),
        ("id: hours", "id: Our Hours", 1, "'Our Hours' is no id."),
        ("title: Opening hours", "title: " + "very " * 20, 2, "The title of hours has more than 60 letters"),
        ("questions: [when do you open", "questions: [yes", 3, "'yes' is no text."),
        ("answer:", "anwser:", 4, "`anwser:` means nothing here."),
        ("  source: Shop page\n", "  source: a\n  source: b\n", 6, "`source:` stands here twice."),
        ("  source: Shop page\n", "  source: a\n  valid_until: soon\n", 6, "`valid_until` cannot be 'soon'."),
        ("  source: Shop page\n", "  source: a\n  valid_until: 2026-02-31\n", 6, "`valid_until` cannot be"),
        ("  source: Shop page\n", "  source: a\n  returnable_days: many\n", 6, "`returnable_days` cannot be 'many'."),
        (", open today, how late, open on monday, hours, open now, till when", "", 1, "hours has 2 questions"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, what: str) -> None:
    findings = found(tmp_path, SOUND.replace(old, new))
    assert any(where == line and told.startswith(what) for where, told, _ in findings), findings
    assert all(cure for *_, cure in findings)


@pytest.mark.parametrize("text", ["", "hours: 9 to 5\n", "- hours\n", "- id: {\n"])
def test_a_file_that_holds_no_entries_is_told(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text)


def test_an_id_that_stands_twice_is_told_with_both_places(tmp_path: Path) -> None:
    ((line, what, _),) = found(tmp_path, SOUND + SOUND)
    assert (line, what) == (6, f"The id hours stands at {tmp_path / 'en/shop.yml'}:1 too.")


def test_an_answer_that_is_out_of_date_and_few_questions_are_hints(tmp_path: Path) -> None:
    found(tmp_path, SOUND.replace(", till when", "") + "  valid_until: 2026-12-24\n")
    entries, _ = read_entries(tmp_path)
    kinds = {finding.kind: finding for finding in review_entries(entries, date(2026, 12, 25))}
    assert not any(finding.is_error for finding in kinds.values())
    assert kinds[Kind.EXPIRED].what == "hours was valid until 2026-12-24 and isn't told any more."
    assert kinds[Kind.THIN].line == 1
    assert [finding.kind for finding in review_entries(entries, date(2026, 12, 24))] == [Kind.THIN]


def test_the_same_question_under_two_entries_is_an_error_with_both_places(tmp_path: Path) -> None:
    assert found(tmp_path, SOUND + SOUND.replace("id: hours", "id: closing")) == []
    entries, _ = read_entries(tmp_path)
    findings = twin_findings(twins_by_words(questions_of(entries)))
    assert len(findings) == 8 and all(finding.is_error for finding in findings)
    assert (findings[0].line, findings[0].kind) == (8, Kind.DUPLICATE)
    assert f"hours ({tmp_path / 'en/shop.yml'}:3)" in findings[0].what


def test_the_check_of_the_data_covers_knowledge_and_holds_up_the_training(tmp_path: Path) -> None:
    files = {
        "config.yml": "pipeline: []\n",
        "domain.yml": "intents:\n- thank\n",
        "data/service/requests.yml": "{}\n",
        "data/nlu/en/thank.yml": 'version: "3.1"\nnlu:\n- intent: thank\n  examples: |\n    - ta\n',
        "data/knowledge/en/shop.yml": SOUND.replace("  source: Shop page\n", ""),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    command = [sys.executable, "-m", "assistant.check", "--files-only", "--json"]
    environ = {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["file"], finding["line"]) == ("data/knowledge/en/shop.yml", 1)
    assert finding["what"] == "hours has no source."
