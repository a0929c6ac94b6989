"""Long lists a page at a time: fifty items, counted from page 1, and a page beyond the last one is the last one."""

from dataclasses import dataclass
from typing import Any

SIZE = 50


@dataclass(frozen=True)
class Place:
    """Which page of `total` items there is to show."""

    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // SIZE))

    @property
    def offset(self) -> int:
        """How many items come before it."""
        return (self.page - 1) * SIZE

    def as_json(self) -> dict[str, int]:
        """The place as the agent API shows it."""
        return {"total": self.total, "page": self.page, "pages": self.pages}


@dataclass(frozen=True)
class Page:
    """The items at a place."""

    items: list[dict[str, Any]]
    place: Place


def place(total: int, asked: int) -> Place:
    """The place of page `asked`, from 1 on, in a list of `total` items."""
    return Place(total, min(asked, Place(total, 1).pages))
