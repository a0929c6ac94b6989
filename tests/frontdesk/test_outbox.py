"""The outbox and its mail: a real SMTP server on this machine, which can be made to refuse."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from frontdesk.conversation.erasure import erase
from frontdesk.delivery import outbox
from frontdesk.delivery.outbox import GIVE_UP_AFTER, LEASE, MAILS, MAX_WAIT, Channel
from frontdesk.desk import announcements
from frontdesk.log import StatusType
from frontdesk.running.processes import free_ports
from frontdesk.settings import Settings
from frontdesk.staff.agents import Role
from frontdesk.store import Store
from frontdesk.tables import OutboxRow
from tests.frontdesk.scenes import AT, add_agent, at_once, greeted, later, statuses
from tests.mailbox import Mailbox, serve

ACCOUNT = LoginPassword(b"helpline", b"p:ss/w@rd")


def check_account(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: Any) -> AuthResult:
    return AuthResult(success=given == ACCOUNT)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def smtp(mailbox: Mailbox) -> Iterator[Controller]:
    controller = serve(mailbox)
    yield controller
    controller.stop()


@pytest.fixture
def mailing(settings: Settings, smtp: Controller) -> Settings:
    """Settings that send to the server."""
    return replace(settings, smtp_url=f"smtp://127.0.0.1:{smtp.port}", demo=False)


def enqueue(store: Store, key: str = "k", body: str = "Hello Mia,\n\nall is well.\n", **values: Any) -> None:
    told = {"recipient": "mia@example.com", "subject": "As promised", **values}
    with store.writing() as session:
        outbox.enqueue(session, key=key, conversation_id=None, body=body, at=AT, **told)


def telling(settings: Settings) -> outbox.Tell:
    return lambda session, row, at: announcements.tell_given_up(session, settings, row, at)


def rows(store: Store) -> list[OutboxRow]:
    with store.reading() as session:
        return list(session.scalars(sa.select(OutboxRow).order_by(OutboxRow.id)))


def test_a_mail_arrives_as_it_was_written(store: Store, mailing: Settings, mailbox: Mailbox) -> None:
    """P3"""
    enqueue(store, "promise:1", subject="Wie versprochen: Größe 日本", body="Hällo Mia,\n\nお待たせ 👍\n")
    assert outbox.deliver_due(store, mailing, AT) == 1
    [message] = mailbox.messages
    assert mailbox.recipients == ["mia@example.com"]
    assert message["Subject"] == "Wie versprochen: Größe 日本"
    assert message["From"] == mailing.mail_from
    assert message["Message-ID"] == "<promise.1@fernhill.example>"
    assert message.get_content().replace("\r\n", "\n") == "Hällo Mia,\n\nお待たせ 👍\n"
    assert rows(store)[0].sent_at == AT


def test_a_sent_mail_is_not_sent_again(store: Store, mailing: Settings, mailbox: Mailbox) -> None:
    enqueue(store)
    outbox.deliver_due(store, mailing, AT)
    assert outbox.deliver_due(store, mailing, later(36_000)) == 0
    assert len(mailbox.messages) == 1


def test_a_mail_is_queued_once_a_key(store: Store, mailing: Settings, mailbox: Mailbox) -> None:
    for _ in range(3):
        enqueue(store, "same")
    enqueue(store, "other")
    assert outbox.deliver_due(store, mailing, AT) == 2


def test_the_mail_goes_only_if_what_it_tells_of_is_committed(store: Store, mailing: Settings) -> None:
    with pytest.raises(ZeroDivisionError), store.writing() as session:
        outbox.enqueue(session, key="k", conversation_id=None, recipient="a@example.com", subject="s", body="b", at=AT)
        _ = 1 / 0
    assert outbox.deliver_due(store, mailing, AT) == 0


def test_a_refused_mail_is_kept_and_tried_again_later(store: Store, mailing: Settings, mailbox: Mailbox) -> None:
    enqueue(store)
    mailbox.refusal = "451 greylisted, come back"
    assert outbox.deliver_due(store, mailing, AT) == 0
    [row] = rows(store)
    assert "greylisted" in (row.error or "")
    assert (row.sent_at, row.attempts) == (None, 1)
    assert outbox.deliver_due(store, mailing, later(9.9)) == 0
    assert rows(store)[0].attempts == 1
    mailbox.refusal = None
    assert outbox.deliver_due(store, mailing, later(10)) == 1
    [row] = rows(store)
    assert (row.error, row.sent_at) == (None, later(10))
    assert len(mailbox.messages) == 1


def test_what_fails_is_tried_ever_later_but_at_least_every_hour(store: Store, settings: Settings) -> None:
    enqueue(store)
    [port] = free_ports(1)
    mailing = replace(settings, smtp_url=f"smtp://127.0.0.1:{port}")
    waits = []
    at = AT
    for _ in range(14):
        outbox.deliver_due(store, mailing, at)
        [row] = rows(store)
        waits.append(row.due_at - at)
        at = row.due_at
    assert waits[:3] == [timedelta(seconds=s) for s in (10, 20, 40)]
    assert waits == sorted(waits)
    assert waits[-1] == MAX_WAIT


@pytest.mark.parametrize("recipient", ["nobody\nBcc: all@example.com", "mia@", "<", "mia@[", ""])
def test_one_bad_mail_does_not_hold_up_the_others(
    store: Store, mailing: Settings, mailbox: Mailbox, recipient: str
) -> None:
    enqueue(store, "bad", recipient=recipient)
    enqueue(store, "good")
    assert outbox.deliver_due(store, mailing, AT) == 1
    assert mailbox.recipients == ["mia@example.com"]


@pytest.mark.row("P2", "B7")
@pytest.mark.parametrize("refusal", ["550 no such user", "554 we do not want this"])
def test_a_mail_that_is_refused_for_good_is_given_up_and_the_leads_and_the_desk_are_told(
    store: Store, mailing: Settings, mailbox: Mailbox, refusal: str
) -> None:
    add_agent(store, "Kim", Role.LEAD)
    conversation_id = greeted(store)
    with store.writing() as session:
        told = {"recipient": "mia@exmaple.com", "subject": "Sam has answered you", "body": "b"}
        outbox.enqueue(session, key="k", conversation_id=conversation_id, at=AT, **told)
    mailbox.refusal = refusal
    deliver = partial(outbox.deliver_due, store, mailing, tell=telling(mailing))
    assert [deliver(at) for at in (AT, later(10), later(36_000))] == [0, 0, 0]
    row, to_lead = rows(store)
    assert (row.attempts, row.gave_up_at, row.sent_at) == (1, AT, None)
    [told_desk] = statuses(store, conversation_id, StatusType.UNDELIVERED)
    assert (told_desk.data["address"], told_desk.text) == ("mia@exmaple.com", None)
    assert to_lead.recipient == "kim@shop.example"
    assert "mia@exmaple.com" in to_lead.body and refusal.partition(" ")[2] in to_lead.body
    assert to_lead.gave_up_at is not None, "that it cannot be told is not told again"


def test_what_fails_for_days_is_given_up_and_told(store: Store, settings: Settings) -> None:
    add_agent(store, "Kim", Role.LEAD)
    enqueue(store)
    [port] = free_ports(1)
    mailing = replace(settings, smtp_url=f"smtp://127.0.0.1:{port}")
    for at in (AT, AT + GIVE_UP_AFTER / 2):
        outbox.deliver_due(store, mailing, at, telling(mailing))
        assert rows(store)[0].gave_up_at is None
    outbox.deliver_due(store, mailing, AT + GIVE_UP_AFTER, telling(mailing))
    assert [row.gave_up_at for row in rows(store)] == [AT + GIVE_UP_AFTER, None]


def test_a_sent_mail_keeps_nothing_of_what_it_said(store: Store, mailing: Settings) -> None:
    """It may have held a link that sets a password."""
    enqueue(store, body="https://desk.example/#/password/secret")
    assert outbox.deliver_due(store, mailing, AT) == 1
    assert [row.body for row in rows(store)] == [""]


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_lease_outlives_the_batch_that_it_was_taken_with(store: Store, settings: Settings) -> None:
    """The last of a batch waits for those before it, each of which a slow server may hold for long."""
    for number in range(2 * MAILS):
        enqueue(store, f"k{number}")
    taken = outbox._lease_due(store, AT, Channel.MAIL)
    assert [row.due_at - AT for row in taken] == [LEASE * place for place in range(1, MAILS + 1)]


def test_a_mail_that_a_crashed_worker_took_is_sent_when_its_lease_ends(store: Store, mailing: Settings) -> None:
    enqueue(store)
    outbox._lease_due(store, AT, Channel.MAIL)
    assert outbox.deliver_due(store, mailing, AT + LEASE / 2) == 0
    assert outbox.deliver_due(store, mailing, AT + LEASE) == 1


def test_many_workers_send_each_mail_once(store: Store, mailing: Settings, mailbox: Mailbox) -> None:
    for number in range(8):
        enqueue(store, f"k{number}")
    sent = at_once([lambda: outbox.deliver_due(store, mailing, AT)] * 4)
    assert sum(n for n in sent if isinstance(n, int)) == 8
    assert len(mailbox.messages) == 8


def test_without_a_server_mail_waits_and_says_what_to_set(store: Store, settings: Settings) -> None:
    enqueue(store)
    assert outbox.deliver_due(store, replace(settings, demo=False, smtp_url=None), AT) == 0
    assert rows(store)[0].error == "HELPLINE_SMTP_URL is not set"


def test_mail_of_an_erased_conversation_is_never_sent(store: Store, mailing: Settings, mailbox: Mailbox) -> None:
    conversation_id = greeted(store)
    with store.writing() as session:
        outbox.enqueue(
            session, key="k", conversation_id=conversation_id, recipient="a@b.example", subject="s", body="b", at=AT
        )
    erase(store, conversation_id)
    assert outbox.deliver_due(store, mailing, AT) == 0
    assert mailbox.messages == []


@pytest.fixture
def certificates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """An authority that this process trusts."""
    authority = trustme.CA()
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return authority


def tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_connection_is_encrypted_where_the_server_offers_it(
    store: Store, mailing: Settings, mailbox: Mailbox, certificates: trustme.CA
) -> None:
    """A password in the address is only sent over the encrypted connection; special characters are escaped."""
    server = serve(
        mailbox,
        tls_context=tls(certificates),
        require_starttls=True,
        authenticator=check_account,
        auth_required=True,
    )
    enqueue(store)
    url = f"smtp://helpline:p%3Ass%2Fw%40rd@127.0.0.1:{server.port}"
    assert outbox.deliver_due(store, replace(mailing, smtp_url=url), AT) == 1, rows(store)[0].error
    assert mailbox.encrypted == [True]
    server.stop()


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_nothing_is_sent_to_a_server_whose_certificate_is_not_trusted(
    store: Store, mailing: Settings, mailbox: Mailbox
) -> None:
    server = serve(mailbox, tls_context=tls(trustme.CA()))
    enqueue(store)
    assert outbox.deliver_due(store, replace(mailing, smtp_url=f"smtp://127.0.0.1:{server.port}"), AT) == 0
    assert "certificate" in (rows(store)[0].error or "").lower()
    assert mailbox.messages == []
    server.stop()
