"""Units run on both databases: `store` is a fresh one, on SQLite and again on a real PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from frontdesk.settings import Settings
from frontdesk.staff.agents import Agent
from frontdesk.standards import standards
from frontdesk.standards.standards import Standards
from frontdesk.store import Base, Store
from tests.frontdesk.clocked import SHIPPED
from tests.frontdesk.scenes import MIA, add_agent, answer, greeted, hand_over, say
from tests.postgres import Postgres

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> Iterator[Store]:
    """A migrated database, emptied before each test."""
    store = Store(postgres.create())
    store.migrate()
    yield store
    store.close()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy."""
    path = tmp_path_factory.mktemp("migrated") / "helpline.db"
    store = Store(f"sqlite:///{path}")
    store.migrate()
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return path


@pytest.fixture(params=DATABASES)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.create()
        yield url
        server.drop(url)


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Store]:
    """A fresh, migrated database."""
    if request.param == "sqlite":
        path = settings.data_dir / "helpline.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        fresh = Store(f"sqlite:///{path}")
        yield fresh
        fresh.close()
    else:
        emptied: Store = request.getfixturevalue("migrated_postgres")
        with emptied.engine.begin() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(table.delete())
        yield emptied


@pytest.fixture
def sam(store: Store) -> Agent:
    """An agent."""
    return add_agent(store, "Sam")


@pytest.fixture
def robin(store: Store) -> Agent:
    """Another agent."""
    return add_agent(store, "Robin")


@pytest.fixture
def shipped() -> Standards:
    return standards.read(SHIPPED)


@pytest.fixture
def waiting(store: Store) -> str:
    """A conversation in which a person is asked for at AT."""
    conversation_id = greeted(store, identity=MIA)
    say(store, conversation_id, "I want to talk to a person")
    answer(store, conversation_id, "I'm getting a colleague.")
    hand_over(store, conversation_id)
    return conversation_id
