"""The database: migrations, transactions and times."""

import shutil
import sqlite3
import threading
from contextlib import closing
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from frontdesk import log, tables
from frontdesk.aftercare.ratings import rate
from frontdesk.conversation.conversations import Owner
from frontdesk.conversation.erasure import erase
from frontdesk.log import StatusType
from frontdesk.staff.agents import Agent
from frontdesk.store import Base, Store
from tests.frontdesk.scenes import AT, at_once, claimed, greeted, open_conversation, row_of


def test_the_migrations_make_exactly_the_mapped_tables(empty_database_url: str) -> None:
    store = Store(empty_database_url)
    store.migrate()
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []
        indexes = {i["name"] for t in Base.metadata.tables for i in sa.inspect(connection).get_indexes(t)}
    assert {i.name for t in Base.metadata.tables.values() for i in t.indexes} <= indexes
    store.close()


def test_many_processes_may_migrate_at_once(empty_database_url: str) -> None:
    stores = [Store(empty_database_url) for _ in range(4)]
    assert at_once([store.migrate for store in stores]) == [None] * 4
    with stores[0].writing() as session:
        session.execute(sa.select(tables.EventRow))
    for store in stores:
        store.close()


def test_migrating_again_keeps_what_is_there(store: Store) -> None:
    conversation_id = open_conversation(store)
    store.migrate()
    assert row_of(store, conversation_id).owner == Owner.ASSISTANT


def test_an_error_rolls_everything_back(store: Store) -> None:
    conversation_id = open_conversation(store)
    with pytest.raises(RuntimeError), store.writing() as session:
        session.get_one(tables.ConversationRow, conversation_id).owner = Owner.CLOSED
        session.flush()
        raise RuntimeError
    assert row_of(store, conversation_id).owner == Owner.ASSISTANT


def test_writers_leave_the_file_to_a_checkpoint(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/helpline.db")
    store.migrate()
    conversation_id = open_conversation(store)
    for _ in range(20):  # 1,200 pages: SQLite alone would write them after 1,000
        with store.writing() as session:
            log.append_status(session, conversation_id, StatusType.FACT, at=AT, name="order", value="x" * 250_000)
    assert _long_events_in_the_file(tmp_path) == 0
    store.checkpoint()
    assert _long_events_in_the_file(tmp_path) == 20
    store.close()


def test_readers_do_not_wait_for_a_writer(store: Store) -> None:
    conversation_id = open_conversation(store)
    seen: list[str] = []
    with store.writing() as session:
        session.get_one(tables.ConversationRow, conversation_id).owner = Owner.CLOSED
        session.flush()
        reader = threading.Thread(target=lambda: seen.append(row_of(store, conversation_id).owner))
        reader.start()
        reader.join(10)
    assert seen == [Owner.ASSISTANT]


def test_counting_from_many_threads_loses_nothing(store: Store) -> None:
    """What a transaction reads with a lock cannot change before it writes."""
    conversation_id = open_conversation(store)

    def count() -> None:
        with store.writing() as session:
            row = session.get_one(tables.ConversationRow, conversation_id, with_for_update=True)
            row.turn_attempts = row.turn_attempts + 1

    assert at_once([count] * 12) == [None] * 12
    assert row_of(store, conversation_id).turn_attempts == 12


@pytest.mark.parametrize("hours", [-8, 0, 9])
def test_a_moment_comes_back_as_the_same_moment_in_utc(store: Store, hours: int) -> None:
    moment = datetime(2026, 3, 29, 1, 30, 0, 123456, timezone(timedelta(hours=hours)))
    conversation_id = open_conversation(store, at=moment)
    read = row_of(store, conversation_id).created_at
    assert read == moment
    assert read.utcoffset() == timedelta(0)


def test_an_erased_conversation_leaves_no_row_and_the_others_whole(store: Store, sam: Agent) -> None:
    kept, erased = claimed(store, sam), claimed(store, sam)
    for conversation_id in (kept, erased):
        with store.writing() as session:
            rate(session, conversation_id, score=5, comment="fine", at=AT)
    before = _rows(store, kept)
    erase(store, erased)
    assert _rows(store, erased) == {}
    assert _rows(store, kept) == before
    assert {"conversations", "events", "handoffs", "ratings"} <= set(before)
    erase(store, erased)


def test_what_belongs_to_a_conversation_is_erased_with_it() -> None:
    """A table that is added later is erased by its column `conversation_id`."""
    belonging = {
        name
        for name, table in Base.metadata.tables.items()
        if any(key.column.table.name == "conversations" for key in table.foreign_keys)
    }
    assert {"codes", "events", "handoffs", "outbox", "promises", "ratings"} <= belonging
    assert [name for name in belonging if "conversation_id" not in Base.metadata.tables[name].columns] == []


def test_a_rating_replaces_the_one_before(store: Store) -> None:
    """STD4"""
    conversation_id = greeted(store)
    for score in (1, 5):
        with store.writing() as session:
            rate(session, conversation_id, score=score, comment=None, at=AT)
    with store.reading() as session:
        assert session.scalars(sa.select(tables.RatingRow.score)).all() == [5]


def test_ratings_at_once_are_one(store: Store) -> None:
    conversation_id = greeted(store)

    def give(score: int) -> None:
        with store.writing() as session:
            rate(session, conversation_id, score=score, comment=None, at=AT)

    assert at_once([partial(give, n % 5 + 1) for n in range(6)]) == [None] * 6


def _rows(store: Store, conversation_id: str) -> dict[str, int]:
    """How many rows of each table speak of the conversation."""
    found = {}
    with store.reading() as session:
        for name, table in Base.metadata.tables.items():
            column = table.c.id if name == "conversations" else table.c.get("conversation_id")
            if column is not None:
                query = sa.select(sa.func.count()).select_from(table).where(column == conversation_id)
                if count := session.scalar(query):
                    found[name] = count
    return found


def _long_events_in_the_file(folder: Path) -> int:
    """How many long events a copy of SQLite's file has that knows nothing of its log."""
    copied = folder / "copied.db"
    shutil.copy(folder / "helpline.db", copied)
    with closing(sqlite3.connect(copied)) as connection:
        if not connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'events'").fetchone()[0]:
            return 0
        return int(connection.execute("SELECT count(*) FROM events WHERE length(data) > 250000").fetchone()[0])
