"""Reading the database for a stream, which stays open while the database is away."""

from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

from anyio.to_thread import run_sync
from sqlalchemy.exc import OperationalError
from tenacity import AsyncRetrying, retry_if_exception_type, wait_fixed

AWAY_SECONDS = 1

_Args = TypeVarTuple("_Args")
_Found = TypeVar("_Found")


async def read(query: Callable[[*_Args], _Found], *args: *_Args) -> _Found:
    """What a query finds; while the database is away it is asked again every second."""
    again = AsyncRetrying(retry=retry_if_exception_type(OperationalError), wait=wait_fixed(AWAY_SECONDS))
    return await again(run_sync, query, *args)
