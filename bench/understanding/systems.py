"""Classifiers that learn intents from a few examples: Helpline's, and what one would use without it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from assistant.encoder import encode as encode_any
from assistant.english import encode as encode_english
from assistant.text_model import TextModel
from bench.understanding.sets import FewShot
from bench.understanding.table import HELPLINE, NGRAMS

_TIMED = 200
"""How many messages are classified one by one to see how long a message takes."""
_BATCH = 500


@dataclass(frozen=True)
class Trained:
    """A trained classifier: `scores` gives one row a text, one column a class."""

    classes: tuple[str, ...]
    scores: Callable[[list[str]], np.ndarray]


@dataclass(frozen=True)
class Trial:
    """What came of training and testing a classifier; `scores` has shape (test messages, classes)."""

    classes: tuple[str, ...]
    labels: tuple[str, ...]
    scores: np.ndarray
    training_s: float
    message_ms: float
    """Median processor time of one message alone."""


def ngrams(texts: list[str], labels: Sequence[str]) -> Trained:
    """Words, pairs of words, and letters in words, weighted by TF-IDF, under a logistic regression."""
    counts = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
    )
    strength = 10.0  # the best of 1, 10, 100 in three-fold cross-validation on the training examples of both sets
    model = make_pipeline(counts, LogisticRegression(C=strength, max_iter=1000)).fit(texts, labels)
    return Trained(tuple(model.classes_), model.decision_function)


def helpline(texts: list[str], labels: Sequence[str]) -> Trained:
    """Both sentence encoders and the intent classifier."""
    # The best of nine settings in three-fold cross-validation on the training examples of both sets.
    model = TextModel.fit(_vectors(texts), texts, labels, strength=10.0, phrase_weight=0.3)
    return Trained(model.classes, lambda asked: model.scores(_vectors(asked), asked))


SYSTEMS = {HELPLINE: helpline, NGRAMS: ngrams}


def trial(fit: Callable[[list[str], Sequence[str]], Trained], data: FewShot) -> Trial:
    """Train and test; loading the encoders, which a process does once, is not counted."""
    _vectors(["hello"])
    began = time.perf_counter()
    trained = fit([message.text for message in data.train], [message.label for message in data.train])
    training_s = time.perf_counter() - began
    texts = [message.text for message in data.test]
    batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
    return Trial(
        trained.classes,
        tuple(message.label for message in data.test),
        np.vstack([trained.scores(batch) for batch in batches]),
        training_s,
        _message_ms(trained, texts[:: max(1, len(texts) // _TIMED)]),
    )


def _message_ms(trained: Trained, texts: list[str]) -> float:
    times = []
    for text in texts:
        began = time.process_time()
        trained.scores([text])
        times.append(1000 * (time.process_time() - began))
    return median(times)


def _vectors(texts: list[str]) -> np.ndarray:
    return np.hstack([encode_any(texts), encode_english(texts)])
