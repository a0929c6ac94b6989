"""What kind of message a text is: a model of its vectors and phrases, learned from examples, apart from Rasa."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.linear import Features, Linear, fit
from assistant.phrases import Phrases


@dataclass(frozen=True)
class TextModel:
    """Logistic regression on the sentence vectors of a message and on its phrases."""

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
        strength: float,
        phrase_weight: float,
        balanced: bool = True,
    ) -> TextModel:
        """Learn from examples; `vectors` has shape (examples, dimensions).

        `strength` is the inverse regularisation (scikit-learn's C), `phrase_weight` that of phrases beside the vectors;
        `balanced` lets every label count the same, however many examples it has.
        """
        phrases = Phrases.fit(texts)
        features = phrases.beside(vectors, texts, phrase_weight)
        linear, _ = fit(features, np.array(labels), strength, balanced=balanced)
        return cls(linear, phrases, phrase_weight)

    @property
    def classes(self) -> tuple[str, ...]:
        """The labels, in the order of the probabilities."""
        return self.linear.classes

    def probabilities(self, vectors: np.ndarray, texts: Sequence[str]) -> np.ndarray:
        """Calibrated probability of each label, shape (texts, labels)."""
        return self.linear.probabilities(self._features(vectors, texts))

    def scores(self, vectors: np.ndarray, texts: Sequence[str]) -> np.ndarray:
        """How much speaks for each label, shape (texts, labels): not comparable between messages as chances are."""
        return self.linear.scores(self._features(vectors, texts))

    def _features(self, vectors: np.ndarray, texts: Sequence[str]) -> Features:
        return self.phrases.beside(vectors, texts, self.phrase_weight)

    def save(self, folder: Path) -> None:
        """Write the model into a folder."""
        self.phrases.save(folder)
        self.linear.save(folder, "labels")

    @classmethod
    def load(cls, folder: Path, phrase_weight: float) -> TextModel:
        """Read what `save` wrote."""
        return cls(Linear.load(folder, "labels"), Phrases.load(folder), phrase_weight)
