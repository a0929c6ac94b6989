"""`helpline report`: how service was."""

from datetime import datetime
from typing import Annotated

import typer

from frontdesk.cli.output import print_json
from frontdesk.errors import CommandFailed
from frontdesk.settings import load_settings


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
    from frontdesk.standards import periods, report_tables, reports
    from frontdesk.store import Store

    if tables or (table is not None and table not in report_tables.TABLES):
        names = ", ".join(report_tables.TABLES)
        if not tables:
            raise CommandFailed(f"there is no table {table!r}; there are {names}.")
        print(names)
        return
    at = now()
    try:
        days = periods.named(first.date() if first else None, last.date() if last else None, at)
    except (periods.InvalidPeriod, OverflowError):
        raise CommandFailed("the days should be in order, and a year of them at most.") from None
    store = Store(load_settings().database_url)
    store.migrate()
    with store.reading() as session:
        made = reports.make(session, days, at)
    store.close()
    if as_json:
        print_json(made)
    elif table is not None:
        print(report_tables.as_csv(made, table), end="")
    else:
        report_tables.show(made)
