"""Reports as tables: for CSV, and for the terminal."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

from frontdesk.standards.report_rows import Report

Row = Sequence[object]
FORMULA = re.compile(r"[\s\ufeff\u200b]*[=+\-@＝＋－＠]|[\t\r\n]")
"""How a cell begins that a spreadsheet may take for a formula."""
MOST_LINES = 20
GROUPS = ("team", "agent", "request_type", "hour")


def _standards(report: Report) -> Iterator[Row]:
    yield "standard", "by", "group", "met", "total", "share", "goal"
    for standard in report["standards"]:
        for by, group, row in _counts(standard):
            yield standard["label"], by, group, row["met"], row["total"], _round(row["share"]), standard["goal"]


def _counts(standard: Report) -> Iterator[tuple[str, str, Report]]:
    yield "all", "", standard
    for day in standard["over_time"]:
        yield "day", day["day"], day
    for by in GROUPS:
        for row in standard[f"by_{by}"]:
            yield by, row["label"], row


def _causes(report: Report) -> Iterator[Row]:
    labels = {row["value"]: row["label"] for row in report["causes"]["counts"]}
    yield "week", *labels.values()
    for week in report["causes"]["over_time"]:
        yield week["week"], *(week[value] for value in labels)
    yield "all", *(row["count"] for row in report["causes"]["counts"])


def _resolutions(report: Report) -> Iterator[Row]:
    yield "resolution", "count"
    for row in report["resolutions"]:
        yield row["label"], row["count"]


def _feelings(report: Report) -> Iterator[Row]:
    yield "feeling", "start", "end"
    for level, count in report["feelings"]["start"].items():
        yield level, count, report["feelings"]["end"][level]


def _offers(report: Report) -> Iterator[Row]:
    yield "offer", "made", "accepted", "declined", "carried_out", "failed"
    for row in report["offers"]:
        yield row["label"], row["made"], row["accepted"], row["declined"], row["carried_out"], row["failed"]


def _not_understood(report: Report) -> Iterator[Row]:
    yield "at", "conversation", "words"
    for row in report["not_understood"]["said"]:
        yield row["at"], row["conversation_id"], row["words"]


def _satisfaction(report: Report) -> Iterator[Row]:
    yield "by", "group", "count", "average"
    told = report["satisfaction"]
    yield "all", "", told["count"], _round(told["average"])
    for row in told["scores"]:
        yield "score", row["score"], row["count"], row["score"]
    for by in ("request_type", "cause"):
        for row in told[f"by_{by}"]:
            yield by, row["label"], row["count"], _round(row["average"])


def _words(report: Report) -> Iterator[Row]:
    yield "at", "conversation", "score", "words"
    for row in report["satisfaction"]["words"]:
        yield row["at"], row["conversation_id"], row["score"], row["words"]


TABLES: dict[str, Callable[[Report], Iterator[Row]]] = {
    "standards": _standards,
    "causes": _causes,
    "resolutions": _resolutions,
    "feelings": _feelings,
    "offers": _offers,
    "not_understood": _not_understood,
    "satisfaction": _satisfaction,
    "words": _words,
}
"""Each table of a report, its first row the names of the columns."""


def as_csv(report: Report, table: str) -> str:
    """One table as CSV; what customers wrote stays text, also in a spreadsheet. Raises KeyError."""
    written = io.StringIO()
    csv.writer(written).writerows([_cell(value) for value in row] for row in TABLES[table](report))
    return written.getvalue()


def show(report: Report) -> None:
    """All tables in the terminal; of the standards only the sums, the rest is for CSV and the page."""
    console = Console()
    opened, handed = report["conversations"], report["handoffs"]
    console.print(f"{report['from']} – {report['to']}: {opened} conversations, {handed} handoffs")
    for fault in report["faults"]:
        console.print(fault, style="red", markup=False)
    for name, rows in TABLES.items():
        columns, *lines = rows(report)
        if name == "standards":
            lines = [line for line in lines if line[1] == "all"]
        if not lines:
            continue
        table = Table(*map(str, columns), title=name.replace("_", " "), title_justify="left", box=SIMPLE)
        for line in lines[-MOST_LINES:]:
            table.add_row(*(Text("" if value is None else str(value)) for value in line))
        console.print(table)


def _cell(value: object) -> object:
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value


def _round(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
