"""Which entry of the knowledge files answers a question, by authors whose words no entry was written from.

The bounds keep from falling what was measured; what an answer needs beside its score is the dialogue's
(`tests/actions/test_knowledge.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT

from assistant.entries import KNOWLEDGE, questions_of, read_entries
from assistant.review import words

HELD_OUT = yaml.safe_load((ROOT / "tests/assistant/knowledge_questions.yml").read_text(encoding="utf-8"))
ENTRIES, FINDINGS = read_entries(ROOT / KNOWLEDGE)
Parse = Callable[..., "dict[str, Any]"]


def outcome(found: list[dict[str, Any]], right: list[str]) -> str:
    """What comes of a question: told right or wrong, a choice with or without the right one, or not known."""
    ids = [entry["id"] for entry in found]
    if not ids:
        return "not known"
    if len(ids) == 1:
        return "right" if ids[0] in right else "wrong"
    return "choice" if set(ids) & set(right) else "beside"


@pytest.fixture(scope="module")
def answered(shipped_parse: Parse) -> Counter[str]:
    return Counter(outcome(shipped_parse(q["text"])["knowledge"], q["entries"]) for q in HELD_OUT["answered"])


@pytest.fixture(scope="module")
def unanswered(shipped_parse: Parse) -> Counter[str]:
    return Counter(outcome(shipped_parse(text)["knowledge"], []) for text in HELD_OUT["unanswered"])


@pytest.mark.row("STD5")
def test_most_questions_find_their_answer_or_are_asked_back(answered: Counter[str]) -> None:
    total = sum(answered.values())
    print(dict(answered))
    assert total >= 100
    assert answered["right"] / total >= 0.55
    assert (answered["right"] + answered["choice"]) / total >= 0.8


@pytest.mark.row("B3", "W4")
def test_wrong_answers_are_rare(answered: Counter[str], unanswered: Counter[str]) -> None:
    print(dict(unanswered))
    assert sum(unanswered.values()) >= 60
    assert unanswered["wrong"] / sum(unanswered.values()) <= 0.03
    assert (answered["wrong"] + unanswered["wrong"]) / (sum(answered.values()) + sum(unanswered.values())) <= 0.03


@pytest.mark.row("W4")
def test_most_questions_without_an_answer_are_not_known(unanswered: Counter[str]) -> None:
    assert unanswered["not known"] / sum(unanswered.values()) >= 0.75


def test_no_held_out_question_is_learned_from() -> None:
    learned = {words(question.text) for question in questions_of(ENTRIES)}
    held_out = [*(question["text"] for question in HELD_OUT["answered"]), *HELD_OUT["unanswered"]]
    assert [text for text in held_out if len(words(text)) > 3 and words(text) in learned] == []
    assert {name for question in HELD_OUT["answered"] for name in question["entries"]} <= {e.id for e in ENTRIES}


@pytest.mark.row("STD5")
def test_there_is_an_answer_to_what_shops_are_asked() -> None:
    assert FINDINGS == []
    assert len(ENTRIES) >= 40
    assert all(len(entry.questions) >= 8 for entry in ENTRIES)


def test_a_question_at_the_end_of_a_story_is_found(shipped_parse: Parse) -> None:
    text = (
        "The bench came today and it looks lovely, my husband likes it too. Until when can I change my mind about it?"
    )
    assert "return_window" in [entry["id"] for entry in shipped_parse(text)["knowledge"]]


@pytest.mark.parametrize("text", ["", " ", "\u200b", "1042", "🙂", "x" * 5_000])
def test_what_is_no_question_finds_nothing(text: str, shipped_parse: Parse) -> None:
    assert len(shipped_parse(text)["knowledge"]) != 1


def test_scores_fall_and_three_at_most_are_reported(shipped_parse: Parse) -> None:
    for question in HELD_OUT["answered"]:
        scores = [entry["score"] for entry in shipped_parse(question["text"])["knowledge"]]
        assert len(scores) <= 3
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)


def test_a_small_model_reports_entries_too(parse: Parse) -> None:
    """Trained with other data, the entries are those of data/knowledge."""
    assert [entry["id"] for entry in parse("what are your opening hours")["knowledge"]] == ["opening_hours"]


def test_entries_are_read_from_every_language(tmp_path: Path) -> None:
    entry = "- {{id: hours, title: t, answer: a, source: s, questions: [{}]}}\n"
    for language in ("en", "ja"):
        (tmp_path / language).mkdir()
        (tmp_path / language / "x.yml").write_text(entry.format(", ".join(f"{language}{n} q" for n in range(8))))
    entries, findings = read_entries(tmp_path)
    assert ([entry.id for entry in entries], findings) == (["hours", "hours"], [])
