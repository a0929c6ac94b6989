"""Plots of the held-out authors, as SVG that is the same in every run with the same answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.metrics import average_precision_score, confusion_matrix, precision_recall_curve

_BLUE, _GREY = "#1f5fa8", "#767676"
_STYLE = {
    "svg.hashsalt": "helpline",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
}


def confusions(path: Path, intents: Sequence[str], found: Sequence[str]) -> None:
    """Which intents were taken for which: a row each for what was meant, a column each for what was understood."""
    names = sorted({*intents, *found})
    counts = confusion_matrix(intents, found, labels=names)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    with _axes(path, (9.5, 9)) as axes:
        axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
        for row, column in zip(*np.nonzero(counts), strict=True):
            colour = "white" if shares[row, column] > 0.5 else "black"
            axes.text(column, row, counts[row, column], ha="center", va="center", color=colour, fontsize=7)
        axes.set_xticks(range(len(names)), names, rotation=90)
        axes.set_yticks(range(len(names)), names)
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        axes.set(xlabel="understood", ylabel="meant", title="Messages of the held-out authors, by intent")


def reliability(path: Path, means: np.ndarray, shares: np.ndarray, counts: np.ndarray) -> None:
    """Whether confidences mean what they say: a point for each bin of `measures.calibration`."""
    with _axes(path, (5, 5)) as axes:
        axes.plot([0, 1], [0, 1], color=_GREY, linewidth=0.8)
        axes.plot(means, shares, color=_BLUE, marker="o", clip_on=False)
        for mean, share, count in zip(means, shares, counts, strict=True):
            axes.annotate(str(count), (mean, share), (7, -3), textcoords="offset points", color=_GREY, va="top")
        axes.set(xlim=(0, 1), ylim=(0, 1), aspect="equal", xlabel="confidence", ylabel="share of right intents")
        axes.set_title("Confidence and truth (numbers: messages)")


def precision_recall(path: Path, frustrated: np.ndarray, scores: dict[str, Sequence[float]]) -> None:
    """How many of the messages called frustrated are so, against how many of those that are so are found."""
    with _axes(path, (5.5, 4.5)) as axes:
        for (system, values), colour in zip(scores.items(), (_BLUE, _GREY), strict=True):
            precision, recall, _ = precision_recall_curve(frustrated, values)
            mean = average_precision_score(frustrated, values)
            label = f"{system} (average precision {mean:.2f})"
            axes.plot(recall, precision, color=colour, drawstyle="steps-post", label=label)
        axes.set(xlim=(0, 1), ylim=(0, 1.02), xlabel="recall", ylabel="precision")
        axes.set_title("At least frustrated, held-out authors")
        axes.legend(frameon=False, loc="lower left")


@contextmanager
def _axes(path: Path, inches: tuple[float, float]) -> Iterator[Axes]:
    with matplotlib.rc_context(_STYLE):
        figure = Figure(figsize=inches)
        yield figure.add_subplot()
        figure.savefig(path, bbox_inches="tight", metadata={"Date": None})
