"""What the trained model of the repository makes of messages, through Rasa as in the running service."""

from __future__ import annotations

import asyncio
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.processor import MessageProcessor
from rasa.engine.exceptions import GraphComponentException
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME

from assistant.understanding import documented, understand

_WARM_UP = 30


class UnfitModel(Exception):
    """The model cannot be loaded by the code as it is; the message says what to do."""


@dataclass(frozen=True)
class Answer:
    """What was understood of one message; `ranking` is best first and without Rasa's fallback."""

    ranking: tuple[tuple[str, float], ...]
    score: float
    level: str
    abusive: bool
    cpu_ms: float

    @property
    def intent(self) -> str:
        """The most likely intent, also where Rasa's fallback would have asked again."""
        return self.ranking[0][0]

    @property
    def confidence(self) -> float:
        """The probability of that intent."""
        return self.ranking[0][1]


def answers(model: Path, groups: dict[str, Sequence[str]]) -> dict[str, list[Answer]]:
    """Understand the texts of each group, one by one, after a warm-up. Raises FileNotFoundError and UnfitModel."""
    if not model.is_file():
        raise FileNotFoundError(f"{model} is not a model file")
    try:
        processor = Agent.load(str(model)).processor
    except GraphComponentException as error:
        raise UnfitModel(f"{model} cannot be loaded ({error.__cause__}); train anew with `helpline train`") from error

    async def all_groups() -> dict[str, list[Answer]]:
        for text in [text for texts in groups.values() for text in texts][:_WARM_UP]:
            await understand(processor, text, {})
        given: dict[str, list[Answer]] = {}
        for name, texts in groups.items():
            given[name] = [await _answer(processor, text) for text in texts]
        return given

    return asyncio.run(all_groups())


def train(root: Path) -> tuple[Path, float]:
    """Train the whole model afresh; returns it, and the seconds that it took. Raises CalledProcessError."""
    began = time.perf_counter()
    done = subprocess.run(
        [str(root / ".venv/bin/helpline"), "train", "--force"], cwd=root, stdout=subprocess.PIPE, text=True, check=True
    )
    return Path(done.stdout.splitlines()[-1]), time.perf_counter() - began


def long_texts(texts: Sequence[str], length: int, count: int) -> list[str]:
    """`count` messages of `length` characters, put together from shorter ones."""
    everything = " ".join(texts)
    if len(everything) < length:
        raise ValueError(f"the texts have only {len(everything)} characters together")
    step = (len(everything) - length) // count
    return [everything[start * step : start * step + length] for start in range(count)]


async def _answer(processor: MessageProcessor, text: str) -> Answer:
    began = time.process_time()
    parsed: dict[str, Any] = documented(await understand(processor, text, {}))
    cpu_ms = 1000 * (time.process_time() - began)
    ranking = tuple(
        (intent["name"], intent["confidence"])
        for intent in parsed["intent_ranking"]
        if intent["name"] != DEFAULT_NLU_FALLBACK_INTENT_NAME
    )
    feeling = parsed["frustration"]
    return Answer(ranking, feeling["score"], feeling["level"], feeling["abusive"], cpu_ms)
