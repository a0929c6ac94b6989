"""Two requests in one message: where it falls apart, and what is one matter."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.clauses import MAX_CLAUSES, boundary, spans
from assistant.matters import Matters

BETWEEN = boundary(["and", "also", "and also", "by the way"])
CLASSES = ("billing_problem", "change_order", "complaint", "damaged_or_wrong_item", "greet", "refund")
MATTERS = Matters.of(
    ["billing_problem", "change_order", "complaint", "damaged_or_wrong_item", "refund"],
    {"refund": ["damaged_or_wrong_item", "billing_problem"]},
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("where is my order 1042", []),
        ("", []),
        ("Change my address. Send me the invoice.", ["Change my address.", " Send me the invoice."]),
        ("change my address and send me the invoice", ["change my address and ", "send me the invoice"]),
        ("change my address, and also send the invoice", ["change my address, and also ", "send the invoice"]),
        ("salt and pepper mill is broken", []),
        ("Change my address\nsend me the invoice", ["Change my address\n", "send me the invoice"]),
        ("Hello. Change my address please. By the way, I want the invoice", None),
        ("ok. thanks. bye", []),
    ],
)
def test_a_message_falls_into_parts_that_can_ask_for_something(text: str, parts: list[str] | None) -> None:
    found = [text[start:end] for start, end in spans(text, BETWEEN)]
    if parts is None:
        assert len(found) == 2
    else:
        assert found == parts


def test_of_a_long_message_the_first_and_the_last_parts_are_looked_at() -> None:
    text = " ".join(f"this is sentence number {number}." for number in range(100))
    found = [text[start:end] for start, end in spans(text, BETWEEN)]
    assert len(found) == MAX_CLAUSES
    assert found[0].endswith("number 0.") and found[-1].endswith("number 99.")


def _find(whole: tuple[str, float], *parts: tuple[str, float]) -> list[str]:
    """The requests of a message whose whole and parts are understood as given."""
    told = [whole, *parts]
    chances = np.zeros((len(told), len(CLASSES)))
    for row, (name, confidence) in enumerate(told):
        chances[row, CLASSES.index(name)] = confidence
    places = [(0, 10 * len(told)), *((10 * i, 10 * i + 9) for i in range(len(parts)))]
    return [request.name for request in MATTERS.find(CLASSES, chances, places)]


def test_two_things_asked_for_are_both_found_in_the_order_of_the_words() -> None:
    assert _find(("billing_problem", 0.9), ("change_order", 0.9), ("billing_problem", 0.9)) == [
        "change_order",
        "billing_problem",
    ]


def test_a_remedy_belongs_to_the_trouble_that_is_told_with_it() -> None:
    assert _find(("damaged_or_wrong_item", 0.9), ("damaged_or_wrong_item", 0.9), ("refund", 0.9)) == [
        "damaged_or_wrong_item"
    ]
    assert _find(("refund", 0.9), ("damaged_or_wrong_item", 0.9), ("refund", 0.9)) == ["refund"]


def test_a_part_counts_only_when_it_is_clear() -> None:
    assert _find(("change_order", 0.9), ("change_order", 0.9), ("billing_problem", 0.7)) == ["change_order"]


def test_what_is_no_request_is_not_found() -> None:
    assert _find(("greet", 0.9)) == []
    assert _find(("greet", 0.6), ("greet", 0.9), ("change_order", 0.85)) == ["change_order"]


def test_a_message_that_is_not_understood_asks_for_nothing() -> None:
    assert _find(("refund", 0.2)) == []
