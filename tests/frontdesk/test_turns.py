"""Turns: what was said since the last answer, answered exactly once."""

from functools import partial

import pytest

from frontdesk.conversation import turns
from frontdesk.conversation.conversations import SPEAK_TO_HUMAN, Owner
from frontdesk.conversation.turns import RETRY_SECONDS, Turn
from frontdesk.desk import handoffs
from frontdesk.log import Kind, StatusType
from frontdesk.staff.agents import Agent
from frontdesk.store import Store
from tests.frontdesk.scenes import (
    AT,
    LEASE,
    answer,
    at_once,
    events,
    greeted,
    hand_over,
    later,
    open_conversation,
    press,
    record,
    row_of,
    say,
    statuses,
    take,
    words,
)


def taken(store: Store, conversation_id: str, seconds: float = 0) -> Turn:
    turn = take(store, conversation_id, at=later(seconds))
    assert turn is not None
    return turn


def postpone(store: Store, turn: Turn, seconds: float, *, tell_customer: bool = False) -> None:
    with store.writing() as session:
        turns.postpone(session, turn, later(seconds), tell_customer=tell_customer)


def due(store: Store, seconds: float) -> list[str]:
    with store.reading() as session:
        return turns.due_turns(session, later(seconds))


def test_all_unanswered_messages_are_one_turn_named_by_the_last(store: Store) -> None:
    """H1"""
    conversation_id = greeted(store)
    said = [say(store, conversation_id, text) for text in ("Hi.", "My order 1042", "is late")]
    turn = taken(store, conversation_id)
    assert (turn.text, turn.turn_id) == ("Hi.\nMy order 1042\nis late", said[-1].offset)


def test_a_click_is_a_turn_alone(store: Store) -> None:
    conversation_id = greeted(store)
    say(store, conversation_id, "before")
    click = press(store, conversation_id, SPEAK_TO_HUMAN)
    say(store, conversation_id, "after")
    assert answer(store, conversation_id, "1").text == "before"
    second = answer(store, conversation_id, "2")
    assert (second.payload, second.text, second.turn_id) == (SPEAK_TO_HUMAN, None, click.offset)
    assert answer(store, conversation_id, "3").text == "after"
    assert take(store, conversation_id) is None


def test_the_greeting_comes_before_the_first_words(store: Store) -> None:
    conversation_id = open_conversation(store)
    say(store, conversation_id, "Hello")
    assert taken(store, conversation_id).payload == "/open_conversation"


def test_what_is_said_during_a_turn_is_the_next_turn(store: Store) -> None:
    conversation_id = greeted(store)
    say(store, conversation_id, "first")
    turn = taken(store, conversation_id)
    say(store, conversation_id, "second")
    assert record(store, turn, "answer to the first")
    assert taken(store, conversation_id).text == "second"


def test_an_answer_is_recorded_once_however_often_it_arrives(store: Store) -> None:
    conversation_id = greeted(store)
    say(store, conversation_id, "Hi")
    turn = taken(store, conversation_id)
    recorded = at_once([partial(record, store, turn, "one", "two") for _ in range(8)])
    assert sorted(map(bool, recorded)) == [False] * 7 + [True]
    assert all(isinstance(r, bool) for r in recorded), recorded
    assert words(store, conversation_id)[-2:] == [("assistant", "one"), ("assistant", "two")]
    assert [text for _, text in words(store, conversation_id)].count("one") == 1


def test_only_one_of_many_dispatchers_takes_a_turn(store: Store) -> None:
    conversation_id = greeted(store)
    say(store, conversation_id, "Hi")
    turns_taken = at_once([partial(take, store, conversation_id) for _ in range(8)])
    assert sum(isinstance(t, Turn) for t in turns_taken) == 1
    assert sum(t is None for t in turns_taken) == 7


def test_a_turn_under_way_is_not_sent_again_before_its_lease_ends(store: Store) -> None:
    conversation_id = greeted(store)
    say(store, conversation_id, "Hi")
    first = taken(store, conversation_id)
    assert take(store, conversation_id, at=AT + LEASE / 2) is None
    assert conversation_id not in due(store, LEASE.total_seconds() / 2)
    assert conversation_id in due(store, LEASE.total_seconds())
    again = taken(store, conversation_id, LEASE.total_seconds())
    assert (again.turn_id, again.text, again.attempts) == (first.turn_id, "Hi", 2)
    assert again.started_at == first.started_at


