"""A real Helpline for tests: the three processes on free ports, each of which can be killed and started again."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx

from frontdesk.running.demo import prepare_demo
from frontdesk.running.processes import LOOPBACK, Program, free_ports, programs
from frontdesk.settings import ROOT, Settings, load_settings
from frontdesk.staff.hours import AROUND_THE_CLOCK_FILE
from frontdesk.store import Store

READY_WITHIN_SECONDS = 300


@dataclass
class Stack:
    """The running processes, by name (`actions`, `rasa`, `frontdesk`), and what they wrote."""

    settings: Settings
    programs: dict[str, Program]
    running: dict[str, subprocess.Popen[str]] = field(default_factory=dict)
    lines: dict[str, list[str]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the front desk answers."""
        return self.settings.local_url

    def start(self, name: str) -> None:
        """Start a process that is not running."""
        program = self.programs[name]
        process = subprocess.Popen(
            program.command,
            cwd=ROOT,
            env=program.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self.running[name] = process
        threading.Thread(target=self._read, args=(name, process), daemon=True).start()

    def kill(self, name: str) -> None:
        """End a process as a power cut would."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    @contextmanager
    def another_frontdesk(self, **settings: Any) -> Iterator[str]:
        """One more front desk on the same database until the body ends, with other `settings`; its address."""
        own = replace(self.settings, port=free_ports(1)[0], **settings)
        name = f"frontdesk on {own.port}"
        self.programs[name] = replace(programs(own)[-1], name=name)
        self.start(name)
        try:
            self.wait_until_ready(own.local_url)
            yield own.local_url
        finally:
            self.kill(name)
            del self.programs[name]

    def wait_until_ready(self, url: str | None = None) -> None:
        """Return when the front desk, or the one at `url`, says that everything answers."""
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        with httpx.Client(base_url=url or self.url, timeout=3, trust_env=False) as client:
            while time.monotonic() < deadline:
                if dead := [name for name, process in self.running.items() if process.poll() is not None]:
                    raise RuntimeError(f"{dead[0]} ended:\n" + "\n".join(self.lines[dead[0]][-30:]))
                try:
                    if client.get("/readyz").is_success:
                        return
                except httpx.HTTPError:
                    pass
                time.sleep(0.1)
        raise TimeoutError(
            "Helpline is not ready:\n" + "\n".join(line for log in self.lines.values() for line in log[-10:])
        )

    def _read(self, name: str, process: subprocess.Popen[str]) -> None:
        log = self.lines.setdefault(name, [])
        assert process.stdout is not None
        for line in process.stdout:
            log.append(line.rstrip())


def settings_in(folder: Path, **overrides: str) -> Settings:
    """Settings of a Helpline with its data in `folder`, its own ports and no limits, which answers at once.

    `overrides` are settings without their HELPLINE_ prefix.
    """
    port, rasa_port, actions_port = free_ports(3)
    return load_settings(
        {
            "HELPLINE_DATA_DIR": str(folder),
            "HELPLINE_HOST": LOOPBACK,
            "HELPLINE_PORT": str(port),
            "HELPLINE_RASA_URL": f"http://{LOOPBACK}:{rasa_port}",
            "HELPLINE_ACTIONS_URL": f"http://{LOOPBACK}:{actions_port}/webhook",
            "HELPLINE_DEMO": "1",
            "HELPLINE_LISTENING_PACE": "0",
            "HELPLINE_HOURS_FILE": str(AROUND_THE_CLOCK_FILE),
            "HELPLINE_WATCH_STANDARDS": "0",
            "HELPLINE_MESSAGES_PER_MINUTE": "100000",
            "HELPLINE_CONVERSATIONS_PER_MINUTE": "100000",
            **{f"HELPLINE_{name.upper()}": value for name, value in overrides.items()},
        }
    )


@contextmanager
def running_stack(folder: Path, **overrides: str) -> Iterator[Stack]:
    """A Helpline with its data in `folder`; `overrides` are settings without their HELPLINE_ prefix."""
    settings = settings_in(folder, **overrides)
    store = Store(settings.database_url)
    store.migrate()
    prepare_demo(settings, store)
    store.close()
    stack = Stack(settings, {program.name: program for program in programs(settings)})
    try:
        for name in stack.programs:
            stack.start(name)
        stack.wait_until_ready()
        yield stack
    finally:
        for process in stack.running.values():
            process.terminate()
        for name in list(stack.running):
            try:
                stack.running[name].wait(8)
            except subprocess.TimeoutExpired:
                stack.kill(name)
