"""Which request or dialogue act a message is."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.clauses import CLAUSES
from assistant.encoder import CLAUSE_VECTORS, SentenceEncoder, texts_of, vector_of
from assistant.matters import REQUESTS, Matters, described
from assistant.sources import Sourced
from assistant.text import plain
from assistant.text_model import TextModel

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(Sourced, GraphComponent, RasaIntentClassifier):
    """Sets `intent`, `intent_ranking` and `requests`, with calibrated confidences (see `text_model` and `matters`)."""

    @classmethod
    def required_components(cls) -> list[type]:
        """The sentence vectors come from the encoder."""
        return [SentenceEncoder]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`strength`: inverse regularisation (C). `phrase_weight`: of phrases beside the vectors.

        `ranking_length`: how many intents are reported. `requests`, `matters`: the files that say which intents are
        requests, and which of them are one matter.
        """
        return {
            "strength": 3.0,
            "phrase_weight": 1.5,
            "ranking_length": 5,
            "requests": "data/service/requests.yml",
            "matters": "data/service/matters.yml",
        }

    @classmethod
    def data_files(cls, config: dict[str, Any]) -> list[Path]:
        """The files about requests."""
        settings = {**cls.get_default_config(), **config}
        return [Path(settings["requests"]), Path(settings["matters"])]

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: TextModel | None = None,
        matters: Matters | None = None,
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model = model
        self._matters = matters

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples of every intent."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        self._model = TextModel.fit(
            np.array([vector_of(example) for example in examples]),
            [example.get(TEXT) for example in examples],
            [example.get(INTENT) for example in examples],
            strength=self._config["strength"],
            phrase_weight=self._config["phrase_weight"],
        )
        logger.info(f"learned {len(self._model.classes)} intents from {len(examples)} examples")
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
            (folder / "matters.json").write_text(json.dumps(self._read_matters()), encoding="utf-8")
        return self._resource

    def _read_matters(self) -> dict[str, Any]:
        types, matters = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in self.data_files(self._config))
        return {"types": list(types), "part_of": matters["part_of"]}

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        with model_storage.read_from(resource) as folder:
            model = TextModel.load(folder, config["phrase_weight"])
            matters = Matters.of(**json.loads((folder / "matters.json").read_text(encoding="utf-8")))
        return cls(config, model_storage, resource, model, matters)

    def _chances(self, message: Message) -> np.ndarray:
        """Probability of each intent, a row for the message and one for each part; all alike where nothing is said."""
        cleaned = plain(message.get(TEXT))
        if not cleaned.text.strip():
            return np.full((1, len(self._model.classes)), 1 / len(self._model.classes))
        vectors = np.vstack([vector_of(message), message.get(CLAUSE_VECTORS)])
        return self._model.probabilities(vectors, texts_of(message))

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `intent`, `intent_ranking`, best first, and `requests`, in the order of the words, on each message."""
        if self._model is None or self._matters is None:
            raise ValueError("the intent classifier has not been trained")
        for message in messages:
            chances = self._chances(message)
            best = np.argsort(-chances[0])[: self._config["ranking_length"]]
            ranking = [{"name": self._model.classes[i], "confidence": float(chances[0, i])} for i in best]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            message.set(REQUESTS, self._requests(message, chances), add_to_output=True)
        return messages

    def _requests(self, message: Message, chances: np.ndarray) -> list[dict[str, Any]]:
        cleaned = plain(message.get(TEXT))
        if not cleaned.text.strip():
            return []
        found = self._matters.find(self._model.classes, chances, [(0, len(cleaned.text)), *message.get(CLAUSES)])
        return [described(request, *cleaned.span(request.start, request.end)) for request in found]
