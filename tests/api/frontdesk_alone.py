"""A real front desk on a port of its own, in a thread, while Rasa and the action server are down."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from frontdesk.agents import Role, add_agent, find_by_email
from frontdesk.api.app import create_app
from frontdesk.demo import PASSWORD, prepare_demo
from frontdesk.processes import LOOPBACK, free_ports
from frontdesk.settings import Settings, load_settings
from frontdesk.store import Store

TRAINER = "toni@fernhill.example"


@dataclass(frozen=True)
class FrontDesk:
    """A running front desk and its database."""

    settings: Settings
    store: Store

    @property
    def url(self) -> str:
        """Where it answers."""
        return self.settings.public_url


@contextmanager
def running_frontdesk(folder: Path, **overrides: str) -> Iterator[FrontDesk]:
    """Serves until the body ends; `overrides` are settings without their HELPLINE_ prefix."""
    port, rasa_port, actions_port = free_ports(3)
    settings = load_settings(
        {
            "HELPLINE_DATA_DIR": str(folder),
            "HELPLINE_HOST": LOOPBACK,
            "HELPLINE_PORT": str(port),
            "HELPLINE_RASA_URL": f"http://{LOOPBACK}:{rasa_port}",
            "HELPLINE_ACTIONS_URL": f"http://{LOOPBACK}:{actions_port}/webhook",
            "HELPLINE_DEMO": "1",
            "HELPLINE_MESSAGES_PER_MINUTE": "100000",
            "HELPLINE_CONVERSATIONS_PER_MINUTE": "100000",
            "HELPLINE_DELAY_NOTICE_AFTER": "100000",
            "HELPLINE_UNAVAILABLE_AFTER": "100000",
            **{f"HELPLINE_{name.upper()}": value for name, value in overrides.items()},
        }
    )
    store = Store(settings.database_url)
    store.migrate()
    prepare_demo(settings, store)
    with store.writing() as session:
        if find_by_email(session, TRAINER) is None:
            add_agent(session, TRAINER, "Toni", Role.TRAINER, PASSWORD)
    config = uvicorn.Config(create_app(settings), LOOPBACK, port, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="frontdesk")
    thread.start()
    try:
        deadline = time.monotonic() + 20
        while not server.started:
            if not thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("the front desk did not start")
            time.sleep(0.01)
        yield FrontDesk(settings, store)
    finally:
        server.should_exit = True
        thread.join(15)
        store.close()
