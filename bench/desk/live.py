"""`python -m bench.desk.live [--widgets N] [--rate N] …`, from the root: a busy desk, and how long each side waits.

A real front desk on a database of its own; widgets and desks are connected by their streams. Customers and agents write
in turn, at a steady rate, and every other second an agent takes who waits; each desk does what the page does: it
fetches the queue when it is told to, and the conversation that it shows. Everything runs on one machine, so the figures
hold the load of the callers, too.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

import httpx
import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from bench.desk.data import AGENTS, fill
from frontdesk.clock import now
from frontdesk.conversation import conversations
from frontdesk.desk import queue
from frontdesk.running.processes import LOOPBACK, free_ports, programs
from frontdesk.settings import ROOT, Settings, load_settings
from frontdesk.staff.hours import AROUND_THE_CLOCK_FILE
from frontdesk.store import Store
from frontdesk.tables import AgentRow, AgentSessionRow, ConversationRow, HandoffRow

SETTLE_SECONDS = 0.15
"""How long the desk's page waits after it was told to fetch (`SETTLE_MS` of web/desk/workplace.js)."""
LATE_SECONDS = 10
"""A message that has not come by then counts as lost."""
READ_EVERY_SECONDS = 10
"""How often an agent opens a conversation."""
WAITING = 100
TAKEN_EVERY_SECONDS = 2
"""How often an agent takes somebody who waits: then the queue of everybody changes."""
NUMBER = re.compile(rb"message-(\d+)-")


@dataclass(frozen=True)
class Line:
    """A conversation with an agent, and what opens it to both."""

    conversation_id: str
    token: str
    agent: int


@dataclass
class Times:
    """How many milliseconds everything took, and what was on its way."""

    messages: list[float] = field(default_factory=list)
    queues: list[float] = field(default_factory=list)
    casefiles: list[float] = field(default_factory=list)
    sent: dict[int, float] = field(default_factory=dict)
    connected: int = 0
    """Streams on which the first record has come."""
    connecting: float = 0
    """Seconds until all had come."""

    def arrived(self, number: int) -> None:
        """A message is on the other side's screen."""
        if (at := self.sent.pop(number, None)) is not None:
            self.messages.append(1000 * (perf_counter() - at))


def main() -> None:
    """Fill a database, connect everybody, let them write, print what it took."""
    options = _parser().parse_args()
    with TemporaryDirectory() as folder:
        settings = _settings(Path(folder))
        print(f"{options.closed} closed and {options.widgets} open conversations are made …", file=sys.stderr)
        lines = _fill(settings, closed=options.closed, widgets=options.widgets)
        with _running(settings):
            times = asyncio.run(_play(settings, lines, options.rate, options.seconds))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    rows = {"message to the other side": times.messages, "queue": times.queues, "conversation": times.casefiles}
    streams = f"{options.widgets + AGENTS} streams connected in {times.connecting:.1f} s"
    table = Table("what", "times", "p50, ms", "p95, ms", "p99, ms")
    for name, took in rows.items():
        cut = quantiles(took, n=100)
        table.add_row(name, str(len(took)), *(f"{cut[at]:.0f}" for at in (49, 94, 98)))
    told = f"{options.widgets} widgets, {AGENTS} agents, {options.rate} messages a second; {len(times.sent)} lost"
    spent = f"processor time of the front desk, with its start: {used.ru_utime + used.ru_stime:.0f} s"
    Console().print(told, streams, table, spent, sep="\n")


def _settings(folder: Path) -> Settings:
    port, rasa_port, actions_port = free_ports(3)
    return load_settings(
        {
            "HELPLINE_DATA_DIR": str(folder),
            "HELPLINE_PORT": str(port),
            "HELPLINE_RASA_URL": f"http://{LOOPBACK}:{rasa_port}",
            "HELPLINE_ACTIONS_URL": f"http://{LOOPBACK}:{actions_port}/webhook",
            "HELPLINE_DEMO": "1",
            "HELPLINE_HOURS_FILE": str(AROUND_THE_CLOCK_FILE),
            "HELPLINE_WATCH_STANDARDS": "0",
            "HELPLINE_MESSAGES_PER_MINUTE": "100000",
        }
    )


