"""Processes are started together, end together, and none is left behind."""

import asyncio
import os
import signal
import subprocess
import sys
import time

import pytest

from frontdesk.running import supervisor
from frontdesk.running.supervisor import Child, Ended, ProcessEnded, running, unless_one_ends
from frontdesk.settings import ROOT

SLEEPS = "import time; print('up', flush=True); time.sleep(60)"
WITH_A_CHILD = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPS}"
SUPERVISOR = """
import asyncio, os, sys
from frontdesk.running.supervisor import Child, running

async def main():
    wanted = [Child("one", (sys.executable, "-c", sys.argv[1]), dict(os.environ))]
    async with running(wanted, lambda name, line: print(line, flush=True)):
        await asyncio.sleep(60)

asyncio.run(main())
"""


def child(name: str, code: str) -> Child:
    return Child(name, (sys.executable, "-c", code), dict(os.environ))


def test_lines_are_shown_with_the_name_of_their_process() -> None:
    shown: list[tuple[str, str]] = []

    async def run() -> Ended:
        async with running([child("one", "print('a'); print('b')")], lambda *line: shown.append(line)) as first:
            return await first

    assert asyncio.run(run()) == Ended("one", 0)
    assert shown == [("one", "a"), ("one", "b")]


def test_when_one_ends_the_work_is_given_up_and_the_rest_ends(capfd: pytest.CaptureFixture[str]) -> None:
    async def run() -> None:
        wanted = [child("long", SLEEPS), child("short", "raise SystemExit(3)")]
        async with running(wanted, lambda *_: None) as first:
            await unless_one_ends(first, asyncio.sleep(60))

    began = time.monotonic()
    with pytest.raises(ProcessEnded, match="short exited with 3; the other processes are stopped too"):
        asyncio.run(run())
    assert time.monotonic() - began < 20


def test_a_process_that_does_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "GRACE_SECONDS", 0.3)

    async def run() -> None:
        up = asyncio.Event()
        async with running([child("stubborn", STUBBORN)], lambda *_: up.set()):
            await up.wait()

    asyncio.run(asyncio.wait_for(run(), 20))


def test_a_very_long_line_does_not_block_the_process() -> None:
    shown: list[str] = []
    code = f"print('x' * {supervisor.LONGEST_LINE * 3}); print('after')"

    async def run() -> Ended:
        async with running([child("loud", code)], lambda _, line: shown.append(line)) as first:
            return await first

    assert asyncio.run(asyncio.wait_for(run(), 20)).code == 0
    assert shown[-1] == "after"


@pytest.mark.parametrize("code", [SLEEPS, WITH_A_CHILD], ids=["alone", "with a child of its own"])
def test_when_the_supervisor_is_killed_its_processes_end(code: str) -> None:
    mark = f"mark = {os.getpid()}{time.monotonic_ns()}"
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    supervisor = subprocess.Popen([sys.executable, "-c", SUPERVISOR, f"{mark}; {code}"], env=environ)
    wait_for(lambda: len(with_mark(mark)) == 2)
    group = next(pid for pid in with_mark(mark) if pid != supervisor.pid)
    supervisor.send_signal(signal.SIGKILL)
    supervisor.wait()
    wait_for(lambda: not group_lives(group))


def with_mark(mark: str) -> list[int]:
    """Processes that carry `mark` in their command line."""
    listed = subprocess.run(["ps", "-ww", "-eo", "pid=,args="], capture_output=True, text=True, check=True)
    return [int(line.split()[0]) for line in listed.stdout.splitlines() if mark in line]


def group_lives(group: int) -> bool:
    listed = subprocess.run(["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True)
    rows = (line.split() for line in listed.stdout.splitlines())
    return any(int(pgid) == group and not stat.startswith("Z") for pgid, stat in rows)


def wait_for(condition: object, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    assert callable(condition)
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
