"""The `helpline` command."""

import asyncio
import getpass
import json
import os
import secrets
import sys
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer

from frontdesk.errors import CommandFailed
from frontdesk.settings import ROOT, InvalidSetting, Settings, load_settings

# Everything else is imported by the command that needs it, so that `helpline --help` answers at once.

commands = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
check = typer.Typer(help="Check what trainers edit.")
agents = typer.Typer(no_args_is_help=True, help="Accounts of the people at the desk.")
commands.add_typer(check, name="check")
commands.add_typer(agents, name="agents")

PASS_THROUGH = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}


class ProcessName(StrEnum):
    """The processes of Helpline."""

    ACTIONS = "actions"
    RASA = "rasa"
    FRONTDESK = "frontdesk"


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


@commands.command()
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
    from frontdesk.conversation import listening
    from frontdesk.running.processes import check_ports, programs
    from frontdesk.running.serving import serve
    from frontdesk.staff import canned, hours, teams
    from frontdesk.standards import standards

    if demo is not None:
        os.environ["HELPLINE_DEMO"] = "1" if demo else "0"
    settings = load_settings()
    wanted = [p for p in programs(settings) if not names or p.name in names]
    check_ports(wanted)
    listening.read()
    hours.read(settings.hours_file)
    standards.read(settings.standards_file)
    canned.read_all()
    teams.read()
    if any(program.name == ProcessName.RASA for program in wanted):
        _ensure_model(settings)
    _prepare_database(settings)
    _say("Starting; Rasa takes a while to load …")
    asyncio.run(serve(wanted, settings, show=_show, announce=_announce, say=_say))
    _say("Helpline has ended.")


@commands.command()
def train(
    force: Annotated[bool, typer.Option("--force", help="Train everything, also if nothing changed.")] = False,
) -> None:
    """Train the assistant on data/, if something changed since the last time."""
    from frontdesk.running.model import model_path

    _ensure_model(load_settings(), afresh=force)
    print(model_path())


@commands.command()
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
    _ensure_model(settings)
    become(module_command("assistant.parse", "--model", str(model_path())), rasa_environ(settings))


@commands.command()
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
        _ensure_model(load_settings())
        work = replay_on_trial(dialogues, _print_json, _show, patience=patience, parallel=parallel)
    else:
        account = _account(agent)
        work = replay_against(url, account, dialogues, _print_json, patience=patience, parallel=parallel)
    asyncio.run(work)


@commands.command(context_settings=PASS_THROUGH)
def rasa(context: typer.Context) -> None:
    """Rasa's own command in its own environment, such as `helpline rasa shell nlu`."""
    from frontdesk.running.rasa_command import become, rasa_command, rasa_environ

    become(rasa_command(*context.args), rasa_environ(load_settings()))


@check.callback(invoke_without_command=True)
def check_all(context: typer.Context) -> None:
    """Check what trainers edit: without a name data, stories and tone, one after the other."""
    if context.invoked_subcommand is not None:
        return
    failed = []
    for name, check_one in {"data": _check_data, "stories": _check_stories, "tone": _check_tone}.items():
        _say(f"Checking {name} …")
        try:
            code = check_one()
        except CommandFailed as error:
            print(f"helpline: {error}", file=sys.stderr)
            code = 1
        if code:
            failed.append(name)
    if failed:
        raise CommandFailed(f"to be mended: {', '.join(failed)}.")
    print("Data, stories and tone are clean.")


@check.command("data")
def check_data(
    as_json: Annotated[
        bool, typer.Option("--json", help="Only the review of the examples, as one JSON object.")
    ] = False,
) -> None:
    """Look for errors in data files, and contradictions and gaps in examples, domain, rules and stories."""
    from frontdesk.running.rasa_command import become, module_command, rasa_environ

    if as_json:
        become(module_command("assistant.check", "--json"), rasa_environ(load_settings()))
    raise typer.Exit(_check_data())


@check.command("stories")
def check_stories() -> None:
    """Play the stories of tests/stories, and tell where the assistant does something else."""
    raise typer.Exit(_check_stories())


