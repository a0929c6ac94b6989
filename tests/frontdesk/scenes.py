"""Short ways to bring a conversation into the state that a test is about; every time is passed in."""

import threading
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from frontdesk import log
from frontdesk.conversation import conversations, turns
from frontdesk.conversation.conversations import Opened
from frontdesk.conversation.identity import Identity
from frontdesk.conversation.turns import Answer, Turn
from frontdesk.desk import handoffs
from frontdesk.desk.handoffs import Reason
from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.staff.agents import Agent, Role
from frontdesk.store import Store
from frontdesk.tables import AgentRow, ConversationRow

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LEASE = timedelta(seconds=20)
T = TypeVar("T")
MIA = Identity("cus_mia", "Mia Lindqvist", "mia@example.com")


def later(seconds: float) -> datetime:
    """So many seconds after the scene began."""
    return AT + timedelta(seconds=seconds)


def add_agent(store: Store, name: str, role: Role = Role.AGENT) -> Agent:
    """An agent who needs no password here."""
    row = AgentRow(
        id=name.lower(), email=f"{name.lower()}@shop.example", name=name, role=role, password_hash="-", active=True
    )
    with store.writing() as session:
        session.add(row)
    return Agent(row.id, row.name, row.email, role)


def open_conversation(store: Store, *, identity: Identity | None = None, at: datetime = AT) -> str:
    """A conversation that waits for its greeting; its id."""
    return opened(store, identity=identity, at=at).conversation_id


def opened(store: Store, *, identity: Identity | None = None, at: datetime = AT) -> Opened:
    """The same, with its secret."""
    with store.writing() as session:
        return conversations.open_conversation(session, language="en", page=None, identity=identity, at=at)


def greeted(store: Store, *, identity: Identity | None = None) -> str:
    """A conversation in which the assistant has greeted."""
    conversation_id = open_conversation(store, identity=identity)
    answer(store, conversation_id, "Hello!")
    return conversation_id


def say(
    store: Store,
    conversation_id: str,
    text: str,
    *,
    at: datetime = AT,
    message_id: str | None = None,
    pace: float = 0,
) -> Event:
    """The customer writes; nothing more is waited for, unless `pace` says so."""
    with store.writing() as session:
        return conversations.add_customer_message(
            session,
            conversations.require(session, conversation_id),
            client_message_id=message_id or uuid.uuid4().hex,
            text=text,
            at=at,
            pace=pace,
        )


def press(store: Store, conversation_id: str, payload: str, *, at: datetime = AT) -> Event:
    """The customer presses a button."""
    with store.writing() as session:
        return conversations.press_button(
            session,
            conversations.require(session, conversation_id),
            client_message_id=uuid.uuid4().hex,
            payload=payload,
            at=at,
        )


def take(store: Store, conversation_id: str, *, at: datetime = AT) -> Turn | None:
    """The dispatcher takes the due turn."""
    with store.writing() as session:
        return turns.take_turn(session, conversation_id, at, LEASE)


def record(
    store: Store,
    turn: Turn,
    *messages: str | dict[str, Any],
    at: datetime = AT,
    nlu: Any = None,
    pace: float = 0,
) -> bool:
    """The assistant's answer to a taken turn arrives."""
    told = tuple(m if isinstance(m, dict) else {"text": m, "buttons": []} for m in messages)
    with store.writing() as session:
        return turns.record_answer(session, turn, Answer(told, nlu or {}), at, pace=pace)


def answer(store: Store, conversation_id: str, *messages: str | dict[str, Any], at: datetime = AT) -> Turn:
    """The due turn is taken and answered."""
    turn = take(store, conversation_id, at=at)
    assert turn is not None, "nothing is due"
    assert record(store, turn, *messages, at=at)
    return turn


def note(store: Store, conversation_id: str, type_: StatusType, **data: Any) -> int:
    """The assistant notes what happened; the offset."""
    with store.writing() as session:
        return log.append_status(session, conversation_id, type_, at=AT, author=Author.ASSISTANT, **data).offset


def hand_over(store: Store, conversation_id: str, *, reason: Reason = Reason.ASKED_FOR_HUMAN, at: datetime = AT) -> str:
    """A human is asked for, in answer to what was said last; the handoff's id."""
    with store.writing() as session:
        turn_id = conversations.require(session, conversation_id).last_offset
        return handoffs.request(session, conversation_id, turn_id=turn_id, reason=reason, at=at).id


def claimed(store: Store, agent: Agent) -> str:
    """A conversation that this agent has."""
    conversation_id = greeted(store)
    say(store, conversation_id, "I want to talk to a person")
    answer(store, conversation_id, "I'm getting a colleague.")
    handoff_id = hand_over(store, conversation_id)
    with store.writing() as session:
        handoffs.claim(session, handoff_id, agent, AT)
    return conversation_id


def row_of(store: Store, conversation_id: str) -> ConversationRow:
    """The conversation as it stands."""
    with store.reading() as session:
        return conversations.require(session, conversation_id)


def events(store: Store, conversation_id: str, kind: Kind | None = None) -> list[Event]:
    """The whole log, or the events of one kind."""
    with store.reading() as session:
        return log.events_of(session, conversation_id, kinds=[kind] if kind else None)


def words(store: Store, conversation_id: str) -> list[tuple[str, str | None]]:
    """Who said what."""
    return [(e.author, e.text) for e in events(store, conversation_id, Kind.MESSAGE)]


def statuses(store: Store, conversation_id: str, type_: StatusType) -> list[Event]:
    """The statuses of one type."""
    return [e for e in events(store, conversation_id) if e.type == type_]


def at_once(work: Sequence[Callable[[], T]]) -> list[T | BaseException]:
    """Do all of `work` at the same time, each in a thread; results or errors, in the order of `work`."""
    barrier = threading.Barrier(len(work))
    results: list[T | BaseException] = [RuntimeError("did not end")] * len(work)

    def do(index: int) -> None:
        barrier.wait()
        try:
            results[index] = work[index]()
        except BaseException as error:
            results[index] = error

    threads = [threading.Thread(target=do, args=(index,)) for index in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
