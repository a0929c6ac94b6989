"""Policies that learn from the same stories, and how well they predict those held out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import rasa.core.test
import rasa.model_training
import yaml
from rasa.core.agent import Agent

from bench.dialogue.stories import Story, write

DOMAIN, RULES, CONFIG = Path("domain.yml"), Path("data/rules"), Path("config.yml")
_TED = {"name": "TEDPolicy", "max_history": 8, "epochs": 100, "constrain_similarities": True}
_MEMOIZATION = {"name": "MemoizationPolicy"}


def _ours() -> list[dict[str, Any]]:
    policies: list[dict[str, Any]] = yaml.safe_load(CONFIG.read_text("utf-8"))["policies"]
    return policies


POLICIES = {
    "Helpline: memoisation and rules": _ours,
    "TED": lambda: [_TED],
    "memoisation and TED": lambda: [_MEMOIZATION, _TED],
    "memoisation": lambda: [_MEMOIZATION],
}
"""Rules are part of what Helpline's trainers write; the others learn from stories alone, as TED is made to."""


@dataclass(frozen=True)
class Predicted:
    """How many steps were to be predicted, how many were right, and the seconds that training and predicting took."""

    steps: int
    right: float
    training_s: float
    predicting_s: float


def predict(policies: Sequence[dict[str, Any]], learned: Sequence[Story], held_out: Sequence[Story]) -> Predicted:
    """Train on some stories and predict every step of others, each from the right steps before it."""
    with TemporaryDirectory(prefix="dialogue-") as folder:
        project = Path(folder)
        config = project / "config.yml"
        config.write_text(
            yaml.safe_dump(
                {"recipe": "default.v1", "assistant_id": "bench", "language": "en", "policies": list(policies)}
            )
        )
        with_rules = any(policy["name"] == "RulePolicy" for policy in policies)
        data = [str(write(learned, project / "learned.yml")), *([str(RULES)] if with_rules else [])]
        began = time.perf_counter()
        made = rasa.model_training.train(str(DOMAIN), str(config), data, output=folder, force_training=True)
        training_s = time.perf_counter() - began
        agent = Agent.load(made.model)
        stories = str(write(held_out, project / "held_out.yml"))
        began = time.perf_counter()
        result = asyncio.run(rasa.core.test.test(stories, agent, out_directory=None, disable_plotting=True))
        predicting_s = time.perf_counter() - began
    steps = len(result["actions"])
    return Predicted(steps, result["accuracy"] * steps, training_s, predicting_s)
