"""`helpline run`: prepare what is missing, and serve."""

import asyncio
import os
from enum import StrEnum
from typing import Annotated

import typer

from frontdesk.cli.files import read_files
from frontdesk.cli.output import say, show
from frontdesk.cli.training import ensure_model
from frontdesk.settings import Settings, load_settings


class ProcessName(StrEnum):
    """The processes of Helpline."""

    ACTIONS = "actions"
    RASA = "rasa"
    FRONTDESK = "frontdesk"


def run(
    names: Annotated[
        list[ProcessName] | None, typer.Argument(help="Only these processes.", show_default="all of them")
    ] = None,
    demo: Annotated[
        bool | None,
        typer.Option("--demo/--no-demo", help="With the demo shop.", show_default="HELPLINE_DEMO"),
    ] = None,
) -> None:
    """Serve: prepares what is missing, starts every process and says where everything is."""
    from frontdesk.running.processes import check_ports, programs
    from frontdesk.running.serving import serve

    if demo is not None:
        os.environ["HELPLINE_DEMO"] = "1" if demo else "0"
    settings = load_settings()
    wanted = [p for p in programs(settings) if not names or p.name in names]
    check_ports(wanted)
    read_files(settings)
    if any(program.name == ProcessName.RASA for program in wanted):
        ensure_model(settings)
    _prepare_database(settings)
    say("Starting; Rasa takes a while to load …")
    asyncio.run(serve(wanted, settings, show=show, announce=_announce, say=say))
    say("Helpline has ended.")


def _prepare_database(settings: Settings) -> None:
    from frontdesk.running.demo import prepare_demo
    from frontdesk.store import Store

    say("Preparing the database and the demo shop …" if settings.demo else "Preparing the database …")
    store = Store(settings.database_url)
    store.migrate()
    if settings.demo:
        prepare_demo(settings, store)
    store.close()


def _announce(settings: Settings, seconds: float) -> None:
    from frontdesk.running.demo import AGENTS, PASSWORD

    url = settings.public_url
    lines = [f"\nHelpline is ready ({seconds:.0f} s).\n"]
    if settings.demo:
        lines.append(f"  Shop with the widget   {url}/")
    lines.append(f"  Desk for agents        {url}/desk/")
    lines.append(f"  API                    {url}/docs")
    if settings.demo:
        lines.append(f"  Mailbox of the demo    {url}/demo/mail\n")
        lines.append(f"  Sign in at the desk with password {PASSWORD} as")
        lines += [f"    {email}  ({name}, {role})" for email, name, role in AGENTS]
    print("\n".join([*lines, "\nCtrl-C ends it."]), flush=True)
