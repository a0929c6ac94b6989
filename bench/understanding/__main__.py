"""`python -m bench.understanding [--eval DIR] [--out DIR] [--model FILE] [--train] [--stock]`, from the root.

Prints one table, and writes `results.json` and plots. The exit code is 2 when a set is missing: the rest is measured.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

OUT = Path("var/bench/understanding")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; returns the exit code."""
    options = _parser().parse_args(arguments)
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")  # before numpy is imported: times are of one core
    os.environ.update(RASA_TELEMETRY_ENABLED="false", SQLALCHEMY_SILENCE_UBER_WARNING="1", TF_CPP_MIN_LOG_LEVEL="3")
    warnings.simplefilter("ignore")
    with warnings.catch_warnings(record=True):  # TensorFlow undoes the filter while it is imported
        from bench.understanding.run import run
        from bench.understanding.sets import UnreadableSet
        from bench.understanding.shipped import UnfitModel
    try:
        return run(options.eval, options.out, options.model, train=options.train, stock_anew=options.stock)
    except (UnreadableSet, UnfitModel, FileNotFoundError) as error:
        print(error, file=sys.stderr)
    except subprocess.CalledProcessError as error:
        print(f"this failed: {' '.join(error.cmd)}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.understanding", description="Measure how messages are understood.")
    sets = "folder of the public sets; else HELPLINE_EVAL_DIR or ../shared/eval"
    parser.add_argument("--eval", type=Path, metavar="DIR", help=sets)
    parser.add_argument("--out", type=Path, metavar="DIR", default=OUT, help=f"folder of the results; else {OUT}")
    parser.add_argument("--model", type=Path, metavar="FILE", help="a model file; else the newest in models/")
    afresh = "train the whole model afresh, time it, and measure it whatever --model says"
    parser.add_argument("--train", action="store_true", help=afresh)
    parser.add_argument("--stock", action="store_true", help="measure stock Rasa anew and keep it; half an hour")
    return parser


if __name__ == "__main__":
    sys.exit(main())
