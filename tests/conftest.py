"""What tests share: one real Helpline a run, and a database of its own for tests of single modules."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from frontdesk.rehearsal.stage import stage_of
from frontdesk.running.processes import LOOPBACK, free_ports
from frontdesk.settings import Settings, load_settings
from frontdesk.staff.hours import AROUND_THE_CLOCK_FILE
from frontdesk.store import Store
from tests.postgres import Postgres, running_postgres
from tests.rehearsals import Rehearsal
from tests.stack import Stack, running_stack

os.environ.setdefault("HELPLINE_HOURS_FILE", str(AROUND_THE_CLOCK_FILE))  # no test depends on the hour it runs at


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The real front desk, Rasa and action server, started once. Do not kill its processes."""
    website = f"http://{LOOPBACK}:{free_ports(1)[0]}"  # for the widget on a page of another origin
    with running_stack(tmp_path_factory.mktemp("helpline"), origins=website) as running:
        yield running


@pytest.fixture(scope="session")
def rehearsal(stack: Stack) -> Iterator[Rehearsal]:
    """The stage on which scripts are played; a script begins with the shop of the first day."""
    with asyncio.Runner() as runner:
        parts = AsyncExitStack()
        try:
            yield Rehearsal(runner, runner.run(parts.enter_async_context(stage_of(stack.settings))))
        finally:
            runner.run(parts.aclose())


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL server, started once."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a demo with its data in a fresh folder; nothing runs."""
    return load_settings({"HELPLINE_DATA_DIR": str(tmp_path), "HELPLINE_DEMO": "1"})


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """A fresh, migrated database."""
    fresh = Store(settings.database_url)
    fresh.migrate()
    yield fresh
    fresh.close()
