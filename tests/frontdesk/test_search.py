"""Search: by text, customer, order, time, request type, feeling and state, a page at a time."""

from datetime import timedelta

import pytest

from frontdesk import log
from frontdesk.conversation.identity import Identity
from frontdesk.desk import search
from frontdesk.desk.search import BadCursor, NothingToFind, Wanted
from frontdesk.log import Author, Kind, StatusType
from frontdesk.staff.agents import Agent
from frontdesk.store import Store
from tests.frontdesk.scenes import AT, MIA, claimed, greeted, note, open_conversation, say


def found(store: Store, **wanted: object) -> list[str]:
    with store.reading() as session:
        return [c["conversation_id"] for c in search.find(session, Wanted(**wanted))["conversations"]]  # type: ignore[arg-type]


def feel(store: Store, conversation_id: str, level: str) -> None:
    with store.writing() as session:
        data = {"turn": 1, "frustration": {"level": level, "score": 0.9}}
        log.append(session, conversation_id, author=Author.SYSTEM, kind=Kind.NLU, at=AT, data=data)


@pytest.mark.row("W6")
def test_words_are_found_by_their_beginnings_whatever_their_case_and_accents(store: Store) -> None:
    bench, vase = greeted(store), greeted(store)
    say(store, bench, "My garden BENCH is not there; the café said so")
    say(store, vase, "My vase broke")
    assert found(store, text="bench") == [bench]
    assert found(store, text="gard ben") == [bench]
    assert found(store, text="cafe") == [bench]
    assert set(found(store, text="my")) == {bench, vase}
    assert found(store, text="bench broke") == []
    assert found(store, text="ench") == []


def test_words_without_spaces_are_found_inside(store: Store) -> None:
    tokyo, seoul = greeted(store), greeted(store)
    say(store, tokyo, "注文した椅子がまだ届きません")
    say(store, seoul, "주문한의자가 아직 안 왔어요")
    assert found(store, text="椅子") == [tokyo]
    assert found(store, text="의자") == [seoul]


def test_what_a_customer_types_is_no_pattern(store: Store) -> None:
    known = greeted(store, identity=MIA)
    say(store, known, "100 percent")
    assert found(store, customer="_ia") == []
    assert found(store, text="1%0") == []


@pytest.mark.parametrize("field", ["text", "customer"])
@pytest.mark.parametrize("words", ["???", "%", " - ", "👍"])
def test_where_there_is_nothing_to_search_by_it_is_said_and_not_everything_found(
    store: Store, field: str, words: str
) -> None:
    greeted(store)
    with pytest.raises(NothingToFind):
        found(store, **{field: words})
    assert len(found(store, **{field: "  "})) == 1, "an empty field asks for nothing"


@pytest.mark.parametrize("asked", ["muller", "Müller", "MULLER", "müller bjorn", "bjorn"])
def test_a_customer_is_found_whatever_the_accents_of_their_name(store: Store, asked: str) -> None:
    known = greeted(store, identity=Identity("cus_b", "Björn Müller", "b.mueller@example.com"))
    greeted(store, identity=MIA)
    assert found(store, customer=asked) == [known]


def test_a_customer_is_found_by_name_or_mail_known_or_told(store: Store) -> None:
    known, told = greeted(store, identity=MIA), greeted(store)
    note(store, told, StatusType.FACT, name="person", value="Mia Lindgren", offsets=[1])
    assert set(found(store, customer="mia lind")) == {known, told}
    assert found(store, customer="lindqvist") == [known]
    assert found(store, customer="mia@example") == [known]


def test_orders_types_feelings_and_states_are_found(store: Store, sam: Agent) -> None:
    plain, held = greeted(store), claimed(store, sam)
    note(store, held, StatusType.FACT, name="order_number", value="1042", offsets=[1])
    note(store, held, StatusType.REQUEST_HEARD, request_type="delivery_problem", cause="late", offsets=[1])
    feel(store, held, "angry")
    feel(store, held, "calm")
    assert found(store, order="1042") == found(store, request_type="delivery_problem") == [held]
    assert found(store, feeling="angry") == found(store, feeling="calm") == [held]
    assert found(store, state="agent") == [held]
    assert found(store, state="assistant") == [plain]
    assert found(store, order="104") == []
    assert found(store, order="1042", state="assistant") == []


def test_time_is_when_it_was_alive(store: Store) -> None:
    early = open_conversation(store, at=AT)
    late = open_conversation(store, at=AT + timedelta(days=2))
    assert found(store, since=AT + timedelta(days=1)) == [late]
    assert found(store, until=AT + timedelta(days=1)) == [early]
    assert found(store) == [late, early]


def test_pages_have_everything_once(store: Store) -> None:
    ids = {open_conversation(store, at=AT) for _ in range(45)}
    seen: list[str] = []
    after: str | None = None
    with store.reading() as session:
        while True:
            page = search.find(session, Wanted(), after=after)
            seen += [c["conversation_id"] for c in page["conversations"]]
            if (after := page["next"]) is None:
                break
    assert len(seen) == 45 and set(seen) == ids


@pytest.mark.parametrize("after", ["", "x", "2026-01-01|", "2026-01-01T00:00:00|x", "|"])
def test_a_cursor_that_is_none_is_refused(store: Store, after: str) -> None:
    with store.reading() as session, pytest.raises(BadCursor):
        search.find(session, Wanted(), after=after)


def test_what_is_found_shows_where(store: Store) -> None:
    conversation_id = greeted(store, identity=MIA)
    say(store, conversation_id, "Hello")
    event = say(store, conversation_id, "The bench from order 1042")
    with store.reading() as session:
        (shown,) = search.find(session, Wanted(text="bench"))["conversations"]
    assert (shown["excerpt"], shown["offset"]) == ("The bench from order 1042", event.offset)
    assert shown["customer"] == {"name": "Mia Lindqvist", "verified": True}
