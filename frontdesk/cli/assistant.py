"""The assistant at work on files: train, parse, replay, and Rasa's own command."""

import asyncio
import getpass
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from frontdesk.cli.output import print_json, show
from frontdesk.cli.training import ensure_model
from frontdesk.errors import CommandFailed
from frontdesk.settings import load_settings


def train(
    force: Annotated[bool, typer.Option("--force", help="Train everything, also if nothing changed.")] = False,
) -> None:
    """Train the assistant on data/, if something changed since the last time."""
    from frontdesk.running.model import model_path

    ensure_model(load_settings(), afresh=force)
    print(model_path())


def parse(
    file: Annotated[Path | None, typer.Argument(help="JSON lines; without it standard input.")] = None,
) -> None:
    """Say what the assistant understands: JSON lines with texts in, with intent and feeling out."""
    from frontdesk.running.model import model_path
    from frontdesk.running.rasa_command import become, module_command, rasa_environ

    settings = load_settings()
    if file is not None:
        try:
            descriptor = os.open(file, os.O_RDONLY)
        except OSError as error:
            raise CommandFailed(f"{file} cannot be read: {error.strerror}.") from None
        os.dup2(descriptor, sys.stdin.fileno())
    ensure_model(settings)
    become(module_command("assistant.parse", "--model", str(model_path())), rasa_environ(settings))


def replay(
    file: Annotated[Path, typer.Argument(help="Dialogues as JSON lines.", dir_okay=False, exists=True)],
    url: Annotated[
        str | None, typer.Option(help="A running Helpline.", show_default="one of its own, for the replay")
    ] = None,
    agent: Annotated[
        str | None,
        typer.Option(
            help="With --url, who reads the summaries; password in HELPLINE_AGENT_PASSWORD, or asked.",
            show_default="the demo's agent",
        ),
    ] = None,
    patience: Annotated[float, typer.Option(help="Seconds that each turn may take to be answered.")] = 90,
    parallel: Annotated[int, typer.Option(min=1, help="Dialogues at a time.")] = 4,
) -> None:
    """Play the customer turns of dialogues, and write what came of each: events, owner and summary."""
    from frontdesk.running.replay import read_dialogues, replay_against, replay_on_trial

    dialogues = read_dialogues(file.read_text("utf-8").splitlines())
    if url is None:
        ensure_model(load_settings())
        work = replay_on_trial(dialogues, print_json, show, patience=patience, parallel=parallel)
    else:
        account = _account(agent)
        work = replay_against(url, account, dialogues, print_json, patience=patience, parallel=parallel)
    asyncio.run(work)


def rasa(context: typer.Context) -> None:
    """Rasa's own command in its own environment, such as `helpline rasa shell nlu`."""
    from frontdesk.running.rasa_command import become, rasa_command, rasa_environ

    become(rasa_command(*context.args), rasa_environ(load_settings()))


def _account(agent: str | None) -> tuple[str, str]:
    """E-mail and password of the agent who reads the summaries; the demo's if none is named."""
    from frontdesk.running.demo import AGENTS, PASSWORD

    if agent is None:
        return AGENTS[0][0], PASSWORD
    return agent, os.environ.get("HELPLINE_AGENT_PASSWORD") or getpass.getpass(f"Password of {agent}: ")
