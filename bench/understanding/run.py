"""A run of the benchmark, from the sets to the figures."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

from rasa.shared.core.domain import Domain
from rasa.utils.log_utils import configure_structlog

from assistant.parse import newest_model
from bench.understanding import report, rows, sets, shipped, stock, systems, vader
from bench.understanding.report import RESULTS
from bench.understanding.sets import Sets
from bench.understanding.table import Row

AUTHORS = Path("tests/nlu/en")
_LONG, _LONG_MESSAGES = 4_000, 40


def run(folder: Path | None, out: Path, model: Path | None, *, train: bool, stock_anew: bool) -> int:
    """Measure everything that the sets in `folder` allow, show it and keep it in `out`; returns the exit code, 0 or 2.

    Raises UnreadableSet for a set that is there but wrong, FileNotFoundError without a model, UnfitModel, and
    CalledProcessError when Rasa cannot train.
    """
    configure_structlog(logging.WARNING)
    folder = sets.eval_folder(folder)
    data = sets.read_sets(folder, AUTHORS, Domain.from_path("domain.yml").intents)
    if data.lacking:
        _say(sets.how_to_get(folder, data.lacking))
    if train:
        model, training_s = shipped.train(Path.cwd())
    else:
        model = model or newest_model(Path("models"))
        training_s = _remembered_training(out / RESULTS, model)
    kept = _stock_anew(data) if stock_anew else stock.read()

    answers = _ask(model, data)
    negative = vader.frustration_scores([example.text for example in data.authors])
    measured = [
        *_few_shot_rows(data, kept),
        *_public_rows(data, answers),
        *rows.held_out(data.authors, answers["authors"], negative),
        *rows.whole_model(training_s, answers["authors"], answers["long"], kept),
    ]
    out.mkdir(parents=True, exist_ok=True)
    report.plot(out, data.authors, answers["authors"], negative)
    report.write(out, measured, model, training_s, kept)
    report.show(measured, model, kept, out)
    if data.lacking:
        _say(f"Not measured: {', '.join(source.name for source in data.lacking)}; see above.")
    return 2 if data.lacking else 0


def _few_shot_rows(data: Sets, kept: stock.Stock) -> list[Row]:
    found: list[Row] = []
    for name, few in data.few_shot.items():
        trials = {}
        for system, fit in systems.SYSTEMS.items():
            _say(f"{name}: {system} …")
            trials[system] = systems.trial(fit, few)
        found += rows.few_shot(name, trials, kept)
    return found


def _ask(model: Path, data: Sets) -> dict[str, list[shipped.Answer]]:
    """What the model makes of the messages of each set, and of long ones."""
    texts = [example.text for example in data.authors]
    groups = {
        "authors": texts,
        "long": shipped.long_texts(texts, _LONG, _LONG_MESSAGES),
        "bitext": [request.text for request in data.requests],
        "goemotions": [comment.text for comment in data.comments],
    }
    _say(f"{model}: {sum(map(len, groups.values()))} messages …")
    return shipped.answers(model, groups)


def _public_rows(data: Sets, answers: dict[str, list[shipped.Answer]]) -> list[Row]:
    found: list[Row] = []
    if data.requests:
        found += rows.bitext(data.requests, answers["bitext"])
    if data.comments:
        negative = vader.frustration_scores([comment.text for comment in data.comments])
        found += rows.goemotions(data.comments, answers["goemotions"], negative)
    return found


def _remembered_training(results: Path, model: Path) -> float | None:
    """Seconds that training this model took, if a run with `--train` found out."""
    if not results.exists():
        return None
    kept = json.loads(results.read_text(encoding="utf-8"))
    return kept["training_s"] if kept["model"] == model.name else None


def _stock_anew(data: Sets) -> stock.Stock:
    if set(data.few_shot) != set(sets.FEW_SHOT):
        raise sets.UnreadableSet(f"--stock needs {' and '.join(sets.FEW_SHOT)}.")
    messages = [example.text for example in data.authors]
    measured = stock.measure(data.few_shot, messages, _say)
    stock.write(measured)
    return measured


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
