"""Threads of a process that serves many at once, and the interpreter that they share.

Requests, streams and what runs beside them take turns on a few threads: more of them only fight for the interpreter.
What waits for others (the shop, mail) or takes its time (a month's figures) has its own, and holds up nobody.
"""

import gc
from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

from anyio import CapacityLimiter
from anyio.to_thread import current_default_thread_limiter, run_sync

AT_ONCE = 3
YOUNG = 50_000
"""New objects before the collector looks at them: a request makes hundreds, and hardly any is part of a cycle."""
_PATIENT = CapacityLimiter(40)

_Args = TypeVarTuple("_Args")
_Done = TypeVar("_Done")


async def patient(work: Callable[[*_Args], _Done], *args: *_Args) -> _Done:
    """Do in a thread what may wait for others, or takes its time."""
    return await run_sync(work, *args, limiter=_PATIENT)


def prefer_latency() -> None:
    """Keep everybody's wait short; call it in the event loop, once everything is loaded."""
    current_default_thread_limiter().total_tokens = AT_ONCE
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 50)
