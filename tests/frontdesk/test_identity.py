"""Who the customer is: what the website signs, and the code that comes by mail."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import jwt
import pytest
import sqlalchemy as sa

from frontdesk.backoffice import Customer, Money
from frontdesk.clock import now
from frontdesk.conversation import conversations, identity
from frontdesk.conversation.identity import CODE_MINUTES, CODE_TRIES, CodeCheck, Identity, InvalidSiteToken
from frontdesk.log import StatusType
from frontdesk.store import Store
from frontdesk.tables import CodeRow, OutboxRow
from tests.frontdesk.scenes import AT, MIA, greeted, later, row_of, statuses

SECRET = "a-secret-of-the-website-and-the-desk-that-is-long"
HOUR = timedelta(hours=1)


def customer(id_: str = "cus_mia", email: str = "mia@example.com") -> Customer:
    return Customer(id_, "Mia Lindqvist", email, None, "en", date(2024, 1, 1), 3, Money(Decimal(5), "EUR"))


def token(secret: str = SECRET, algorithm: str = "HS256", **claims: Any) -> str:
    told = {"sub": "cus_mia", "name": "Mia", "email": "mia@example.com", "exp": now() + HOUR, **claims}
    return jwt.encode({k: v for k, v in told.items() if v is not None}, secret, algorithm=algorithm)


def test_what_the_website_signs_is_believed() -> None:
    signed = identity.make_site_token(MIA, SECRET, now(), HOUR)
    assert identity.read_site_token(signed, SECRET) == MIA


def test_name_and_address_may_be_missing() -> None:
    assert identity.read_site_token(token(name=None, email=None), SECRET) == Identity("cus_mia", None, None)


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param(token(secret="another-secret-that-is-long-enough-too"), id="signed by somebody else"),
        pytest.param(token(exp=datetime(2020, 1, 1, tzinfo=UTC)), id="expired"),
        pytest.param(token(exp=None), id="never expires"),
        pytest.param(token(sub=None), id="names nobody"),
        pytest.param(token(sub=""), id="names an empty somebody"),
        pytest.param(token(sub=17), id="names a number"),
        pytest.param(token(exp="soon"), id="expires some day"),
        pytest.param(token(nbf=now() + HOUR), id="not valid yet"),
        pytest.param(token(aud="another-service"), id="for another service"),
        pytest.param(token(name={"first": "Mia"}), id="a name that is none"),
        pytest.param(token(email=["a@b.example"]), id="an address that is none"),
        pytest.param(jwt.encode({"sub": "cus_mia", "exp": now() + HOUR}, "", algorithm="none"), id="unsigned"),
        pytest.param(token(algorithm="HS384"), id="another algorithm"),
        pytest.param(token()[:-2], id="cut off"),
        pytest.param("a.b.c", id="no token"),
        pytest.param("", id="empty"),
        pytest.param("é" * 50, id="not ASCII"),
    ],
)
def test_everything_else_is_refused(forged: str) -> None:
    with pytest.raises(InvalidSiteToken):
        identity.read_site_token(forged, SECRET)


def send(
    store: Store, conversation_id: str, *, key: str = "turn:3:code", at: datetime = AT, to: Customer | None = None
) -> None:
    with store.writing() as session:
        conversation = conversations.require(session, conversation_id)
        identity.send_code(session, conversation, to or customer(), key=key, at=at)


def check(
    store: Store,
    conversation_id: str,
    code: str,
    *,
    key: str = "turn:5:check",
    at: datetime = AT,
    of: Customer | None = None,
) -> CodeCheck:
    with store.writing() as session:
        conversation = conversations.require(session, conversation_id)
        return identity.check_code(session, conversation, code, of or customer(), key=key, at=at)


def mailed(store: Store) -> list[str]:
    """The codes that were mailed, oldest first."""
    with store.reading() as session:
        mails = session.scalars(sa.select(OutboxRow).order_by(OutboxRow.id)).all()
    return [re.findall(r"^\d{6}$", mail.body, re.MULTILINE)[0] for mail in mails]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_the_right_code_makes_the_conversation_the_customers_own(store: Store) -> None:
    conversation_id = greeted(store)
    send(store, conversation_id)
    assert check(store, conversation_id, mailed(store)[0]) == CodeCheck.RIGHT
    row = row_of(store, conversation_id)
    assert (row.customer_id, row.customer_name, row.customer_email) == ("cus_mia", "Mia Lindqvist", "mia@example.com")
    [verified] = statuses(store, conversation_id, StatusType.VERIFIED)
    assert verified.data["how"] == "code"
    assert verified.data["offsets"]


def test_the_code_goes_to_the_address_that_the_shop_knows(store: Store) -> None:
    send(store, greeted(store))
    with store.reading() as session:
        mail = session.scalars(sa.select(OutboxRow)).one()
    assert mail.recipient == "mia@example.com"
    assert f"{CODE_MINUTES} minutes" in mail.body


def test_the_code_itself_is_not_kept(store: Store) -> None:
    conversation_id = greeted(store)
    send(store, conversation_id)
    with store.reading() as session:
        row = session.get_one(CodeRow, conversation_id)
    assert mailed(store)[0] not in row.code_hash


def test_a_wrong_code_proves_nothing_and_the_right_one_may_follow(store: Store) -> None:
    conversation_id = greeted(store)
    send(store, conversation_id)
    [code] = mailed(store)
    assert check(store, conversation_id, wrong(code)) == CodeCheck.WRONG
    assert row_of(store, conversation_id).customer_id is None
    assert check(store, conversation_id, code) == CodeCheck.RIGHT


@pytest.mark.parametrize("nonsense", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12345\x00"])
def test_what_is_no_code_is_wrong(store: Store, nonsense: str) -> None:
    conversation_id = greeted(store)
    send(store, conversation_id)
    assert check(store, conversation_id, nonsense) == CodeCheck.WRONG


def test_after_too_many_tries_even_the_right_code_is_refused(store: Store) -> None:
    conversation_id = greeted(store)
    send(store, conversation_id)
    [code] = mailed(store)
    assert [check(store, conversation_id, wrong(code)) for _ in range(CODE_TRIES)] == [CodeCheck.WRONG] * CODE_TRIES
    assert check(store, conversation_id, code) == CodeCheck.EXPIRED
    assert row_of(store, conversation_id).customer_id is None


def test_an_old_code_is_refused(store: Store) -> None:
    conversation_id = greeted(store)
    send(store, conversation_id)
    [code] = mailed(store)
    assert check(store, conversation_id, code, at=later(CODE_MINUTES * 60)) == CodeCheck.EXPIRED


def test_a_new_code_replaces_the_old_one(store: Store) -> None:
    conversation_id = greeted(store)
    send(store, conversation_id)
    send(store, conversation_id, key="turn:7:code")
    old, new = mailed(store)
    assert old == new or check(store, conversation_id, old) == CodeCheck.WRONG
    assert check(store, conversation_id, new) == CodeCheck.RIGHT


def test_a_repeated_turn_sends_no_second_code(store: Store) -> None:
    conversation_id = greeted(store)
    for _ in range(3):
        send(store, conversation_id)
    assert len(mailed(store)) == 1


def test_a_repeated_turn_finds_its_code_right_again_and_another_turn_does_not(store: Store) -> None:
    conversation_id = greeted(store)
    send(store, conversation_id)
    [code] = mailed(store)
    for _ in range(2):
        assert check(store, conversation_id, code, key="turn:5:check") == CodeCheck.RIGHT
    assert len(statuses(store, conversation_id, StatusType.VERIFIED)) == 1
    assert check(store, conversation_id, code, key="turn:9:check") == CodeCheck.EXPIRED


def test_a_code_is_good_in_its_own_conversation_and_for_its_own_customer_alone(store: Store) -> None:
    mine, theirs = greeted(store), greeted(store)
    send(store, mine)
    [code] = mailed(store)
    assert check(store, theirs, code) == CodeCheck.EXPIRED
    assert check(store, mine, code, of=customer("cus_jonas", "jonas@example.org")) == CodeCheck.EXPIRED
    assert row_of(store, theirs).customer_id is None


def test_a_code_that_was_never_sent_is_refused(store: Store) -> None:
    assert check(store, greeted(store), "123456") == CodeCheck.EXPIRED
