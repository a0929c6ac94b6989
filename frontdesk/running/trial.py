"""A Helpline of its own for a trial: free ports, a temporary data directory and the demo shop.

Nothing of it reaches a real back office or mailbox, and nothing of it is left afterwards.
"""

import os
import tempfile
from collections.abc import Awaitable, Callable

from frontdesk.running.demo import prepare_demo
from frontdesk.running.processes import LOOPBACK, free_ports, programs
from frontdesk.running.serving import plain, wait_until_ready
from frontdesk.running.supervisor import running, unless_one_ends
from frontdesk.settings import Settings, load_settings
from frontdesk.staff.hours import AROUND_THE_CLOCK_FILE
from frontdesk.store import Store

UNLIMITED = "1000000"


async def on_trial(work: Callable[[Settings], Awaitable[None]], show: Callable[[str, str], None]) -> None:
    """Do `work` with a Helpline that is ready. The model has to be trained.

    Raises CommandFailed if one of its processes ends, and what `work` raises.
    """
    with tempfile.TemporaryDirectory(prefix="helpline-") as folder:
        settings = load_settings({**os.environ, **_overrides(folder)})
        store = Store(settings.database_url)
        store.migrate()
        prepare_demo(settings, store)
        store.close()

        async def work_when_ready() -> None:
            await wait_until_ready(settings)
            await work(settings)

        async with running(programs(settings), plain(show)) as first:
            await unless_one_ends(first, work_when_ready())


def _overrides(folder: str) -> dict[str, str]:
    port, rasa_port, actions_port = free_ports(3)
    return {
        "HELPLINE_DATA_DIR": folder,
        "HELPLINE_DATABASE_URL": "",
        "HELPLINE_HOST": LOOPBACK,
        "HELPLINE_PORT": str(port),
        "HELPLINE_PUBLIC_URL": "",
        "HELPLINE_RASA_URL": f"http://{LOOPBACK}:{rasa_port}",
        "HELPLINE_ACTIONS_URL": f"http://{LOOPBACK}:{actions_port}/webhook",
        "HELPLINE_CHANNEL_SECRET": "",
        "HELPLINE_SITE_SECRET": "",
        "HELPLINE_DEMO": "1",
        "HELPLINE_BACKOFFICE_URL": "",
        "HELPLINE_SMTP_URL": "",
        "HELPLINE_HANDOFF_MAIL": "",
        "HELPLINE_WEBHOOK_URLS": "",
        "HELPLINE_LISTENING_PACE": "0",
        "HELPLINE_HOURS_FILE": str(AROUND_THE_CLOCK_FILE),
        "HELPLINE_WATCH_STANDARDS": "0",
        "HELPLINE_MESSAGES_PER_MINUTE": UNLIMITED,
        "HELPLINE_CONVERSATIONS_PER_MINUTE": UNLIMITED,
    }
