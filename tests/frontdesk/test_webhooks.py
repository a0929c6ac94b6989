"""Webhooks and what they carry: signed, repeated until they arrive, never in the way of mail. A real receiver."""

import asyncio
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import new as hmac

import pytest
import sqlalchemy as sa

from frontdesk.conversation import turns
from frontdesk.conversation.erasure import erase
from frontdesk.delivery import outbox, webhooks
from frontdesk.delivery.outbox import LEASE, MAX_WAIT
from frontdesk.desk import announcements, handoffs
from frontdesk.desk.handoffs import Reason
from frontdesk.settings import Settings
from frontdesk.store import Store
from frontdesk.tables import ConversationRow, OutboxRow
from tests.frontdesk.scenes import AT, MIA, answer, at_once, greeted, hand_over, later, say
from tests.webhook_receiver import Receiver, running_receiver

SECRET = "a secret of ours"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as running:
        yield running


@pytest.fixture
def hooked(settings: Settings, receiver: Receiver) -> Settings:
    """Settings that send to the receiver."""
    return replace(settings, webhook_urls=(receiver.url,), webhook_secret=SECRET)


def hook(store: Store, settings: Settings, key: str = "k", conversation_id: str | None = None) -> None:
    with store.writing() as session:
        announcements.hook(
            session,
            settings,
            "standard.missed",
            {"measure": "pick_up", "who": "Größe 日本"},
            key=key,
            conversation_id=conversation_id or greeted(store),
            at=AT,
        )


def deliver(store: Store, settings: Settings, at: datetime = AT) -> int:
    return asyncio.run(outbox.deliver_webhooks(store, settings, at))


def rows(store: Store) -> list[OutboxRow]:
    with store.reading() as session:
        return list(session.scalars(sa.select(OutboxRow).order_by(OutboxRow.id)))


