"""A power cut between any two transactions: the parts are called as the dispatcher and the actions call them, and
end where the cut comes. Afterwards everything must be answered exactly once."""

from collections.abc import Callable

import pytest

from frontdesk import log
from frontdesk.conversation import conversations, turns
from frontdesk.conversation.conversations import Owner
from frontdesk.conversation.turns import Turn
from frontdesk.desk import handoffs
from frontdesk.desk.handoffs import Reason
from frontdesk.log import StatusType
from frontdesk.staff.agents import Agent
from frontdesk.store import Store
from tests.frontdesk.scenes import LEASE, answer, greeted, later, record, row_of, say, statuses, take, words

RESTART = LEASE.total_seconds() + 1


class PowerCut(Exception):
    """Nothing after this happened."""


def turn_of(store: Store, conversation_id: str, *, at: float) -> Turn:
    turn = take(store, conversation_id, at=later(at))
    assert turn is not None, "the turn is lost"
    return turn


def handing_over(store: Store, turn: Turn) -> None:
    """What the handoff action does, in its one transaction."""
    with store.writing() as session:
        handoffs.request(session, turn.conversation_id, turn_id=turn.turn_id, reason=Reason.ASKED_FOR_HUMAN, at=turn.at)


def closing(store: Store, turn: Turn) -> None:
    """What the closing action does, in its one transaction."""
    with store.writing() as session:
        log.append_status(
            session, turn.conversation_id, StatusType.RESOLVED, at=turn.at, key=f"turn:{turn.turn_id}:resolved"
        )
        conversations.set_owner(session, turn.conversation_id, Owner.CLOSED)


def nothing(store: Store, turn: Turn) -> None:
    """An action without effects."""


@pytest.mark.parametrize("action", [nothing, handing_over, closing])
@pytest.mark.parametrize("cut_after", ["taking", "acting", "recording"])
@pytest.mark.parametrize("meanwhile", [False, True])
def test_a_turn_is_answered_exactly_once_wherever_the_cut_comes(
    store: Store, action: Callable[[Store, Turn], None], cut_after: str, meanwhile: bool
) -> None:
    """Also when the customer goes on writing while everything is down."""
    conversation_id = greeted(store)
    say(store, conversation_id, "first")
    turn = turn_of(store, conversation_id, at=0)
    if cut_after != "taking":
        action(store, turn)
    if cut_after == "recording":
        assert record(store, turn, "answer to the first")
    if meanwhile:
        say(store, conversation_id, "second", at=later(1))
    with store.writing() as session:
        turns.end_all_leases(session, later(RESTART))

    if cut_after != "recording":
        again = turn_of(store, conversation_id, at=RESTART)
        assert (again.turn_id, again.text) == (turn.turn_id, "first")
        action(store, again)
        assert record(store, again, "answer to the first", at=later(RESTART))
    rest = take(store, conversation_id, at=later(RESTART))
    if rest is not None:
        assert rest.text == "second"
        record(store, rest, "answer to the second", at=later(RESTART))

    said = [text for author, text in words(store, conversation_id) if author == "assistant"]
    assert said.count("answer to the first") == 1
    if meanwhile and row_of(store, conversation_id).owner == Owner.ASSISTANT:
        assert said.count("answer to the second") == 1, "the second message is never answered"
    assert len(statuses(store, conversation_id, StatusType.HANDOFF_REQUESTED)) == (action is handing_over)
    assert len(statuses(store, conversation_id, StatusType.RESOLVED)) == (action is closing)


def test_a_conversation_reopened_while_its_closing_turn_is_open_goes_on(store: Store) -> None:
    """The matter was closed, the customer wrote again, and only then everything went down."""
    conversation_id = greeted(store)
    say(store, conversation_id, "thanks, all good")
    turn = turn_of(store, conversation_id, at=0)
    closing(store, turn)
    say(store, conversation_id, "oh, one more thing", at=later(1))
    again = turn_of(store, conversation_id, at=RESTART)
    assert again.text == "thanks, all good"
    assert record(store, again, "Take care!", at=later(RESTART))
    assert answer(store, conversation_id, "Yes?", at=later(RESTART)).text == "oh, one more thing"


def test_a_cut_inside_a_transaction_leaves_nothing_of_it(store: Store) -> None:
    conversation_id = greeted(store)
    say(store, conversation_id, "A person!")
    turn = turn_of(store, conversation_id, at=0)
    with pytest.raises(PowerCut), store.writing() as session:
        handoffs.request(session, conversation_id, turn_id=turn.turn_id, reason=Reason.ANGER, at=turn.at)
        raise PowerCut
    assert row_of(store, conversation_id).owner == Owner.ASSISTANT
    assert not statuses(store, conversation_id, StatusType.HANDOFF_REQUESTED)


def test_giving_up_twice_tells_and_asks_once(store: Store) -> None:
    conversation_id = greeted(store)
    say(store, conversation_id, "hello?")
    turn = turn_of(store, conversation_id, at=0)
    for _ in range(2):
        with store.writing() as session:
            handoffs.give_up_turn(session, turn, later(60))
    assert row_of(store, conversation_id).owner == Owner.WAITING
    assert len(statuses(store, conversation_id, StatusType.HANDOFF_REQUESTED)) == 1
    assert sum("something on our side" in (text or "") for _, text in words(store, conversation_id)) == 1


def test_giving_up_what_was_answered_meanwhile_changes_nothing(store: Store) -> None:
    conversation_id = greeted(store)
    say(store, conversation_id, "hello?")
    turn = turn_of(store, conversation_id, at=0)
    record(store, turn, "Hello!")
    with store.writing() as session:
        handoffs.give_up_turn(session, turn, later(60))
    assert row_of(store, conversation_id).owner == Owner.ASSISTANT


def test_an_answer_that_comes_after_giving_up_is_not_said(store: Store) -> None:
    conversation_id = greeted(store)
    say(store, conversation_id, "hello?")
    turn = turn_of(store, conversation_id, at=0)
    with store.writing() as session:
        handoffs.give_up_turn(session, turn, later(60))
    assert record(store, turn, "Hello!", at=later(61)) is False


def test_a_restart_ends_the_leases_of_turns_under_way(store: Store, sam: Agent) -> None:
    conversation_id = greeted(store)
    say(store, conversation_id, "hello?")
    turn_of(store, conversation_id, at=0)
    assert take(store, conversation_id, at=later(1)) is None
    with store.writing() as session:
        turns.end_all_leases(session, later(1))
    assert turn_of(store, conversation_id, at=1).attempts == 2
