"""A model is current as long as nothing that it was made from has changed, and is made of sound files only."""

import asyncio
from pathlib import Path

import pytest

from frontdesk.running import model
from frontdesk.running.model import UnusableData, check_files, model_path
from frontdesk.settings import Settings

MADE_FROM = (
    "config.yml",
    "domain.yml",
    "data/nlu/en/greet.yml",
    "data/rules/acts.yml",
    "data/service/cues/en.yml",
    "assistant/classifier.py",
    "assistant/requirements.lock",
)
NOT_MADE_FROM = (
    "data/service/texts/en/greet.yml",
    "data/service/tone/en.yml",
    "README.md",
    "frontdesk/cli/serve.py",
    "data/nlu/.swap",
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in (*MADE_FROM, *NOT_MADE_FROM):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.mark.parametrize("name", MADE_FROM)
def test_a_change_needs_a_new_model(project: Path, name: str) -> None:
    before = model_path(project)
    (project / name).write_text("changed")
    assert model_path(project) != before
    (project / name).write_text(name)
    assert model_path(project) == before


@pytest.mark.parametrize("name", NOT_MADE_FROM)
def test_other_changes_do_not(project: Path, name: str) -> None:
    before = model_path(project)
    (project / name).write_text("changed")
    assert model_path(project) == before


BROKEN = """\
version: "3.1"
nlu:
- intent: greet
  metadata:
    feeling: happy
  examples: |
    - hello
    good day
"""


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A project with two errors in one file."""
    files = {
        "config.yml": "pipeline: []\n",
        "domain.yml": "intents: [greet]\n",
        "data/service/requests.yml": "refund: {}\n",
        "data/nlu/en/greet.yml": BROKEN,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_training_on_a_broken_file_tells_line_and_cure_before_rasa_starts(
    broken: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(model, "ROOT", broken)
    monkeypatch.setattr(model, "rasa_command", lambda *_: pytest.fail("Rasa was started"))
    with pytest.raises(UnusableData) as told:
        asyncio.run(model.train(settings, said.append))
    message = str(told.value)
    assert "data/nlu/en/greet.yml:5: There is no feeling 'happy'." in message
    assert "Write one of calm, annoyed, frustrated, angry." in message
    assert "data/nlu/en/greet.yml:8: The line 'good day' does not begin with '- '." in message
    assert "Traceback" not in message
    assert said == []


def test_sound_files_may_be_trained_on(broken: Path, settings: Settings) -> None:
    sound = BROKEN.replace("happy", "calm").replace("good day", "- good day")
    (broken / "data/nlu/en/greet.yml").write_text(sound)
    check_files(settings, broken)
