"""A visitor: a customer who talks through the customer API, in the widget's place."""

import asyncio
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import httpx

POLL_SECONDS = 0.05
REQUEST_SECONDS = 30
IDLE_SECONDS = 2
"""How long an idle line is used again: less than the server keeps it, so that none is cut in the middle."""
NO_ANSWER = ("delayed", "listening")
"""Statuses that say only that the answer is still to come."""
SETTLE_SECONDS = 1.0
"""How long after a status without a message the assistant may still say something in the same turn."""

Json = dict[str, Any]


@dataclass
class Visitor:
    """A conversation as its customer sees it. Calls raise httpx.HTTPError."""

    client: httpx.AsyncClient
    id: str
    token: str
    events: list[Json] = field(default_factory=list)
    owner: str = "assistant"
    sent: int = 0

    @classmethod
    async def arrive(cls, client: httpx.AsyncClient, *, user_token: str | None = None) -> "Visitor":
        """Open a conversation; `user_token` says who is signed in on the website."""
        body = {"user_token": user_token} if user_token else {}
        opened = (await _post(client, "/api/v1/conversations", body)).json()
        return cls(client, opened["conversation_id"], opened["token"])

    async def say(self, text: str) -> int:
        """Send a message; its offset in the log."""
        return await self._send({"text": text})

    async def press(self, payload: str) -> int:
        """Press a button of the newest message; the offset of the click."""
        return await self._send({"payload": payload})

    async def rate(self, score: int, comment: str | None = None) -> None:
        """Say how it was, from 1 to 5."""
        await self._post("rating", {"score": score, "comment": comment})

    async def look(self) -> None:
        """Fetch what is new."""
        more = True
        while more:
            after = self.events[-1]["offset"] if self.events else 0
            response = await self.client.get(f"{self._path}/events", params={"after": after}, headers=self._headers)
            response.raise_for_status()
            page = response.json()
            self.events += page["events"]
            self.owner = page["owner"]
            more = page["more"] and bool(page["events"])

    async def wait_for_answer(self, offset: int, seconds: float) -> None:
        """Return when what stands at `offset` (0: the opening) is answered. Raises TimeoutError."""
        deadline = monotonic() + seconds
        status_since: float | None = None
        while True:
            await self.look()
            later = [event for event in self.events if event["offset"] > offset]
            if self.owner == "agent" or any(map(_answers_alone, later)):
                return
            if any(map(_announces_an_answer, later)):
                status_since = status_since or monotonic()
                if monotonic() - status_since >= SETTLE_SECONDS:
                    return
            if monotonic() >= deadline:
                raise TimeoutError
            await asyncio.sleep(POLL_SECONDS)

    @property
    def _path(self) -> str:
        return f"/api/v1/conversations/{self.id}"

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def _send(self, what: Json) -> int:
        self.sent += 1
        answer = await self._post("messages", {"client_message_id": f"message-{self.sent}", **what})
        return int(answer.json()["offset"])

    async def _post(self, name: str, body: Json) -> httpx.Response:
        return await _post(self.client, f"{self._path}/{name}", body, self._headers)


def client_of(url: str) -> httpx.AsyncClient:
    """Calls to the Helpline at `url`, for any number of visitors."""
    limits = httpx.Limits(keepalive_expiry=IDLE_SECONDS)
    return httpx.AsyncClient(base_url=url, timeout=REQUEST_SECONDS, trust_env=False, limits=limits)


async def _post(
    client: httpx.AsyncClient, path: str, body: Json, headers: dict[str, str] | None = None
) -> httpx.Response:
    """POST as often as the rate limit asks for."""
    while True:
        response = await client.post(path, json=body, headers=headers)
        if response.status_code != httpx.codes.TOO_MANY_REQUESTS:
            return response.raise_for_status()
        await asyncio.sleep(float(response.headers["Retry-After"]))


def _answers_alone(event: Json) -> bool:
    """The assistant or an agent spoke, or what was said was noted for the agent who will come."""
    spoke = event["kind"] == "message" and event["author"] != "customer"
    return bool(spoke or event["data"].get("type") == "noted")


def _announces_an_answer(event: Json) -> bool:
    """A status that usually comes with a message of the same turn."""
    return bool(event["kind"] == "status" and event["data"].get("type") not in NO_ANSWER)
