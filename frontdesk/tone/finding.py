"""What the tone check found: where, what is wrong there, why that matters, and a better way."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something to mend (an error) or to look at (a hint) in line `line`, counted from 1, of `file`."""

    is_error: bool
    file: str
    line: int
    what: str
    why: str
    row: str | None
    """The row of docs/service.md that it serves; None where only the file is at fault."""
    better: str

    def __str__(self) -> str:
        why = f"{self.why} ({self.row})" if self.row else self.why
        return f"{self.file}:{self.line}: {self.what} · {why} · {self.better}"


class Unreadable(Exception):
    """A file, or a part of it, cannot be used; `finding` says where and why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


def shortened(text: str, length: int = 60) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
