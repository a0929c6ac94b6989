"""The benchmark of understanding: reading the sets, measures on answers made by hand, and the table."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import yaml
from rich.console import Console

from assistant.examples import Example
from bench.understanding import measures, plots, rows, sets, shipped, stock
from bench.understanding.sets import FewShot, Labelled, UnreadableSet
from bench.understanding.shipped import Answer
from bench.understanding.systems import Trial, ngrams
from bench.understanding.table import HELPLINE, NGRAMS, STOCK, VADER, Row, Verdict, as_json, table

KEPT = stock.Stock("2026-11", {"rasa": "3.6.21"}, 2, {"clinc150": stock.Learned(0.72, 540)}, stock.Toy(150, 25))


def _answer(*ranking: tuple[str, float], score: float = 0.0, level: str = "calm", cpu_ms: float = 5.0) -> Answer:
    return Answer(ranking, score, level, False, cpu_ms)


def _lines(path: Path, *lines: object) -> Path:
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


def _shown(measured: Sequence[Row]) -> list[str]:
    console = Console(file=io.StringIO(), width=160)
    console.print(table(measured))
    return console.file.getvalue().splitlines()


def test_messages_are_read_with_their_labels(tmp_path: Path) -> None:
    path = _lines(
        tmp_path / "few.jsonl", {"text": "wo ist mein Päckchen", "label": "track"}, "", {"text": "x", "label": "y"}
    )
    assert sets.read_labelled(path) == [Labelled("wo ist mein Päckchen", "track"), Labelled("x", "y")]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [("{", "not JSON"), ("[]", 'no "text"'), ('{"text": 5}', 'no "text"'), ('{"text": "hello"}', 'no "label"')],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, wrong: str, told: str) -> None:
    path = _lines(tmp_path / "few.jsonl", {"text": "x", "label": "y"}, wrong)
    with pytest.raises(UnreadableSet) as caught:
        sets.read_labelled(path)
    assert str(caught.value).startswith(f"{path}:2: ")
    assert told in str(caught.value)


def test_a_request_without_a_right_intent_is_named(tmp_path: Path) -> None:
    path = _lines(tmp_path / "requests.jsonl", {"text": "x", "accept": []})
    with pytest.raises(UnreadableSet, match=r"requests.jsonl:1: .*accept"):
        sets.read_requests(path)


def test_an_empty_set_is_not_taken_for_a_set(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSet, match="empty"):
        sets.read_labelled(_lines(tmp_path / "few.jsonl", ""))


def test_missing_sets_are_named_with_where_to_get_them(tmp_path: Path) -> None:
    _lines(tmp_path / "banking77_train10.jsonl", {"text": "x", "label": "y"})
    _lines(tmp_path / sets.BITEXT, {"text": "x", "accept": ["y"]})
    lacking = sets.missing(tmp_path)
    told = sets.how_to_get(tmp_path, lacking)
    assert [source.name for source in lacking] == ["clinc150", "banking77", "goemotions"]
    assert all(word in told for word in (str(tmp_path), "clinc/oos-eval", "CC BY 4.0", "HELPLINE_EVAL_DIR"))
    assert "Bitext" not in told


def test_the_folder_of_the_sets_is_the_one_given_before_the_environments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HELPLINE_EVAL_DIR", raising=False)
    assert sets.eval_folder(None) == sets.FOLDER
    monkeypatch.setenv("HELPLINE_EVAL_DIR", "elsewhere")
    assert sets.eval_folder(None) == Path("elsewhere")
    assert sets.eval_folder(Path("here")) == Path("here")


def test_a_held_out_message_has_author_intent_and_feeling(tmp_path: Path) -> None:
    block = {"intent": "refund", "metadata": {"feeling": "angry", "abusive": True}}
    (tmp_path / "plumber.yml").write_text(_nlu(block, "- money back, you crooks"), encoding="utf-8")
    (message,) = sets.read_authors(tmp_path, ["refund"])
    assert (message.text, message.intent, message.feeling) == ("money back, you crooks", "refund", "angry")
    assert message.abusive
    assert sets.author_of(message) == "plumber"


@pytest.mark.parametrize(
    ("block", "line"),
    [({"intent": "refund"}, 5), ({"intent": "unheard_of", "metadata": {"feeling": "calm"}}, 3)],
)
def test_a_held_out_block_that_cannot_be_used_is_named(tmp_path: Path, block: dict[str, object], line: int) -> None:
    path = tmp_path / "plumber.yml"
    path.write_text(_nlu(block, "- money back"), encoding="utf-8")
    with pytest.raises(UnreadableSet) as caught:
        sets.read_authors(tmp_path, ["refund"])
    assert f"plumber.yml:{line}: " in str(caught.value)


def _nlu(block: dict[str, object], examples: str) -> str:
    head = [
        f"{'- ' if number == 0 else '  '}{key}: {json.dumps(value)}"
        for number, (key, value) in enumerate(block.items())
    ]
    return "\n".join(['version: "3.1"', "nlu:", *head, "  examples: |", f"    {examples}", ""])


def test_out_of_scope_messages_count_for_the_area_and_not_for_the_accuracy() -> None:
    chances = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.55, 0.45]])
    done = Trial(("a", "b"), ("a", "b", "b", "oos"), chances, 1.0, 1.0)
    assert measures.trial_accuracy(done) == pytest.approx(2 / 3)
    assert measures.out_of_scope_auroc(done) == 1.0


def test_ngrams_learn_from_a_few_examples() -> None:
    texts = ["where is it", "where is my box", "give me my money", "money back please", "hello", "hello there"]
    trained = ngrams(texts, ["where", "where", "money", "money", "hello", "hello"])
    scores = trained.scores(["where is the box", "the money, please"])
    assert trained.classes == ("hello", "money", "where")
    assert scores.argmax(axis=1).tolist() == [2, 1]


def test_any_accepted_intent_is_right() -> None:
    answers = [_answer(("refund", 0.6)), _answer(("refund", 0.6))]
    assert measures.accepted(answers, [frozenset({"refund", "complaint"}), frozenset({"complaint"})]) == 0.5


def test_the_first_three_intents_are_looked_at() -> None:
    answer = _answer(("a", 0.4), ("b", 0.3), ("c", 0.2), ("d", 0.1))
    assert measures.top([answer, answer, answer], ["a", "c", "d"], 3) == pytest.approx(2 / 3)


def test_calibration_error_is_the_distance_of_confidence_from_truth() -> None:
    confidences = [0.95] * 4 + [0.55] * 4
    right = [True] * 4 + [True, True, False, False]
    assert measures.expected_calibration_error(confidences, right) == pytest.approx(0.05)
    assert measures.expected_calibration_error([1.0] * 4, [False] * 4) == 1.0


def test_each_bin_of_calibration_has_its_messages() -> None:
    means, shares, counts = measures.calibration([0.05, 0.1, 0.95, 1.0, 1.0], [False, True, True, True, False])
    assert counts.tolist() == [2, 3]
    assert means == pytest.approx([0.075, 2.95 / 3])
    assert shares == pytest.approx([0.5, 2 / 3])


def test_levels_are_ordered() -> None:
    feelings = ["calm", "annoyed", "frustrated", "angry"]
    assert measures.at_least(feelings, "frustrated").tolist() == [False, False, True, True]
    assert measures.within_one_level(["annoyed", "angry", "frustrated", "calm"], feelings) == 0.5


def test_each_author_gets_a_row_beside_all_of_them() -> None:
    messages = [
        Example("where is it", "track_order", "calm", False, "tests/anna.yml", 6),
        Example("money back now!!", "refund", "angry", False, "tests/anna.yml", 9),
        Example("this is annoying", "complaint", "annoyed", False, "tests/bert.yml", 6),
    ]
    answers = [
        _answer(("track_order", 0.9)),
        _answer(("refund", 0.8), score=0.9, level="angry"),
        _answer(("refund", 0.5), ("complaint", 0.4), score=0.4, level="annoyed"),
    ]
    measured = rows.held_out(messages, answers, [0.0, -0.2, 0.4])
    figures = {row.measure: row.figures for row in measured}
    assert figures["intent right"] == {HELPLINE: pytest.approx(2 / 3)}
    assert figures["intent among the first three"] == {HELPLINE: 1.0}
    assert figures["intent right, anna"] == {HELPLINE: 1.0}
    assert figures["intent right, bert"] == {HELPLINE: 0.0}
    assert figures["at least frustrated, AUC"] == {HELPLINE: 1.0, VADER: 0.0}
    assert figures["level of feeling right"] == {HELPLINE: 1.0}


def test_systems_and_stock_stand_side_by_side() -> None:
    done = Trial(("a", "b"), ("a", "oos"), np.array([[0.9, 0.1], [0.5, 0.5]]), 2.0, 3.0)
    measured = rows.few_shot("clinc150", {HELPLINE: done, NGRAMS: done}, KEPT)
    assert {row.measure: row.figures for row in measured} == {
        "accuracy": {HELPLINE: 1.0, NGRAMS: 1.0, STOCK: 0.72},
        "training": {HELPLINE: 2.0, NGRAMS: 2.0, STOCK: 540},
        "message, median": {HELPLINE: 3.0, NGRAMS: 3.0},
        "out of scope, AUROC": {HELPLINE: 1.0, NGRAMS: 1.0},
    }


def test_a_missed_goal_is_marked_and_a_reached_one_is_not() -> None:
    measured = [
        Row("clinc150", "accuracy", {HELPLINE: 0.92, NGRAMS: 0.95}),
        Row("banking77", "accuracy", {HELPLINE: 0.875}),
        Row("whole model", "message, median", {HELPLINE: 8.4}, "ms"),
        Row("whole model", "training", {STOCK: 150}, "s"),
    ]
    lines = [line for line in _shown(measured) if "≥" in line or "≤" in line]
    assert [line.split()[-1] for line in lines] == ["MISSED", "reached", "MISSED", "measured"]
    assert "0.920" in lines[0] and "0.950" in lines[0] and "≥ 0.93" in lines[0]
    assert "8.4 ms" in lines[2] and "≤ 8 ms" in lines[2]


def test_what_was_not_measured_reaches_no_goal() -> None:
    row = Row("clinc150", "accuracy", {STOCK: 0.99})
    assert row.verdict is Verdict.UNKNOWN
    assert as_json([row])[0]["verdict"] == "not measured"


def test_every_goal_is_that_of_a_row_that_is_measured() -> None:
    from bench.understanding.table import GOALS

    done = Trial(("a", "b"), ("a", "oos"), np.array([[0.9, 0.1], [0.5, 0.5]]), 2.0, 3.0)
    kept = stock.Stock("", {}, 2, dict.fromkeys(sets.FEW_SHOT, stock.Learned(0.7, 1)), stock.Toy(1, 1))
    answers = [_answer(("refund", 0.9), score=score) for score in (0.1, 0.9)]
    comments = [Labelled("", "other"), Labelled("", "frustrated")]
    examples = [Example("", "refund", feeling, False, "a.yml", 1) for feeling in ("calm", "angry")]
    measured = [
        *(row for name in sets.FEW_SHOT for row in rows.few_shot(name, {HELPLINE: done}, kept)),
        *rows.bitext([sets.Request("", frozenset({"refund"}))], answers[:1]),
        *rows.goemotions(comments, answers, [0.0, 1.0]),
        *rows.held_out(examples, answers, [0.0, 1.0]),
        *rows.whole_model(30, answers, answers, kept),
    ]
    assert {(row.set, row.measure) for row in measured if row.goal} == set(GOALS)


def test_stock_figures_are_kept_as_they_were_measured(tmp_path: Path) -> None:
    stock.write(KEPT, tmp_path / "stock.json")
    assert stock.read(tmp_path / "stock.json") == KEPT
    assert str(KEPT) == "rasa 3.6.21, measured 2026-11 on 2 cores"


def test_the_shipped_stock_figures_can_be_read() -> None:
    assert set(stock.read().few_shot) == set(sets.FEW_SHOT)


def test_stock_rasa_is_trained_on_the_same_examples() -> None:
    data = FewShot([Labelled("how: much", "price"), Labelled("two\nlines", "price"), Labelled("bye", "end")], [])
    blocks = yaml.safe_load(stock.nlu_file(data))["nlu"]
    assert blocks == [
        {"intent": "price", "examples": "- how: much\n- two lines\n"},
        {"intent": "end", "examples": "- bye\n"},
    ]


def test_long_messages_have_their_length_and_differ() -> None:
    made = shipped.long_texts([f"message {number}" for number in range(100)], 300, 4)
    assert [len(text) for text in made] == [300] * 4
    assert len(set(made)) == 4


def test_plots_are_the_same_in_every_run(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        plots.confusions(tmp_path / name / "a.svg", ["a", "b", "b"], ["a", "b", "c"])
        plots.reliability(tmp_path / name / "b.svg", *measures.calibration([0.3, 0.9], [False, True]))
        scores = {HELPLINE: [0.1, 0.9], VADER: [0.5, 0.2]}
        plots.precision_recall(tmp_path / name / "c.svg", np.array([False, True]), scores)
    for plot in ("a.svg", "b.svg", "c.svg"):
        assert (tmp_path / "one" / plot).read_bytes() == (tmp_path / "two" / plot).read_bytes()
        assert b"dc:date" not in (tmp_path / "one" / plot).read_bytes()
