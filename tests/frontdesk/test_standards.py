"""The file of standards: what is measured, and what is told of a fault in it (STD1, STD2)."""

from datetime import timedelta
from pathlib import Path

import pytest

from frontdesk.standards import standards
from frontdesk.standards.standards import Measure, Standards
from frontdesk.yaml_lines import InvalidFile

SOUND = """first_reply:
  words: Whoever writes is answered.
  limit: 30 seconds
  share: 95 %
  window: 30 days
  calendar: around the clock
pick_up:
  words: Whoever needs a person has one.
  limit: 2 minutes
  share: 90 %
  window: 30 days
  calendar: open hours
  warn_before: 45 seconds
"""


@pytest.mark.row("STD1", "STD2")
def test_every_measure_has_a_standard_with_limit_share_window_and_calendar(shipped: Standards) -> None:
    assert [measure for measure, _ in shipped.each()] == list(Measure)
    picked = shipped.of(Measure.PICK_UP)
    assert picked is not None
    assert (picked.limit, picked.share, picked.calendar) == (timedelta(minutes=2), 0.9, "open hours")


@pytest.mark.row("STD1")
@pytest.mark.parametrize(
    ("wrong", "instead", "line", "told"),
    [
        ("limit: 30 seconds", "limit: 30", 3, "is no duration; write a number and seconds, minutes, hours or days"),
        ("share: 95 %", "share: 950 %", 4, "is no share; write one such as 90 %"),
        ("calendar: around the clock", "calendar: weekdays", 6, "'open hours' or 'around the clock'"),
        ("pick_up:", "pickup:", 7, "did you mean 'pick_up'?"),
        ("warn_before: 45 seconds", "warn_before: 3 minutes", 1, "pick_up: `warn_before` should be shorter"),
    ],
)
def test_a_fault_is_told_with_file_line_and_cure(
    tmp_path: Path, wrong: str, instead: str, line: int, told: str
) -> None:
    path = tmp_path / "standards.yml"
    path.write_text(SOUND.replace(wrong, instead, 1), "utf-8")
    with pytest.raises(InvalidFile) as error:
        standards.read(path)
    assert f"standards.yml:{line}: " in str(error.value)
    assert told in str(error.value)
