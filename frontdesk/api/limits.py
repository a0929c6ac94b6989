"""Limits: the size of a body, and how often an address or a conversation may call."""

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from frontdesk.api.problems import Problem, problem_response

MAX_BODY_BYTES = 64 * 1024


class RateLimits:
    """Counts calls of this process in a moving window of a minute."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def check(self, what: str, who: str, per_minute: int) -> None:
        """Count one call of `who`. Raises Problem 429 with Retry-After when there were too many."""
        item = RateLimitItemPerMinute(per_minute)
        if not self._limiter.hit(item, what, who):
            reset = self._limiter.get_window_stats(item, what, who).reset_time
            seconds = max(1, math.ceil(reset - time.time()))
            raise Problem(429, "rate_limited", {"Retry-After": str(seconds)}, seconds=seconds)


def address_of(request: Request) -> str:
    """The caller's address; behind a proxy uvicorn fills it in from the proxy's header."""
    return request.client.host if request.client else "unknown"


class BodyLimit:
    """ASGI middleware: a body above 64 KB is answered with 413, whatever its header claims."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        claimed = dict(scope["headers"]).get(b"content-length", b"0")
        received = 0
        too_large = not claimed.isdigit() or int(claimed) > MAX_BODY_BYTES

        async def limited_receive() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > MAX_BODY_BYTES:
                raise HTTPException(413)  # FastAPI lets no other error of the body's pass
            return message

        if too_large:
            await problem_response(Problem(413, "body_too_large"))(scope, receive, send)
        else:
            await self._app(scope, limited_receive, send)
