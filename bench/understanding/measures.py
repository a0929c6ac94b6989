"""Figures from answers: shares from 0 to 1, scikit-learn's metrics wherever it has them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.calibration import calibration_curve
from sklearn.metrics import accuracy_score, roc_auc_score

from assistant.levels import LEVELS
from bench.understanding.sets import OUT_OF_SCOPE
from bench.understanding.shipped import Answer
from bench.understanding.systems import Trial

BINS = 10
"""Bins of confidence, of equal width."""


def trial_accuracy(trial: Trial) -> float:
    """Share of the test messages with an intent that got the right one."""
    labels = np.array(trial.labels)
    inside = labels != OUT_OF_SCOPE
    found = np.array(trial.classes)[trial.scores[inside].argmax(axis=1)]
    return float(accuracy_score(labels[inside], found))


def out_of_scope_auroc(trial: Trial) -> float:
    """How well the highest score tells messages with an intent from those without: area under the ROC curve."""
    inside = np.array(trial.labels) != OUT_OF_SCOPE
    return float(roc_auc_score(inside, trial.scores.max(axis=1)))


def accepted(answers: Sequence[Answer], accept: Sequence[frozenset[str]]) -> float:
    """Share of the messages whose intent is one of those that count as right."""
    return float(np.mean([answer.intent in right for answer, right in zip(answers, accept, strict=True)]))


def top(answers: Sequence[Answer], intents: Sequence[str], count: int) -> float:
    """Share of the messages whose right intent is among the `count` most likely."""
    return float(
        np.mean(
            [
                intent in [name for name, _ in answer.ranking[:count]]
                for answer, intent in zip(answers, intents, strict=True)
            ]
        )
    )


def calibration(confidences: Sequence[float], right: Sequence[bool]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each bin that has messages: mean confidence, share of right ones, number of messages."""
    shares, means = calibration_curve(right, confidences, n_bins=BINS)
    bins = np.searchsorted(np.linspace(0, 1, BINS + 1)[1:-1], confidences)
    counts = np.bincount(bins, minlength=BINS)
    return means, shares, counts[counts > 0]


def expected_calibration_error(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Mean distance between confidence and share of right ones over the bins, weighted by their messages."""
    means, shares, counts = calibration(confidences, right)
    return float(np.average(np.abs(means - shares), weights=counts))


def at_least(feelings: Sequence[str], level: str) -> np.ndarray:
    """Which messages have that level of feeling or a stronger one."""
    return _ranks(feelings) >= LEVELS.index(level)


def within_one_level(found: Sequence[str], feelings: Sequence[str]) -> float:
    """Share of the messages whose level is right or next to the right one."""
    return float(np.mean(np.abs(_ranks(found) - _ranks(feelings)) <= 1))


def _ranks(levels: Sequence[str]) -> np.ndarray:
    return np.array([LEVELS.index(level) for level in levels])
