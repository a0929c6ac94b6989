"""Which language a message is written in."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from importlib import import_module
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.sources import Sourced
from assistant.text import plain

LANGUAGE = "language"
"""Message key and output field: `en`, `ja`, `ko` or `other`."""

_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff\uff66-\uff9f]")),
    ("ko", re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")),
    ("han", re.compile(r"[\u3400-\u9fff]")),
    ("latin", re.compile(r"[A-Za-z\u00c0-\u024f]")),
)
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LATIN_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "tr")
_KNOWN = ("en", "ja", "ko")
_MARGIN = 2
"""How many more function words of another Latin-script language than of English make a text `other`."""


@lru_cache(maxsize=1)
def _function_words() -> dict[str, frozenset[str]]:
    return {code: frozenset(import_module(f"spacy.lang.{code}.stop_words").STOP_WORDS) for code in _LATIN_LANGUAGES}


def identify(text: str, prior: str | None = None) -> str:
    """Tell the language of a text: `en`, `ja`, `ko` or `other`.

    The script decides first. Chinese characters alone are Japanese only if `prior` (the language of the website or
    of the conversation so far) says so; a text without letters keeps the prior; Latin script is English unless clearly
    more function words of another language are in it.
    """
    default = prior if prior in _KNOWN else "en"
    text = plain(text).text
    counts = Counter({name: len(script.findall(text)) for name, script in _SCRIPTS})
    letters = len(_LETTER.findall(text))
    if letters == 0:
        return default
    if counts["ja"] or counts["ko"] or counts["han"]:
        east_asian = counts["ja"] + counts["ko"] + counts["han"]
        if 2 * east_asian >= counts["latin"]:
            if counts["ja"] or counts["ko"]:
                return "ja" if counts["ja"] >= counts["ko"] else "ko"
            return default if prior in ("ja", "ko") else "other"
    if 2 * counts["latin"] < letters:
        return "other"
    words = [word.lower() for word in _WORD.findall(text)]
    hits = {code: sum(word in known for word in words) for code, known in _function_words().items()}
    foreign = max(hits[code] for code in _LATIN_LANGUAGES if code != "en")
    return "other" if foreign >= hits["en"] + _MARGIN else "en"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class LanguageIdentifier(Sourced, GraphComponent):
    """Puts `language` on each message; the metadata's `language` is the prior."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageIdentifier:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Identify the language of incoming messages."""
        for message in messages:
            prior = (message.get("metadata") or {}).get("language")
            message.set(LANGUAGE, identify(message.get(TEXT) or "", prior), add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Identify the language of the training examples."""
        self.process(training_data.training_examples)
        return training_data
