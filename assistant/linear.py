"""Logistic regression: fitted by scikit-learn, kept as plain arrays, with confidences that mean what they say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

_SEED = 7


@dataclass(frozen=True)
class Linear:
    """A linear model: `scores = (features @ weights + bias) / temperature`, one column for each class."""

    classes: tuple[str, ...]
    weights: np.ndarray
    bias: np.ndarray
    temperature: float

    def probabilities(self, features: np.ndarray) -> np.ndarray:
        """Calibrated probabilities, shape (messages, classes)."""
        return softmax((features @ self.weights + self.bias) / self.temperature, axis=1)

    def chance(self, name: str, features: np.ndarray) -> float:
        """Calibrated probability of one class for one message; `features` has shape (features,)."""
        return float(self.probabilities(features[np.newaxis, :])[0, self.classes.index(name)])

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


def _fit(features: np.ndarray, labels: np.ndarray, strength: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    model = LogisticRegression(C=strength, max_iter=200, tol=1e-3, random_state=_SEED).fit(features, labels)
    weights, bias = model.coef_.T, model.intercept_
    if weights.shape[1] == 1:
        weights, bias = np.hstack([-weights, weights]) / 2, np.array([-bias[0], bias[0]]) / 2
    return model.classes_, weights.astype(np.float32), bias.astype(np.float32)


def held_out_scores(features: np.ndarray, labels: np.ndarray, strength: float, folds: int) -> np.ndarray:
    """Scores of each example, shape (examples, classes), from models that have not seen it."""
    classes = np.unique(labels)
    scores = np.zeros((len(labels), len(classes)))
    for seen, unseen in StratifiedKFold(folds, shuffle=True, random_state=_SEED).split(labels, labels):
        known, weights, bias = _fit(features[seen], labels[seen], strength)
        scores[np.ix_(unseen, np.searchsorted(classes, known))] = features[unseen] @ weights + bias
    return scores


def best_temperature(scores: np.ndarray, labels: np.ndarray) -> float:
    """The temperature that makes the held-out probabilities most likely (Guo et al., 2017)."""
    columns = np.searchsorted(np.unique(labels), labels)

    def loss(temperature: float) -> float:
        return float(-log_softmax(scores / temperature, axis=1)[np.arange(len(labels)), columns].mean())

    return float(minimize_scalar(loss, bounds=(0.05, 10.0), method="bounded").x)


def fit(features: np.ndarray, labels: np.ndarray, strength: float, folds: int = 3) -> tuple[Linear, np.ndarray]:
    """Fit a model and its temperature; `strength` is scikit-learn's C.

    Returns the model and the calibrated held-out probabilities of the examples, shape (examples, classes).
    """
    counts = np.unique(labels, return_counts=True)[1]
    if len(counts) < 2 or counts.min() < folds:
        raise ValueError(f"need at least two classes with {folds} examples each to learn from")
    held_out = held_out_scores(features, labels, strength, folds)
    temperature = best_temperature(held_out, labels)
    classes, weights, bias = _fit(features, labels, strength)
    model = Linear(tuple(str(name) for name in classes), weights, bias, temperature)
    return model, softmax(held_out / temperature, axis=1)
