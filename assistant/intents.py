"""Which intent a message has: what is learned from examples, apart from Rasa."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.linear import Features, Linear, fit
from assistant.phrases import Phrases

STRENGTH = 3.0
"""Inverse regularisation (scikit-learn's C)."""
PHRASE_WEIGHT = 1.5
"""Of phrases beside the vectors."""


@dataclass(frozen=True)
class IntentModel:
    """Logistic regression on the sentence vectors and on the phrases of a message, every intent counting the same."""

    linear: Linear
    phrases: Phrases
    phrase_weight: float

    @classmethod
    def fit(
        cls,
        vectors: np.ndarray,
        texts: Sequence[str],
        labels: Sequence[str],
        *,
        strength: float = STRENGTH,
        phrase_weight: float = PHRASE_WEIGHT,
    ) -> IntentModel:
        """Learn from examples; `vectors` has shape (examples, dimensions)."""
        phrases = Phrases.fit(texts)
        features = phrases.beside(vectors, texts, phrase_weight)
        linear, _ = fit(features, np.array(labels), strength, balanced=True)
        return cls(linear, phrases, phrase_weight)

    @property
    def classes(self) -> tuple[str, ...]:
        """The intents, in the order of the probabilities."""
        return self.linear.classes

    def probabilities(self, vectors: np.ndarray, texts: Sequence[str]) -> np.ndarray:
        """Calibrated probability of each intent, shape (texts, intents)."""
        return self.linear.probabilities(self._features(vectors, texts))

    def scores(self, vectors: np.ndarray, texts: Sequence[str]) -> np.ndarray:
        """How much speaks for each intent, shape (texts, intents): not comparable between messages as chances are."""
        return self.linear.scores(self._features(vectors, texts))

    def _features(self, vectors: np.ndarray, texts: Sequence[str]) -> Features:
        return self.phrases.beside(vectors, texts, self.phrase_weight)

    def save(self, folder: Path) -> None:
        """Write the model into a folder."""
        self.phrases.save(folder)
        self.linear.save(folder, "intents")

    @classmethod
    def load(cls, folder: Path, phrase_weight: float) -> IntentModel:
        """Read what `save` wrote."""
        return cls(Linear.load(folder, "intents"), Phrases.load(folder), phrase_weight)
