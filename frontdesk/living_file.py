"""Files that people change while Helpline runs: read again when they changed, the last good one in force till then."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from frontdesk.yaml_lines import InvalidFile

logger = logging.getLogger(__name__)

Content = TypeVar("Content")


class LivingFile(Generic[Content]):
    """A file and what `read` made of it. Its first reading raises InvalidFile; a later fault keeps the old content."""

    def __init__(self, path: Path, read: Callable[[Path], Content]) -> None:
        self.path = path
        self._read = read
        self._lock = threading.Lock()
        self._stamp = self._now()
        self._content = read(path)
        self.fault: str | None = None
        """What is wrong with the file as it is now: file, line and cure; None while it is in force."""

    def in_force(self) -> Content:
        """What holds now."""
        with self._lock:
            stamp = self._now()
            if stamp != self._stamp:
                self._stamp = stamp
                self._read_again()
            return self._content

    def _read_again(self) -> None:
        try:
            self._content = self._read(self.path)
            self.fault = None
            logger.info("%s was read again", self.path.name)
        except InvalidFile as error:
            self.fault = str(error)
            logger.error("the last good %s stays in force: %s", self.path.name, error)

    def _now(self) -> tuple[int, int, int] | None:
        try:
            stat = self.path.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino
