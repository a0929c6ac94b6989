"""A shop that sees whether it is asked inside of a transaction."""

from typing import Any

from frontdesk.backoffice import BackOffice
from frontdesk.store import Store


class Watching:
    """The demo shop; counts at each call how many connections to the database are in use."""

    def __init__(self, shop: BackOffice, store: Store) -> None:
        self._shop, self._store = shop, store
        self.asked: list[int] = []

    def __getattr__(self, name: str) -> Any:
        pool: Any = self._store.engine.pool
        self.asked.append(pool.checkedout())
        return getattr(self._shop, name)