def test_a_turn_that_is_sent_again_stays_the_same_whatever_was_said_since(store: Store) -> None:
    """Its id is the key of what it does in the world, so its words must not change."""
    conversation_id = greeted(store)
    say(store, conversation_id, "cancel 1042")
    first = taken(store, conversation_id)
    say(store, conversation_id, "no, wait")
    again = taken(store, conversation_id, LEASE.total_seconds())
    assert (again.turn_id, again.text) == (first.turn_id, "cancel 1042")


def test_a_failed_turn_is_tried_again_ever_later(store: Store) -> None:
    conversation_id = greeted(store)
    say(store, conversation_id, "Hi")
    moment = 0.0
    for wait in (*RETRY_SECONDS, RETRY_SECONDS[-1]):
        turn = taken(store, conversation_id, moment)
        postpone(store, turn, moment)
        assert take(store, conversation_id, at=later(moment + wait * 0.9)) is None
        moment += wait
    assert taken(store, conversation_id, moment).attempts == len(RETRY_SECONDS) + 2


def test_the_customer_is_told_of_a_delay_once_a_turn(store: Store) -> None:
    """B1, STD3"""
    conversation_id = greeted(store)
    say(store, conversation_id, "Hi")
    for seconds in (0, 10, 20):
        postpone(store, taken(store, conversation_id, seconds), seconds, tell_customer=True)
    assert len(statuses(store, conversation_id, StatusType.DELAYED)) == 1
    answer(store, conversation_id, "Here I am.", at=later(60))
    say(store, conversation_id, "Again", at=later(60))
    postpone(store, taken(store, conversation_id, 60), 60, tell_customer=True)
    assert len(statuses(store, conversation_id, StatusType.DELAYED)) == 2


def test_a_turn_that_failed_after_its_answer_came_is_not_postponed(store: Store) -> None:
    conversation_id = greeted(store)
    say(store, conversation_id, "Hi")
    turn = taken(store, conversation_id)
    record(store, turn, "Hello!")
    postpone(store, turn, 0, tell_customer=True)
    assert not statuses(store, conversation_id, StatusType.DELAYED)


def test_an_answer_is_dropped_when_a_human_took_over_meanwhile(store: Store, sam: Agent) -> None:
    """W6: nobody talks into a conversation that somebody else has."""
    conversation_id = greeted(store)
    say(store, conversation_id, "Person!")
    turn = taken(store, conversation_id)
    handoff_id = hand_over(store, conversation_id)
    with store.writing() as session:
        handoffs.claim(session, handoff_id, sam, AT)
    assert record(store, turn, "too late") is False
    assert ("assistant", "too late") not in words(store, conversation_id)
    assert row_of(store, conversation_id).owner == Owner.AGENT


def test_the_answer_that_asks_for_a_human_is_still_said(store: Store) -> None:
    """W2, W6: the handoff is asked for during the turn; its words come after it."""
    conversation_id = greeted(store)
    say(store, conversation_id, "Person!")
    turn = taken(store, conversation_id)
    hand_over(store, conversation_id)
    assert record(store, turn, "I'm getting a colleague.")
    assert words(store, conversation_id)[-1] == ("assistant", "I'm getting a colleague.")
    assert row_of(store, conversation_id).owner == Owner.WAITING


def test_what_was_understood_is_kept_once_and_not_of_clicks(store: Store) -> None:
    conversation_id = greeted(store)
    message = say(store, conversation_id, "Hi")
    record(store, taken(store, conversation_id), "Hello!", nlu={"intent": {"name": "greet", "confidence": 1.0}})
    press(store, conversation_id, SPEAK_TO_HUMAN)
    record(store, taken(store, conversation_id), "Of course.", nlu={"intent": {"name": "x", "confidence": 1.0}})
    [nlu] = events(store, conversation_id, Kind.NLU)
    assert nlu.data == {"turn": message.offset, "intent": {"name": "greet", "confidence": 1.0}}


def test_buttons_and_rating_of_an_answer_are_kept(store: Store) -> None:
    conversation_id = greeted(store)
    say(store, conversation_id, "Hi")
    buttons = [{"title": "Yes", "payload": "/affirm"}]
    turn = answer(store, conversation_id, {"text": "So?", "buttons": buttons, "rating": True}, "And?")
    first, second = events(store, conversation_id, Kind.MESSAGE)[-2:]
    assert first.data == {"turn": turn.turn_id, "buttons": buttons, "rating": True}
    assert second.data == {"turn": turn.turn_id}


@pytest.mark.parametrize("limit", [1, 2])
def test_the_turns_that_wait_longest_come_first(store: Store, limit: int) -> None:
    waiting = [open_conversation(store, at=later(-n)) for n in range(3)]
    with store.reading() as session:
        assert turns.due_turns(session, AT, limit) == waiting[::-1][:limit]
