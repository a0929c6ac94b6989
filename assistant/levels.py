"""From the chances of the four feelings to one score and its level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LEVELS = ("calm", "annoyed", "frustrated", "angry")
"""Levels of feeling, mildest first."""

LEVEL_STARTS = (0.0, 0.25, 0.5, 0.75)
"""The score from which each level begins."""

CALM_WEIGHT = 2.0
"""A calm message that is taken for an upset one counts as this many the other way round: most messages are calm, more
than in the training data, and soothing somebody who is not upset (E2) does more harm than missing a sigh."""


def _mean_level(chances: np.ndarray, classes: Sequence[str]) -> np.ndarray:
    """The expected level of each message, from 0 (surely calm) to 1 (surely angry)."""
    steps = np.array([LEVELS.index(name) for name in classes]) / (len(LEVELS) - 1)
    return chances @ steps


@dataclass(frozen=True)
class Scale:
    """Where the levels begin on the expected level, so that equal quarters of the score mean the four levels."""

    bounds: tuple[float, ...]

    @classmethod
    def fit(cls, chances: np.ndarray, feelings: np.ndarray, classes: Sequence[str]) -> Scale:
        """Choose each bound so that the fewest held-out examples, weighted, are put on its wrong side."""
        mean = _mean_level(chances, classes)
        ranks = np.array([LEVELS.index(name) for name in feelings])
        weights = np.where(ranks == 0, CALM_WEIGHT, 1.0)
        cuts = np.unique(mean)
        bounds = [
            cuts[np.argmin([weights @ ((mean >= cut) != (ranks >= rank)) for cut in cuts])]
            for rank in range(1, len(LEVELS))
        ]
        return cls(tuple(float(bound) for bound in np.maximum.accumulate(bounds)))

    def scores(self, chances: np.ndarray, classes: Sequence[str]) -> np.ndarray:
        """Scores from 0 to 1, shape (messages,)."""
        return np.interp(_mean_level(chances, classes), (0.0, *self.bounds, 1.0), (*LEVEL_STARTS, 1.0))

    @staticmethod
    def level(score: float) -> str:
        """The level of a score."""
        return LEVELS[int(np.searchsorted(LEVEL_STARTS, score, side="right")) - 1]
