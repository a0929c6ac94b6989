"""What agents promise: moved day by day, listed at the desk, and kept by others when somebody answers no longer."""

import pytest

from frontdesk.clock import iso
from frontdesk.desk import promise_list, promises
from frontdesk.desk.promise_list import State, Whose
from frontdesk.desk.promises import Promise, PromiseStatus
from frontdesk.log import Author, StatusType
from frontdesk.staff.agents import Agent, Role
from frontdesk.store import Store
from frontdesk.tables import AgentRow
from tests.frontdesk.scenes import AT, claimed, later, statuses


def promise(store: Store, conversation_id: str, agent: Agent, what: str) -> str:
    """An agent's promise for an hour later; its id."""
    with store.writing() as session:
        given = Promise("follow_up", what, later(3600), agent.id, "chat")
        return promises.give(session, conversation_id, given, key=what, at=AT, author=Author.AGENT).id


def set_account(store: Store, agent: Agent, *, active: bool, role: Role) -> None:
    with store.writing() as session:
        row = session.get_one(AgentRow, agent.id)
        row.active, row.role = active, role


def told(store: Store, conversation_id: str) -> dict[str, str]:
    """Who keeps what, as the customer sees it."""
    with store.reading() as session:
        return {p["what"]: p["by"] for p in promises.told_to_customer(session, conversation_id)}


def listed(store: Store, agent: Agent, whose: Whose) -> dict[str, tuple[str, str | None]]:
    """Who keeps what is open, as an agent sees it: id and name."""
    with store.reading() as session:
        page = promise_list.page_of(session, agent.id, whose, State.OPEN, 1)
        return {item["what"]: (item["by"]["id"], item["by"]["name"]) for item in page.items}


@pytest.mark.row("P2", "W6")
@pytest.mark.parametrize(("active", "role"), [(False, Role.AGENT), (True, Role.TRAINER)])
def test_what_somebody_promised_who_answers_no_longer_is_for_the_desk_to_keep(
    store: Store, sam: Agent, robin: Agent, active: bool, role: Role
) -> None:
    """Kept ones stay theirs; who has the conversation has the open ones among their own."""
    conversation_id = claimed(store, robin)
    kept = promise(store, conversation_id, sam, "send the invoice")
    with store.writing() as session:
        promises.end(session, kept, PromiseStatus.KEPT, at=AT, agent=sam)
    promise(store, conversation_id, sam, "call the depot")
    assert told(store, conversation_id)["call the depot"] == "Sam"
    assert listed(store, robin, Whose.MINE) == {}
    set_account(store, sam, active=active, role=role)
    assert told(store, conversation_id) == {"send the invoice": "Sam", "call the depot": "desk"}
    for whose in Whose:
        assert listed(store, robin, whose) == {"call the depot": ("desk", None)}
    assert listed(store, sam, Whose.MINE) == {}


@pytest.mark.row("P2", "STD3")
def test_a_promise_that_is_moved_to_and_fro_is_told_of_every_day(store: Store, sam: Agent) -> None:
    """Its last day is the one that the log and the list have; the same day again is no move."""
    conversation_id = claimed(store, sam)
    promise_id = promise(store, conversation_id, sam, "call the depot")
    days = [later(7200), later(3600), later(9000), later(9000)]
    for due in days:
        with store.writing() as session:
            promises.move(session, promise_id, due, at=AT, offsets=[], agent=sam)
    moved = statuses(store, conversation_id, StatusType.PROMISE_MOVED)
    assert [event.data["due"] for event in moved] == [iso(due) for due in days[:3]]


@pytest.mark.row("P2", "W6")
def test_who_comes_back_has_their_promises_again(store: Store, sam: Agent, robin: Agent) -> None:
    conversation_id = claimed(store, robin)
    promise(store, conversation_id, sam, "call the depot")
    set_account(store, sam, active=False, role=Role.AGENT)
    set_account(store, sam, active=True, role=Role.AGENT)
    assert told(store, conversation_id) == {"call the depot": "Sam"}
    assert listed(store, sam, Whose.MINE) == {"call the depot": ("sam", "Sam")}
