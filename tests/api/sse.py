"""Server-sent events as they arrive, for tests."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass(frozen=True)
class Record:
    """One event of a stream."""

    id: str | None
    event: str
    data: Any


@dataclass
class Stream:
    """A stream that is being read in the background."""

    records: list[Record] = field(default_factory=list)
    status: int = 0
    opened: threading.Event = field(default_factory=threading.Event)

    def named(self, event: str) -> list[Record]:
        """Records of one kind."""
        return [r for r in self.records if r.event == event]

    def texts(self) -> list[str]:
        """The texts of the log records of a customer's stream."""
        return [r.data["text"] for r in self.named("log")]

    def wait(self, condition: Callable[["Stream"], bool], within: float = 10) -> None:
        """Return as soon as the condition holds."""
        deadline = time.monotonic() + within
        while not condition(self):
            assert time.monotonic() < deadline, f"not within {within} s; came: {self.records}"
            time.sleep(0.01)


@contextmanager
def reading(client: httpx.Client, path: str, **headers: str) -> Iterator[Stream]:
    """Read `path` as a stream while the body runs."""
    stream = Stream()
    connection: list[socket.socket] = []

    def read() -> None:
        wanted = {"Accept": "text/event-stream", **{k.replace("_", "-"): v for k, v in headers.items()}}
        try:
            with client.stream("GET", path, headers=wanted, timeout=60) as response:
                stream.status = response.status_code
                connection.append(response.extensions["network_stream"].get_extra_info("socket"))
                stream.opened.set()
                _take(response, stream)
        except httpx.HTTPError:
            stream.opened.set()  # the body has ended, and with it the connection

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    assert stream.opened.wait(10), "the stream did not open"
    try:
        yield stream
    finally:
        for open_socket in connection:
            with suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def _take(response: httpx.Response, stream: Stream) -> None:
    fields: dict[str, str] = {}
    for line in response.iter_lines():
        if line:
            name, _, value = line.partition(":")
            fields[name] = value.removeprefix(" ")
        elif "data" in fields:
            record = Record(fields.get("id"), fields.get("event", "message"), json.loads(fields["data"]))
            stream.records.append(record)
            fields = {}
