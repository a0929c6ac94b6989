"""Played conversations as Markdown, for a coach to read. A file changes only when the dialogue does."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from babel.dates import format_timedelta

from actions.knowledge import ANSWER_WITHIN_DAYS, working_day
from frontdesk.backoffice.demo import demo_customers
from frontdesk.desk.promises import DESK
from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.rehearsal.notes import card_lines, notes_on
from frontdesk.rehearsal.outcome import Outcome, titles_of
from frontdesk.rehearsal.played import Played
from frontdesk.rehearsal.script import Script, ScriptedTurn
from frontdesk.rehearsal.timeless import STORY_DAY, timeless
from frontdesk.wording import texts
from frontdesk.yaml_lines import shown


def write_transcripts(played: Sequence[Played], folder: Path, *, tidy: bool) -> list[Path]:
    """Write those that are kept as examples.

    With `tidy`, where all are played, a list of them is written, and earlier ones that are not among them are removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = [one for one in played if one.script.transcript]
    files = {folder / _file_of(one): transcript_of(one) for one in kept}
    if tidy:
        files[folder / "README.md"] = index_of(kept)
    for path, text in files.items():
        path.write_text(text, "utf-8")
    for path in set(folder.glob("*.md")) - set(files):
        if tidy and path.read_text("utf-8").startswith(_marker()):
            path.unlink()
    return sorted(files)


def transcript_of(played: Played) -> str:
    """A conversation from its title to its end."""
    script = played.script
    name = _first_name(script)
    blocks = [_marker(), f"# {script.name[:1].upper()}{script.name[1:]}", " ".join(_introduction(script))]
    days = 0
    for turn, outcome in zip((None, *script.turns), played.outcomes, strict=False):
        days += turn.passes.days if turn else 0
        lines = (*_stage_direction(turn), *_lines(outcome, name))
        counted = _working_days(outcome, played.day, days)
        blocks += (timeless(line, played.day, days, counted) for line in lines)
    return "\n\n".join(blocks) + "\n"


def index_of(played: Sequence[Played]) -> str:
    """The list of the conversations that are kept: how they are made, who it is, how it ends, and what each shows."""
    rows = [[texts.text(f"coach.index.{column}") for column in ("conversation", "customer", "end", "rows")]]
    rows.append(["---"] * len(rows[0]))
    for one in played:
        script = one.script
        customer = _customer(script)
        rows.append(
            [
                f"[{script.name[:1].upper()}{script.name[1:]}]({_file_of(one)})",
                customer["name"] if customer else texts.text("coach.index.stranger"),
                texts.text(f"coach.index.owner.{one.outcomes[-1].owner}"),
                ", ".join(script.rows),
            ]
        )
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    made = [texts.text(f"coach.index.{part}") for part in ("made", "read")]
    return "\n\n".join([_marker(), f"# {texts.text('coach.index.title')}", *made, table]) + "\n"


def _working_days(outcome: Outcome, today: date, days: int) -> dict[date, date]:
    """The day for which an answer was promised, which is counted in working days, as the story counts it."""
    if not any(given["by"] == DESK for given in outcome.statuses(StatusType.PROMISE_MADE)):
        return {}
    begins = STORY_DAY + timedelta(days=days)
    return {working_day(today, ANSWER_WITHIN_DAYS): working_day(begins, ANSWER_WITHIN_DAYS)}


def _marker() -> str:
    return f"<!-- {texts.text('coach.notice')} -->"


def _introduction(script: Script) -> Iterator[str]:
    yield script.about
    if customer := _customer(script):
        yield texts.text("coach.customer.known", name=customer["name"], about=customer["about"])
    else:
        yield texts.text("coach.customer.stranger")
    if script.rows:
        yield texts.text("coach.rows", rows=", ".join(script.rows))
    yield texts.text("coach.source", path=shown(script.path))


def _stage_direction(turn: ScriptedTurn | None) -> Iterator[str]:
    if turn is None:
        return
    if turn.wait is not None:
        yield f"*{texts.text('coach.time_passes', time=_span(turn.wait))}*"
    if turn.come_back is not None:
        yield f"*{texts.text('coach.comes_back', time=_span(turn.come_back))}*"
    if turn.shop is not None:
        yield f"*{texts.text(f'coach.shop.{turn.shop}')}*"
    if texts.has_text(f"coach.happens.{turn.kind}"):
        yield f"*{texts.text(f'coach.happens.{turn.kind}', number=getattr(turn, turn.kind))}*"


def _lines(outcome: Outcome, name: str) -> Iterator[str]:
    """What was said in a turn, with what happened in between in one quiet line."""
    quiet: list[str] = []
    for event in outcome.events:
        if event.kind != Kind.MESSAGE:
            quiet += [note for note in notes_on(event) if note not in quiet]
            continue
        if event.author != Author.CUSTOMER and quiet:
            yield _quietly(quiet)
            quiet = []
        yield _said_by_customer(event, name) if event.author == Author.CUSTOMER else _said(event)
    if quiet:
        yield _quietly(quiet)
    for mail in outcome.mails:
        yield f"*{_plain(texts.text('coach.mail', subject=mail.splitlines()[0]))}*"
    if outcome.handed_over and outcome.card:
        title, *rest = [f"**{texts.text('coach.card_title')}**", *map(_plain, card_lines(outcome.card))]
        yield "\n>\n".join(f"> {line}" for line in (title, *rest))


def _said_by_customer(event: Event, name: str) -> str:
    if "payload" in event.data:
        return f"**{name}** {texts.text('coach.presses', title=event.text or '')}"
    return f"**{name}:** {_plain(event.text or '')}"


def _said(event: Event) -> str:
    by = event.data.get("agent", {}).get("name") or texts.text(f"label.author.{event.author}")
    buttons = " ".join(f"`{title}`" for title in titles_of(event))
    return f"**{by}:** {_plain(event.text or '')}" + (f"\n\n{buttons}" if buttons else "")


def _quietly(notes: list[str]) -> str:
    return f"*{_plain(' · '.join(notes))}*"


def _plain(text: str) -> str:
    """What people wrote, with nothing in it that Markdown would take for its own."""
    return re.sub(r"([\\*_`<>#\[\]])", r"\\\1", " ".join(text.split()))


def _customer(script: Script) -> dict[str, str] | None:
    return next((customer for customer in demo_customers() if customer["id"] == script.customer), None)


def _first_name(script: Script) -> str:
    customer = _customer(script)
    return customer["name"].split()[0] if customer else texts.text("label.author.customer")


def _span(time: timedelta) -> str:
    """26 hours, and not a day; 1 day, and not 24 hours."""
    return str(format_timedelta(time, threshold=1.2 if time.seconds else 1, locale=texts.DEFAULT_LANGUAGE))


def _file_of(played: Played) -> str:
    return f"{_slug(played.script.name)}.md"


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