def test_a_signature_is_that_of_the_standard() -> None:
    """The example of the Standard Webhooks specification."""
    at = datetime.fromtimestamp(1614265330, UTC)
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    headers = webhooks.signed("msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}', secret, at)
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_an_event_arrives_once_and_signed(store: Store, hooked: Settings, receiver: Receiver) -> None:
    conversation_id = greeted(store)
    for _ in range(3):
        hook(store, hooked, conversation_id=conversation_id)
    assert deliver(store, hooked) == 1
    assert deliver(store, hooked, later(36_000)) == 0
    [call] = receiver.received
    assert call.json == {
        "type": "standard.missed",
        "timestamp": "2026-03-02T09:00:00.000Z",
        "data": {"measure": "pick_up", "who": "Größe 日本"},
    }
    signed = f"{call.headers['webhook-id']}.{call.headers['webhook-timestamp']}.{call.body}"
    expected = b64encode(hmac(SECRET.encode(), signed.encode(), sha256).digest()).decode()
    assert call.headers["webhook-signature"] == f"v1,{expected}"


@pytest.mark.parametrize("status", [500, 404, 302])
def test_what_is_not_taken_is_sent_again_ever_later_under_the_same_id(
    store: Store, hooked: Settings, receiver: Receiver, status: int
) -> None:
    hook(store, hooked)
    receiver.status = status
    waits, at = [], AT
    for _ in range(3):
        assert deliver(store, hooked, at) == 0
        [row] = rows(store)
        assert str(status) in (row.error or "")
        waits.append(row.due_at - at)
        at = row.due_at
    assert waits == [timedelta(seconds=s) for s in (10, 20, 40)]
    assert max(waits) <= MAX_WAIT
    receiver.status = 204
    assert deliver(store, hooked, at) == 1
    assert len({call.headers["webhook-id"] for call in receiver.received}) == 1


def test_a_receiver_that_is_gone_for_good_is_not_asked_again(
    store: Store, hooked: Settings, receiver: Receiver
) -> None:
    hook(store, hooked)
    receiver.status = 410
    assert [deliver(store, hooked, at) for at in (AT, later(36_000))] == [0, 0]
    assert len(receiver.received) == 1
    assert rows(store)[0].gave_up_at == AT


def test_a_receiver_that_hangs_holds_up_neither_mail_nor_other_receivers(
    store: Store, settings: Settings, receiver: Receiver
) -> None:
    with running_receiver() as other:
        hooked = replace(settings, webhook_urls=(receiver.url, other.url))
        receiver.hangs.set()
        hook(store, hooked)
        with store.writing() as session:
            outbox.enqueue(
                session, key="m", conversation_id=None, recipient="a@b.example", subject="s", body="b", at=AT
            )
        delivery = threading.Thread(target=deliver, args=(store, hooked))
        began = time.monotonic()
        delivery.start()
        while not (other.received and receiver.received):
            assert time.monotonic() - began < 8
            time.sleep(0.02)
        assert outbox.deliver_due(store, hooked, AT) == 1
        assert time.monotonic() - began < 8
        delivery.join(webhooks.TIMEOUT_SECONDS + 10)
        assert not delivery.is_alive()  # it is given up after a while
        hanging, taken = rows(store)[:2]
        assert (hanging.sent_at, taken.sent_at) == (None, AT)
        assert "TimeoutError" in (hanging.error or "") or "Timeout" in (hanging.error or "")


def test_a_receiver_that_is_not_there_and_a_wrong_secret_are_told_in_the_row(store: Store, settings: Settings) -> None:
    nowhere = replace(settings, webhook_urls=("http://127.0.0.1:9/hook",))
    hook(store, nowhere)
    assert deliver(store, nowhere) == 0
    assert "ConnectError" in (rows(store)[0].error or "")
    assert deliver(store, replace(nowhere, webhook_secret="whsec_é"), AT + LEASE) == 0
    assert rows(store)[0].attempts == 2


def test_webhooks_of_an_erased_conversation_are_never_sent(store: Store, hooked: Settings, receiver: Receiver) -> None:
    conversation_id = greeted(store)
    hook(store, hooked, conversation_id=conversation_id)
    erase(store, conversation_id)
    assert deliver(store, hooked) == 0
    assert receiver.received == []


@pytest.mark.row("W6")
def test_the_card_of_a_handoff_goes_out_by_mail_and_webhook_once(
    store: Store, hooked: Settings, receiver: Receiver
) -> None:
    told = replace(hooked, handoff_mail=("desk@shop.example", "lead@shop.example"))
    conversation_id = greeted(store, identity=MIA)
    say(store, conversation_id, "WHERE IS MY BENCH. a person please")
    answer(store, conversation_id, "I'm getting a colleague.")
    handoff_id = hand_over(store, conversation_id)
    assert at_once([lambda: announcements.announce_handoffs(store, told, later(1))] * 4) == [None] * 4
    announcements.announce_handoffs(store, told, later(100))
    assert deliver(store, told, later(100)) == 1
    [call] = receiver.of("handoff.requested")
    assert call.json["data"]["handoff_id"] == handoff_id
    assert call.json["data"]["card"]["request"]["quote"] == "WHERE IS MY BENCH. a person please"
    letters = [row for row in rows(store) if row.channel == "mail"]
    assert [letter.recipient for letter in letters] == ["desk@shop.example", "lead@shop.example"]
    assert "WHERE IS MY BENCH" in letters[0].body
    assert f"#/conversations/{conversation_id}" in letters[0].body


def test_the_card_waits_for_the_turn_that_asked_for_a_person_but_not_for_ever(store: Store, hooked: Settings) -> None:
    conversation_id = greeted(store)
    say(store, conversation_id, "a person please")
    with store.writing() as session:
        assert turns.take_turn(session, conversation_id, AT, LEASE)
    with store.writing() as session:
        handoffs.request(session, conversation_id, turn_id=2, reason=Reason.ASKED_FOR_HUMAN, at=AT)
    announcements.announce_handoffs(store, hooked, later(1))
    assert rows(store) == []
    announcements.announce_handoffs(store, hooked, later(10))
    assert len(rows(store)) == 1


def test_where_nothing_is_set_nothing_goes_out(store: Store, settings: Settings) -> None:
    conversation_id = greeted(store)
    say(store, conversation_id, "a person please")
    answer(store, conversation_id, "I'm getting a colleague.")
    hand_over(store, conversation_id)
    announcements.announce_handoffs(store, settings, later(20))
    assert rows(store) == []
    with store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ConversationRow)) == 1
