"""`helpline replay`: plays the customer turns of recorded dialogues through the customer API.

In: JSON lines `{"id", "turns": [{"speaker", "text"}]}`. Out: `{"id", "events", "owner", "summary"}` for each,
where `events` is what the customer saw.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

import httpx

from frontdesk.desk.summary import summary_of
from frontdesk.errors import CommandFailed
from frontdesk.running.trial import on_trial
from frontdesk.running.visitor import Json, Visitor, client_of
from frontdesk.settings import Settings
from frontdesk.store import Store

CUSTOMER = "customer"
SHAPE = '{"id": …, "turns": [{"speaker": …, "text": …}]}'
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
    """Replay on a Helpline of its own (frontdesk.running.trial); the summaries come from its database.

    `show(name, line)` gets what its processes write. Raises CommandFailed.
    """

    async def work(settings: Settings) -> None:
        store = Store(settings.database_url)

        async def summarise(conversation_id: str) -> Json | None:
            return await asyncio.to_thread(summary_of, store, conversation_id)

        async with client_of(settings.local_url) as client:
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
    async with client_of(url) as client:
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
        visitor = await Visitor.arrive(client)
        await visitor.wait_for_answer(0, patience)
        for number, text in enumerate(dialogue.turns, start=1):
            where = f"turn {number} of {len(dialogue.turns)}"
            offset = await visitor.say(text)
            await visitor.wait_for_answer(offset, patience)
        where = "the summary"
        summary = await summarise(visitor.id)
    except TimeoutError:
        raise ReplayFailed(f"{dialogue.id}: {where} was not answered within {patience:g} s.") from None
    except httpx.HTTPStatusError as error:
        raise ReplayFailed(f"{dialogue.id}: {where} was refused ({_detail(error.response)}).") from error
    except httpx.HTTPError as error:
        raise ReplayFailed(f"{dialogue.id}: {where}: {type(error).__name__} {error}".strip() + ".") from error
    return {
        "id": dialogue.id,
        "events": visitor.events,
        "owner": visitor.owner,
        "summary": summary,
    }


def _detail(response: httpx.Response) -> str:
    try:
        return f"{response.status_code}, {response.json()['detail']}"
    except (ValueError, KeyError, TypeError):
        return str(response.status_code)
