"""Hold a database, so that a process which wants to write to it is certainly in the middle of something."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

WITHIN_SECONDS = 60
POLL_SECONDS = 0.01

Thing = TypeVar("Thing")


@contextmanager
def held(path: Path) -> Iterator[Callable[[], None]]:
    """Nobody else can write to the SQLite file until the end, or until what is given is called; all can read."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=WITHIN_SECONDS)) as connection:
        connection.execute("BEGIN IMMEDIATE")

        def release() -> None:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

        yield release
        release()


def look(path: Path, query: str, *values: object) -> list[tuple[object, ...]]:
    """What a database holds now."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return connection.execute(query, values).fetchall()


def wait_for(what: Callable[[], Thing]) -> Thing:
    """What `what` returns, as soon as it is something."""
    deadline = time.monotonic() + WITHIN_SECONDS
    while time.monotonic() < deadline:
        if found := what():
            return found
        time.sleep(POLL_SECONDS)
    raise TimeoutError(what)
