"""`python -m bench.desk [--closed N] [--open N]`, from the root: prints one table.

The queue as the desk asks for it, beside a queue that makes a summary for each open conversation when it is asked, and
the report of a month from rollups, beside the one that counts every log anew; all on the same database, in one run.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from bench.desk.data import AGENT, AT, fill
from frontdesk.desk import promise_list, queue, summary
from frontdesk.desk.promise_list import State, Whose
from frontdesk.standards import reports, rollups
from frontdesk.standards.periods import Period
from frontdesk.store import Store
from frontdesk.tables import HandoffRow

AFTER = AT + timedelta(days=2)


def main() -> None:
    """Fill a database and ask it."""
    options = _parser().parse_args()
    with TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'desk.db'}")
        store.migrate()
        print(f"{options.closed} closed and {options.open} open conversations are made …", file=sys.stderr)
        fill(store, closed=options.closed, waiting=options.open)
        queue_before = _measure(store, _each_anew, options.times_before)
        report_before = _measure(store, _report, options.times_before)
        while rollups.keep_current(store, AFTER):
            pass
        rows = [
            ("queue, a summary for each", queue_before, queue_before),
            ("queue, first pages", _measure(store, _first_pages, options.times), queue_before),
            ("queue, last page", _measure(store, _last_page, options.times), queue_before),
            ("promises, first page", _measure(store, _promises, options.times), queue_before),
            ("report of a month, from the logs", report_before, report_before),
            ("report of a month, from rollups", _measure(store, _report, max(2, options.times // 10)), report_before),
        ]
        store.close()
    table = Table("what", "p50, ms", "p95, ms", "times as fast (p50)")
    for name, times, before in rows:
        cut = quantiles(times, n=20)
        table.add_row(name, f"{cut[9]:.1f}", f"{cut[18]:.1f}", f"{quantiles(before, n=20)[9] / cut[9]:.0f}")
    Console().print(f"{options.closed} closed, {options.open} open conversations, 20,000 a month; SQLite", table)


def _each_anew(session: Session) -> None:
    rows = session.scalars(sa.select(HandoffRow).where(HandoffRow.ended_at.is_(None)).order_by(HandoffRow.rank_at))
    for row in rows:
        summary.build(session, row.conversation_id)


def _first_pages(session: Session) -> None:
    for section in queue.SECTIONS:
        queue.page_of(session, section, AGENT, 1)


def _last_page(session: Session) -> None:
    queue.page_of(session, "waiting", AGENT, 10_000)


def _promises(session: Session) -> None:
    promise_list.page_of(session, AGENT, Whose.ALL, State.OPEN, 1)


def _report(session: Session) -> None:
    last = AT.date()
    reports.make(session, Period(last - timedelta(days=29), last, ZoneInfo("Europe/Berlin")), AFTER)


def _measure(store: Store, ask: Callable[[Session], None], times: int) -> list[float]:
    """How many milliseconds each of `times` calls takes, after one that warms up."""
    took = []
    for _ in range(times + 1):
        began = perf_counter()
        with store.reading() as session:
            ask(session)
        took.append(1000 * (perf_counter() - began))
    return took[1:]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.desk", description="Measure the desk on a full database.")
    parser.add_argument("--closed", type=int, default=100_000, metavar="N", help="closed conversations; else 100,000")
    parser.add_argument("--open", type=int, default=2_000, metavar="N", help="that wait; else 2,000")
    parser.add_argument("--times", type=int, default=100, metavar="N", help="calls of each kind; else 100")
    parser.add_argument("--times-before", type=int, default=3, metavar="N", help="of the slow kind; else 3")
    return parser


if __name__ == "__main__":
    main()
