"""Somebody speaks of harm while nobody is at the desk: whom they can call stays in view, and who is in charge knows."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from aiosmtpd.controller import Controller

from frontdesk import log
from frontdesk.clock import now
from frontdesk.desk import handoffs
from frontdesk.desk.handoffs import Reason
from frontdesk.log import Author, StatusType
from tests.api.frontdesk_alone import FrontDesk, running_frontdesk
from tests.api.test_standards import until
from tests.frontdesk.test_outbox import Mailbox
from tests.people import Agent, Customer

pytestmark = pytest.mark.row("H4", "E1", "W2", "STD3")

LONG_AGO = timedelta(minutes=10)
LEAD = "kim@fernhill.example"


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory, mailbox: tuple[Mailbox, Controller]) -> Iterator[FrontDesk]:
    """A front desk with open hours where nobody ever signed in, and no address is set for cards of handoffs."""
    smtp = f"smtp://127.0.0.1:{mailbox[1].port}"
    with running_frontdesk(tmp_path_factory.mktemp("empty"), smtp_url=smtp) as running:
        yield running


def waits(desk: FrontDesk, text: str, *, danger: str | None, asked: datetime) -> Customer:
    """A customer who has waited for a person since `asked`, as the assistant would hand over."""
    customer = Customer(desk.url)
    offset = customer.send(text)
    reason = Reason.SAFETY if danger else Reason.ASKED_FOR_HUMAN
    with desk.store.writing() as session:
        if danger:
            log.append_status(
                session,
                customer.id,
                StatusType.DANGER,
                at=asked,
                author=Author.ASSISTANT,
                danger=danger,
                offsets=[offset],
            )
        handoffs.request(session, customer.id, turn_id=offset, reason=reason, at=asked)
    return customer


def absence_told(customer: Customer) -> list[str]:
    return [str(e["text"]) for e in customer.events() if (e["author"], e["kind"]) == ("assistant", "message")]


def test_nobody_at_the_desk(empty: FrontDesk, mailbox: tuple[Mailbox, Controller]) -> None:
    """They hear whom to call, are asked for nothing, come first, and the lead has a mail; others wait as ever."""
    early = waits(empty, "a person please", danger=None, asked=now() - 2 * LONG_AGO)
    alone = waits(empty, "I don't want to be here any more", danger="self_harm", asked=now() - LONG_AGO)
    until(lambda: bool(absence_told(early) and absence_told(alone)))
    [told] = absence_told(alone)
    assert "112" in told and "116 123" in told
    assert not [words for words in ("e-mail", "phone number", "answer by") if words in told]
    assert [e for e in alone.events() if e["data"].get("type") == "promise_made"] == []
    wait = alone.http.get(f"{alone.path}/waiting").json()
    assert wait["ahead"] == 0
    assert "112" in wait["help"] and "116 123" in wait["help"]
    others = early.http.get(f"{early.path}/waiting").json()
    assert (others["ahead"], others["help"]) == (1, None)
    assert "e-mail" in absence_told(early)[0]
    added = alone.send("is somebody there")
    assert "a person reads this first" in str([e["text"] for e in alone.events(added)])
    box = mailbox[0]
    until(lambda: LEAD in box.recipients)
    [letter] = [m for m in box.messages if m["To"] == LEAD]
    assert letter["Subject"].startswith("Somebody may be in danger")
    assert "I don't want to be here any more" in letter.get_content()
    queue = Agent(empty.url).queue()["waiting"]
    assert [item["conversation_id"] for item in queue] == [alone.id, early.id]


def test_a_threat_names_the_emergency_number_alone(empty: FrontDesk) -> None:
    angry = waits(empty, "I'll come with a bat tonight", danger="threat", asked=now() - LONG_AGO)
    until(lambda: bool(absence_told(angry)))
    for words in (absence_told(angry)[0], angry.http.get(f"{angry.path}/waiting").json()["help"]):
        assert "112" in words
        assert "116 123" not in words


def test_after_a_person_has_dealt_with_it_the_next_wait_is_one_like_any_other(empty: FrontDesk) -> None:
    alone = waits(empty, "I don't want to be here any more", danger="self_harm", asked=now())
    sam = Agent(empty.url)
    assert sam.claim(alone.id).status_code == 200
    sam.http.post(f"/conversations/{alone.id}/return", json={})
    with empty.store.writing() as session:
        turn = log.events_of(session, alone.id)[-1].offset
        handoffs.request(session, alone.id, turn_id=turn, reason=Reason.ASKED_FOR_HUMAN, at=now())
    assert alone.http.get(f"{alone.path}/waiting").json()["help"] is None
