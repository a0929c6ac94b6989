"""The one door to Rasa: the front desk's turns, by HTTP with a shared secret."""

from __future__ import annotations

import gc
import hmac
import logging
from asyncio import AbstractEventLoop
from collections.abc import Awaitable, Callable
from functools import wraps
from json import loads
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.tracker_store import TrackerStore
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from assistant.trackers import forget, plain_store
from assistant.turns import CHANNEL, Turn, TurnFailed, TurnInvalid, take
from assistant.understanding import documented, understand

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 65_536
MAX_CONVERSATION_ID = 200
_MIN_SECRET = 16

Handler = Callable[..., Awaitable[HTTPResponse]]


def _problem(status: int, code: str, detail: str) -> HTTPResponse:
    return json({"status": status, "code": code, "detail": detail}, status=status)


def read_turn(body: Any) -> Turn:
    """A turn from a request's JSON. Raises a ValueError that says what is wrong with it."""
    if not isinstance(body, dict):
        raise ValueError("the body must be a JSON object")
    conversation_id, turn_id = body.get("conversation_id"), body.get("turn_id")
    if not isinstance(conversation_id, str) or not 0 < len(conversation_id) <= MAX_CONVERSATION_ID:
        raise ValueError(f"conversation_id must be a text of 1 to {MAX_CONVERSATION_ID} characters")
    if not isinstance(turn_id, int) or isinstance(turn_id, bool):
        raise ValueError("turn_id must be a whole number")
    optional = {name: body.get(name) for name in ("text", "payload", "language", "at")}
    for name, value in optional.items():
        if value is not None and not isinstance(value, str):
            raise ValueError(f"{name} must be a text or null")
    if (optional["text"] is None) == (optional["payload"] is None):
        raise ValueError("exactly one of text and payload must be given")
    return Turn(conversation_id, turn_id, **optional)


def read_message(body: Any) -> tuple[str, dict[str, str | None]]:
    """A text to be understood, and its metadata. Raises a ValueError that says what is wrong with it."""
    if not isinstance(body, dict) or not isinstance(body.get("text"), str):
        raise ValueError('the body must be a JSON object with a "text"')
    metadata = {name: body.get(name) for name in ("language", "at")}
    for name, value in metadata.items():
        if value is not None and not isinstance(value, str):
            raise ValueError(f"{name} must be a text or null")
    return body["text"], metadata


class HelplineChannel(InputChannel):
    """The channel of the front desk.

    `POST turns` takes a turn, `POST understood` only understands a text, `DELETE conversations/<id>` erases a
    conversation, `GET /` says whether a model is loaded.
    """

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    def __init__(self, secret: str) -> None:
        self._expected = f"Bearer {secret}".encode()

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> HelplineChannel:
        """Raises a ValueError without a usable secret, so that Rasa does not start open to all."""
        secret = str((credentials or {}).get("secret") or "")
        if len(secret) < _MIN_SECRET or secret.startswith("${"):
            raise ValueError(
                f"credentials.yml: the secret of {CHANNEL} needs at least {_MIN_SECRET} characters; "
                "set HELPLINE_CHANNEL_SECRET"
            )
        return cls(secret)

    def _protected(self, handler: Handler) -> Handler:
        @wraps(handler)
        async def checked(request: Request, **kwargs: Any) -> HTTPResponse:
            given = (request.headers.get("authorization") or "").encode()
            if not hmac.compare_digest(given, self._expected):
                return _problem(401, "unauthorized", "The channel's secret is missing or wrong.")
            if request.app.ctx.agent is None or not request.app.ctx.agent.is_ready():
                return _problem(503, "not_ready", "No model is loaded.")
            return await handler(request, **kwargs)

        return checked

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes. Rasa's `on_new_message` is not used: it drops the errors of actions, and saves what they left."""
        routes = Blueprint("helpline_channel")

        @routes.listener("after_server_start")
        async def warm_up(app: Sanic, loop: AbstractEventLoop) -> None:
            """Spare the first customer what is loaded at first use, and all of them pauses to sort what never goes."""
            if app.ctx.agent is not None and app.ctx.agent.is_ready():
                await understand(app.ctx.agent.processor, "My phone number is 020 7946 0958.", {})
            gc.collect()
            gc.freeze()

        @routes.get("/")
        async def ready(request: Request) -> HTTPResponse:
            is_ready = request.app.ctx.agent is not None and request.app.ctx.agent.is_ready()
            return json({"ready": is_ready}, status=200 if is_ready else 503)

        @routes.post("/turns")
        @self._protected
        async def turns(request: Request) -> HTTPResponse:
            if len(request.body) > MAX_BODY_BYTES:
                return _problem(413, "body_too_large", f"A turn has at most {MAX_BODY_BYTES} bytes.")
            try:
                turn = read_turn(loads(request.body))
                return json(await take(request.app.ctx.agent, turn))
            except (ValueError, TurnInvalid) as error:
                return _problem(422, "invalid_turn", str(error))
            except (Exception, TurnFailed) as error:
                logger.error(f"a turn failed and was not recorded: {error!r}")
                return _problem(500, "turn_failed", "The turn failed and was not recorded; send it again.")

        @routes.post("/understood")
        @self._protected
        async def understood(request: Request) -> HTTPResponse:
            if len(request.body) > MAX_BODY_BYTES:
                return _problem(413, "body_too_large", f"A message has at most {MAX_BODY_BYTES} bytes.")
            try:
                text, metadata = read_message(loads(request.body))
            except ValueError as error:
                return _problem(422, "invalid_message", str(error))
            return json(documented(await understand(request.app.ctx.agent.processor, text, metadata)))

        @routes.delete("/conversations/<conversation_id>")
        @self._protected
        async def conversations(request: Request, conversation_id: str) -> HTTPResponse:
            agent = request.app.ctx.agent
            store: TrackerStore = plain_store(agent)
            async with agent.lock_store.lock(conversation_id):
                forget(store, conversation_id)
            return HTTPResponse(status=204)

        return routes
