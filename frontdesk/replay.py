"""`helpline replay`: plays the customer turns of recorded dialogues through the customer API.

In: JSON lines `{"id", "turns": [{"speaker", "text"}]}`. Out: `{"id", "events", "owner", "summary"}` for each,
where `events` is what the customer saw.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import httpx

from frontdesk.errors import CommandFailed
from frontdesk.settings import Settings
from frontdesk.store import Store
from frontdesk.summary import summary_of
from frontdesk.trial import on_trial

CUSTOMER = "customer"
SHAPE = '{"id": …, "turns": [{"speaker": …, "text": …}]}'
POLL_SECONDS = 0.05
REQUEST_SECONDS = 30
NO_ANSWER = ("delayed", "listening")
"""Statuses that say only that the answer is still to come."""
SETTLE_SECONDS = 1.0
"""How long after a status without a message the assistant may still say something in the same turn."""

Json = dict[str, Any]
Summarise = Callable[[str], Awaitable[Json | None]]


class InvalidDialogue(CommandFailed):
    """A line of the file is not a dialogue; the message names the line."""


class ReplayFailed(CommandFailed):
    """A dialogue could not be played; the message names the dialogue and the turn."""


@dataclass(frozen=True)
class Dialogue:
    """What the customer says, turn by turn."""

    id: str
    turns: tuple[str, ...]


@dataclass
class Conversation:
    """A conversation while it is played, as the customer sees it."""

    client: httpx.AsyncClient
    id: str
    token: str
    events: list[Json] = field(default_factory=list)
    owner: str = "assistant"

    async def say(self, number: int, text: str) -> int:
        """Send a turn; returns its offset in the log."""
        body = {"client_message_id": f"turn-{number}", "text": text}
        answer = await _post(self.client, f"/api/v1/conversations/{self.id}/messages", body, self.token)
        return int(answer["offset"])

    async def look(self) -> None:
        """Fetch what is new."""
        more = True
        while more:
            after = self.events[-1]["offset"] if self.events else 0
            response = await self.client.get(
                f"/api/v1/conversations/{self.id}/events",
                params={"after": after},
                headers={"Authorization": f"Bearer {self.token}"},
            )
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


def read_dialogues(lines: Iterable[str]) -> list[Dialogue]:
    """The dialogues of a file of JSON lines. Raises InvalidDialogue."""
    dialogues = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            raw = json.loads(line)
            said = tuple(str(turn["text"]) for turn in raw["turns"] if turn["speaker"] == CUSTOMER)
            dialogues.append(Dialogue(str(raw["id"]), said))
        except (ValueError, KeyError, TypeError):
            raise InvalidDialogue(f"line {number} is not a dialogue; it should be {SHAPE}") from None
    return dialogues


async def replay_on_trial(
    dialogues: Sequence[Dialogue],
    write: Callable[[Json], None],
    show: Callable[[str, str], None],
    *,
    patience: float,
    parallel: int,
) -> None:
    """Replay on a Helpline of its own (frontdesk.trial); the summaries come from its database.

    `show(name, line)` gets what its processes write. Raises CommandFailed.
    """

    async def work(settings: Settings) -> None:
        store = Store(settings.database_url)

        async def summarise(conversation_id: str) -> Json | None:
            return await asyncio.to_thread(summary_of, store, conversation_id)

        async with _client(settings.public_url) as client:
            await replay(client, dialogues, summarise, write, patience=patience, parallel=parallel)
        store.close()

    await on_trial(work, show)


async def replay_against(
    url: str,
    account: tuple[str, str],
    dialogues: Sequence[Dialogue],
    write: Callable[[Json], None],
    *,
    patience: float,
    parallel: int,
) -> None:
    """Replay on the Helpline at `url`; an agent's `account` (e-mail, password) reads the summaries.

    Raises ReplayFailed.
    """
    async with _client(url) as client:
        summarise = await agent_summaries(client, *account)
        await replay(client, dialogues, summarise, write, patience=patience, parallel=parallel)


async def replay(
    client: httpx.AsyncClient,
    dialogues: Sequence[Dialogue],
    summarise: Summarise,
    write: Callable[[Json], None],
    *,
    patience: float,
    parallel: int,
) -> None:
    """Play `dialogues`, `parallel` at a time, and `write` what came of each, in their order.

    `patience` is how many seconds each turn may take to be answered. Raises ReplayFailed.
    """
    places = asyncio.Semaphore(parallel)

    async def play_one(dialogue: Dialogue) -> Json:
        async with places:
            return await _play(client, dialogue, summarise, patience)

    tasks = [asyncio.create_task(play_one(dialogue)) for dialogue in dialogues]
    try:
        for task in tasks:
            write(await task)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def agent_summaries(client: httpx.AsyncClient, email: str, password: str) -> Summarise:
    """Summaries as an agent sees them. Raises ReplayFailed if the account may not sign in."""
    try:
        response = await client.post("/api/v1/agent/login", json={"email": email, "password": password})
    except httpx.HTTPError as error:
        raise ReplayFailed(f"{client.base_url} does not answer ({error}).") from None
    if not response.is_success:
        raise ReplayFailed(f"{email} could not sign in ({_detail(response)}); see --agent, who reads the summary.")

    async def summarise(conversation_id: str) -> Json | None:
        answer = await client.get(f"/api/v1/agent/conversations/{conversation_id}")
        answer.raise_for_status()
        summary: Json | None = answer.json()["summary"]
        return summary

    return summarise


async def _play(client: httpx.AsyncClient, dialogue: Dialogue, summarise: Summarise, patience: float) -> Json:
    where = "the greeting"
    try:
        opened = await _post(client, "/api/v1/conversations", {})
        conversation = Conversation(client, opened["conversation_id"], opened["token"])
        await conversation.wait_for_answer(0, patience)
        for number, text in enumerate(dialogue.turns, start=1):
            where = f"turn {number} of {len(dialogue.turns)}"
            offset = await conversation.say(number, text)
            await conversation.wait_for_answer(offset, patience)
        where = "the summary"
        summary = await summarise(conversation.id)
    except TimeoutError:
        raise ReplayFailed(f"{dialogue.id}: {where} was not answered within {patience:g} s.") from None
    except httpx.HTTPStatusError as error:
        raise ReplayFailed(f"{dialogue.id}: {where} was refused ({_detail(error.response)}).") from error
    except httpx.HTTPError as error:
        raise ReplayFailed(f"{dialogue.id}: {where}: {type(error).__name__} {error}".strip() + ".") from error
    return {
        "id": dialogue.id,
        "events": conversation.events,
        "owner": conversation.owner,
        "summary": summary,
    }


async def _post(client: httpx.AsyncClient, path: str, body: Json, token: str | None = None) -> Json:
    """POST as often as the rate limit asks for. Raises httpx.HTTPError."""
    while True:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        response = await client.post(path, json=body, headers=headers)
        if response.status_code != httpx.codes.TOO_MANY_REQUESTS:
            response.raise_for_status()
            answer: Json = response.json()
            return answer
        await asyncio.sleep(float(response.headers["Retry-After"]))


def _client(url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=url, timeout=REQUEST_SECONDS, trust_env=False)


def _answers_alone(event: Json) -> bool:
    """The assistant or an agent spoke, or what was said was noted for the agent who will come."""
    spoke = event["kind"] == "message" and event["author"] != CUSTOMER
    return bool(spoke or event["data"].get("type") == "noted")


def _announces_an_answer(event: Json) -> bool:
    """A status that usually comes with a message of the same turn."""
    return bool(event["kind"] == "status" and event["data"].get("type") not in NO_ANSWER)


def _detail(response: httpx.Response) -> str:
    try:
        return f"{response.status_code}, {response.json()['detail']}"
    except (ValueError, KeyError, TypeError):
        return str(response.status_code)
