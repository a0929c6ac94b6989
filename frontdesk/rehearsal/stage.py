"""The stage: a running demo whose database can be read, put back to its first state before each conversation."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import sqlalchemy as sa
from anyio.to_thread import run_sync
from sqlalchemy.orm import Session

from frontdesk import log, worker
from frontdesk.backoffice import open_back_office
from frontdesk.backoffice.demo import DemoShop, Happening
from frontdesk.clock import iso, now
from frontdesk.conversation import conversations, erasure
from frontdesk.conversation.conversations import Owner
from frontdesk.desk import promises, reading, summary
from frontdesk.desk.summary import Card
from frontdesk.errors import CommandFailed
from frontdesk.log import Event
from frontdesk.rehearsal.colleague import COLLEAGUE, signed_in
from frontdesk.running.visitor import Visitor, client_of
from frontdesk.settings import Settings
from frontdesk.staff import agents
from frontdesk.store import Base, Store, UtcDateTime
from frontdesk.tables import ConversationRow, OutboxRow

POLL_SECONDS = 0.02
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
ISO_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")


@dataclass(frozen=True)
class State:
    """Where a conversation stands: the log up to now, who has it, and the last mail written in it."""

    events: tuple[Event, ...] = ()
    owner: str = Owner.ASSISTANT
    mails: tuple[str, ...] = ()
    card: Card | None = None


@dataclass(frozen=True)
class Stage:
    """The parts of a demo in which conversations are played."""

    store: Store
    shop: DemoShop
    marker: Path
    """While this file is there, the shop does not answer."""
    client: httpx.AsyncClient
    desk: httpx.AsyncClient

    async def set_up(self, customer_id: str | None) -> None:
        """Put the shop back to its first state, and forget what this customer has said before.

        A stranger may prove to be any of the customers, so then all of them are forgotten.
        """
        self.marker.unlink(missing_ok=True)
        await run_sync(self.shop.refill)
        await run_sync(self._forget, customer_id)

    async def arrive(self, customer_id: str | None) -> Visitor:
        """A customer opens the widget."""
        if customer_id is None:
            return await Visitor.arrive(self.client)
        response = await self.client.post("/demo/token", json={"customer_id": customer_id})
        return await Visitor.arrive(self.client, user_token=response.raise_for_status().json()["user_token"])

    async def say_all(self, conversation_id: str, messages: tuple[str, ...]) -> None:
        """Add messages of the customer that are there all at once, so that they are one turn (H1)."""
        await run_sync(self._add_all, conversation_id, messages)

    async def let_pass(self, conversation_ids: list[str], time: timedelta) -> None:
        """Move the conversations and the shop back in time, and let the worker do what is due."""
        await run_sync(self._move_back, conversation_ids, time)
        await asyncio.sleep(1.2 * worker.PERIOD_SECONDS)

    async def happen(self, what: Happening, number: str) -> None:
        """Something happens to an order. Raises LookupError."""
        await run_sync(self.shop.happen, what, number)

    async def settled(self, conversation_id: str, patience: float) -> State:
        """The conversation as soon as the assistant has nothing more to say in it. Raises TimeoutError."""
        deadline = monotonic() + patience
        while not await run_sync(self._is_settled, conversation_id):
            if monotonic() >= deadline:
                raise TimeoutError
            await asyncio.sleep(POLL_SECONDS)
        return await run_sync(self._state, conversation_id)

    def _forget(self, customer_id: str | None) -> None:
        customer = ConversationRow.customer_id
        with self.store.reading() as session:
            is_meant = customer.is_not(None) if customer_id is None else customer == customer_id
            query = sa.select(ConversationRow.id).where(is_meant)
            known = session.scalars(query).all()
        for conversation_id in known:
            erasure.erase(self.store, conversation_id)

    def _add_all(self, conversation_id: str, messages: tuple[str, ...]) -> None:
        with self.store.writing() as session:
            conversation = conversations.require(session, conversation_id)
            add = partial(conversations.add_customer_message, session, conversation, at=now(), pace=0)
            first = conversation.last_offset
            for number, text in enumerate(messages):
                add(client_message_id=f"burst-{first}-{number}", text=text)

    def _move_back(self, conversation_ids: list[str], time: timedelta) -> None:
        self.shop.let_pass(time)
        with self.store.writing() as session:
            for conversation_id in conversation_ids:
                _move_back(session, conversation_id, time)

    def _is_settled(self, conversation_id: str) -> bool:
        with self.store.reading() as session:
            conversation = conversations.require(session, conversation_id)
            has_turn = conversation.owner == Owner.ASSISTANT and (
                conversation.wants_answer > conversation.answered_through
            )
            is_due = bool(promises.due_promises(session, now()))
            is_open = bool(has_turn or conversation.turn_id or (is_due and not self.marker.exists()))
            return not (is_open or reading.is_behind(session, conversation))

    def _state(self, conversation_id: str) -> State:
        with self.store.reading() as session:
            mails = session.scalars(
                sa.select(OutboxRow).where(OutboxRow.conversation_id == conversation_id).order_by(OutboxRow.id)
            )
            return State(
                tuple(log.events_of(session, conversation_id)),
                conversations.require(session, conversation_id).owner,
                tuple(f"{mail.subject}\n{mail.body}" for mail in mails),
                summary.build(session, conversation_id),
            )


@asynccontextmanager
async def stage_of(settings: Settings) -> AsyncIterator[Stage]:
    """The stage of a running demo; at the end its shop is as on its first day. Raises CommandFailed."""
    shop = open_back_office(settings)
    if not (settings.demo and isinstance(shop, DemoShop)):
        raise CommandFailed("conversations are played with the demo shop only, never with a real one.")
    store = Store(settings.database_url)
    async with client_of(settings.local_url) as client, signed_in(settings.local_url) as desk:
        stage = Stage(store, shop, settings.data_dir / "shop.down", client, desk)
        room = _room_of_colleague(store, 0)  # who is offered what the script leaves waiting is soon taken to be away
        try:
            yield stage
        finally:
            _room_of_colleague(store, room)
            await stage.set_up(None)
            shop.close()
            store.close()


def _room_of_colleague(store: Store, room: int) -> int:
    """Let the colleague have room for so many conversations; for how many they had before."""
    with store.writing() as session:
        row = agents.set_work(session, COLLEAGUE)
        before, row.capacity = row.capacity, room
    return before


def _move_back(session: Session, conversation_id: str, time: timedelta) -> None:
    """Move every time that is kept of the conversation, also those in the data of its events."""
    for table in Base.metadata.sorted_tables:
        owner = table.c.id if table.name == ConversationRow.__tablename__ else table.c.get("conversation_id")
        times = [column for column in table.c if isinstance(column.type, UtcDateTime | sa.JSON)]
        if owner is None or not times:
            continue
        keys = list(table.primary_key.columns)
        for row in session.execute(sa.select(*keys, *times).where(owner == conversation_id)).mappings().all():
            moved = {column.name: _earlier(row[column], time) for column in times}
            session.execute(sa.update(table).where(*(key == row[key] for key in keys)).values(moved))


def _earlier(value: Any, time: timedelta) -> Any:
    """`value` with every moment in it earlier by `time`, and every day by the whole days of it."""
    match value:
        case datetime():
            return value - time
        case dict():
            return {name: _earlier(part, time) for name, part in value.items()}
        case list():
            return [_earlier(part, time) for part in value]
        case str() if ISO_MOMENT.fullmatch(value):
            return iso(datetime.fromisoformat(value) - time)
        case str() if ISO_DAY.fullmatch(value):
            return (date.fromisoformat(value) - timedelta(days=time.days)).isoformat()
    return value
