"""Rasa's own commands, in Rasa's own environment, at the root of the project."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path

from frontdesk.errors import CommandFailed
from frontdesk.settings import ROOT, Settings

ENVIRONMENT = ROOT / "assistant" / ".venv" / "bin"


class EnvironmentMissing(CommandFailed):
    """Rasa's environment has not been set up; the message says how to do it."""


def rasa_command(*arguments: str) -> list[str]:
    """`rasa ARGUMENTS`. Raises EnvironmentMissing."""
    return [_executable("rasa"), *arguments]


def module_command(module: str, *arguments: str) -> list[str]:
    """`python -m MODULE ARGUMENTS` beside Rasa. Raises EnvironmentMissing."""
    return [_executable("python"), "-m", module, *arguments]


def child_environ(settings: Settings) -> dict[str, str]:
    """The environment of every process that is started: ours, and the settings as they were read here."""
    return {
        **os.environ,
        **as_environ(settings),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }


def as_environ(settings: Settings) -> dict[str, str]:
    """The variables that `load_settings` reads the same settings from."""
    written: dict[str, str] = {}
    for field in fields(settings):
        value = getattr(settings, field.name)
        if value is None:
            value = ""
        elif isinstance(value, bool):
            value = int(value)
        elif isinstance(value, tuple):
            value = " ".join(value)
        written[f"HELPLINE_{field.name.upper()}"] = str(value)
    return written


def rasa_environ(settings: Settings) -> dict[str, str]:
    """`child_environ` for Rasa, which otherwise reports home and warns of its frozen libraries."""
    return {
        **child_environ(settings),
        "PYTHONWARNINGS": "ignore",
        "RASA_TELEMETRY_ENABLED": "false",
        "SANIC_WORKERS": "1",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


def become(command: Sequence[str], environ: Mapping[str, str], cwd: Path = ROOT) -> None:
    """Go on as `command`: same terminal, same signals, its exit code."""
    os.chdir(cwd)
    os.execve(command[0], list(command), dict(environ))


def call(command: Sequence[str], environ: Mapping[str, str], cwd: Path = ROOT) -> int:
    """Run `command` in this terminal; returns its exit code."""
    return subprocess.run(command, cwd=cwd, env=environ, check=False).returncode


def listen(command: Sequence[str], environ: Mapping[str, str], cwd: Path = ROOT) -> tuple[int, str]:
    """Run `command` unseen; its exit code and all that it wrote."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environ,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    return done.returncode, done.stdout


def _executable(name: str) -> str:
    path = ENVIRONMENT / name
    if not path.exists():
        raise EnvironmentMissing("Rasa's environment is not set up; run `make setup` in Helpline's folder first.")
    return str(path)
