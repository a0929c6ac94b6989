"""The worker: what is due. Mail from the outbox and the assistant's promises."""

import asyncio
import logging

from anyio.to_thread import run_sync

from frontdesk import outbox, promises
from frontdesk.clock import now
from frontdesk.settings import Settings
from frontdesk.store import Store

logger = logging.getLogger(__name__)

PERIOD_SECONDS = 0.5


async def run(settings: Settings, store: Store) -> None:
    """Do what is due, for ever."""
    while True:
        try:
            await run_sync(do_due, settings, store)
        except Exception:
            logger.exception("the worker failed and goes on")
        await asyncio.sleep(PERIOD_SECONDS)


def do_due(settings: Settings, store: Store) -> None:
    """One round: keep promises that are due, then send what waits in the outbox."""
    at = now()
    with store.reading() as session:
        due = promises.due_promises(session, at)
    for promise_id in due:
        with store.writing() as session:
            promises.keep(session, promise_id, at)
    outbox.deliver_due(store, settings, at)
