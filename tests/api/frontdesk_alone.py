"""A real front desk on a port of its own, in a thread, while Rasa and the action server are down."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from frontdesk.api.app import create_app
from frontdesk.running.demo import PASSWORD, prepare_demo
from frontdesk.settings import Settings
from frontdesk.staff.agents import Role, add_agent, find_by_email
from frontdesk.store import Store
from tests.stack import READY_WITHIN_SECONDS, settings_in

TRAINER = "toni@fernhill.example"


@dataclass(frozen=True)
class FrontDesk:
    """A running front desk and its database."""

    settings: Settings
    store: Store

    @property
    def url(self) -> str:
        """Where it answers."""
        return self.settings.local_url


@contextmanager
def running_frontdesk(folder: Path, **overrides: str) -> Iterator[FrontDesk]:
    """Serves until the body ends; `overrides` are settings without their HELPLINE_ prefix."""
    settings = settings_in(folder, **{"delay_notice_after": "100000", "unavailable_after": "100000"} | overrides)
    store = Store(settings.database_url)
    store.migrate()
    prepare_demo(settings, store)
    with store.writing() as session:
        if find_by_email(session, TRAINER) is None:
            add_agent(session, TRAINER, "Toni", Role.TRAINER, PASSWORD)
    app = create_app(settings)
    config = uvicorn.Config(app, settings.host, settings.port, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="frontdesk")
    thread.start()
    try:
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while not server.started:
            if not thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("the front desk did not start")
            time.sleep(0.01)
        yield FrontDesk(settings, store)
    finally:
        server.should_exit = True
        thread.join(15)
        store.close()
