"""The watch over the standards in a running front desk, with a real mail server and a real receiver of webhooks."""

import os
import time
from collections.abc import Callable, Iterator

import pytest
from aiosmtpd.controller import Controller

from frontdesk.clock import now
from frontdesk.desk import handoffs
from frontdesk.desk.handoffs import Reason
from frontdesk.standards import standards
from tests.api.frontdesk_alone import FrontDesk, running_frontdesk
from tests.frontdesk.test_outbox import Mailbox
from tests.people import Customer
from tests.webhook_receiver import Receiver, running_receiver

QUICK = """
pick_up:
  words: Whoever needs a person has one within 2 seconds.
  limit: 2 seconds
  share: 90 %
  window: 30 days
  calendar: around the clock
  warn_before: 1 seconds
  tell_before: 1 seconds
  escalate: yes
"""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as running:
        yield running


@pytest.fixture
def watching(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    mailbox: tuple[Mailbox, Controller],
    receiver: Receiver,
) -> Iterator[FrontDesk]:
    """A front desk that keeps watch over a standard of two seconds."""
    folder = tmp_path_factory.mktemp("watching")
    (folder / "standards.yml").write_text(QUICK)
    monkeypatch.setenv("HELPLINE_STANDARDS_FILE", str(folder / "standards.yml"))
    monkeypatch.setenv("HELPLINE_DATA_DIR", os.fspath(folder))
    standards.file.cache_clear()
    smtp = f"smtp://127.0.0.1:{mailbox[1].port}"
    told = {"smtp_url": smtp, "webhook_urls": receiver.url, "handoff_mail": "desk@shop.example"}
    with running_frontdesk(folder, watch_standards="1", **told) as running:
        yield running
    standards.file.cache_clear()


def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.row("STD3", "W6", "B1")
def test_who_waits_too_long_is_told_and_the_leads_know_by_mail_and_webhook(
    watching: FrontDesk, mailbox: tuple[Mailbox, Controller], receiver: Receiver
) -> None:
    customer = Customer(watching.url, signed_in_as="cus_mia")
    offset = customer.send("I want to talk to a person about my bench")
    with watching.store.writing() as session:
        handoffs.request(session, customer.id, turn_id=offset, reason=Reason.ASKED_FOR_HUMAN, at=now())
    box = mailbox[0]
    until(lambda: {"kim@fernhill.example", "desk@shop.example"} <= set(box.recipients))
    until(lambda: bool(receiver.of("standard.missed") and receiver.of("handoff.requested")))
    assert [call.json["type"] for call in receiver.received].count("handoff.requested") == 1
    assert receiver.of("standard.warned")[0].json["data"]["conversation_id"] == customer.id
    told = [e for e in customer.events() if e["kind"] == "status" and e["data"]["type"] == "delayed"]
    assert len(told) == 1
    [letter] = [m for m in box.messages if m["To"] == "kim@fernhill.example"]
    assert "waits for a person" in letter.get_content()
    time.sleep(2)
    assert box.recipients.count("kim@fernhill.example") == 1
    assert len(receiver.of("standard.missed")) == 1
