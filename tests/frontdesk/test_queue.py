"""The queue: who is taken first and why, and that what it shows keeps up with the log."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from frontdesk import log, paging
from frontdesk.backoffice import BackOffice, BackOfficeUnavailable
from frontdesk.backoffice.demo import DemoShop
from frontdesk.desk import promises, queue
from frontdesk.desk.handoffs import Reason
from frontdesk.desk.promises import Promise
from frontdesk.desk.urgency import urgency_of
from frontdesk.log import Author, StatusType
from frontdesk.staff import queue_rules
from frontdesk.staff.agents import Agent
from frontdesk.staff.queue_rules import QUEUE_FILE
from frontdesk.store import Store
from frontdesk.tables import HandoffRow
from frontdesk.yaml_lines import InvalidFile
from tests.frontdesk.scenes import AT, MIA, greeted, hand_over, later, note, record, say, take

MINUTE = 60


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[BackOffice]:
    """The demo shop."""
    yield DemoShop(tmp_path / "shop.db")


def waiting(store: Store) -> list[dict[str, object]]:
    with store.reading() as session:
        return queue.page_of(session, "waiting", "sam", 1).items


def waits(store: Store, text: str, *, seconds: float = 0, feeling: str = "calm", known: bool = False) -> str:
    """Somebody who waits since so many seconds after the scene began; the conversation's id."""
    conversation_id = greeted(store, identity=MIA if known else None)
    say(store, conversation_id, text)
    turn = take(store, conversation_id)
    assert turn is not None
    record(store, turn, "answer", nlu={"frustration": {"score": 0.5, "level": feeling}})
    hand_over(store, conversation_id, at=later(seconds))
    return conversation_id


@pytest.mark.row("W2", "STD2")
def test_somebody_angry_overtakes_who_came_up_to_45_minutes_earlier_and_nobody_else(store: Store) -> None:
    """A head start is minutes waited already: nobody is overtaken for ever."""
    long = waits(store, "calm, an hour ago", seconds=-60 * MINUTE)
    short = waits(store, "calm, half an hour ago", seconds=-30 * MINUTE)
    angry = waits(store, "angry, now", feeling="angry")
    assert [i["conversation_id"] for i in waiting(store)] == [long, angry, short]


@pytest.mark.row("W2")
def test_why_somebody_is_taken_first_is_told_in_plain_words(store: Store) -> None:
    waits(store, "angry", feeling="angry")
    [item] = waiting(store)
    assert item["why"] == [{"code": "feeling.angry", "text": "Angry", "minutes": 45}]
    assert item["priority"] == 1


@pytest.mark.row("STD3")
def test_a_promise_that_comes_near_moves_the_matter_forward_by_itself(store: Store, shop: BackOffice) -> None:
    """Nobody writes; the worker sees the day come, and pass."""
    conversation_id = waits(store, "where is it")
    with store.writing() as session:
        promise = Promise("trace", "I look for it", AT + timedelta(days=2), str(Author.ASSISTANT), "chat")
        promises.give(session, conversation_id, promise, key="p", at=AT)
    whys = []
    for days in (0, 1.5, 2.5):
        queue.keep_current(store, shop, AT + timedelta(days=days))
        whys.append([w["code"] for w in waiting(store)[0]["why"]])
    assert whys == [[], ["promise.soon"], ["promise.overdue"]]


@pytest.mark.row("W2")
def test_the_value_of_the_customers_own_order_counts_and_nobody_elses(store: Store, shop: BackOffice) -> None:
    """Whoever names a stranger's order gains nothing by it."""
    number, owner = max(
        ((order.number, order.customer_id) for order in shop.orders_of("cus_mia")),
        key=lambda found: shop.order(found[0]).total.amount,  # type: ignore[union-attr]
    )
    worth = shop.order(number)
    assert worth is not None and owner == "cus_mia" and worth.total.amount >= 200
    whys = []
    for known in (True, False):
        conversation_id = waits(store, "my order", known=known)
        note(store, conversation_id, StatusType.FACT, name="order_number", value=number, offsets=[1])
    queue.keep_current(store, shop, AT)
    whys = {item["customer"]["verified"]: [w["code"] for w in item["why"]] for item in waiting(store)}  # type: ignore[index,attr-defined]
    assert whys == {True: ["value"], False: []}


