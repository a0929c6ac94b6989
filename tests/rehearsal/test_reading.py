"""Scripts are read as people type them, and what is wrong is told with file, line and cure."""

from datetime import timedelta
from pathlib import Path

import pytest

from frontdesk.rehearsal.reading import InvalidScripts, read_scripts

GOOD = """\
# About lamps,
# and nothing else.
conversations:
- name: "no lamp"
  rows: [H3, STD2]
  customer: cus_jonas
  human_at: 2
  transcript: true
  greeting: {tells: Jonas}
  turns:
  - say: no
    expect: {feels: upset, offers: nothing, buttons: [], tells: [1042, yes]}
  - burst: [my, lamp]
  - wait: 26h
  - agent: {claims: true, returns: true}
"""


def read(folder: Path, text: str) -> str:
    """What is told of a file with this text."""
    (folder / "lamps.yml").write_text(text)
    with pytest.raises(InvalidScripts) as told:
        read_scripts([folder])
    return str(told.value).replace(f"{folder}/", "")


def one(*turns: str, head: str = "") -> str:
    """A file with one conversation."""
    return "conversations:\n- name: a\n" + head + "  turns:\n" + "".join(f"  - {turn}\n" for turn in turns)


def test_a_script_is_read_as_it_is_typed(tmp_path: Path) -> None:
    path = tmp_path / "lamps.yml"
    path.write_text(GOOD)
    (script,) = read_scripts([path])
    assert (script.name, script.customer, script.human_at, script.transcript) == ("no lamp", "cus_jonas", 2, True)
    assert (script.path, script.line, script.about) == (path, 4, "About lamps, and nothing else.")
    first, burst, wait, agent = script.turns
    assert (first.say, first.line, first.expect.tells) == ("no", 11, ("1042", "yes"))
    assert (first.expect.offers, first.expect.buttons, first.expect.does) == (("nothing",), (), None)
    assert burst.burst == ("my", "lamp")
    assert wait.wait == timedelta(hours=26)
    assert agent.agent
    assert (agent.agent.claims, agent.agent.returns) == (True, "true")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (one("say: hi", "sai: hi"), "lamps.yml:5: 'sai' is not known here; did you mean 'say'?"),
        (one("say: hi\n    expect: {tels: x}"), "lamps.yml:5: 'tels' is not known here; did you mean 'tells'?"),
        (
            one("say: hi\n    expect: {offers: moon}"),
            "lamps.yml:5: 'moon' is no offer of offers.yml; known are call_back",
        ),
        (one("say: hi\n    expect: {hears: moon}"), "lamps.yml:5: 'moon' is no request type of requests.yml"),
        (one("say: hi", head="  customer: cus_x\n"), "lamps.yml:3: 'cus_x' is no customer of the demo shop; known are"),
        (one("say: hi", head="  rows: [angry]\n"), "lamps.yml:3: 'angry' is no row of SERVICE.md; rows look like H3"),
        (one("wait: soon"), "lamps.yml:4: 'soon' is no time; write it like 90s, 45m, 26h or 3d"),
        (one("say: hi\n    press: Yes"), "lamps.yml:4: a turn is one of say, press, burst"),
        (one("press: Yes\n    expect: {feels: calm}"), "lamps.yml:4: `feels` can only be read from words"),
        (one("say: hi\n    expect: {silent: true}"), "lamps.yml:4: whoever says something gets an answer"),
        (one("burst: [hi]"), "lamps.yml:4: there should be at least two messages in a burst"),
        (one("agent: {}"), "lamps.yml:4: say what the human does: claims, replies, notes, returns or resolves"),
        (one("agent: Sam"), "lamps.yml:4: 'agent' should have keys of its own: claims, replies"),
        (one("rate: {score: 9}"), "lamps.yml:4: 'score': input should be less than or equal to 5; it is '9'"),
        (one("say: hi", head="  human_at: 2\n"), "lamps.yml:2: `human_at` is 2, but the customer has only 1 turns"),
        (one("say: hi\n    expect: {hands_over: anger}"), "lamps.yml:2: a turn expects a handoff; say with `human_at`"),
        (one("come_back: 3d"), "lamps.yml:2: only who is signed in is known when they come back"),
        (one("say: hi", "say: [hi"), "lamps.yml:6: this is not YAML"),
        (one("say: hi\n    say: ho"), "lamps.yml:5: 'say' stands here a second time; keep one"),
        ("conversations:\n- turns: []\n", "lamps.yml:2: 'name' is missing"),
        ("conversations:\n- turns: []\n", "lamps.yml:2: there should be at least one turn"),
        ("conversation: []\n", "lamps.yml:1: 'conversation' is not known here; did you mean 'conversations'?"),
        ("- name: a\n", "lamps.yml:1: the file should begin with `conversations:`, and all else under it"),
        ("", "lamps.yml:1: the file is empty; it begins with `conversations:`"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_cure(tmp_path: Path, text: str, told: str) -> None:
    assert told in read(tmp_path, text)


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "chairs.yml").write_text(one("sit: down"))
    told = read(tmp_path, one("say: hi\n    expect: {offers: moon}", "wait: soon")).splitlines()
    assert [line.split(":")[:2] for line in told[1:]] == [["chairs.yml", "4"], ["lamps.yml", "5"], ["lamps.yml", "6"]]


def test_a_name_belongs_to_one_conversation(tmp_path: Path) -> None:
    (tmp_path / "chairs.yml").write_text(one("say: hi"))
    assert "lamps.yml:2: 'a' is also the name of the conversation at chairs.yml:2" in read(tmp_path, one("say: hi"))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidScripts, match=r"lamps\.yml does not exist"):
        read_scripts([tmp_path / "lamps.yml"])
    with pytest.raises(InvalidScripts, match="there are no conversations in"):
        read_scripts([tmp_path])