@check.command("tone")
def check_tone() -> None:
    """Read every text that customers can see: length, ease, jargon, blame, clichés, repetitions, missing languages."""
    raise typer.Exit(_check_tone())


@check.command("conversations")
def check_conversations(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders.", show_default="tests/conversations")
    ] = None,
    transcripts: Annotated[
        Path | None,
        typer.Option(help="Write those with `transcript: true` as Markdown into this folder.", file_okay=False),
    ] = None,
) -> None:
    """Play written conversations with the whole assistant and the demo shop, and tell where it does something else."""
    from frontdesk.rehearsal.reading import read_scripts
    from frontdesk.rehearsal.run import rehearse
    from frontdesk.rehearsal.score import report, score_of
    from frontdesk.rehearsal.transcripts import write_transcripts

    scripts = read_scripts(files or [])
    _ensure_model(load_settings())
    _say(f"Playing {len(scripts)} conversations; Rasa takes a while to load …")
    began = monotonic()
    played = asyncio.run(rehearse(scripts, lambda one: _print_lines(report(one)), _show))
    if transcripts is not None:
        for path in write_transcripts(played, transcripts, tidy=not files):
            _say(f"Written: {path}")
    score = score_of(played)
    print(score)
    _say(f"{monotonic() - began:.0f} s.")
    raise typer.Exit(int(bool(score.failed) or not score.transfers_well))


