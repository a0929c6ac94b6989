"""The database: engine, transactions and migrations. SQLite in WAL mode, or PostgreSQL."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.orm import DeclarativeBase, Session
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_random

CONNECTIONS = 40
"""As many are kept as requests are worked on at once (anyio's threads); to open one is dearer than most queries."""
MORE_CONNECTIONS = 10
BUSY_TIMEOUT_SECONDS = 15
MOST_PAGES = 16_000
"""How long SQLite's log may grow (64 MB) before a writer brings it into the file: nobody else has done it then."""


class UtcDateTime(sa.TypeDecorator[datetime]):
    """A moment in time, always UTC, also in databases that keep no time zone."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Base of all tables."""

    type_annotation_map = {  # noqa: RUF012  SQLAlchemy's own way to declare it
        datetime: UtcDateTime,
        dict[str, Any]: sa.JSON,
    }


class Store:
    """One database. Every change happens inside `writing()`, which is one transaction."""

    def __init__(self, url: str) -> None:
        self.engine = sa.create_engine(url, pool_size=CONNECTIONS, max_overflow=MORE_CONNECTIONS)
        self._writer = self.engine.execution_options(helpline_writes=True)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._turn: AbstractContextManager[object] = threading.RLock() if self.is_sqlite else nullcontext()
        """SQLite has one writer at a time: those of this process wait here, where nobody sleeps past their turn."""
        if self.is_sqlite:
            sa.event.listen(self.engine, "connect", _prepare_sqlite_connection)
            sa.event.listen(self.engine, "begin", _begin_sqlite_transaction)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that may write; committed at the end, rolled back on any error.

        On SQLite it takes the write lock at its start, so that what it read cannot change before it writes.
        """
        with self._turn, Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads one state of the database."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    def migrate(self) -> None:
        """Bring the database to the newest schema; safe when several processes start at once."""
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with self._writer.begin() as connection:
            if not self.is_sqlite:
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(4357)"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def checkpoint(self) -> None:
        """Bring what was written into SQLite's file, beside those who read and write; PostgreSQL does it by itself.

        SQLite would do it within every few hundredth commit: in a large file it takes a quarter of a second, and all
        who write wait.
        """
        if self.is_sqlite:
            with self.engine.connect() as connection:
                connection.connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _prepare_sqlite_connection(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_SECONDS * 1000}")
    _use_write_ahead_log(connection)
    connection.execute(f"PRAGMA wal_autocheckpoint = {MOST_PAGES}")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


@retry(
    retry=retry_if_exception_type(sqlite3.OperationalError),
    wait=wait_random(0.01, 0.1),
    stop=stop_after_delay(BUSY_TIMEOUT_SECONDS),
    reraise=True,
)
def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """When several connections turn it on in a new file at once, SQLite refuses some without waiting."""
    connection.execute("PRAGMA journal_mode = WAL")


def _begin_sqlite_transaction(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("helpline_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
