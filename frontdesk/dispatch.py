"""The dispatcher: takes every due turn to the assistant, many conversations at a time, one turn in each."""

import asyncio
import logging
from datetime import timedelta

from anyio.to_thread import run_sync
from sqlalchemy.exc import SQLAlchemyError

from frontdesk import metrics
from frontdesk.clock import now
from frontdesk.conversation import turns
from frontdesk.conversation.rasa import AssistantUnavailable, Rasa
from frontdesk.conversation.turns import Answer, Turn
from frontdesk.desk import handoffs
from frontdesk.feed import Feed
from frontdesk.settings import Settings
from frontdesk.store import Store

logger = logging.getLogger(__name__)

LEASE_MARGIN_SECONDS = 3
LONGEST_SLEEP_SECONDS = 0.5


class Dispatcher:
    """Runs until cancelled; `feed` wakes it when something was written."""

    def __init__(self, settings: Settings, store: Store, feed: Feed, rasa: Rasa) -> None:
        self._settings, self._store, self._feed, self._rasa = settings, store, feed, rasa
        self._under_way: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Look for due turns for ever."""
        if self._store.is_sqlite:
            await run_sync(self._end_all_leases)
        try:
            while True:
                woken = self._feed.next_change()
                due, sleep_seconds = await self._due_or_none()
                for conversation_id in due:
                    if conversation_id not in self._under_way:
                        task = asyncio.create_task(self._answer_next(conversation_id))
                        self._under_way[conversation_id] = task
                await asyncio.wait([woken], timeout=sleep_seconds)
        finally:
            for task in self._under_way.values():
                task.cancel()

    async def _answer_next(self, conversation_id: str) -> None:
        try:
            while turn := await run_sync(self._take, conversation_id):
                await self._feed.say_typing(conversation_id, "assistant", True)
                try:
                    with metrics.TURN_SECONDS.time():
                        answer = await self._rasa.answer(turn)
                except AssistantUnavailable as error:
                    metrics.TURNS_NOT_ANSWERED.inc()
                    logger.warning("turn %s/%s not answered: %s", conversation_id, turn.turn_id, error)
                    await run_sync(self._not_answered, turn)
                    return
                else:
                    await run_sync(self._record, turn, answer)
                finally:
                    await self._feed.say_typing(conversation_id, "assistant", False)
        except Exception:
            logger.exception("turn of %s failed; it will be taken again", conversation_id)
        finally:
            del self._under_way[conversation_id]

    async def _due_or_none(self) -> tuple[list[str], float]:
        """Conversations with something to answer, and for how many seconds nothing else can become due."""
        try:
            return await run_sync(self._due)
        except SQLAlchemyError:
            logger.exception("the dispatcher lost the database and goes on")
            return [], LONGEST_SLEEP_SECONDS

    def _due(self) -> tuple[list[str], float]:
        at = now()
        with self._store.reading() as session:
            due, following = turns.due_turns(session, at), turns.next_due(session, at)
        seconds = (following - at).total_seconds() if following else LONGEST_SLEEP_SECONDS
        return due, min(seconds, LONGEST_SLEEP_SECONDS)

    def _take(self, conversation_id: str) -> Turn | None:
        lease = timedelta(seconds=self._settings.turn_timeout + LEASE_MARGIN_SECONDS)
        with self._store.writing() as session:
            return turns.take_turn(session, conversation_id, now(), lease)

    def _record(self, turn: Turn, answer: Answer) -> None:
        with self._store.writing() as session:
            turns.record_answer(session, turn, answer, now(), pace=self._settings.listening_pace)

    def _not_answered(self, turn: Turn) -> None:
        at = now()
        waited = (at - turn.started_at).total_seconds()
        with self._store.writing() as session:
            if waited >= self._settings.unavailable_after:
                handoffs.give_up_turn(session, turn, at)
            else:
                late = waited >= self._settings.delay_notice_after
                turns.postpone(session, turn, at, tell_customer=late)

    def _end_all_leases(self) -> None:
        with self._store.writing() as session:
            turns.end_all_leases(session, now())
