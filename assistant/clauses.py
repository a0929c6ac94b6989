"""The parts of a message, each of which may ask for something else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.language import LANGUAGE
from assistant.sources import Sourced
from assistant.text import plain
from assistant.words import any_of

CLAUSES = "clauses"
"""Message key: where the parts are, `(start, end)` in the cleaned text; none for a message that is all one."""

MIN_WORDS = 3
"""A part with fewer words belongs to the one before."""
MAX_CLAUSES = 8
"""Of a longer message the first and the last parts are taken, where a request is most often said."""
_SENTENCE_END = r"[.!?;]+(?=\s)|\n+|\s-\s"


def boundary(connectors: Iterable[str]) -> re.Pattern[str]:
    """What parts a message: the ends of sentences, and these words, which belong to the part before them."""
    return re.compile(rf"{_SENTENCE_END}|\s{any_of(connectors)}\s", re.IGNORECASE)


def spans(text: str, between: re.Pattern[str]) -> list[tuple[int, int]]:
    """Where the parts of a text are; none if it is all one."""
    edges = [0, *(match.end() for match in between.finditer(text)), len(text)]
    parts: list[tuple[int, int]] = []
    for start, end in pairwise(edges):
        if parts and (_is_short(text[start:end]) or _is_short(text[slice(*parts[-1])])):
            parts[-1] = (parts[-1][0], end)
        else:
            parts.append((start, end))
    half = MAX_CLAUSES // 2
    parts = parts if len(parts) <= MAX_CLAUSES else parts[:half] + parts[-half:]
    return parts if len(parts) > 1 else []


def _is_short(text: str) -> bool:
    return len(text.split()) < MIN_WORDS


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class ClauseSplitter(Sourced, GraphComponent):
    """Puts `clauses` on incoming messages. Training only keeps the connecting words in the model."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`matters`: the file that lists the connecting words. `default_language`: for languages without any."""
        return {"matters": "data/service/matters.yml", "default_language": "en"}

    @classmethod
    def data_files(cls, config: dict[str, Any]) -> list[Path]:
        """The file of connecting words."""
        return [Path({**cls.get_default_config(), **config}["matters"])]

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        connectors: dict[str, list[str]] | None = None,
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._boundaries = {language: boundary(words) for language, words in (connectors or {}).items()}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ClauseSplitter:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Read the connecting words and keep them in the model."""
        connectors = yaml.safe_load(Path(self._config["matters"]).read_text(encoding="utf-8"))["connectors"]
        with self._storage.write_to(self._resource) as folder:
            (folder / "connectors.json").write_text(json.dumps(connectors), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ClauseSplitter:
        with model_storage.read_from(resource) as folder:
            connectors = json.loads((folder / "connectors.json").read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, connectors)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing: an example is one request."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Find the parts of incoming messages."""
        for message in messages:
            between = self._boundaries.get(message.get(LANGUAGE)) or self._boundaries[self._config["default_language"]]
            message.set(CLAUSES, spans(plain(message.get(TEXT) or "").text, between))
        return messages
