"""Webhooks: events for other systems, signed as standardwebhooks.com describes.

A receiver checks `webhook-signature` against the HMAC-SHA256 of `<webhook-id>.<webhook-timestamp>.<body>`, and drops an
id that it has seen: each event is sent at least once.
"""

import asyncio
import base64
import hashlib
import hmac
from datetime import datetime

import httpx

from frontdesk.errors import CannotSend, Undeliverable

TIMEOUT_SECONDS = 10
SECRET_PREFIX = "whsec_"
GONE = 410


async def post(url: str, id_: str, body: str, secret: str, at: datetime) -> None:
    """Send one event; no redirects.

    Raises CannotSend unless the receiver answers 2xx within ten seconds, Undeliverable where it says 410, gone.
    """
    try:
        headers = {"content-type": "application/json", **signed(id_, body, secret, at)}
        async with (
            asyncio.timeout(TIMEOUT_SECONDS),
            httpx.AsyncClient(timeout=TIMEOUT_SECONDS) as client,
            client.stream("POST", url, content=body.encode(), headers=headers) as response,
        ):
            status = response.status_code
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError) as error:
        raise CannotSend(f"{type(error).__name__}: {error}".rstrip(": ")) from error
    if status == GONE:
        raise Undeliverable(f"the receiver answered {status}")
    if not 200 <= status < 300:
        raise CannotSend(f"the receiver answered {status}")


def signed(id_: str, body: str, secret: str, at: datetime) -> dict[str, str]:
    """The headers that prove an event to whoever knows `secret`: the bytes of its Base64 after `whsec_`, or its own."""
    seconds = str(int(at.timestamp()))
    mac = hmac.new(_key(secret), f"{id_}.{seconds}.{body}".encode(), hashlib.sha256)
    return {
        "webhook-id": id_,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{base64.b64encode(mac.digest()).decode()}",
    }


def _key(secret: str) -> bytes:
    if secret.startswith(SECRET_PREFIX):
        return base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    return secret.encode()
