"""How a customer feels: a score from 0 (calm) to 1, its level, whether people are abused, and the cues (A1, E2)."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.cues import Cue, Lexicon, cue_features, find_cues, lexicon, read_cues, reported
from assistant.encoder import SentenceEncoder, vector_of
from assistant.language import LANGUAGE
from assistant.levels import LEVELS, Scale
from assistant.linear import Linear, fit
from assistant.phrases import Phrases
from assistant.sources import Sourced
from assistant.text import plain

logger = logging.getLogger(__name__)

FRUSTRATION = "frustration"
"""Message key and output field."""

_ABUSIVE, _DECENT = "abusive", "decent"


def _labels_of(example: Message) -> dict[str, Any]:
    return (example.get("metadata") or {}).get("intent") or {}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FrustrationClassifier(Sourced, GraphComponent):
    """Logistic regression on the sentence vectors, readable cues, and phrases.

    Learns from the `feeling` and `abusive` metadata of the intent blocks of the training data, whatever their intent.
    The cue files (one for each language) become part of the model, so that a model needs no file beside it.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """The sentence vectors come from the encoder."""
        return [SentenceEncoder]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`strength`: inverse regularisation (C). `cues`: folder with a cue file for each language.

        `cue_weight`, `phrase_weight`: of cues and phrases beside the vectors. `default_language`: whose cues serve
        languages without a file. `abuse_threshold`: probability from which a message is abusive.
        """
        return {
            "strength": 0.3,
            "cues": "data/service/cues",
            "cue_weight": 1.0,
            "phrase_weight": 0.7,
            "default_language": "en",
            "abuse_threshold": 0.25,
        }

    @classmethod
    def data_files(cls, config: dict[str, Any]) -> list[Path]:
        """The cue files."""
        return sorted(Path({**cls.get_default_config(), **config}["cues"]).glob("*.yml"))

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        cues: dict[str, Any] | None = None,
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._use_cues(cues or {})
        self._phrases: Phrases | None = None
        self._feeling: Linear | None = None
        self._abuse: Linear | None = None
        self._scale: Scale | None = None

    def _use_cues(self, cues: dict[str, Any]) -> None:
        self._cues = cues
        self._lexicons = {language: lexicon(content, f"cues/{language}.yml") for language, content in cues.items()}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FrustrationClassifier:
        return cls(config, model_storage, resource)

    def _lexicon(self, language: str | None) -> Lexicon:
        return self._lexicons.get(language or "") or self._lexicons[self._config["default_language"]]

    def _signs(self, message: Message) -> tuple[np.ndarray, list[Cue]]:
        """The vectors of a message beside its cues, shape (dimensions + cues,), and the cues themselves."""
        text = plain(message.get(TEXT)).text
        words = self._lexicon(message.get(LANGUAGE))
        found = find_cues(text, words)
        cues = self._config["cue_weight"] * cue_features(text, found, words)
        return np.concatenate([vector_of(message), cues]), found

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the levels from every example whose block names a feeling, and abuse from all of them."""
        self._use_cues({path.stem: read_cues(path) for path in sorted(Path(self._config["cues"]).glob("*.yml"))})
        if self._config["default_language"] not in self._lexicons:
            raise ValueError(
                f"{self._config['cues']} has no cue file for the language '{self._config['default_language']}'"
            )
        examples = [
            example
            for example in training_data.intent_examples
            if example.get(TEXT) and _labels_of(example).get("feeling")
        ]
        texts = [example.get(TEXT) for example in examples]
        signs = np.array([self._signs(example)[0] for example in examples])
        self._phrases = Phrases.fit(texts)
        features = self._phrases.beside(signs, texts, self._config["phrase_weight"])
        feelings = np.array([_labels_of(example)["feeling"] for example in examples])
        unknown = set(feelings) - set(LEVELS)
        if unknown or set(feelings) != set(LEVELS):
            raise ValueError(
                f"feelings must be {', '.join(LEVELS)}, each with examples; "
                f"the training data has {', '.join(sorted(set(feelings)))}"
            )
        abusive = np.array([_ABUSIVE if _labels_of(example).get("abusive") else _DECENT for example in examples])
        self._feeling, held_out = fit(features, feelings, self._config["strength"])
        self._scale = Scale.fit(held_out.probabilities, feelings[held_out.rows], self._feeling.classes)
        self._abuse, _ = fit(features, abusive, self._config["strength"])
        logger.info(f"learned feelings from {len(examples)} examples")
        self._save()
        return self._resource

    def _save(self) -> None:
        with self._storage.write_to(self._resource) as folder:
            (folder / "cues.json").write_text(json.dumps(self._cues), encoding="utf-8")
            (folder / "scale.json").write_text(json.dumps(self._scale.bounds), encoding="utf-8")
            self._phrases.save(folder)
            self._feeling.save(folder, "feeling")
            self._abuse.save(folder, "abuse")

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> FrustrationClassifier:
        with model_storage.read_from(resource) as folder:
            component = cls(
                config, model_storage, resource, json.loads((folder / "cues.json").read_text(encoding="utf-8"))
            )
            component._phrases = Phrases.load(folder)
            component._feeling = Linear.load(folder, "feeling")
            component._scale = Scale(tuple(json.loads((folder / "scale.json").read_text(encoding="utf-8"))))
            component._abuse = Linear.load(folder, "abuse")
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `frustration` on each message: `{"score", "level", "abusive", "cues"}`."""
        if self._phrases is None or self._feeling is None or self._abuse is None or self._scale is None:
            raise ValueError("the frustration classifier has not been trained")
        for message in messages:
            signs, found = self._signs(message)
            features = self._phrases.beside(signs[np.newaxis, :], [message.get(TEXT)], self._config["phrase_weight"])
            score = float(self._scale.scores(self._feeling.probabilities(features), self._feeling.classes)[0])
            abuse = self._abuse.probabilities(features)[0, self._abuse.classes.index(_ABUSIVE)]
            value = {
                "score": round(score, 4),
                "level": self._scale.level(score),
                "abusive": bool(abuse >= self._config["abuse_threshold"]),
                "cues": reported(message.get(TEXT), found),
            }
            message.set(FRUSTRATION, value, add_to_output=True)
        return messages
