"""The `helpline` command: quick to answer, and clear about what is wrong."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from frontdesk import cli
from frontdesk.running import rasa_command
from frontdesk.running.rasa_command import as_environ
from frontdesk.settings import ROOT, load_settings


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HELPLINE_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("HELPLINE_DATABASE_URL", "")
    return tmp_path


def helpline(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Exit code and standard error of `helpline ARGUMENTS`."""
    monkeypatch.setattr(sys, "argv", ["helpline", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.app()
    return int(ended.value.code or 0), capfd.readouterr().err


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, frontdesk.cli; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not {"sqlalchemy", "httpx", "fastapi", "alembic"} & set(loaded.stdout.split())


def test_help_names_every_command() -> None:
    shown = CliRunner().invoke(cli.commands, ["--help"]).output
    for command in ("run", "train", "parse", "replay", "check", "agents", "rasa"):
        assert re.search(rf"\b{command}\b", shown)


def test_agents_add_makes_an_account_once(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    made = CliRunner().invoke(cli.commands, ["agents", "add", "Ada@shop.example", "--name", "Ada"])
    assert made.exit_code == 0
    assert "Ada (agent) can sign in as ada@shop.example." in made.output
    assert re.search(r"Password: \S{10,}", made.output)
    code, said = helpline(monkeypatch, capfd, "agents", "add", "ada@shop.example", "--name", "Ada")
    assert (code, said) == (1, "helpline: there is an account for ada@shop.example already.\n")


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("HELPLINE_PORT", "eighty")
    code, said = helpline(monkeypatch, capfd, "run")
    assert (code, said) == (1, "helpline: HELPLINE_PORT should be a number, not 'eighty'\n")


def test_conversations_that_cannot_be_played_are_told_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "odd.yml").write_text("conversations:\n- name: a\n  turns:\n  - sya: hello\n")
    code, said = helpline(monkeypatch, capfd, "check", "conversations", str(tmp_path))
    first, second = said.splitlines()
    assert (code, first) == (1, "helpline: these conversations cannot be played.")
    assert second == f"{tmp_path}/odd.yml:4: 'sya' is not known here; did you mean 'say'?"


def test_without_rasas_environment_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(rasa_command, "ENVIRONMENT", tmp_path)
    code, said = helpline(monkeypatch, capfd, "rasa", "--version")
    assert code == 1
    assert "run `make setup`" in said


@pytest.mark.row("K1", "B6")
def test_check_tone_is_clean() -> None:
    checked = CliRunner().invoke(cli.commands, ["check", "tone"])
    assert checked.exit_code == 0
    assert ", 0 errors, " in checked.output


def test_check_runs_every_check_and_names_those_that_failed(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(rasa_command, "ENVIRONMENT", tmp_path)
    monkeypatch.setattr(sys, "argv", ["helpline", "check"])
    with pytest.raises(SystemExit) as ended:
        cli.app()
    told = capfd.readouterr()
    assert ended.value.code == 1
    assert ", 0 errors, " in told.out
    assert told.err.endswith("helpline: to be mended: data, stories.\n")


def test_a_taken_port_is_told_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("HELPLINE_PORT", str(taken.getsockname()[1]))
        code, said = helpline(monkeypatch, capfd, "run", "frontdesk")
    assert code == 1
    assert said.count("\n") == 1
    assert "HELPLINE_PORT" in said


def test_children_get_exactly_the_settings_that_were_read() -> None:
    settings = load_settings({"HELPLINE_ORIGINS": "https://a.example, https://b.example", "HELPLINE_DEMO": "1"})
    assert load_settings(as_environ(settings)) == settings


def test_env_example_explains_every_setting() -> None:
    read = set(
        re.findall(
            r'(?:text|number|whole|switch|several|file)\("([A-Z_]+)"', (ROOT / "frontdesk" / "settings.py").read_text()
        )
    )
    explained = set(re.findall(r"^#HELPLINE_([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert explained == read
