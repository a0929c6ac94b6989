"""What Rasa's pipeline makes of a text, in the form that Helpline documents."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor

from assistant.danger import DANGER
from assistant.frustration import FRUSTRATION
from assistant.knowledge import KNOWLEDGE_FOUND
from assistant.language import LANGUAGE
from assistant.matters import REQUESTS
from assistant.text import without_command

FIELDS = ("text", LANGUAGE, "intent", "intent_ranking", REQUESTS, "entities", FRUSTRATION, DANGER, KNOWLEDGE_FOUND)


async def understand(processor: MessageProcessor, text: str, metadata: dict[str, Any]) -> dict[str, Any]:
    """Rasa's parse data of a text, a leading slash being text like any other.

    `metadata` may tell the `language` that is likely and the ISO time `at` which it was written.
    """
    message = UserMessage("", metadata=metadata)
    message.text = without_command(text)  # not by the constructor, which strips white space and so moves offsets
    return {**await processor.parse_message(message), "text": text}


def documented(parse_data: dict[str, Any]) -> dict[str, Any]:
    """The documented part of Rasa's parse data, in the order of `FIELDS`."""
    return {field: parse_data.get(field) for field in FIELDS}