@commands.command()
def report(
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="The first day.", show_default="30 days up to the last one"),
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="The last day.", show_default="today")
    ] = None,
    table: Annotated[
        str | None, typer.Option("--csv", help="Only this table, as CSV; see --tables for their names.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="All of it as one JSON object.")] = False,
    tables: Annotated[bool, typer.Option("--tables", help="Only the names of the tables.")] = False,
) -> None:
    """How the standards were kept, and what there is to learn: causes, feelings, offers, satisfaction."""
    from frontdesk.clock import now
    from frontdesk.standards import report_tables, reports
    from frontdesk.store import Store

    if tables or (table is not None and table not in report_tables.TABLES):
        names = ", ".join(report_tables.TABLES)
        if not tables:
            raise CommandFailed(f"there is no table {table!r}; there are {names}.")
        print(names)
        return
    at = now()
    try:
        days = reports.period(first.date() if first else None, last.date() if last else None, at)
    except (reports.InvalidPeriod, OverflowError):
        raise CommandFailed("the days should be in order, and a year of them at most.") from None
    store = Store(load_settings().database_url)
    store.migrate()
    with store.reading() as session:
        made = reports.make(session, days, at)
    store.close()
    if as_json:
        _print_json(made)
    elif table is not None:
        print(report_tables.as_csv(made, table), end="")
    else:
        report_tables.show(made)


@agents.command("add")
def add_agent(
    email: Annotated[str, typer.Argument(help="Address to sign in with.")],
    name: Annotated[str, typer.Option(help="What customers and colleagues see.")],
    role: Annotated[str, typer.Option(help="agent, lead, trainer or admin.")] = "agent",
) -> None:
    """Make an account; the password is asked for, or made when nothing is typed."""
    from frontdesk.staff.agents import InvalidAgent
    from frontdesk.staff.agents import add_agent as add
    from frontdesk.store import Store

    store = Store(load_settings().database_url)
    store.migrate()
    typed = getpass.getpass("Password (Enter: make one): ") if sys.stdin.isatty() else ""
    password = typed or secrets.token_urlsafe(12)
    try:
        with store.writing() as session:
            agent = add(session, email, name, role, password)
    except InvalidAgent as error:
        raise CommandFailed(f"{error}.") from None
    print(f"{agent.name} ({agent.role}) can sign in as {agent.email}.")
    if not typed:
        print(f"Password: {password}")


@agents.command("list")
def list_agents() -> None:
    """Show who there is, and how much and what is offered to them."""
    from frontdesk.staff.agents import everybody
    from frontdesk.store import Store

    store = Store(load_settings().database_url)
    store.migrate()
    with store.reading() as session:
        for row in everybody(session):
            state = "available" if row.available else "away"
            print(
                f"{row.email}  {row.name}, {row.role}, {state}; up to {row.capacity} at a time; "
                f"languages {row.languages or 'none'}; skills {row.skills or 'all'}"
            )


@agents.command("set")
def set_agent(
    email: Annotated[str, typer.Argument(help="Whose account.")],
    capacity: Annotated[int | None, typer.Option(help="How many conversations at a time are offered.")] = None,
    languages: Annotated[str | None, typer.Option(help="Codes, such as `en,de`.")] = None,
    skills: Annotated[str | None, typer.Option(help="Of data/service/queue.yml; empty is all of them.")] = None,
) -> None:
    """Say how much and what is offered to an agent; what is not named stays."""
    from frontdesk.staff.agents import InvalidAgent, set_work
    from frontdesk.store import Store

    def words(text: str | None) -> list[str] | None:
        return None if text is None else text.replace(",", " ").split()

    store = Store(load_settings().database_url)
    store.migrate()
    try:
        with store.writing() as session:
            row = set_work(session, email, capacity=capacity, languages=words(languages), skills=words(skills))
            print(
                f"{row.name}: up to {row.capacity} at a time; languages {row.languages or 'none'}; "
                f"skills {row.skills or 'all'}."
            )
    except InvalidAgent as error:
        raise CommandFailed(f"{error}.") from None


def _check_data() -> int:
    """The exit code of `helpline check data`. Raises CommandFailed."""
    from frontdesk.conversation import listening
    from frontdesk.running.model import check_files
    from frontdesk.running.rasa_command import call, module_command, rasa_command, rasa_environ
    from frontdesk.staff import canned, hours, teams
    from frontdesk.standards import standards

    settings = load_settings()
    environ = rasa_environ(settings)
    check_files(settings)
    listening.read()
    hours.read(settings.hours_file)
    standards.read(settings.standards_file)
    canned.read_all()
    teams.read()
    codes = [
        call(module_command("assistant.check"), environ),
        call(rasa_command("data", "validate", "--fail-on-warnings"), environ),
    ]
    return int(any(codes))


def _check_stories() -> int:
    """The exit code of `helpline check stories`. Raises CommandFailed."""
    from frontdesk.running.model import model_path
    from frontdesk.running.rasa_command import call, rasa_command, rasa_environ

    settings = load_settings()
    _ensure_model(settings)
    arguments = ["--model", str(model_path()), "--stories", "tests/stories", "--fail-on-prediction-errors"]
    out = ["--out", str(settings.data_dir / "story-results")]
    return call(rasa_command("test", "core", *arguments, *out), rasa_environ(settings))


def _check_tone() -> int:
    """The exit code of `helpline check tone`."""
    from frontdesk.tone.check import check_tone, report

    wordings, findings = check_tone(ROOT)
    print(report(wordings, findings))
    return int(any(finding.is_error for finding in findings))


def _ensure_model(settings: Settings, *, afresh: bool = False) -> None:
    """Train if a file changed since the model was made, or `afresh` in any case."""
    from frontdesk.running import model

    if model.model_path().exists() and not afresh:
        return
    _say("Training the assistant on data/ …")
    began = monotonic()
    asyncio.run(model.train(settings, lambda step: _say(f"  {step}"), afresh=afresh))
    _say(f"Trained in {monotonic() - began:.0f} s.")


def _prepare_database(settings: Settings) -> None:
    from frontdesk.running.demo import prepare_demo
    from frontdesk.store import Store

    _say("Preparing the database and the demo shop …" if settings.demo else "Preparing the database …")
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


def _account(agent: str | None) -> tuple[str, str]:
    """E-mail and password of the agent who reads the summaries; the demo's if none is named."""
    from frontdesk.running.demo import AGENTS, PASSWORD

    if agent is None:
        return AGENTS[0][0], PASSWORD
    return agent, os.environ.get("HELPLINE_AGENT_PASSWORD") or getpass.getpass(f"Password of {agent}: ")


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)


def _show(name: str, line: str) -> None:
    print(f"{name:>9} | {line}", file=sys.stderr, flush=True)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
