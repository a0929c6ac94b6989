"""Logistic regression: fitted by scikit-learn, kept as plain arrays, with confidences that mean what they say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import log_softmax, softmax
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

_SEED = 7
_FOLDS = 5
"""One of so many parts of the examples is held out to tell how sure the model may be."""
Features = np.ndarray | csr_matrix
"""Shape (messages, features), float32."""


@dataclass(frozen=True)
class Linear:
    """A linear model, one column for each class."""

    classes: tuple[str, ...]
    weights: np.ndarray
    bias: np.ndarray
    temperature: float

    def scores(self, features: Features) -> np.ndarray:
        """How much speaks for each class, shape (messages, classes); little for any where a message is unlike all."""
        return features @ self.weights + self.bias

    def probabilities(self, features: Features) -> np.ndarray:
        """Calibrated probabilities, shape (messages, classes)."""
        return softmax(self.scores(features) / self.temperature, axis=1)

    def save(self, folder: Path, name: str) -> None:
        """Write `<name>.json` and `<name>.npz` into a folder."""
        head = {"classes": self.classes, "temperature": self.temperature}
        (folder / f"{name}.json").write_text(json.dumps(head), encoding="utf-8")
        np.savez(folder / f"{name}.npz", weights=self.weights, bias=self.bias)

    @classmethod
    def load(cls, folder: Path, name: str) -> Linear:
        """Read what `save` wrote."""
        head = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        with np.load(folder / f"{name}.npz", allow_pickle=False) as arrays:
            return cls(tuple(head["classes"]), arrays["weights"], arrays["bias"], head["temperature"])


def _fit(features: Features, labels: np.ndarray, **settings: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    model = LogisticRegression(**settings, max_iter=200, tol=1e-3, random_state=_SEED).fit(features, labels)
    weights, bias = model.coef_.T, model.intercept_
    if weights.shape[1] == 1:
        weights, bias = np.hstack([-weights, weights]) / 2, np.array([-bias[0], bias[0]]) / 2
    return model.classes_, weights.astype(np.float32), bias.astype(np.float32)


def best_temperature(scores: np.ndarray, columns: np.ndarray) -> float:
    """The temperature that makes the held-out probabilities most likely (Guo et al., 2017).

    `scores` has shape (examples, classes); `columns` tells the right class of each example.
    """

    def loss(temperature: float) -> float:
        return float(-log_softmax(scores / temperature, axis=1)[np.arange(len(columns)), columns].mean())

    return float(minimize_scalar(loss, bounds=(0.05, 10.0), method="bounded").x)


@dataclass(frozen=True)
class HeldOut:
    """Examples that a model was calibrated on and not fitted to: their rows, and their probabilities by class."""

    rows: np.ndarray
    probabilities: np.ndarray


def fit(features: Features, labels: np.ndarray, strength: float, *, balanced: bool = False) -> tuple[Linear, HeldOut]:
    """Fit a model to all examples; its temperature comes from one fitted to four fifths and tried on the last one.

    `strength` is scikit-learn's C; `balanced` lets every class count the same, however many examples it has.
    Raises a ValueError if a class has fewer examples than there are folds.
    """
    names, columns, counts = np.unique(labels, return_inverse=True, return_counts=True)
    if len(names) < 2 or counts.min() < _FOLDS:
        raise ValueError(f"need at least two classes with {_FOLDS} examples each to learn from")
    settings = {"C": strength, "class_weight": "balanced" if balanced else None}
    seen, unseen = next(StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED).split(columns, columns))
    (_, weights, bias), (classes, *whole) = Parallel(n_jobs=2, max_nbytes=None)(
        delayed(_fit)(features[rows], labels[rows], **settings) for rows in (seen, np.arange(len(labels)))
    )
    scores = features[unseen] @ weights + bias
    temperature = best_temperature(scores, columns[unseen])
    model = Linear(tuple(str(name) for name in classes), *whole, temperature)
    return model, HeldOut(unseen, softmax(scores / temperature, axis=1))
