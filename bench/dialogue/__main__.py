"""`python -m bench.dialogue [--parts N]`, from the root: prints one table.

A fifth of the stories with several turns is held out, then the next fifth, until each was held out once.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import warnings


def main() -> None:
    """Measure every set of policies."""
    options = _parser().parse_args()
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", TF_CPP_MIN_LOG_LEVEL="3")
    os.environ.update(RASA_TELEMETRY_ENABLED="false", SQLALCHEMY_SILENCE_UBER_WARNING="1")
    warnings.simplefilter("ignore")
    from rasa.utils.log_utils import configure_structlog
    from rich.console import Console
    from rich.table import Table

    from bench.dialogue.policies import POLICIES, predict
    from bench.dialogue.stories import multi_turn, parts_of

    configure_structlog(logging.WARNING)
    stories = multi_turn()
    parts = parts_of(stories, options.parts)
    console = Console()
    table = Table("policies", "next step right", "steps", "training, s", "a step, ms")
    for name, policies in POLICIES.items():
        done = []
        for number, held_out in enumerate(parts, start=1):
            print(f"{name}: part {number} of {len(parts)} …", file=sys.stderr)
            learned = [story for part in parts if part is not held_out for story in part]
            done.append(predict(policies(), learned, held_out))
        steps = sum(part.steps for part in done)
        table.add_row(
            name,
            f"{sum(part.right for part in done) / steps:.3f}",
            str(steps),
            f"{sum(part.training_s for part in done) / len(done):.0f}",
            f"{1000 * sum(part.predicting_s for part in done) / steps:.1f}",
        )
    console.print(f"{len(stories)} stories with several turns, {options.parts} parts held out in turn")
    console.print(table)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.dialogue", description="Measure how the next step is predicted.")
    parser.add_argument("--parts", type=int, default=5, metavar="N", help="parts that are held out in turn; else 5")
    return parser


if __name__ == "__main__":
    main()
