"""What the review of the examples finds, with vectors made by hand; and that Helpline's own data are in order."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT

from assistant import check
from assistant.examples import Example
from assistant.finding import Finding, Kind
from assistant.review import (
    MAX_MISPLACED,
    leaks,
    misplaced,
    thin_intents,
    twin_findings,
    twins_by_meaning,
    twins_by_words,
    words,
)


def example(text: str, intent: str = "refund", feeling: str | None = "calm", line: int = 1, **more: bool) -> Example:
    return Example(text, intent, feeling, more.get("abusive", False), f"{intent}.yml", line)


def found(*examples: Example) -> list[tuple[Kind, bool]]:
    """Kind and weight of what is found by the words of examples."""
    return [(finding.kind, finding.is_error) for finding in twin_findings(twins_by_words(examples))]


def vectors(*angles: float) -> np.ndarray:
    """Vectors of length 1 at these angles, in degrees, shape (angles, 2)."""
    radians = np.radians(angles)
    return np.stack([np.cos(radians), np.sin(radians)], axis=1).astype(np.float32)


def test_case_signs_and_numbers_make_no_other_words() -> None:
    assert words("Where's my order, #1042?!") == words("where’s MY order 88123") == ("where's", "my", "order", "0")
    assert words("order") != words("order 1042")
    assert words("#1042 🙂") == ()


@pytest.mark.parametrize("other", ["money back", "MONEY back!!", "money  back."])
def test_the_same_words_under_two_intents_are_an_error_with_both_places(other: str) -> None:
    one, two = example("money back", line=7), example(other, "cancel_order", "angry", line=9)
    (finding,) = twin_findings(twins_by_words([one, two]))
    assert (finding.kind, finding.is_error) == (Kind.DUPLICATE, True)
    assert (finding.file, finding.line) == ("cancel_order.yml", 9)
    assert "refund (refund.yml:7)" in finding.what


def test_a_repetition_inside_an_intent_is_a_hint() -> None:
    assert found(example("refund order 1042"), example("Refund order 77!")) == [(Kind.DUPLICATE, False)]


def test_each_repetition_is_told_once() -> None:
    assert len(found(*[example("money back", line=line) for line in range(5)])) == 4


def test_different_numbers_and_signs_alone_are_not_the_same() -> None:
    assert found(example("1042"), example("1043", "correct"), example("👍", "affirm"), example("👎", "deny")) == []


@pytest.mark.parametrize("other", [example("money back", feeling="angry"), example("money back", abusive=True)])
def test_the_same_text_with_two_labels_is_an_error(other: Example) -> None:
    assert found(example("money back"), other) == [(Kind.CONFLICT, True)]


def test_nearly_the_same_text_with_two_feelings_is_a_hint() -> None:
    assert found(example("money back, order 1"), example("Money back order 2", feeling="angry")) == [
        (Kind.CONFLICT, False)
    ]


@pytest.mark.parametrize("loud", ["MONEY BACK", "money back!!!", "money back..."])
def test_capitals_and_signs_may_show_another_feeling(loud: str) -> None:
    assert found(example("money back"), example(loud, feeling="angry")) == []


def test_other_words_with_nearly_the_same_vector_are_twins() -> None:
    examples = [
        example("my money, please"),
        example("give me my money"),
        example("something else"),
        example("the cash, please", "cancel_order"),
        example("My money please"),
    ]
    pairs = twins_by_meaning(examples, vectors(0, 10, 60, 2, 0))
    told = [(twins.first.text, twins.second.text) for twins in pairs]
    assert ("my money, please", "give me my money") in told
    assert ("my money, please", "the cash, please") in told
    assert ("my money, please", "My money please") not in told  # told by their words
    assert not any("something else" in pair for pair in told)
    assert [finding.is_error for finding in twin_findings(pairs)] == [
        first != second for first, second in ((twins.first.intent, twins.second.intent) for twins in pairs)
    ]


def test_the_nearest_twin_of_an_intent_is_told() -> None:
    examples = [example("a"), example("b"), example("c")]
    pairs = twins_by_meaning(examples, vectors(0, 14, 10))
    assert [(twins.first.text, twins.second.text) for twins in pairs] == [("a", "b"), ("b", "c")]


def many(intent: str, **feelings: int) -> list[Example]:
    return [
        example(f"{intent} {feeling} {n}", intent, feeling, line=5)
        for feeling, count in feelings.items()
        for n in range(count)
    ]


def test_requests_need_sixty_examples_and_acts_twenty_five() -> None:
    requests = {"refund": ("requests.yml", 1), "cancel_order": ("requests.yml", 2), "gift_wrap": ("requests.yml", 3)}
    examples = [
        *many("refund", calm=60),
        *many("cancel_order", calm=59),
        *many("greet", calm=25),
        *many("bye", calm=24),
    ]
    told = {
        finding.what: (finding.file, finding.line) for finding in thin_intents(examples, requests) if finding.is_error
    }
    assert told == {
        "cancel_order has 59 examples; a request type needs 60.": ("cancel_order.yml", 5),
        "gift_wrap has 0 examples; a request type needs 60.": ("requests.yml", 3),
        "bye has 24 examples; a dialogue act needs 25.": ("bye.yml", 5),
    }


def test_a_feeling_that_most_of_the_kind_have_is_missed() -> None:
    examples = [
        *many("greet", calm=30, annoyed=3),
        *many("deny", calm=30, annoyed=9, angry=9),
        *many("thank", calm=30, annoyed=2),
    ]
    (finding,) = thin_intents(examples, {})
    assert (finding.is_error, finding.what) == (False, "thank has fewer than 3 examples that are annoyed.")


def test_held_out_examples_may_share_only_short_messages_with_the_learned() -> None:
    learned = [example("yes please do", "affirm"), example("where is my order 1042", "track_order", line=3)]
    held_out = [example("Yes, please do!", "affirm"), example("Where is my order 77?", "track_order", line=8)]
    (finding,) = leaks(held_out, learned)
    assert (finding.kind, finding.is_error, finding.line) == (Kind.LEAK, True, 8)
    assert "track_order.yml:3" in finding.what


def test_an_example_among_those_of_another_intent_is_told() -> None:
    examples = [example(text) for text in "abc"] + [example(text, "thank", line=4) for text in "def"]
    (finding,) = misplaced(examples, vectors(0, 5, -5, 90, 95, 3))
    assert (finding.kind, finding.is_error) == (Kind.MISPLACED, False)
    assert finding.what == "'f' is more like refund than like thank."


def test_an_example_does_not_draw_its_own_centre_near() -> None:
    pair = [example("a"), example("b"), example("c", "thank"), example("d", "thank")]
    assert "'d' is more like refund than like thank." in {f.what for f in misplaced(pair, vectors(0, 8, 80, 10))}


def test_only_the_worst_are_told() -> None:
    mixed = [example("a", "refund")] * 60 + [example("b", "thank")] * 61
    assert len(misplaced(mixed, vectors(*[0] * 30, *[170] * 30, *[0] * 25, *[90] * 36))) == MAX_MISPLACED


def test_a_single_example_has_no_centre_of_its_own() -> None:
    assert len(misplaced([example("a"), example("b"), example("c", "thank")], vectors(0, 1, 2))) == 1
    assert misplaced([example("a")], vectors(0)) == []


PROJECT = {
    "config.yml": "pipeline: []\n",
    "domain.yml": "intents:\n- refund: {use_entities: []}\n- thank\n",
    "data/service/requests.yml": "refund: {}\n",
    "data/nlu/en/refund.yml": 'version: "3.1"\nnlu:\n- intent: refund\n  examples: |\n    - money back\n',
    "tests/nlu/en/ann.yml": 'version: "3.1"\nnlu:\n- intent: thank\n  examples: |\n    - ta\n',
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in PROJECT.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assistant.check", *arguments]
    environ = {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=project, env=environ, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
    )


def test_a_sound_project_passes(project: Path) -> None:
    assert run(project, "--files-only").returncode == 0


@pytest.mark.parametrize("name", [*list(PROJECT)[:4], "data/rules/acts.yml", "data/service/cues/en.yml"])
def test_a_broken_file_is_told_at_once(project: Path, name: str) -> None:
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).write_text("a: 1\nb: {\n")
    for arguments in ((), ("--files-only",)):
        done = run(project, *arguments)
        assert done.returncode == 1
        assert f"{name}:" in done.stdout
        assert done.stderr == ""


def test_held_out_files_do_not_hold_up_the_training(project: Path) -> None:
    (project / "tests/nlu/en/ann.yml").write_text("nlu: {\n")
    assert run(project, "--files-only").returncode == 0
    assert run(project).returncode == 1


def test_machines_get_json(project: Path) -> None:
    (project / "data/nlu/en/refund.yml").write_text(PROJECT["data/nlu/en/refund.yml"].replace("refund", "refnd"))
    answer = json.loads(run(project, "--json").stdout)
    assert (answer["examples"], answer["errors"], answer["hints"]) == (0, 1, 0)
    assert answer["findings"] == [
        {
            "kind": "file",
            "is_error": True,
            "file": "data/nlu/en/refund.yml",
            "line": 3,
            "what": "The domain knows no intent 'refnd'.",
            "cure": "Correct the name, or add it under `intents:` in domain.yml.",
        }
    ]


def test_the_report_has_errors_first_and_each_cure_once() -> None:
    def finding(is_error: bool, line: int) -> Finding:
        return Finding(Kind.DUPLICATE, is_error, "x.yml", line, "'a' is twice.", "Delete it." if is_error else "Look.")

    report = check.report([finding(False, 1), finding(True, 2), finding(True, 3)])
    assert report.count("Delete it.") == 1
    assert report.index("x.yml:2") < report.index("x.yml:3") < report.index("Delete it.") < report.index("x.yml:1")


@pytest.fixture(scope="module")
def own() -> tuple[Sequence[Example], Sequence[Finding]]:
    """Helpline's own examples, and what is found in them without vectors."""
    learned, _, findings = check.read(ROOT, with_held_out=False)
    return learned, [*findings, *check.review_words(learned, [], ROOT)]


def test_helplines_own_data_have_no_errors(own: tuple[Sequence[Example], Sequence[Finding]]) -> None:
    learned, findings = own
    assert len(learned) > 1_000
    assert [str(finding) for finding in findings if finding.is_error] == []
