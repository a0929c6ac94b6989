"""What a check of the data found: where, what is wrong there, and what a trainer does about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(str, Enum):
    """What a finding is about."""

    FILE = "file"
    """A data file, or a line of one, that cannot be used."""
    DUPLICATE = "duplicate"
    """The same or nearly the same example twice."""
    CONFLICT = "conflict"
    """The same or nearly the same example with two feelings, or abusive and not."""
    THIN = "thin"
    """Too few examples of an intent, or of one of its feelings."""
    LEAK = "leak"
    """A held-out example that is also learned from."""
    EXPIRED = "expired"
    """An answer whose date of validity has passed."""
    MISPLACED = "misplaced"
    """An example that is more like those of another intent."""


@dataclass(frozen=True)
class Finding:
    """Something to mend (an error) or to look at (a hint) in line `line`, counted from 1, of `file`."""

    kind: Kind
    is_error: bool
    file: str
    line: int
    what: str
    cure: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} {self.cure}"
