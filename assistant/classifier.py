"""Which request or dialogue act a message is."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.encoder import SentenceEncoder, vector_of
from assistant.linear import Linear, fit
from assistant.phrases import Phrases
from assistant.sources import Sourced
from assistant.text import plain

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(Sourced, GraphComponent, RasaIntentClassifier):
    """Logistic regression on the sentence vectors and on the phrases of a message.

    Confidences are calibrated by temperature scaling: the model is fitted on two thirds of the examples and scored
    on the held-out third, three times over, and one temperature is chosen that makes those held-out probabilities most
    likely.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """The sentence vectors come from the encoder."""
        return [SentenceEncoder]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`strength`: inverse regularisation (C). `phrase_weight`: of phrases beside the vectors.

        `ranking_length`: how many intents are reported.
        """
        return {"strength": 3.0, "phrase_weight": 0.7, "ranking_length": 5}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        phrases: Phrases | None = None,
        model: Linear | None = None,
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._phrases = phrases
        self._model = model

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
        labels = np.array([example.get(INTENT) for example in examples])
        texts = [example.get(TEXT) for example in examples]
        vectors = np.array([vector_of(example) for example in examples])
        self._phrases = Phrases.fit(texts)
        features = self._phrases.matrix(vectors, texts, self._config["phrase_weight"])
        self._model, _ = fit(features, labels, self._config["strength"])
        logger.info(f"learned {len(self._model.classes)} intents, temperature {self._model.temperature:.2f}")
        with self._storage.write_to(self._resource) as folder:
            self._phrases.save(folder)
            self._model.save(folder, "intents")
        return self._resource

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
            return cls(config, model_storage, resource, Phrases.load(folder), Linear.load(folder, "intents"))

    def _chances(self, message: Message) -> np.ndarray:
        """Probability of each intent; all alike for a message that says nothing."""
        if not plain(message.get(TEXT)).text.strip():
            return np.full(len(self._model.classes), 1 / len(self._model.classes))
        vector = vector_of(message)[np.newaxis, :]
        features = self._phrases.matrix(vector, [message.get(TEXT)], self._config["phrase_weight"])
        return self._model.probabilities(features)[0]

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `intent` and `intent_ranking`, best first, on each message."""
        if self._phrases is None or self._model is None:
            raise ValueError("the intent classifier has not been trained")
        for message in messages:
            chances = self._chances(message)
            best = np.argsort(-chances)[: self._config["ranking_length"]]
            ranking = [{"name": self._model.classes[i], "confidence": float(chances[i])} for i in best]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages
