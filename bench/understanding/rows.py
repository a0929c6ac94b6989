"""The rows of the table, set by set, from what the systems answered."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.metrics import accuracy_score, precision_score, recall_score, roc_auc_score

from assistant.examples import Example
from bench.understanding import measures
from bench.understanding.sets import OUT_OF_SCOPE, Labelled, Request, author_of
from bench.understanding.shipped import Answer
from bench.understanding.stock import Stock
from bench.understanding.systems import Trial
from bench.understanding.table import HELPLINE, STOCK, VADER, Row

FRUSTRATED = "frustrated"
"""Label of the messages of goemotions that are so, and a level of feeling of ours."""


def few_shot(name: str, trials: dict[str, Trial], stock: Stock) -> list[Row]:
    """A set of few examples a class, learned by each system."""
    learned = stock.few_shot[name]
    accuracies = {system: measures.trial_accuracy(trial) for system, trial in trials.items()}
    seconds = {system: trial.training_s for system, trial in trials.items()}
    rows = [
        Row(name, "accuracy", {**accuracies, STOCK: learned.accuracy}),
        Row(name, "training", {**seconds, STOCK: learned.training_s}, "s"),
        Row(name, "message, median", {system: trial.message_ms for system, trial in trials.items()}, "ms"),
    ]
    if any(OUT_OF_SCOPE in trial.labels for trial in trials.values()):
        areas = {system: measures.out_of_scope_auroc(trial) for system, trial in trials.items()}
        rows.append(Row(name, "out of scope, AUROC", areas))
    return rows


def bitext(requests: Sequence[Request], answers: Sequence[Answer]) -> list[Row]:
    """Other people's requests."""
    right = measures.accepted(answers, [request.accept for request in requests])
    return [Row("bitext", "request type right", {HELPLINE: right})]


def goemotions(messages: Sequence[Labelled], answers: Sequence[Answer], vader: Sequence[float]) -> list[Row]:
    """Other people's frustration."""
    frustrated = [message.label == FRUSTRATED for message in messages]
    return [Row("goemotions", "frustrated, AUC", _areas(frustrated, answers, vader))]


def held_out(examples: Sequence[Example], answers: Sequence[Answer], vader: Sequence[float]) -> list[Row]:
    """Our own held-out authors: all together, then the intents of each."""
    name = "held-out authors"
    intents = [example.intent for example in examples]
    feelings = [example.feeling for example in examples]
    levels = [answer.level for answer in answers]
    abusive, called_abusive = [example.abusive for example in examples], [answer.abusive for answer in answers]
    right = [answer.intent == intent for answer, intent in zip(answers, intents, strict=True)]
    error = measures.expected_calibration_error([answer.confidence for answer in answers], right)
    figures = {
        "intent right": accuracy_score(intents, [answer.intent for answer in answers]),
        "intent among the first three": measures.top(answers, intents, 3),
        "calibration error": error,
        "level of feeling right": accuracy_score(feelings, levels),
        "level right or next to it": measures.within_one_level(levels, feelings),
        "abuse, precision": precision_score(abusive, called_abusive, zero_division=0),
        "abuse, recall": recall_score(abusive, called_abusive, zero_division=0),
    }
    authors = np.array([author_of(example) for example in examples])
    each = {f"intent right, {author}": np.mean(np.array(right)[authors == author]) for author in np.unique(authors)}
    return [
        *(Row(name, measure, {HELPLINE: float(figure)}) for measure, figure in figures.items()),
        *(
            Row(name, f"at least {level}, AUC", _areas(measures.at_least(feelings, level), answers, vader))
            for level in ("annoyed", FRUSTRATED)
        ),
        *(Row(name, measure, {HELPLINE: float(figure)}) for measure, figure in each.items()),
    ]


def whole_model(
    training_s: float | None, answers: Sequence[Answer], long_answers: Sequence[Answer], stock: Stock
) -> list[Row]:
    """Seconds of training the whole model, and processor time of a message; the stock model is that of `rasa init`."""
    name = "whole model"
    measured = {} if training_s is None else {HELPLINE: training_s}
    times, long_times = ([answer.cpu_ms for answer in some] for some in (answers, long_answers))
    return [
        Row(name, "training", {**measured, STOCK: stock.toy.training_s}, "s"),
        Row(name, "message, median", {HELPLINE: float(np.median(times)), STOCK: stock.toy.message_ms}, "ms"),
        Row(name, "message, 95 in 100", {HELPLINE: float(np.percentile(times, 95))}, "ms"),
        Row(name, "4,000 characters, median", {HELPLINE: float(np.median(long_times))}, "ms"),
        Row(name, "4,000 characters, 95 in 100", {HELPLINE: float(np.percentile(long_times, 95))}, "ms"),
    ]


def _areas(truth: Sequence[bool], answers: Sequence[Answer], vader: Sequence[float]) -> dict[str, float]:
    scores = {HELPLINE: [answer.score for answer in answers], VADER: vader}
    return {system: float(roc_auc_score(truth, values)) for system, values in scores.items()}
