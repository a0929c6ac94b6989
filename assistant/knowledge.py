"""Which entry of the knowledge files answers a message: learned from the questions of each entry (STD5, B3)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant import encoder
from assistant.encoder import CLAUSE_VECTORS, SentenceEncoder, vector_of
from assistant.entries import KNOWLEDGE, LEARNABLE, questions_of, read_entries
from assistant.examples import yaml_files
from assistant.linear import Linear, fit
from assistant.sources import Sourced

KNOWLEDGE_FOUND = "knowledge"
"""Message key and output field."""

MAX_FOUND = 3
_CHANCE_WEIGHT = 0.25
"""Power of the chance beside the likeness. Chances alone are sure of what is unlike everything."""
_FAR = 0.5
"""Share of the best score below which a third entry is not meant."""
_OTHER = "other:"
"""What classes of messages that no entry answers begin with; ids of entries hold no colon."""
_OTHERS_PER_INTENT = 60
_PARAPHRASE = 0.5
"""Cosine with a question from which an example may ask the same; it teaches nothing about what is not answered."""


@dataclass(frozen=True)
class KnowledgeModel:
    """Scores each entry by how likely it is meant, and by how like its nearest question the message is.

    `questions` has shape (questions, dimensions), those of an entry one after the other, beginning at `starts`.
    """

    ids: tuple[str, ...]
    starts: np.ndarray
    questions: np.ndarray
    linear: Linear

    @classmethod
    def fit(
        cls, vectors: np.ndarray, ids: Sequence[str], others: np.ndarray, labels: Sequence[str], strength: float
    ) -> KnowledgeModel:
        """Learn from the questions of entries (`ids` beside `vectors`) and from what none of them answers."""
        order = np.argsort(np.array(ids), kind="stable")
        names, starts = np.unique(np.array(ids)[order], return_index=True)
        classes = np.concatenate(
            [np.array(ids, dtype=object), np.array([f"{_OTHER}{label}" for label in labels], dtype=object)]
        )
        linear, _ = fit(np.vstack([vectors, others]), classes.astype(str), strength, balanced=True)
        return cls(tuple(str(name) for name in names), starts, vectors[order], linear)

    def scores(self, vectors: np.ndarray) -> np.ndarray:
        """Score of each entry from 0 to 1, shape (messages, entries): high only where it is both likely and like.

        A message in a language that only one of two encoders reads has zeros for the other, and length 1.
        """
        lengths = np.maximum(np.sum(vectors * vectors, axis=1, keepdims=True), np.finfo(np.float32).tiny)
        likeness = np.maximum.reduceat(vectors @ self.questions.T / lengths, self.starts, axis=1)
        columns = [self.linear.classes.index(name) for name in self.ids]
        chances = self.linear.probabilities(vectors)[:, columns]
        return chances**_CHANCE_WEIGHT * np.maximum(likeness, 0.0)

    def save(self, folder: Path) -> None:
        """Write the model into a folder."""
        (folder / "entries.json").write_text(json.dumps(self.ids), encoding="utf-8")
        np.savez(folder / "questions.npz", starts=self.starts, questions=self.questions)
        self.linear.save(folder, "knowledge")

    @classmethod
    def load(cls, folder: Path) -> KnowledgeModel:
        """Read what `save` wrote."""
        ids = tuple(json.loads((folder / "entries.json").read_text(encoding="utf-8")))
        with np.load(folder / "questions.npz", allow_pickle=False) as arrays:
            return cls(ids, arrays["starts"], arrays["questions"], Linear.load(folder, "knowledge"))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class KnowledgeFinder(Sourced, GraphComponent):
    """Sets `knowledge`: `[{"id", "score"}]`, best first.

    One entry is sure to be meant; of two or three, one may be meant; where there is none, nothing is known to answer.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """The sentence vectors come from the encoder."""
        return [SentenceEncoder]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`sure`: score from which the best entry is meant, if no other has more than `lead` of its score.

        `likely`: score from which it may be. `strength`: inverse regularisation (C). `folder`: a folder a language.
        """
        return {"folder": str(KNOWLEDGE), "sure": 0.42, "likely": 0.31, "lead": 0.6, "strength": 10.0}

    @classmethod
    def data_files(cls, config: dict[str, Any]) -> list[Path]:
        """The knowledge files."""
        folder = Path({**cls.get_default_config(), **config}["folder"])
        return yaml_files(folder) if folder.exists() else []

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: KnowledgeModel | None = None,
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
    ) -> KnowledgeFinder:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the entries from their questions, and what none of them answers from the examples of the intents.

        Raises a ValueError for a file that cannot be used.
        """
        entries, wrong = read_entries(Path(self._config["folder"]))
        if wrong:
            raise ValueError("\n".join(str(finding) for finding in wrong))
        with self._storage.write_to(self._resource) as folder:
            if entries:
                self._model = self._fitted(questions_of(entries), training_data)
                self._model.save(folder)
        return self._resource

    def _fitted(self, questions: list[Any], training_data: TrainingData) -> KnowledgeModel:
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        vectors = np.array([vector_of(example) for example in examples])
        asked = _encoded([question.text for question in questions], vectors.shape[1])
        others = _unanswered(examples, vectors, asked)
        return KnowledgeModel.fit(
            asked,
            [question.intent for question in questions],
            vectors[others],
            [examples[row].get(INTENT) for row in others],
            self._config["strength"],
        )

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> KnowledgeFinder:
        with model_storage.read_from(resource) as folder:
            model = KnowledgeModel.load(folder) if (folder / "entries.json").exists() else None
        return cls(config, model_storage, resource, model)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `knowledge` on each message: of the whole and of its parts, what scores best."""
        for message in messages:
            message.set(KNOWLEDGE_FOUND, self._found(message), add_to_output=True)
        return messages

    def _found(self, message: Message) -> list[dict[str, Any]]:
        if self._model is None or not (message.get(TEXT) or "").strip():
            return []
        scores = self._model.scores(np.vstack([vector_of(message), message.get(CLAUSE_VECTORS)])).max(axis=0)
        best = [int(row) for row in np.argsort(-scores)[:MAX_FOUND]]
        top = scores[best[0]]
        if top < self._config["likely"]:
            return []
        if top >= self._config["sure"] and all(scores[row] <= self._config["lead"] * top for row in best[1:]):
            best = best[:1]
        else:
            best = [*best[:2], *(row for row in best[2:] if scores[row] >= _FAR * top)]
        return [{"id": self._model.ids[row], "score": round(float(scores[row]), 4)} for row in best]


def _encoded(texts: list[str], dimensions: int) -> np.ndarray:
    """Vectors of texts by the encoders that the examples were encoded by, shape (texts, dimensions)."""
    vectors = encoder.encode(texts)
    if dimensions == vectors.shape[1]:
        return vectors
    from assistant import english  # only if the pipeline has it, for it takes memory

    return np.hstack([vectors, english.encode(texts)])


def _unanswered(examples: Sequence[Message], vectors: np.ndarray, asked: np.ndarray) -> list[int]:
    """Rows of examples that stand for what no entry answers, equally many of each intent, spread over its examples."""
    nearest = (vectors @ asked.T).max(axis=1) / np.sum(vectors * vectors, axis=1)
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, example in enumerate(examples):
        if nearest[row] < _PARAPHRASE:
            rows[example.get(INTENT)].append(row)
    enough = [of for of in rows.values() if len(of) >= LEARNABLE]
    return [of[place] for of in enough for place in _spread(len(of))]


def _spread(count: int) -> list[int]:
    """Places from the first of `count` to the last, as far apart as can be."""
    return np.linspace(0, count - 1, min(count, _OTHERS_PER_INTENT)).astype(int).tolist()
