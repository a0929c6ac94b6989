"""Processes on one machine: started together, ended together, none left behind.

Our own supervisor and not honcho's, because honcho's processes live on when honcho itself is killed.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from frontdesk.errors import CommandFailed
from frontdesk.settings import ROOT

GRACE_SECONDS = 8
LONGEST_LINE = 2**20
GUARD = f"""
import os, signal, sys, time
groups = [int(line) for line in sys.stdin]  # ends when the supervisor does, however it ends
for sign, wait in ((signal.SIGTERM, {GRACE_SECONDS}), (signal.SIGKILL, 0)):
    for group in groups:
        try:
            os.killpg(group, sign)
        except ProcessLookupError:
            pass
    time.sleep(wait)
"""


class ProcessEnded(CommandFailed):
    """A process that is needed ended by itself; the message says which and how."""


@dataclass(frozen=True)
class Child:
    """A process to run at the root of the project."""

    name: str
    command: tuple[str, ...]
    environ: Mapping[str, str]


@dataclass(frozen=True)
class Ended:
    """A process that ended by itself, and its exit code (negative: the signal that killed it)."""

    name: str
    code: int

    def __str__(self) -> str:
        how = f"exited with {self.code}" if self.code >= 0 else f"was killed by {signal.Signals(-self.code).name}"
        return f"{self.name} {how}"


@asynccontextmanager
async def running(wanted: Sequence[Child], show: Callable[[str, str], None]) -> AsyncIterator["asyncio.Task[Ended]"]:
    """Runs processes while the body runs, and ends every one of them after it.

    `show(name, line)` gets each line that one of them writes. Yields a task that is done as soon as one ends
    by itself. When this process is killed, a guard in a process of its own ends them.
    """
    guard = await asyncio.create_subprocess_exec(
        sys.executable, "-c", GUARD, stdin=asyncio.subprocess.PIPE, start_new_session=True
    )
    assert guard.stdin is not None
    started: list[asyncio.subprocess.Process] = []
    relays: list[asyncio.Task[None]] = []
    waits: list[asyncio.Task[Ended]] = []
    first: asyncio.Task[Ended] | None = None
    try:
        for child in wanted:
            process = await asyncio.create_subprocess_exec(
                *child.command,
                cwd=ROOT,
                env=child.environ,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                limit=LONGEST_LINE,
                start_new_session=True,
            )
            guard.stdin.write(f"{process.pid}\n".encode())
            started.append(process)
            relays.append(asyncio.create_task(_relay(process, child.name, show)))
            waits.append(asyncio.create_task(_wait(process, child.name)))
        first = asyncio.create_task(_first_of(waits))
        yield first
    finally:
        await _end(started)
        for task in filter(None, (first, *waits)):
            task.cancel()
        if relays:
            await asyncio.wait(relays, timeout=1)
        guard.kill()
        await guard.wait()


async def unless_one_ends(first: "asyncio.Task[Ended]", work: Coroutine[Any, Any, None]) -> None:
    """Do `work`, given up as soon as `first` is done. Raises ProcessEnded, and what `work` raises."""
    task = asyncio.create_task(work)
    try:
        await asyncio.wait({first, task}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ProcessEnded(f"{first.result()}; the other processes are stopped too.")
        task.result()
    finally:
        task.cancel()


async def _relay(process: asyncio.subprocess.Process, name: str, show: Callable[[str, str], None]) -> None:
    assert process.stdout is not None
    while True:
        try:
            line = await process.stdout.readline()
        except ValueError:  # longer than LONGEST_LINE: dropped, so that the process never blocks on us
            continue
        if not line:
            return
        show(name, line.decode(errors="replace").rstrip())


async def _wait(process: asyncio.subprocess.Process, name: str) -> Ended:
    return Ended(name, await process.wait())


async def _first_of(waits: Sequence["asyncio.Task[Ended]"]) -> Ended:
    done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    return done.pop().result()


async def _end(started: Sequence[asyncio.subprocess.Process]) -> None:
    """Ask every process group to end, and make those end that do not."""
    all_ended = asyncio.gather(*(process.wait() for process in started))
    _signal_groups(started, signal.SIGTERM)
    try:
        await asyncio.wait_for(asyncio.shield(all_ended), GRACE_SECONDS)
    except TimeoutError:
        _signal_groups(started, signal.SIGKILL)
        await all_ended
    finally:
        _signal_groups(started, signal.SIGKILL)  # what a process left behind in its group


def _signal_groups(started: Sequence[asyncio.subprocess.Process], sign: signal.Signals) -> None:
    for process in started:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