def _fill(settings: Settings, *, closed: int, widgets: int) -> list[Line]:
    store = Store(settings.database_url)
    store.migrate()
    fill(store, closed=closed, waiting=WAITING)
    at = now()
    lines = []
    with store.writing() as session:
        over = {"rolled_up_through": ConversationRow.last_offset}
        session.execute(sa.update(ConversationRow).values(over))  # what is over was counted and announced long ago
        session.execute(sa.update(HandoffRow).values(announced_at=at))
        for number in range(AGENTS):
            session.add(
                AgentSessionRow(
                    token_hash=hashlib.sha256(_cookie(number).encode()).hexdigest(),
                    agent_id=f"agent-{number}",
                    csrf_token="csrf",
                    id=f"session-{number}",
                    browser="bench",
                    expires_at=at + timedelta(days=1),
                )
            )
        for number in range(widgets):
            opened = conversations.open_conversation(session, language="en", page=None, identity=None, at=at)
            agent = number % AGENTS
            session.execute(
                sa.update(ConversationRow)
                .where(ConversationRow.id == opened.conversation_id)
                .values(owner="agent", agent_id=f"agent-{agent}", turn_due_at=None)
            )
            session.add(
                HandoffRow(
                    id=f"live-{number}",
                    conversation_id=opened.conversation_id,
                    turn_id=1,
                    reason="asked_for_human",
                    priority=3,
                    requested_at=at,
                    rank_at=at,
                    why={},
                    card={},
                    card_offset=0,
                    agent_id=f"agent-{agent}",
                    claimed_at=at,
                )
            )
            lines.append(Line(opened.conversation_id, opened.token, agent))
        for row in session.scalars(sa.select(HandoffRow).where(HandoffRow.card_offset == 0)):
            queue.place(session, row, at)
        full = {"available": True, "capacity": widgets // AGENTS}
        session.execute(sa.update(AgentRow).values(full))  # somebody is there, and nobody is offered more
    store.close()
    return lines


@contextmanager
def _running(settings: Settings) -> Iterator[None]:
    program = programs(settings)[-1]
    process = subprocess.Popen(program.command, cwd=ROOT, env={**os.environ, **program.environ})
    try:
        while True:
            try:
                if httpx.get(f"{settings.public_url}/healthz", trust_env=False).is_success:
                    break
            except httpx.HTTPError:
                pass
        yield
    finally:
        process.terminate()
        process.wait()


async def _play(settings: Settings, lines: list[Line], rate: float, seconds: float) -> Times:
    times = Times()
    shown = lines[:AGENTS]  # of each agent, one; the others are silent
    limits = httpx.Limits(max_connections=200, keepalive_expiry=2)  # less than uvicorn keeps them
    async with httpx.AsyncClient(base_url=settings.public_url, trust_env=False, limits=limits, timeout=60) as http:
        streams = [asyncio.create_task(_widget(settings, line, times)) for line in lines]
        desks = [asyncio.create_task(_desk(settings, http, line, times)) for line in shown]
        began = perf_counter()
        while times.connected < len(lines) + AGENTS:
            await asyncio.sleep(0.05)
        times.connecting = perf_counter() - began
        await asyncio.sleep(3)
        times.queues.clear()
        times.casefiles.clear()
        taking = asyncio.create_task(_take(http))
        await _write(http, shown, rate, seconds, times)
        taking.cancel()
        for _ in range(LATE_SECONDS * 10):
            if times.sent:
                await asyncio.sleep(0.1)
        for task in [*streams, *desks]:
            task.cancel()
        await asyncio.gather(*streams, *desks, taking, return_exceptions=True)
    return times


async def _write(http: httpx.AsyncClient, talking: list[Line], rate: float, seconds: float, times: Times) -> None:
    """Customer and agent in turn, one message every 1/rate seconds, whatever the answers take."""
    posts: set[asyncio.Task[httpx.Response]] = set()
    began = perf_counter()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, began + number / rate - perf_counter()))
        line = talking[number // 2 % len(talking)]
        body = {"client_message_id": f"bench-{number}", "text": f"message-{number}- It came broken, and I need it"}
        times.sent[number] = perf_counter()
        if number % 2:
            path, headers = f"/api/v1/agent/conversations/{line.conversation_id}/messages", _of_agent(line.agent)
        else:
            path = f"/api/v1/conversations/{line.conversation_id}/messages"
            headers = {"Authorization": f"Bearer {line.token}"}
        task = asyncio.create_task(http.post(path, json=body, headers=headers))
        posts.add(task)
        task.add_done_callback(posts.discard)
    for response in await asyncio.gather(*posts):
        if response.is_error:
            raise RuntimeError(response.text)


async def _take(http: httpx.AsyncClient) -> None:
    """One agent after the other takes the first who waits."""
    for number in count():
        await asyncio.sleep(TAKEN_EVERY_SECONDS)
        agent = _of_agent(number % AGENTS)
        [first, *_] = (await http.get("/api/v1/agent/queue", headers=agent)).json()["waiting"]
        (await http.post(f"/api/v1/agent/handoffs/{first['handoff_id']}/claim", headers=agent)).raise_for_status()


async def _widget(settings: Settings, line: Line, times: Times) -> None:
    path = f"/api/v1/conversations/{line.conversation_id}/events?after=0"
    seen = _odd(times)

    def hear(data: bytes) -> None:
        seen(data)
        times.connected += b"event: owner" in data

    await _listen(settings, path, {"Authorization": f"Bearer {line.token}"}, hear)


async def _desk(settings: Settings, http: httpx.AsyncClient, shown: Line, times: Times) -> None:
    """A desk: its stream, and what the page fetches."""
    number = shown.agent
    told = asyncio.Event()
    seen = _even(times)

    def hear(data: bytes) -> None:
        seen(data)
        if b"event: queue" in data:
            told.set()
        times.connected += b"event: page" in data
        if b"event: page" in data and (found := re.search(rb'"stream_id":\s*"([^"]+)"', data)):
            look = {"conversation_id": shown.conversation_id}
            path = f"/api/v1/agent/streams/{found.group(1).decode()}/look"
            looks.append(asyncio.create_task(http.post(path, json=look, headers=_of_agent(number))))

    async def fetch() -> None:
        while True:
            await told.wait()
            await asyncio.sleep(SETTLE_SECONDS)
            told.clear()
            await _timed(http, "/api/v1/agent/queue", number, times.queues)

    async def read_again() -> None:
        await asyncio.sleep(number * READ_EVERY_SECONDS / AGENTS)
        while True:
            await _timed(http, f"/api/v1/agent/conversations/{shown.conversation_id}", number, times.casefiles)
            await asyncio.sleep(READ_EVERY_SECONDS)

    looks: list[asyncio.Task[httpx.Response]] = []
    async with asyncio.TaskGroup() as group:
        group.create_task(_listen(settings, "/api/v1/agent/stream", _of_agent(number), hear))
        group.create_task(fetch())
        group.create_task(read_again())


async def _timed(http: httpx.AsyncClient, path: str, number: int, times: list[float]) -> None:
    began = perf_counter()
    (await http.get(path, headers=_of_agent(number))).raise_for_status()
    times.append(1000 * (perf_counter() - began))


async def _listen(settings: Settings, path: str, headers: dict[str, str], hear: Callable[[bytes], None]) -> None:
    """Read a stream of server-sent events, a record at a time."""
    reader, writer = await asyncio.open_connection(settings.host, settings.port, limit=2**22)
    sent = {"Host": f"{settings.host}:{settings.port}", "Accept": "text/event-stream", **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
    writer.write(f"GET {path} HTTP/1.1\r\n{head}\r\n".encode())
    try:
        while True:
            hear(await reader.readuntil(b"\r\n\r\n"))
    finally:
        writer.close()


def _odd(times: Times) -> Callable[[bytes], None]:
    return lambda data: [times.arrived(n) for n in map(int, NUMBER.findall(data)) if n % 2] and None


def _even(times: Times) -> Callable[[bytes], None]:
    return lambda data: [times.arrived(n) for n in map(int, NUMBER.findall(data)) if not n % 2] and None


def _cookie(number: int) -> str:
    return f"bench-{number}"


def _of_agent(number: int) -> dict[str, str]:
    return {"Cookie": f"helpline_session={_cookie(number)}", "X-CSRF-Token": "csrf"}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.desk.live", description="Measure a busy desk.")
    parser.add_argument("--closed", type=int, default=100_000, metavar="N", help="closed conversations; else 100,000")
    parser.add_argument("--widgets", type=int, default=1_000, metavar="N", help="connected; else 1,000")
    parser.add_argument("--rate", type=float, default=50, metavar="N", help="messages a second; else 50")
    parser.add_argument("--seconds", type=float, default=60, metavar="S", help="of writing; else 60")
    return parser


if __name__ == "__main__":
    main()
