"""Whether somebody may be in danger: talk of self-harm, or a threat (H4, A1). A person has to know at once."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.encoder import SentenceEncoder, vector_of, vectors_like
from assistant.sources import Sourced
from assistant.text import plain
from assistant.text_model import TextModel

logger = logging.getLogger(__name__)

DANGER = "danger"
"""Message key and output field."""
KINDS = ("self_harm", "threat")
NONE = "none"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DangerClassifier(Sourced, GraphComponent):
    """Sets `danger`: `{"kind": "self_harm" | "threat" | None, "score": 0…1}`.

    Learns from messages of its own, one file for each language, among them many that only sound dangerous; and that no
    example of an intent is dangerous. What it misses is still answered like any other message, upset ones with care.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """The sentence vectors come from the encoder."""
        return [SentenceEncoder]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`messages`: folder with a file for each language. `threshold`: chance from which a person is called.

        `strength`: inverse regularisation (C). `phrase_weight`: of phrases beside the vectors.
        """
        return {"messages": "data/service/danger", "threshold": 0.5, "strength": 10.0, "phrase_weight": 1.5}

    @classmethod
    def data_files(cls, config: dict[str, Any]) -> list[Path]:
        """The files of messages."""
        return sorted(Path({**cls.get_default_config(), **config}["messages"]).glob("*.yml"))

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: TextModel | None = None,
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DangerClassifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the messages of the files, and from the examples of every intent as harmless ones."""
        harmless = [example for example in training_data.intent_examples if example.get(TEXT)]
        known = [(text, kind) for path in self.data_files(self._config) for text, kind in read(path)]
        texts = [*(example.get(TEXT) for example in harmless), *(text for text, _ in known)]
        vectors = [vector_of(example) for example in harmless]
        self._model = TextModel.fit(
            np.vstack([*vectors, vectors_like(vectors[0], [text for text, _ in known])]),
            texts,
            [NONE] * len(harmless) + [kind for _, kind in known],
            strength=self._config["strength"],
            phrase_weight=self._config["phrase_weight"],
            balanced=False,
        )
        logger.info(f"learned danger from {len(known)} messages")
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DangerClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, TextModel.load(folder, config["phrase_weight"]))

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `danger` on each message."""
        if self._model is None:
            raise ValueError("the danger classifier has not been trained")
        for message in messages:
            message.set(DANGER, self._danger(message, self._model), add_to_output=True)
        return messages

    def _danger(self, message: Message, model: TextModel) -> dict[str, Any]:
        if not plain(message.get(TEXT)).text.strip():
            return {"kind": None, "score": 0.0}
        chances = model.probabilities(vector_of(message)[np.newaxis, :], [message.get(TEXT)])[0]
        of = dict(zip(model.classes, chances, strict=True))
        score = round(1 - float(of[NONE]), 4)
        likelier = max(KINDS, key=lambda kind: of[kind])
        return {"kind": likelier if score >= self._config["threshold"] else None, "score": score}


def read(path: Path) -> list[tuple[str, str]]:
    """The messages of a file with their kinds. Raises a ValueError that names the file and what is wrong."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict) or set(content) != {*KINDS, NONE}:
        raise ValueError(f"{path} should hold the lists {', '.join((*KINDS, NONE))}, and no others")
    return [(str(text), kind) for kind, texts in content.items() for text in texts]
