"""The `helpline` command.

Everything heavy is imported by the command that needs it, so that `helpline --help` answers at once.
"""

import sys

import typer

from frontdesk.cli.agents import agents
from frontdesk.cli.assistant import parse, rasa, replay, train
from frontdesk.cli.check import check
from frontdesk.cli.report import report
from frontdesk.cli.serve import run
from frontdesk.errors import CommandFailed
from frontdesk.settings import InvalidSetting

PASS_THROUGH = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}

commands = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
for command in (run, train, parse, replay, report):
    commands.command()(command)
commands.command(context_settings=PASS_THROUGH)(rasa)
commands.add_typer(check, name="check")
commands.add_typer(agents, name="agents")


def app() -> None:
    """The entry point: what goes wrong is told in one clear sentence, with exit code 1."""
    try:
        commands()
    except (CommandFailed, InvalidSetting) as error:
        print(f"helpline: {error}", file=sys.stderr)
        sys.exit(1)


@commands.callback()
def helpline() -> None:
    """A front line of customer service that listens first and hands over to a human with a summary."""
