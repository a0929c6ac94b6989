"""The worker: what is due, and what is kept ready. Mail, webhooks, promises, clocks of standards, offers, rollups."""

import asyncio
import logging
from time import monotonic

from anyio.to_thread import run_sync

from frontdesk.aftercare import follow_ups
from frontdesk.backoffice import BackOffice
from frontdesk.clock import now
from frontdesk.conversation.rasa import AssistantUnavailable, Rasa
from frontdesk.delivery import outbox
from frontdesk.desk import absence, announcements, assignments, grants, queue, reading, snoozes
from frontdesk.settings import Settings
from frontdesk.staff import hours
from frontdesk.standards import rollups, standards, standards_watch
from frontdesk.standards.standards_watch import Seen
from frontdesk.store import Store
from frontdesk.threads import patient

logger = logging.getLogger(__name__)

PERIOD_SECONDS = 0.5
SHOP_AWAY_SECONDS = 60
"""How long the shop is left alone after it did not answer."""
ASSISTANT_AWAY_SECONDS = 5
"""How long reading along waits for an assistant that did not answer."""
GRANTS_SECONDS = 2
"""How often it is looked for grants that nobody finished."""
REST = 2.0
"""How long what has much to do rests after each piece of it, in times of what the piece took: turns come first."""
CHECKPOINT_SECONDS = 2
"""How often what was written is brought into SQLite's file."""
EARLY_SECONDS = 900
"""How often the shop is asked for what may be done before its day."""


async def run(settings: Settings, store: Store, back_office: BackOffice, rasa: Rasa) -> None:
    """Do what is due, for ever. A shop or a receiver that hangs holds up no mail."""
    await asyncio.gather(
        _run_mail(settings, store),
        _run_webhooks(settings, store),
        _run_watch(settings, store),
        _run_follow_ups(store, back_office),
        _run_cards(store, back_office),
        _run_reading(store, back_office, rasa),
        _run_queue(store),
        _run_rollups(store),
        _run_snoozes(store),
        _run_grants(settings, store, back_office),
        _run_checkpoints(store),
    )


async def _run_mail(settings: Settings, store: Store) -> None:
    while True:
        sent = 0
        try:
            sent = await patient(outbox.deliver_due, store, settings, now(), _teller(settings))
        except Exception:
            logger.exception("mail failed and goes on")
        await asyncio.sleep(0 if sent else PERIOD_SECONDS)


async def _run_snoozes(store: Store) -> None:
    while True:
        try:
            await run_sync(snoozes.wake_due, store, now())
        except Exception:
            logger.exception("snoozes failed and go on")
        await asyncio.sleep(PERIOD_SECONDS)


async def _run_webhooks(settings: Settings, store: Store) -> None:
    while True:
        try:
            await outbox.deliver_webhooks(store, settings, now(), _teller(settings))
        except Exception:
            logger.exception("webhooks failed and go on")
        await asyncio.sleep(PERIOD_SECONDS)


def _teller(settings: Settings) -> outbox.Tell:
    return lambda session, row, at: announcements.tell_given_up(session, settings, row, at)


async def _run_watch(settings: Settings, store: Store) -> None:
    seen: Seen = {}
    measured_by: object = None
    while True:
        try:
            await run_sync(announcements.announce_handoffs, store, settings, now())
            if settings.watch_standards:
                if measured_by != (measured_by := (standards.in_force(), hours.in_force())):
                    seen.clear()
                await run_sync(standards_watch.keep, store, settings, standards.in_force(), now(), seen)
        except Exception:
            logger.exception("the watch over the standards failed and goes on")
        await asyncio.sleep(PERIOD_SECONDS)


async def _run_grants(settings: Settings, store: Store, back_office: BackOffice) -> None:
    """What an agent's click began and nobody finished."""
    while True:
        await asyncio.sleep(GRANTS_SECONDS)
        try:
            await patient(grants.carry_out_open, store, back_office, settings.public_url, now())
        except Exception:
            logger.exception("grants failed and go on")


async def _run_follow_ups(store: Store, back_office: BackOffice) -> None:
    early_at = monotonic() + EARLY_SECONDS
    while True:
        pause: float = PERIOD_SECONDS
        try:
            answers = await patient(follow_ups.keep_due, store, back_office, now())
            if answers and monotonic() >= early_at:
                early_at = monotonic() + EARLY_SECONDS
                answers = await patient(follow_ups.keep_early, store, back_office, now())
            if not answers:
                pause = SHOP_AWAY_SECONDS
        except Exception:
            logger.exception("follow-ups failed and go on")
        await asyncio.sleep(pause)


async def _run_cards(store: Store, back_office: BackOffice) -> None:
    while True:
        more, began = False, monotonic()
        try:
            more = await patient(queue.keep_current, store, back_office, now())
        except Exception:
            logger.exception("the cards of the queue failed and go on")
        await asyncio.sleep(REST * (monotonic() - began) if more else PERIOD_SECONDS)


async def _run_reading(store: Store, back_office: BackOffice, rasa: Rasa) -> None:
    """What customers write to people is understood one message after the other, beside the turns."""
    while True:
        pause = PERIOD_SECONDS
        try:
            for message in await run_sync(reading.unread, store):
                began = monotonic()
                understood = await rasa.understand(message.text, message.language, message.at)
                await patient(reading.record, store, back_office, message, understood, now())
                await asyncio.sleep(REST * (monotonic() - began))
                pause = 0
        except AssistantUnavailable as error:
            pause = ASSISTANT_AWAY_SECONDS
            logger.warning("messages to people are not understood, and will be: %s", error)
        except Exception:
            logger.exception("reading along failed and goes on")
        await asyncio.sleep(pause)


async def _run_queue(store: Store) -> None:
    while True:
        try:
            await run_sync(assignments.offer_waiting, store, now())
            await run_sync(absence.tell_waiting, store, now())
        except Exception:
            logger.exception("offering what waits failed and goes on")
        await asyncio.sleep(PERIOD_SECONDS)


async def _run_rollups(store: Store) -> None:
    while True:
        more, began = False, monotonic()
        try:
            more = await run_sync(rollups.keep_current, store, now())
        except Exception:
            logger.exception("the rollups for reports failed and go on")
        await asyncio.sleep(REST * (monotonic() - began) if more else PERIOD_SECONDS)


async def _run_checkpoints(store: Store) -> None:
    while True:
        await asyncio.sleep(CHECKPOINT_SECONDS)
        try:
            await patient(store.checkpoint)
        except Exception:
            logger.exception("writing to the database's file failed and goes on")
