"""The written conversations of tests/conversations, through the real processes; and the scores of all of them."""

import re
from pathlib import Path
from typing import Any

import pytest

from frontdesk.rehearsal.player import play
from frontdesk.rehearsal.reading import read_scripts
from frontdesk.rehearsal.score import misplaced, report, score_of
from frontdesk.rehearsal.script import Script
from frontdesk.rehearsal.transcripts import transcript_of, write_transcripts
from frontdesk.settings import ROOT
from tests.rehearsals import Rehearsal

SCRIPTS = read_scripts()
KEPT = ROOT / "docs" / "conversations"


def as_parameter(script: Script) -> Any:
    marks = [pytest.mark.row(*script.rows)]
    if script.gap:
        marks.append(pytest.mark.xfail(reason=script.gap, strict=False))
    return pytest.param(script, id=f"{script.path.stem}: {script.name}", marks=marks)


@pytest.mark.parametrize("script", [as_parameter(script) for script in SCRIPTS])
def test_it_goes_as_written(rehearsal: Rehearsal, script: Script) -> None:
    played = rehearsal.play(script)
    assert not played.failures, "\n".join(["", *report(played)])


@pytest.mark.row("W2", "C5")
def test_a_human_takes_over_when_one_should_and_only_then(rehearsal: Rehearsal) -> None:
    """Golden transfer within one turn in nine of ten, needless handoffs in one of twenty at most."""
    played = [rehearsal.play(script) for script in SCRIPTS]
    score = score_of(played)
    assert score.transfers_well, "\n".join(["", str(score), *(line for one in played for line in misplaced(one))])


@pytest.mark.row("STD7")
def test_twenty_conversations_are_written_down_and_listed(rehearsal: Rehearsal, tmp_path: Path) -> None:
    """With what the person reads who takes over; those that are not among them are removed, but nothing else is."""
    played = [rehearsal.play(script) for script in SCRIPTS if script.transcript]
    gone = tmp_path / "gone.md"
    gone.write_text(transcript_of(played[0]))
    (tmp_path / "mine.md").write_text("Written by hand.")
    written = {path.name: path.read_text() for path in write_transcripts(played, tmp_path, tidy=True)}
    listed = written.pop("README.md")
    assert len(written) == 20 and all(f"]({name})" in listed for name in written)
    assert {path.name for path in KEPT.glob("*.md")} == {*written, "README.md"}, "docs/conversations is out of date"
    assert not gone.exists() and (tmp_path / "mine.md").exists()
    assert any("What the person reads who takes over" in text for text in written.values())
    assert not any(re.search(r"\b[A-Z]{1,4}-[0-9A-F]{8}\b", text) for text in written.values())


OTHERWISE = """\
# What a trainer got wrong.
conversations:
- name: expects too much
  customer: cus_liam
  turns:
  - say: has my kettle left yet?
    expect: {tells: "on the moon", does: cancel}
  - press: Fly it here
  - say: never said
"""


def test_what_goes_otherwise_is_told_with_its_line(rehearsal: Rehearsal, tmp_path: Path) -> None:
    (tmp_path / "odd.yml").write_text(OTHERWISE)
    played = rehearsal.runner.run(play(rehearsal.stage, read_scripts([tmp_path])[0]))
    lines = report(played)
    assert [line.split("expects too much: ")[0] for line in lines] == [f"{tmp_path}/odd.yml:{n}: " for n in (6, 6, 8)]
    assert "turn 1: expected does cancel; instead: nothing; said: Order 1004 is on its way" in lines[0]
    assert "turn 1: expected tells 'on the moon'; instead: not told" in lines[1]
    assert "turn 2: expected a button 'Fly it here'; instead: the buttons are 'Yes, thanks', 'Not really'" in lines[2]
    assert len(played.outcomes) == 2, "what follows a turn that is not possible is not played"


AGAIN = """\
# Twice the same.
conversations:
- name: stops an order
  customer: cus_seoyeon
  turns:
  - say: please cancel order 1002
    expect: {offers: cancel}
  - press: "Yes, please"
    expect: {does: cancel, promises: true}
  - paid_back: "1002"
  - wait: 6d
    expect: {keeps: true, mails: "1002"}
"""


@pytest.mark.row("P1", "P2", "P3")
def test_each_conversation_begins_with_the_shop_of_the_first_day(rehearsal: Rehearsal, tmp_path: Path) -> None:
    """The same can be done twice, promises fall due when time passes, and both transcripts are the same."""
    (tmp_path / "again.yml").write_text(AGAIN)
    script = read_scripts([tmp_path])[0]
    once, again = (rehearsal.runner.run(play(rehearsal.stage, script)) for _ in range(2))
    assert not report(once) + report(again)
    assert transcript_of(once) == transcript_of(again)
    assert "my promise for Tuesday 17 June" in transcript_of(once), "five days after the day of all stories"
