"""The processes of Helpline on this machine: what is started, and where each of them listens."""

import os
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from frontdesk.errors import CommandFailed
from frontdesk.running.model import model_path
from frontdesk.running.rasa_command import child_environ, rasa_command, rasa_environ
from frontdesk.running.supervisor import Child
from frontdesk.settings import Settings

LOOPBACK = "127.0.0.1"


class PortTaken(CommandFailed):
    """Another program has an address that a process needs; the message names the setting to change."""


@dataclass(frozen=True)
class Program(Child):
    """A process that listens."""

    host: str
    port: int
    setting: str
    """The setting that says where it listens."""


def programs(settings: Settings) -> list[Program]:
    """The processes of Helpline, with the model of the files as they are now. Raises EnvironmentMissing."""
    rasa_port, actions_port = port_of(settings.rasa_url), port_of(settings.actions_url)
    rasa = rasa_command("run", "--quiet", "--model", str(model_path()))
    rasa += ["--interface", LOOPBACK, "--port", str(rasa_port)]
    rasa += ["--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
    frontdesk = [sys.executable, "-m", "uvicorn", "--factory", "frontdesk.api.app:create_app"]
    frontdesk += ["--host", settings.host, "--port", str(settings.port), "--log-level", "warning"]
    frontdesk += ["--timeout-graceful-shutdown", "2"]
    actions = [sys.executable, "-m", "actions"]
    ours, rasas = child_environ(settings), rasa_environ(settings)
    return [
        Program("actions", tuple(actions), ours, LOOPBACK, actions_port, "HELPLINE_ACTIONS_URL"),
        Program("rasa", tuple(rasa), rasas, LOOPBACK, rasa_port, "HELPLINE_RASA_URL"),
        Program("frontdesk", tuple(frontdesk), ours, settings.host, settings.port, "HELPLINE_PORT"),
    ]


def port_of(url: str) -> int:
    """The port of an http address."""
    return urlsplit(url).port or 80


def check_ports(wanted: Sequence[Program]) -> None:
    """Whether every process can listen where it should. Raises PortTaken."""
    for program in wanted:
        family = socket.AF_INET6 if ":" in program.host else socket.AF_INET
        try:
            socket.create_server((program.host, program.port), family=family).close()
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise PortTaken(
                f"{program.name} cannot listen on {program.host}:{program.port} ({reason}); "
                f"end the other program, or choose another place with {program.setting}."
            ) from error


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nothing listens on now."""
    sockets = [socket.create_server((LOOPBACK, 0)) for _ in range(count)]
    ports = [int(s.getsockname()[1]) for s in sockets]
    for s in sockets:
        s.close()
    return ports
