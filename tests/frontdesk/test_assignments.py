"""Assignments: offered – accepted, declined, timed out, next; and who is asked first."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from frontdesk.desk import assignments, handoffs
from frontdesk.desk.assignments import AssignmentOver, Outcome
from frontdesk.log import StatusType
from frontdesk.staff import agents
from frontdesk.staff.agents import Agent, Change
from frontdesk.store import Store
from frontdesk.tables import AgentRow, AssignmentRow
from tests.frontdesk.scenes import AT, MIA, add_agent, at_once, greeted, hand_over, later, note, row_of, say, statuses

LIMIT = timedelta(seconds=30)


def is_there(store: Store, *who: Agent, at: datetime = AT) -> None:
    """They are available, idle since then in this order."""
    with store.writing() as session:
        for number, agent in enumerate(who):
            agents.set_available(session, agent.id, True, Change.AGENT, at + timedelta(seconds=number))


def asked(store: Store) -> list[str]:
    """Whom something is offered to now."""
    with store.reading() as session:
        open_ = sa.select(AssignmentRow.agent_id).where(AssignmentRow.ended_at.is_(None))
        return list(session.scalars(open_.order_by(AssignmentRow.offered_at, AssignmentRow.agent_id)))


def waits(store: Store, *, known: bool = False, seconds: float = 0) -> str:
    """The conversation of somebody who waits."""
    conversation_id = greeted(store, identity=MIA if known else None)
    say(store, conversation_id, "I want a person")
    hand_over(store, conversation_id, at=later(seconds))
    return conversation_id


def answer(store: Store, agent: Agent, how: str, at: datetime = AT) -> None:
    with store.writing() as session:
        row = assignments.open_for(session, agent.id)
        assert row is not None, f"nothing is offered to {agent.name}"
        if how == "decline":
            assignments.decline(session, row.id, agent, at)
        else:
            handoffs.claim(session, assignments.handoff_to_accept(session, row.id, agent), agent, at)


def work(store: Store, agent: Agent, **said: object) -> None:
    with store.writing() as session:
        agents.set_work(session, agent.email, **said)  # type: ignore[arg-type]


@pytest.mark.row("W2")
def test_whoever_is_idle_for_longest_is_asked_first_and_then_the_next(store: Store, sam: Agent, robin: Agent) -> None:
    is_there(store, robin, sam)
    waits(store)
    assignments.offer_waiting(store, AT)
    assert asked(store) == ["robin"]
    answer(store, robin, "decline")
    assignments.offer_waiting(store, later(1))
    assert asked(store) == ["sam"]


@pytest.mark.row("W6")
def test_the_agent_who_knows_the_customer_is_asked_before_who_is_idle_for_longer(
    store: Store, sam: Agent, robin: Agent
) -> None:
    is_there(store, robin, sam)
    before = waits(store, known=True)
    with store.writing() as session:
        handoff = handoffs.open_handoff(session, before)
        assert handoff is not None
        handoffs.claim(session, handoff.id, sam, AT)
    again = waits(store, known=True)
    assignments.offer_waiting(store, later(5))
    assert asked(store) == ["sam"]
    [offered] = statuses(store, again, StatusType.ASSIGNMENT_OFFERED)
    assert (offered.data["because"], offered.data["agent"]["name"]) == ("knows_customer", "Sam")


@pytest.mark.row("W2")
def test_an_offer_that_is_not_answered_goes_on_and_its_agent_is_away(store: Store, sam: Agent, robin: Agent) -> None:
    """Nobody waits for somebody who is not at the screen."""
    is_there(store, sam, robin)
    conversation_id = waits(store)
    assignments.offer_waiting(store, AT)
    assignments.offer_waiting(store, AT + LIMIT - timedelta(seconds=1))
    assert asked(store) == ["sam"]
    assignments.offer_waiting(store, AT + LIMIT)
    assert asked(store) == ["robin"]
    with store.reading() as session:
        row = session.get_one(AgentRow, "sam")
        assert (row.available, row.available_changed_by) == (False, "missed")
    assert [e.data["outcome"] for e in statuses(store, conversation_id, StatusType.ASSIGNMENT_ENDED)] == ["timed_out"]


def test_an_agent_has_one_offer_at_a_time_and_no_more_than_they_can_carry(store: Store, sam: Agent) -> None:
    work(store, sam, capacity=1)
    is_there(store, sam)
    for _ in range(3):
        waits(store)
    assignments.offer_waiting(store, AT)
    assert asked(store) == ["sam"]
    answer(store, sam, "accept")
    assignments.offer_waiting(store, later(1))
    assert asked(store) == []


def test_the_most_urgent_is_offered_first(store: Store, sam: Agent) -> None:
    is_there(store, sam)
    waits(store, seconds=10)
    first = waits(store, seconds=-10)
    assignments.offer_waiting(store, later(20))
    assert statuses(store, first, StatusType.ASSIGNMENT_OFFERED)


@pytest.mark.row("W2")
def test_language_comes_before_idleness_until_nobody_who_is_there_speaks_it(
    store: Store, sam: Agent, robin: Agent
) -> None:
    """Robin speaks German and is asked; once only Sam is there, Sam is better than nobody."""
    work(store, robin, languages=["en", "de"])
    is_there(store, sam, robin)
    for agent, leaves in ((robin, True), (sam, False)):
        conversation_id = greeted(store)
        note(store, conversation_id, StatusType.FACT, name="language", value="German", tag="de", offsets=[1])
        say(store, conversation_id, "Wo ist mein Paket?")
        hand_over(store, conversation_id)
        assignments.offer_waiting(store, later(1))
        assert asked(store) == [agent.id]
        answer(store, agent, "accept")
        if leaves:
            with store.writing() as session:
                agents.set_available(session, robin.id, False, Change.AGENT, AT)


def test_skill_is_kept_to_while_it_is_there_and_dropped_when_the_wait_grows_long(
    store: Store, sam: Agent, robin: Agent
) -> None:
    work(store, sam, skills=["goods"])
    work(store, robin, skills=["payments"], capacity=0)
    is_there(store, sam, robin)
    conversation_id = greeted(store)
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
    say(store, conversation_id, "my money")
    hand_over(store, conversation_id)
    assignments.offer_waiting(store, later(179))
    assert asked(store) == []
    assignments.offer_waiting(store, later(180))
    assert asked(store) == ["sam"]


@pytest.mark.row("W2")
def test_what_is_offered_can_still_be_taken_by_hand_by_anybody(store: Store, sam: Agent, robin: Agent) -> None:
    is_there(store, sam)
    conversation_id = waits(store)
    assignments.offer_waiting(store, AT)
    with store.writing() as session:
        handoff = handoffs.open_handoff(session, conversation_id)
        assert handoff is not None
        handoffs.claim(session, handoff.id, robin, AT)
    assert asked(store) == []
    [ended] = statuses(store, conversation_id, StatusType.ASSIGNMENT_ENDED)
    assert ended.data["outcome"] == Outcome.WITHDRAWN
    assert row_of(store, conversation_id).agent_id == "robin"


def test_the_answers_to_an_offer_may_come_twice_and_not_too_late(store: Store, sam: Agent, robin: Agent) -> None:
    is_there(store, sam)
    conversation_id = waits(store)
    assignments.offer_waiting(store, AT)
    with store.reading() as session:
        offered = assignments.open_for(session, sam.id)
    assert offered is not None
    for _ in range(2):
        with store.writing() as session:
            handoffs.claim(session, assignments.handoff_to_accept(session, offered.id, sam), sam, AT)
    assert len(statuses(store, conversation_id, StatusType.AGENT_JOINED)) == 1
    with store.writing() as session, pytest.raises(AssignmentOver):
        assignments.decline(session, offered.id, sam, AT)
    with store.writing() as session, pytest.raises(LookupError):
        assignments.decline(session, offered.id, robin, AT)


def test_workers_at_once_ask_one_agent_once(store: Store, sam: Agent, robin: Agent) -> None:
    is_there(store, sam, robin)
    conversation_id = waits(store)
    assert at_once([lambda: assignments.offer_waiting(store, AT)] * 6) == [None] * 6
    assert asked(store) == ["sam"]
    assert len(statuses(store, conversation_id, StatusType.ASSIGNMENT_OFFERED)) == 1


def test_a_trainer_and_somebody_away_are_not_asked(store: Store, sam: Agent) -> None:
    trainer = add_agent(store, "Toni", agents.Role.TRAINER)
    is_there(store, trainer)
    waits(store)
    assignments.offer_waiting(store, AT)
    assert asked(store) == []
