"""`helpline run`: the services from start to Ctrl-C, and what the person in front of it is told."""

import asyncio
import re
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic

import httpx

from frontdesk.errors import CommandFailed
from frontdesk.running.processes import Program
from frontdesk.running.supervisor import running, unless_one_ends
from frontdesk.settings import Settings

READY_WITHIN_SECONDS = 300
READY_POLL_SECONDS = 0.2
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
DEPRECATION = re.compile(r"\w*DeprecationWarning: |^Implementing implicit namespace packages ")


class NotReady(CommandFailed):
    """The processes run, but cannot serve; the message says what they wait for."""


async def serve(
    wanted: Sequence[Program],
    settings: Settings,
    *,
    show: Callable[[str, str], None],
    announce: Callable[[Settings, float], None],
    say: Callable[[str], None],
) -> None:
    """Run `wanted` until Ctrl-C, SIGTERM or the end of the terminal; a second Ctrl-C ends it at once.

    `announce(settings, seconds)` is called once the front desk says that everything answers.
    Raises NotReady, and ProcessEnded as soon as one of them ends by itself.
    """
    stopped = _stop_signals(say)
    began = monotonic()

    async def work() -> None:
        if any(program.name == "frontdesk" for program in wanted):
            ready = asyncio.create_task(wait_until_ready(settings))
            await asyncio.wait({stopped, ready}, return_when=asyncio.FIRST_COMPLETED)
            if stopped.done():
                ready.cancel()
                return
            ready.result()
            announce(settings, monotonic() - began)
        await stopped

    async with running(wanted, plain(show)) as first:
        await unless_one_ends(first, work())


def plain(show: Callable[[str, str], None]) -> Callable[[str, str], None]:
    """`show` without colours, and without the deprecations that Rasa's frozen libraries warn of.

    Such a warning is a line and, indented, the line of code that it is about.
    """
    in_warning: set[str] = set()

    def show_plain(name: str, line: str) -> None:
        line = COLOURS.sub("", line)
        if DEPRECATION.search(line):
            in_warning.add(name)
        elif not (name in in_warning and line.startswith("  ")):
            in_warning.discard(name)
            show(name, line)

    return show_plain


async def wait_until_ready(settings: Settings) -> None:
    """Return as soon as the front desk and everything behind it can serve. Raises NotReady."""
    last = "the front desk does not answer"
    deadline = monotonic() + READY_WITHIN_SECONDS
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
        while monotonic() < deadline:
            with suppress(httpx.HTTPError):
                response = await client.get(f"{settings.local_url}/readyz")
                if response.is_success:
                    return
                last = response.text
            await asyncio.sleep(READY_POLL_SECONDS)
    raise NotReady(f"Helpline is not ready after {READY_WITHIN_SECONDS} s: {last}")


def _stop_signals(say: Callable[[str], None]) -> "asyncio.Future[None]":
    """A future that is done when somebody asks us to stop; the second request ends us at once."""
    loop = asyncio.get_running_loop()
    stopped: asyncio.Future[None] = loop.create_future()
    task = asyncio.current_task()
    assert task is not None

    def stop() -> None:
        if stopped.done():
            task.cancel()
        else:
            say("Stopping …")
            stopped.set_result(None)

    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(sign, stop)
    return stopped