class AwayShop(DemoShop):
    """A shop that does not answer."""

    def order(self, number: str) -> None:
        raise BackOfficeUnavailable("away")


def test_a_shop_that_is_away_holds_up_no_queue(store: Store, tmp_path: Path) -> None:
    conversation_id = waits(store, "my order", known=True)
    note(store, conversation_id, StatusType.FACT, name="order_number", value="1042", offsets=[1])
    queue.keep_current(store, AwayShop(tmp_path / "shop.db"), AT)
    assert [i["conversation_id"] for i in waiting(store)] == [conversation_id]


@pytest.mark.row("W6", "B4")
def test_what_is_said_while_waiting_is_in_the_queue_before_and_after_the_worker(store: Store, shop: BackOffice) -> None:
    conversation_id = waits(store, "words")
    note(store, conversation_id, StatusType.FACT, name="language", value="German", tag="de", offsets=[1])
    note(
        store,
        conversation_id,
        StatusType.REQUEST_HEARD,
        request_type="refund",
        cause=None,
        repeated=False,
        restated="",
        offsets=[1],
    )
    before = waiting(store)
    queue.keep_current(store, shop, AT)
    assert "writes in German" in str(before[0]["headline"])
    assert waiting(store) == before


def test_a_long_queue_comes_in_pages_of_fifty(store: Store, sam: Agent) -> None:
    """Every page in order, nobody twice, and a page that is no more is the last one."""
    for number in range(paging.SIZE + 3):
        hand_over(store, greeted(store), at=later(number))
    with store.reading() as session:
        pages = [queue.page_of(session, "waiting", sam.id, number) for number in (1, 2, 9)]
    assert [len(page.items) for page in pages] == [50, 3, 3]
    assert pages[0].place.as_json() == {"total": 53, "page": 1, "pages": 2}
    assert pages[2].place.page == 2
    at = [item["requested_at"] for page in pages[:2] for item in page.items]
    assert at == sorted(at) and len(set(at)) == 53


def test_the_larger_of_reason_and_feeling_counts() -> None:
    """Both say the same of one person: it is not counted twice."""
    rules = queue_rules.read(QUEUE_FILE)
    found = urgency_of(rules, reasons=[Reason.ANGER], feeling="frustrated", promised=[], value=Decimal(900), at=AT)
    assert found.why == {"reason.anger": 45, "value": 10}


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("{annoyed: 5,", "{annoyed: soon,", "annoyed"),
        ("answer_within_seconds", "answer_in_seconds", "answer_within_seconds"),
        ("[1, 2, 3, 5", "[5, 2, 3, 1", "from the shortest to the longest"),
    ],
)
def test_a_fault_in_the_file_is_told_with_its_line(tmp_path: Path, before: str, after: str, words: str) -> None:
    source = QUEUE_FILE.read_text()
    assert before in source
    path = tmp_path / "queue.yml"
    path.write_text(source.replace(before, after, 1) if "seconds" not in before else _last(source, before, after))
    with pytest.raises(InvalidFile, match=words) as told:
        queue_rules.read(path)
    assert f"{path}:" in str(told.value)


def _last(source: str, before: str, after: str) -> str:
    """The head of the file explains the keys: what counts is the last one."""
    head, _, tail = source.rpartition(before)
    return head + after + tail


def test_the_queue_rests_on_the_log_alone(store: Store, shop: BackOffice) -> None:
    """A card that is lost is made again as it was."""
    conversation_id = waits(store, "angry", feeling="angry")
    before = waiting(store)
    with store.writing() as session:
        row = session.scalar(sa.select(HandoffRow))
        assert row is not None
        row.card, row.card_offset, row.why = {}, 0, {}
        row.rank_at = row.requested_at
    queue.keep_current(store, shop, AT)
    assert waiting(store) == before
    with store.reading() as session:
        assert log.events_of(session, conversation_id)
