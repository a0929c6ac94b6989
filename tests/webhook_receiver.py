"""A real receiver of webhooks for tests, which can be made to fail or to hang."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Received:
    """One call: its headers, and its body as it came."""

    headers: dict[str, str]
    body: str

    @property
    def json(self) -> dict[str, Any]:
        """What the body says."""
        told: dict[str, Any] = json.loads(self.body)
        return told


@dataclass
class Receiver:
    """Keeps what arrives and answers with `status`; while `hangs` is set it answers nothing."""

    url: str = ""
    status: int = 200
    received: list[Received] = field(default_factory=list)
    hangs: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def of(self, type_: str) -> list[Received]:
        """The calls about one type of event."""
        return [call for call in self.received if call.json["type"] == type_]


@contextmanager
def running_receiver() -> Iterator[Receiver]:
    """Listens on a free port of this machine until the body ends."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            receiver.received.append(Received({k.lower(): v for k, v in self.headers.items()}, body))
            if receiver.hangs.is_set():
                receiver.released.wait(30)
            self.send_response(receiver.status)
            self.send_header("Location", receiver.url)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.released.set()
        server.shutdown()
        server.server_close()
