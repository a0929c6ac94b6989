"""`helpline check`: what trainers edit, read and played."""

import asyncio
import sys
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer

from frontdesk.cli.files import read_files
from frontdesk.cli.output import print_lines, say, show
from frontdesk.cli.training import ensure_model
from frontdesk.errors import CommandFailed
from frontdesk.settings import ROOT, load_settings

check = typer.Typer(help="Check what trainers edit.")


@check.callback(invoke_without_command=True)
def check_all(context: typer.Context) -> None:
    """Check what trainers edit: without a name data, stories and tone, one after the other."""
    if context.invoked_subcommand is not None:
        return
    failed = []
    for name, check_one in {"data": _check_data, "stories": _check_stories, "tone": _check_tone}.items():
        say(f"Checking {name} …")
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
    ensure_model(load_settings())
    say(f"Playing {len(scripts)} conversations; Rasa takes a while to load …")
    began = monotonic()
    played = asyncio.run(rehearse(scripts, lambda one: print_lines(report(one)), show))
    if transcripts is not None:
        for path in write_transcripts(played, transcripts, tidy=not files):
            say(f"Written: {path}")
    score = score_of(played)
    print(score)
    say(f"{monotonic() - began:.0f} s.")
    raise typer.Exit(int(bool(score.failed) or not score.transfers_well))


def _check_data() -> int:
    """The exit code of `helpline check data`. Raises CommandFailed."""
    from frontdesk.running.model import check_files
    from frontdesk.running.rasa_command import call, listen, module_command, rasa_command, rasa_environ
    from frontdesk.running.rasa_findings import findings

    settings = load_settings()
    environ = rasa_environ(settings)
    check_files(settings)
    read_files(settings)
    examples = call(module_command("assistant.check"), environ)
    say("Comparing domain, rules and stories …")
    code, written = listen(rasa_command("data", "validate", "--fail-on-warnings"), environ)
    found = list(findings(written))
    print_lines(f"Error: {told}" for told in found)
    if code and not found:
        print(written)
    elif not code:
        print("Domain, rules and stories fit together.")
    return int(bool(examples or code))


def _check_stories() -> int:
    """The exit code of `helpline check stories`. Raises CommandFailed."""
    from frontdesk.running.model import model_path
    from frontdesk.running.rasa_command import call, rasa_command, rasa_environ

    settings = load_settings()
    ensure_model(settings)
    arguments = ["--model", str(model_path()), "--stories", "tests/stories", "--fail-on-prediction-errors"]
    out = ["--out", str(settings.data_dir / "story-results")]
    return call(rasa_command("test", "core", *arguments, *out), rasa_environ(settings))


def _check_tone() -> int:
    """The exit code of `helpline check tone`."""
    from frontdesk.tone.check import check_tone, report

    wordings, findings = check_tone(ROOT)
    print(report(wordings, findings))
    return int(any(finding.is_error for finding in findings))
