"""The way to Rasa: one turn there, its answer back, over our own channel."""

from datetime import datetime
from typing import Any

import httpx

from frontdesk.clock import iso
from frontdesk.conversation.turns import Answer, Turn
from frontdesk.settings import Settings


class AssistantUnavailable(Exception):
    """Rasa did not answer the turn; it may be sent again."""


class Rasa:
    """A client of the channel `assistant.channel.HelplineChannel`."""

    def __init__(self, settings: Settings) -> None:
        self._client = httpx.AsyncClient(
            base_url=settings.rasa_url,
            headers={"Authorization": f"Bearer {settings.channel_secret}"},
            timeout=httpx.Timeout(settings.turn_timeout, connect=2),
            limits=httpx.Limits(max_keepalive_connections=32),
            trust_env=False,
        )

    async def answer(self, turn: Turn) -> Answer:
        """Send `turn`. Raises AssistantUnavailable for anything but a complete answer."""
        try:
            response = await self._client.post(
                "/webhooks/helpline/turns",
                json={
                    "conversation_id": turn.conversation_id,
                    "turn_id": turn.turn_id,
                    "text": turn.text,
                    "payload": turn.payload,
                    "language": turn.language,
                    "at": iso(turn.at),
                },
            )
            response.raise_for_status()
            body = response.json()
            messages = tuple(
                {"text": str(m["text"]), "buttons": m.get("buttons") or [], "rating": bool(m.get("rating"))}
                for m in body["messages"]
            )
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise AssistantUnavailable(f"{type(error).__name__}: {error}") from error
        if not messages:
            raise AssistantUnavailable("the answer has no message")
        return Answer(messages, dict(body.get("nlu") or {}))

    async def understand(self, text: str, language: str, at: datetime) -> dict[str, Any]:
        """What is understood of a text that no turn answers. Raises AssistantUnavailable."""
        body = {"text": text, "language": language, "at": iso(at)}
        try:
            response = await self._client.post("/webhooks/helpline/understood", json=body)
            response.raise_for_status()
            return dict(response.json())
        except (httpx.HTTPError, ValueError) as error:
            raise AssistantUnavailable(f"{type(error).__name__}: {error}") from error

    async def forget(self, conversation_id: str) -> None:
        """Erase what Rasa keeps of a conversation. Raises AssistantUnavailable."""
        try:
            response = await self._client.delete(f"/webhooks/helpline/conversations/{conversation_id}")
            response.raise_for_status()
        except httpx.HTTPError as error:
            raise AssistantUnavailable(f"{type(error).__name__}: {error}") from error

    async def is_ready(self) -> bool:
        """Whether Rasa has loaded its model."""
        try:
            response = await self._client.get("/webhooks/helpline/", timeout=2)
        except httpx.HTTPError:
            return False
        return response.is_success

    async def close(self) -> None:
        """End all connections."""
        await self._client.aclose()
