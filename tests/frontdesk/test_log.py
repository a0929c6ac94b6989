"""The log: offsets without gap or double, and keys that make appending idempotent."""

from functools import partial

import pytest

from frontdesk import log
from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.store import Store
from tests.frontdesk.scenes import AT, at_once, events, open_conversation, row_of, say

THREADS = 12


def append(store: Store, conversation_id: str, text: str, key: str | None = None) -> Event:
    with store.writing() as session:
        return log.append(
            session, conversation_id, author=Author.SYSTEM, kind=Kind.NOTE, at=AT, text=text, data={"a": [1]}, key=key
        )


def test_offsets_count_from_one_without_gap(store: Store) -> None:
    conversation_id = open_conversation(store)
    assert [append(store, conversation_id, str(n)).offset for n in range(3)] == [2, 3, 4]
    assert [e.offset for e in events(store, conversation_id)] == [1, 2, 3, 4]


def test_each_conversation_has_its_own_offsets(store: Store) -> None:
    one, other = open_conversation(store), open_conversation(store)
    append(store, one, "x")
    assert append(store, other, "y").offset == 2


def test_many_threads_get_offsets_without_gap_or_double(store: Store) -> None:
    conversation_id = open_conversation(store)
    written = at_once([partial(append, store, conversation_id, str(n)) for n in range(THREADS)])
    assert sorted(e.offset for e in written if isinstance(e, Event)) == list(range(2, THREADS + 2))
    assert row_of(store, conversation_id).last_offset == THREADS + 1


def test_the_same_key_appends_once_and_returns_the_first_event(store: Store) -> None:
    conversation_id = open_conversation(store)
    first = append(store, conversation_id, "first", key="k")
    assert append(store, conversation_id, "second", key="k") == first
    assert [e.text for e in events(store, conversation_id, Kind.NOTE)] == ["first"]


def test_the_same_key_from_many_threads_appends_once(store: Store) -> None:
    conversation_id = open_conversation(store)
    written = at_once([partial(append, store, conversation_id, "same", "k") for _ in range(THREADS)])
    assert {e.offset for e in written if isinstance(e, Event)} == {2}, written
    assert all(isinstance(e, Event) for e in written), written
    assert row_of(store, conversation_id).last_offset == 2


def test_a_key_holds_in_its_own_conversation_alone(store: Store) -> None:
    one, other = open_conversation(store), open_conversation(store)
    append(store, one, "x", key="k")
    append(store, other, "y", key="k")
    assert [e.text for e in events(store, other, Kind.NOTE)] == ["y"]


def test_a_transaction_that_fails_leaves_no_gap(store: Store) -> None:
    conversation_id = open_conversation(store)
    with pytest.raises(ZeroDivisionError), store.writing() as session:
        log.append(session, conversation_id, author=Author.SYSTEM, kind=Kind.NOTE, at=AT, text="lost")
        _ = 1 / 0
    assert append(store, conversation_id, "kept").offset == 2


def test_an_unknown_conversation_is_refused(store: Store) -> None:
    with pytest.raises(LookupError):
        append(store, "nobody", "x")


def test_two_messages_in_the_same_millisecond_keep_their_order(store: Store) -> None:
    conversation_id = open_conversation(store)
    said = [say(store, conversation_id, text, at=AT) for text in ("first", "second")]
    assert said[0].at == said[1].at
    assert [e.text for e in events(store, conversation_id, Kind.MESSAGE)] == ["first", "second"]


def test_what_was_written_is_read_back_as_it_was(store: Store) -> None:
    conversation_id = open_conversation(store)
    text = "שלום 👩‍👩‍👧 <b>'; DROP TABLE events; --\n\ttab"
    append(store, conversation_id, text)
    [event] = events(store, conversation_id, Kind.NOTE)
    assert (event.text, event.at, event.data) == (text, AT, {"a": [1]})
    assert event.as_json()["at"] == "2026-03-02T09:00:00.000Z"


@pytest.mark.parametrize(
    ("kind", "data", "text", "seen"),
    [
        (Kind.MESSAGE, {}, "Hello", True),
        (Kind.NOTE, {}, "careful with her", False),
        (Kind.NLU, {"turn": 1}, None, False),
        (Kind.STATUS, {"type": StatusType.AGENT_JOINED}, "Sam has joined", True),
        (Kind.STATUS, {"type": StatusType.PROMISE_MADE}, None, False),
        (Kind.STATUS, {"type": StatusType.OFFER_MADE}, "I can send it", False),
        (Kind.STATUS, {"type": StatusType.VERIFIED}, "x", False),
    ],
)
def test_customers_see_messages_and_told_statuses_alone(
    kind: Kind, data: dict[str, object], text: str | None, seen: bool
) -> None:
    assert Event(1, AT, Author.SYSTEM, kind, text, data).for_customer is seen
