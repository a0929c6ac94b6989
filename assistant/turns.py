"""A turn of the customer, taken once: understood, acted on, and recorded as a whole or not at all."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from assistant.frustration import FRUSTRATION
from assistant.language import LANGUAGE
from assistant.trackers import plain_store
from assistant.understanding import documented, understand

CHANNEL = "helpline"
LIMIT_SECONDS = 45
"""Longest time for a turn, waiting for an earlier one of its conversation included; less than Rasa's lock lives."""
_LOCK_POLL_SECONDS = 0.05
_PAYLOAD = re.compile(r"/(?P<intent>\w+)(?P<entities>\{.*\})?", re.DOTALL)
_UNMOVED = {"score": 0.0, "level": "calm", "abusive": False, "cues": []}


class TurnInvalid(Exception):
    """The turn asks for something that this model does not know; sending it again does not help."""


class TurnFailed(BaseException):
    """The turn could not be taken and has left no trace; it can be sent again.

    A BaseException, because Rasa goes on after any Exception of an action as if the action had done nothing.
    """


@dataclass(frozen=True)
class Turn:
    """What the customer said (`text`), or the button pressed (`payload`: `/intent`, `/intent{"entity": "value"}`).

    `at` is the ISO time at which it was said; `turn_id` is unique in the conversation.
    """

    conversation_id: str
    turn_id: int
    text: str | None
    payload: str | None
    language: str | None
    at: str | None

    @property
    def metadata(self) -> dict[str, Any]:
        """What components and actions are told of the turn."""
        return {"turn_id": self.turn_id, "language": self.language, "at": self.at}


class WholeEndpoint(EndpointConfig):
    """The action server, for turns that fail as a whole when one of their actions fails."""

    @classmethod
    def of(cls, endpoint: EndpointConfig) -> WholeEndpoint:
        """The same endpoint, unforgiving."""
        whole = cls()
        whole.__dict__.update(endpoint.__dict__)
        return whole

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        """Call the action server. Raises TurnFailed for anything but an answer."""
        try:
            answer = await super().request(*args, **kwargs)
        except Exception as error:
            raise TurnFailed(f"the action server failed: {error!r}") from error
        if not isinstance(answer, dict):
            raise TurnFailed("the action server gave no answer")
        return answer


async def take(agent: Agent, turn: Turn) -> dict[str, Any]:
    """Take a turn, or find the answer of one that was taken before.

    Returns `{"turn_id", "messages": [{"text", "buttons"}], "nlu"}`. Raises TurnInvalid and TurnFailed.
    """
    processor = agent.processor
    processor.tracker_store = plain_store(agent)
    if processor.action_endpoint and not isinstance(processor.action_endpoint, WholeEndpoint):
        processor.action_endpoint = WholeEndpoint.of(processor.action_endpoint)
    try:
        return await asyncio.wait_for(_take_alone(agent, processor, turn), LIMIT_SECONDS)
    except asyncio.TimeoutError as error:
        raise TurnFailed(f"the turn took longer than {LIMIT_SECONDS} seconds") from error


async def _take_alone(agent: Agent, processor: MessageProcessor, turn: Turn) -> dict[str, Any]:
    async with agent.lock_store.lock(turn.conversation_id, wait_time_in_seconds=_LOCK_POLL_SECONDS):
        tracker = await processor.tracker_store.retrieve(turn.conversation_id)
        recorded = tracker and _recorded(tracker, turn.turn_id)
        return recorded or await _run(processor, turn)


async def _run(processor: MessageProcessor, turn: Turn) -> dict[str, Any]:
    """Rasa's `MessageProcessor.handle_message`, which saves the tracker last, with a failed turn never saved."""
    output = CollectingOutputChannel()
    understood = (
        _pressed(processor, turn) if turn.text is None else await understand(processor, turn.text, turn.metadata)
    )
    message = UserMessage(
        understood["text"],
        output,
        turn.conversation_id,
        parse_data=understood,
        input_channel=CHANNEL,
        metadata=turn.metadata,
    )
    tracker = await processor.log_message(message, should_save_tracker=False)
    tracker = await processor.run_action_extract_slots(output, tracker)
    await _act(processor, tracker, output)
    answer = _recorded(tracker, turn.turn_id)
    if answer is None or not answer["messages"]:
        raise TurnFailed("no action said anything")
    await processor.save_tracker(tracker)
    return answer


async def _act(processor: MessageProcessor, tracker: DialogueStateTracker, output: CollectingOutputChannel) -> None:
    """Rasa's prediction loop, in which too many actions are a failure and not an ending."""
    goes_on = True
    while goes_on:
        action, prediction = processor.predict_next_with_tracker_if_should(tracker)
        goes_on = await processor._run_action(action, tracker, output, processor.nlg, prediction)


def _pressed(processor: MessageProcessor, turn: Turn) -> dict[str, Any]:
    """The understanding of a pressed button, which says by itself what is meant."""
    match = _PAYLOAD.fullmatch(turn.payload or "")
    if not match or match["intent"] not in processor.domain.intents:
        raise TurnInvalid(
            f'payload \'{turn.payload}\' is not /intent or /intent{{"entity": "value"}} with an intent of the domain'
        )
    try:
        values = json.loads(match["entities"] or "{}")
    except ValueError as error:
        raise TurnInvalid(f"payload '{turn.payload}' holds no valid JSON: {error}") from error
    intent = {"name": match["intent"], "confidence": 1.0}
    entities = [
        {"entity": name, "value": value, "start": 0, "end": len(turn.payload), "extractor": CHANNEL}
        for name, value in values.items()
    ]
    return {
        "text": turn.payload,
        LANGUAGE: turn.language or "en",
        "intent": intent,
        "intent_ranking": [intent],
        "entities": entities,
        FRUSTRATION: _UNMOVED,
    }


def _recorded(tracker: DialogueStateTracker, turn_id: int) -> dict[str, Any] | None:
    """The answer to a turn as the tracker's events tell it; None if the turn is not among them."""
    said: UserUttered | None = None
    messages = []
    for event in tracker.events:
        if isinstance(event, UserUttered):
            if said:
                break
            said = event if (event.metadata or {}).get("turn_id") == turn_id else None
        elif said and isinstance(event, BotUttered) and event.text:
            buttons = event.data.get("buttons") or []
            messages.append(
                {
                    **(event.data.get("custom") or {}),
                    "text": event.text,
                    "buttons": [{"title": b["title"], "payload": b["payload"]} for b in buttons],
                }
            )
    return {"turn_id": turn_id, "messages": messages, "nlu": documented(said.parse_data)} if said else None
