"""A human at the desk during a rehearsal, through the agent API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx

from frontdesk.errors import CommandFailed
from frontdesk.rehearsal import script
from frontdesk.running.demo import AGENTS, PASSWORD
from frontdesk.running.visitor import client_of

AGENT_API = "/api/v1/agent"
COLLEAGUE = AGENTS[0][0]
"""Their address."""


class NothingToClaim(Exception):
    """No handoff of this conversation waits for a human."""


@asynccontextmanager
async def signed_in(url: str) -> AsyncIterator[httpx.AsyncClient]:
    """Calls as the demo's first agent. Raises CommandFailed."""
    _, name, _ = AGENTS[0]
    async with client_of(f"{url}{AGENT_API}") as desk:
        response = await desk.post("/login", json={"email": COLLEAGUE, "password": PASSWORD})
        if not response.is_success:
            raise CommandFailed(f"{name} cannot sign in at {url} ({response.status_code}); is it the demo?")
        desk.headers["X-CSRF-Token"] = response.json()["csrf_token"]
        yield desk


async def act(desk: httpx.AsyncClient, conversation_id: str, does: script.Colleague) -> None:
    """Do what the script says, in its order. Raises NothingToClaim and httpx.HTTPStatusError."""
    path = f"/conversations/{conversation_id}"
    if does.claims:
        waiting = (await desk.get("/queue")).raise_for_status().json()["waiting"]
        handoffs = [item["handoff_id"] for item in waiting if item["conversation_id"] == conversation_id]
        if not handoffs:
            raise NothingToClaim
        await _post(desk, f"/handoffs/{handoffs[0]}/claim")
    if does.replies:
        await _post(desk, f"{path}/messages", client_message_id=uuid4().hex, text=does.replies)
    if does.notes:
        await _post(desk, f"{path}/messages", client_message_id=uuid4().hex, text=does.notes, kind="note")
    if does.returns:
        await _post(desk, f"{path}/return", note=None if does.returns == "true" else does.returns)
    if does.resolves:
        await _post(desk, f"{path}/resolve", resolution=does.resolves)


async def _post(desk: httpx.AsyncClient, path: str, **body: Any) -> None:
    (await desk.post(path, json=body)).raise_for_status()
