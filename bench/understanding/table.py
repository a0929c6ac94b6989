"""The figures side by side, with the goals that we set ourselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby
from typing import Any

from rich.table import Table

HELPLINE, NGRAMS, STOCK, VADER = "Helpline", "n-grams", "stock Rasa", "VADER"
COLUMNS = (HELPLINE, NGRAMS, STOCK, VADER)
"""The systems, as they are named in the table and in the JSON."""


@dataclass(frozen=True)
class Goal:
    """What Helpline's figure is to reach: at least `limit`, or at most when less is better."""

    limit: float
    less_is_better: bool = False

    def is_reached(self, figure: float) -> bool:
        """Whether a figure is good enough."""
        return figure <= self.limit if self.less_is_better else figure >= self.limit


class Verdict(Enum):
    """How Helpline's figure stands to its goal."""

    REACHED = "reached"
    MISSED = "MISSED"
    UNKNOWN = "not measured"


@dataclass(frozen=True)
class Row:
    """One measure of one set; `unit` is empty for shares. A system that was not measured has no figure."""

    set: str
    measure: str
    figures: dict[str, float] = field(default_factory=dict)
    unit: str = ""

    @property
    def goal(self) -> Goal | None:
        """Our goal for this row, if we set one."""
        return GOALS.get((self.set, self.measure))

    @property
    def verdict(self) -> Verdict | None:
        """Whether the goal is reached; None without a goal."""
        if self.goal is None:
            return None
        if HELPLINE not in self.figures:
            return Verdict.UNKNOWN
        return Verdict.REACHED if self.goal.is_reached(self.figures[HELPLINE]) else Verdict.MISSED


GOALS = {
    ("clinc150", "accuracy"): Goal(0.93),
    ("clinc150", "out of scope, AUROC"): Goal(0.965),
    ("banking77", "accuracy"): Goal(0.875),
    ("bitext", "request type right"): Goal(0.97),
    ("goemotions", "frustrated, AUC"): Goal(0.85),
    ("held-out authors", "calibration error"): Goal(0.04, less_is_better=True),
    ("whole model", "training"): Goal(60, less_is_better=True),
    ("whole model", "message, median"): Goal(8, less_is_better=True),
    ("whole model", "4,000 characters, median"): Goal(50, less_is_better=True),
}
"""By set and measure."""

_STYLED = {
    None: "",
    Verdict.REACHED: f"[green]{Verdict.REACHED.value}[/green]",
    Verdict.MISSED: f"[bold red]{Verdict.MISSED.value}[/bold red]",
    Verdict.UNKNOWN: Verdict.UNKNOWN.value,
}


def table(rows: Sequence[Row]) -> Table:
    """The table for a terminal."""
    shown = Table(box=None, pad_edge=False, header_style="bold")
    shown.add_column("")
    for name in (*COLUMNS, "goal"):
        shown.add_column(name, justify="right")
    shown.add_column("")
    for name, of_set in groupby(rows, key=lambda row: row.set):
        shown.add_row(f"[bold]{name}[/bold]")
        for row in of_set:
            figures = [_written(row.figures.get(column), row.unit) for column in COLUMNS]
            shown.add_row(f"  {row.measure}", *figures, _written_goal(row), _STYLED[row.verdict])
        shown.add_row()
    return shown


def as_json(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The same for a program."""
    return [
        {
            "set": row.set,
            "measure": row.measure,
            "unit": row.unit or "share",
            "figures": row.figures,
            "goal": row.goal and {"at most" if row.goal.less_is_better else "at least": row.goal.limit},
            "verdict": row.verdict and row.verdict.value.lower(),
        }
        for row in rows
    ]


def _written(figure: float | None, unit: str) -> str:
    if figure is None:
        return ""
    return f"{figure:.1f} {unit}" if unit else f"{figure:.3f}"


def _written_goal(row: Row) -> str:
    if row.goal is None:
        return ""
    limit = f"{row.goal.limit:g} {row.unit}".strip()
    return f"{'≤' if row.goal.less_is_better else '≥'} {limit}"
