"""A small project with Helpline's own config and data, trained once for the run."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.parse import newest_model

Parse = Callable[..., "dict[str, Any]"]
ROOT = Path(__file__).resolve().parents[2]
INTENTS = (
    "track_order",
    "refund",
    "greet",
    "affirm",
    "inform",
    "out_of_scope",
    "express_frustration",
    "abuse",
    "thank",
)
"""Enough to train on in seconds; what is right for all of them is measured by the benchmark, not here."""

DOMAIN = """
version: "3.1"
intents: [{intents}, nlu_fallback]
entities: [order_number, code, email, phone, amount, date, product, person]
actions: [action_hear, action_twice]
responses:
  utter_greet:
  - text: Good to see you.
    buttons: [{{title: My order, payload: /track_order}}]
session_config: {{session_expiration_time: 0, carry_over_slots_to_new_session: true}}
"""
RULES = """
version: "3.1"
rules:
- rule: said by Rasa itself
  steps: [{intent: greet}, {action: utter_greet}]
- rule: said by the action server
  steps: [{intent: track_order}, {action: action_hear}]
- rule: said by two actions
  steps: [{intent: refund}, {action: action_hear}, {action: action_twice}]
- rule: said by nobody
  steps: [{intent: thank}, {action: action_listen}]
"""


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model file, trained from a part of the repository's data."""
    os.environ.update(RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="3", SQLALCHEMY_SILENCE_UBER_WARNING="1")
    os.environ["RASA_CACHE_DIRECTORY"] = str(tmp_path_factory.mktemp("cache"))
    import rasa.model_training

    project = tmp_path_factory.mktemp("project")
    (project / "data").mkdir()
    for intent in (*INTENTS, "products"):
        shutil.copy(ROOT / "data/nlu/en" / f"{intent}.yml", project / "data")
    (project / "data/rules.yml").write_text(RULES)
    (project / "domain.yml").write_text(DOMAIN.format(intents=", ".join(INTENTS)))
    here = Path.cwd()
    os.chdir(ROOT)
    try:
        result = rasa.model_training.train(
            str(project / "domain.yml"),
            str(ROOT / "config.yml"),
            [str(project / "data")],
            output=str(project / "models"),
        )
    finally:
        os.chdir(here)
    return Path(result.model)


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """One event loop for the run, because the agent's clients belong to theirs."""
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


def _parser(model: Path, loop: asyncio.AbstractEventLoop) -> Parse:
    from rasa.core.agent import Agent

    from assistant.understanding import documented, understand

    processor = Agent.load(str(model)).processor

    def understood(text: str, **metadata: Any) -> dict[str, Any]:
        return documented(loop.run_until_complete(understand(processor, text, metadata)))

    return understood


@pytest.fixture(scope="session")
def parse(model: Path, loop: asyncio.AbstractEventLoop) -> Parse:
    """Understand a text as the assistant does: `parse(text, at=…, language=…)`."""
    return _parser(model, loop)


@pytest.fixture(scope="session")
def shipped_parse(loop: asyncio.AbstractEventLoop) -> Parse:
    """The same with the model of all the data, which `helpline train` has made."""
    return _parser(newest_model(ROOT / "models"), loop)
