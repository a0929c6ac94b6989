"""What a stock `rasa init` project does with the same examples: its figures are kept, and measured anew when asked.

Training DIET takes ten minutes a set and more, so a run of the benchmark reads the figures from `stock.json`.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import yaml
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from sklearn.metrics import accuracy_score

from bench.understanding.sets import OUT_OF_SCOPE, FewShot

KEPT = Path(__file__).with_name("stock.json")
_LIBRARIES = ("rasa", "tensorflow")
_WARM_UP = 30


@dataclass(frozen=True)
class Learned:
    """How a set was learned: share of right intents, and seconds of training."""

    accuracy: float
    training_s: float


@dataclass(frozen=True)
class Toy:
    """The project that `rasa init` makes: seconds of training, and median processor time of a message."""

    training_s: float
    message_ms: float


@dataclass(frozen=True)
class Stock:
    """Figures of stock Rasa, and when, with what and on how many cores they were measured."""

    date: str
    versions: dict[str, str]
    cores: int
    few_shot: dict[str, Learned]
    toy: Toy

    def __str__(self) -> str:
        versions = ", ".join(f"{name} {number}" for name, number in self.versions.items())
        return f"{versions}, measured {self.date} on {self.cores} cores"


def read(path: Path = KEPT) -> Stock:
    """The figures as they are kept."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    few_shot = {name: Learned(**learned) for name, learned in kept.pop("few_shot").items()}
    return Stock(few_shot=few_shot, toy=Toy(**kept.pop("toy")), **kept)


def write(stock: Stock, path: Path = KEPT) -> None:
    """Keep the figures."""
    path.write_text(json.dumps(asdict(stock), indent=2) + "\n", encoding="utf-8")


def measure(sets: dict[str, FewShot], messages: Sequence[str], say: Callable[[str], None]) -> Stock:
    """Train a stock project on each set, then on its own data, and time it on `messages`."""
    few_shot = {}
    for name, data in sets.items():
        say(f"training stock Rasa on {name}; ten minutes and more …")
        few_shot[name] = _learned(data)
    say("training stock Rasa on the data of its own project; some minutes …")
    return Stock(
        date=date.today().isoformat(),
        versions={name: version(name) for name in _LIBRARIES},
        cores=os.cpu_count() or 1,
        few_shot=few_shot,
        toy=_toy(messages),
    )


def nlu_file(data: FewShot) -> str:
    """The training messages as Rasa's training data."""
    by_label: dict[str, list[str]] = {}
    for message in data.train:
        by_label.setdefault(message.label, []).append(" ".join(message.text.split()))
    blocks = [
        {"intent": label, "examples": "".join(f"- {text}\n" for text in texts)} for label, texts in by_label.items()
    ]
    return yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True, sort_keys=False)


def _learned(data: FewShot) -> Learned:
    with TemporaryDirectory(prefix="stock-") as folder:
        project = _project(Path(folder))
        (project / "nlu.yml").write_text(nlu_file(data), encoding="utf-8")
        model, seconds = _train(project, "nlu", "--nlu", "nlu.yml")
        inside = [message for message in data.test if message.label != OUT_OF_SCOPE]
        found, _ = _parse(model, [message.text for message in inside])
    return Learned(round(float(accuracy_score([message.label for message in inside], found)), 4), round(seconds))


def _toy(messages: Sequence[str]) -> Toy:
    with TemporaryDirectory(prefix="stock-") as folder:
        model, seconds = _train(_project(Path(folder)))
        _, times = _parse(model, messages)
    return Toy(round(seconds), round(median(times), 1))


def _project(folder: Path) -> Path:
    """What `rasa init` makes."""
    return Path(shutil.copytree(str(files("rasa.cli") / "initial_project"), folder / "project"))


def _train(project: Path, *arguments: str) -> tuple[Path, float]:
    """Run `rasa train`; returns the model and the seconds. Raises CalledProcessError."""
    command = [sys.executable, "-m", "rasa", "train", *arguments, "--out", "trained"]
    began = time.perf_counter()
    with (project / "log").open("w") as log:
        subprocess.run(command, cwd=project, stdout=log, stderr=log, check=True)
    return next((project / "trained").glob("*.tar.gz")), time.perf_counter() - began


def _parse(model: Path, texts: Sequence[str]) -> tuple[list[str], list[float]]:
    """Most likely intents, where the fallback took over too, and milliseconds of processor time."""
    processor = Agent.load(str(model)).processor

    async def all_texts() -> tuple[list[str], list[float]]:
        found, times = [], []
        for text in texts[:_WARM_UP]:
            await processor.parse_message(UserMessage(text))
        for text in texts:
            began = time.process_time()
            parsed = await processor.parse_message(UserMessage(text))
            times.append(1000 * (time.process_time() - began))
            names = [intent["name"] for intent in parsed["intent_ranking"]]
            found.append(next((name for name in names if name != DEFAULT_NLU_FALLBACK_INTENT_NAME), ""))
        return found, times

    return asyncio.run(all_texts())
