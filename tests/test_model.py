"""A model is current as long as nothing that it was made from has changed."""

from pathlib import Path

import pytest

from frontdesk.model import model_path

MADE_FROM = (
    "config.yml",
    "domain.yml",
    "data/nlu/en/greet.yml",
    "data/rules/acts.yml",
    "data/service/cues/en.yml",
    "assistant/classifier.py",
    "assistant/requirements.lock",
)
NOT_MADE_FROM = ("data/service/texts/en/greet.yml", "README.md", "frontdesk/cli.py", "data/nlu/.swap")


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
