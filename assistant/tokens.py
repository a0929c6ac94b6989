"""Words of a message: a spaCy Doc for the facts, and tokens for Rasa."""

from __future__ import annotations

from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.sources import Sourced
from assistant.text import plain

DOC = "doc"
"""Message key of the spaCy Doc over the cleaned text (see `text.plain`)."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class SpacyWords(Sourced, Tokenizer):
    """Splits text with the rules of spaCy for a language; needs no spaCy model."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`spacy_language`: code of the spaCy language; the others are Rasa's."""
        return {"spacy_language": "en", "intent_tokenization_flag": False, "intent_split_symbol": "_"}

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self._spacy = spacy.blank(config["spacy_language"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpacyWords:
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens with offsets into the original text; leaves the Doc of the message's text on the message."""
        cleaned = plain(message.get(attribute))
        doc = self._spacy.make_doc(cleaned.text)
        if attribute == TEXT:
            message.set(DOC, doc)
        words = [word for word in doc if not word.is_space]
        spans = [cleaned.span(word.idx, word.idx + len(word)) for word in words]
        return [Token(word.text, start, end) for word, (start, end) in zip(words, spans, strict=True)]
