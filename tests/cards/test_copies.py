"""One card by three ways: copied as text, by mail and by webhook, through a real front desk and real receivers (W6)."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from frontdesk.clock import now
from frontdesk.conversation.identity import Identity
from frontdesk.desk import promises
from frontdesk.desk.handoffs import Reason
from frontdesk.desk.promises import Promise
from frontdesk.log import StatusType
from frontdesk.store import Store
from frontdesk.wording import texts
from tests.api.frontdesk_alone import running_frontdesk
from tests.cards.items import items_of
from tests.frontdesk.scenes import MIA, greeted, hand_over, note, record, say, take
from tests.frontdesk.test_outbox import Mailbox, serve
from tests.people import Agent
from tests.stack import settings_in
from tests.webhook_receiver import Receiver, running_receiver

PATIENCE_SECONDS = 60
WORDS = (
    "THIRD TIME I ASK about 1042",
    "Wish is beyond the assistant's authority",
    "Mia Lindqvist",
    "mia@example.com",
    "Where is my order, late",
    "You're still waiting for order 1042.",
    "Question about conditions",
    "order 1042",
    "amount 54.00 EUR",
    "angry at first, calm now, at most angry",
    "Search by the carrier (declined)",
    "Send again (did not work, Out of stock)",
    "I'll look whether it came (open",
    "my delivery costs back",
    "which cushions fit",
)
"""What stands in the text for each item of the card."""


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    box = Mailbox()
    server = serve(box)
    yield box, f"smtp://127.0.0.1:{server.port}"
    server.stop()


def handed_over(store: Store) -> str:
    """A conversation with something in every part of its card."""
    conversation_id = greeted(store, identity=Identity(MIA.customer_id, MIA.name, MIA.email))
    said = say(store, conversation_id, "THIRD TIME I ASK about 1042").offset
    noted = _noter(store, conversation_id)
    heard: dict[str, Any] = {"cause": None, "repeated": False, "offsets": [said]}
    noted(StatusType.REQUEST_HEARD, request_type="policy_question", restated="You want to know how it is.", **heard)
    noted(StatusType.KNOWLEDGE_TOLD, entry="returns", offsets=[said])
    also: dict[str, Any] = {"request_type": "product_question", "text": "which cushions fit", "offsets": [said]}
    noted(StatusType.ALSO_ASKED, **also)
    noted(StatusType.ALSO_ASKED, **{**also, "request_type": "track_order"})
    track = {**heard, "cause": "late", "order_number": "1042"}
    noted(StatusType.FACT, name="order_number", value="1042", words="1042", offsets=[said])
    noted(StatusType.FACT, name="amount", value="54.00 EUR", words="", offsets=[said])
    noted(
        StatusType.REQUEST_HEARD, request_type="track_order", restated="You're still waiting for order 1042.", **track
    )
    for offer in ("trace", "redeliver"):
        noted(StatusType.OFFER_MADE, offer=offer, text="Shall I?")
        noted(StatusType.OFFER_DECLINED if offer == "trace" else StatusType.OFFER_ACCEPTED, offer=offer, offsets=[said])
    noted(StatusType.OFFER_FAILED, offer="redeliver", reason="out_of_stock")
    noted(StatusType.WISH, text="my delivery costs back", offsets=[said])
    promise = Promise("any", "I'll look whether it came", now() + timedelta(days=2), "desk", "email")
    with store.writing() as session:
        promises.give(session, conversation_id, promise, key="promise", at=now())
    for level, score in (("angry", 0.9), ("calm", 0.1)):
        turn = take(store, conversation_id)
        assert turn is not None
        record(store, turn, "…", nlu={"frustration": {"score": score, "level": level}})
        if level == "angry":
            say(store, conversation_id, "a person then")
    hand_over(store, conversation_id, reason=Reason.BEYOND_AUTHORITY)
    return conversation_id


def _noter(store: Store, conversation_id: str) -> Any:
    return lambda type_, **data: note(store, conversation_id, type_, **data)


@pytest.mark.row("W6", "B4")
def test_the_copied_the_mailed_and_the_hooked_card_hold_the_same(tmp_path: Path, mailbox: tuple[Mailbox, str]) -> None:
    box, smtp = mailbox
    settings = settings_in(tmp_path)
    store = Store(settings.database_url)
    store.migrate()
    conversation_id = handed_over(store)
    store.close()
    with running_receiver() as receiver:
        told = {"smtp_url": smtp, "webhook_urls": receiver.url, "handoff_mail": "desk@shop.example"}
        with running_frontdesk(tmp_path, **told) as desk:
            _wait_for(box, receiver)
            sam = Agent(desk.url)
            shown = sam.casefile(conversation_id)["summary"]
            copied = sam.http.get(f"/conversations/{conversation_id}/card").json()["text"]
            assert sam.http.get("/conversations/nobody/card").json()["code"] == "unknown_conversation"
    [call] = receiver.of("handoff.requested")
    assert list(items_of(call.json["data"]["card"])) == list(items_of(shown))
    [letter] = box.messages
    mailed = letter.get_content().splitlines()
    assert copied.splitlines() == mailed[: len(copied.splitlines())]
    assert [words for words in WORDS if words not in copied] == []
    parts = set(shown) - {"version", "headline"}
    assert parts == {name for name in texts.group("card") if "." not in name} - {"felt"}, "every part has its line"


def _wait_for(box: Mailbox, receiver: Receiver) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (box.messages and receiver.of("handoff.requested")):
        assert time.monotonic() < deadline
        time.sleep(0.05)
