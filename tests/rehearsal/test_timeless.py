"""What differs from run to run does not stand in a transcript."""

from datetime import date

import pytest

from frontdesk.rehearsal.timeless import in_words, timeless


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("due on Friday 21 November", "due on Wednesday 11 June"),
        ("by Wednesday 31 December.", "by Monday 21 July."),
        ("noted: date 2031-11-23", "noted: date 2031-06-13"),
        ("with the reference T-5F6BADC2.", "with the reference T-…."),
        ("the code FERN-C2C73941", "the code FERN-…"),
        ("http://127.0.0.1:8710/demo/documents/I-1023-Vk6scTiTFr8", "https://fernhill.example/demo/documents/I-1023-…"),
        ("402117", "······"),
        ("order 1042, NL-5520184477, €1,210.40", "order 1042, NL-5520184477, €1,210.40"),
    ],
)
def test_days_and_references_are_those_of_the_story(written: str, kept: str) -> None:
    assert timeless(written, date(2031, 11, 22)) == kept


def test_a_day_beyond_the_turn_of_the_year_is_found() -> None:
    assert timeless("by Friday 2 January", date(2031, 12, 30)) == "by Sunday 15 June"


def test_days_go_on_when_time_has_passed() -> None:
    today = date(2031, 11, 22)
    assert timeless("by Saturday 22 November", today, 3) == timeless("by Tuesday 25 November", today)


def test_a_day_that_is_counted_otherwise_becomes_the_one_that_is_given() -> None:
    """Two working days from a Friday are four days, from a Monday two."""
    friday, monday = date(2031, 11, 21), date(2031, 11, 24)
    became = {
        timeless(f"by {in_words(due)}", day, 0, {due: date(2031, 6, 16)})
        for day, due in (
            (friday, date(2031, 11, 25)),
            (monday, date(2031, 11, 26)),
        )
    }
    assert became == {"by Monday 16 June"}
