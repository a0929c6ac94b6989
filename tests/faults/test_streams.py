"""The customer's stream when the front desk dies: nothing missing, nothing twice after the reconnect (B1)."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.faults.locks import wait_for
from tests.people import Customer, Json
from tests.stack import Stack


@contextmanager
def stream(customer: Customer, last_event_id: int) -> Iterator[Iterator[Json]]:
    """The events of the log as the stream brings them, after the last one that was heard."""
    headers = {"Accept": "text/event-stream", "Last-Event-ID": str(last_event_id)}
    with customer.http.stream("GET", f"{customer.path}/events", headers=headers) as response:
        assert response.status_code == 200
        yield records(response)


def records(response: httpx.Response) -> Iterator[Json]:
    """The `log` records, each checked to carry its offset as the id to come back with."""
    fields: dict[str, str] = {}
    for line in response.iter_lines():
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif fields:
            if fields.get("event") == "log":
                event: Json = json.loads(fields["data"])
                assert fields["id"] == str(event["offset"])
                yield event
            fields = {}


def test_a_reconnect_with_last_event_id_brings_exactly_what_was_missed(helpline: Stack) -> None:
    """B1: the front desk is killed while the stream is open and a turn is under way."""
    customer = Customer(helpline.url, signed_in_as="cus_carlos")
    customer.greeting()
    heard: list[Json] = []
    with stream(customer, 0) as events:
        heard.append(next(events))
        asked = customer.send("Where is my order 1005?")
        heard.append(next(events))
        helpline.kill("frontdesk")
        with pytest.raises(httpx.RemoteProtocolError):
            heard.extend(events)
    helpline.start("frontdesk")
    helpline.wait_until_ready()
    wait_for(lambda: any(e["author"] == "assistant" for e in customer.events(asked)))
    everything = customer.events()
    with stream(customer, heard[-1]["offset"]) as events:
        while heard[-1]["offset"] < everything[-1]["offset"]:
            heard.append(next(events))
    assert heard == everything
    assert len(heard) > 2, "there was something to miss"
