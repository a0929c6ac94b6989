"""Conversations in bulk: many that are over, some that wait, with a log as the assistant writes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from frontdesk.desk import queue
from frontdesk.staff.agents import Role
from frontdesk.store import Store
from frontdesk.tables import AgentRow, ConversationRow, EventRow, HandoffRow, PromiseRow

AGENT = "agent-0"
AGENTS = 50
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BATCH = 2_000
WORDS = ("My bench should have come on Friday", "I was charged twice", "The kettle leaks", "Where is my refund?")
FEELINGS = ("calm", "annoyed", "frustrated", "angry")

Row = dict[str, Any]


def fill(store: Store, *, closed: int, waiting: int) -> None:
    """Make agents, `closed` conversations with a promise in every tenth, and `waiting` ones with their place."""
    with store.writing() as session:
        session.execute(sa.insert(AgentRow), [_agent(number) for number in range(AGENTS)])
    for first in range(0, closed + waiting, BATCH):
        numbers = range(first, min(first + BATCH, closed + waiting))
        rows = [_conversation(number, over=number < closed) for number in numbers]
        with store.writing() as session:
            session.execute(sa.insert(ConversationRow), rows)
            session.execute(sa.insert(EventRow), [event for number in numbers for event in _events(number)])
            session.execute(sa.insert(HandoffRow), [_handoff(number, over=number < closed) for number in numbers])
            if promised := [_promise(number) for number in numbers if number % 10 == 0]:
                session.execute(sa.insert(PromiseRow), promised)
    with store.writing() as session:
        for row in session.scalars(sa.select(HandoffRow).where(HandoffRow.ended_at.is_(None))).all():
            queue.place(session, row, AT)
        session.execute(sa.text("ANALYZE"))


def _agent(number: int) -> Row:
    name = f"agent-{number}"
    return {"id": name, "email": f"{name}@shop.example", "name": name, "role": Role.AGENT, "password_hash": "-"}


def _conversation(number: int, *, over: bool) -> Row:
    at = AT - timedelta(minutes=number)
    return {
        "id": f"c{number}",
        "token_hash": "-",
        "language": "en",
        "owner": "closed" if over else "waiting",
        "customer_id": f"cus_{number % 5000}",
        "customer_name": f"Customer {number % 5000}",
        "created_at": at,
        "updated_at": at,
        "last_offset": 7,
        "last_author": "customer",
        "last_message_at": at,
    }


def _events(number: int) -> Iterator[Row]:
    status, message = "status", "message"
    words = WORDS[number % len(WORDS)]
    heard = {"type": "request_heard", "request_type": "refund", "cause": None, "repeated": False, "restated": words}
    feeling = {"turn": 2, "frustration": {"score": 0.5, "level": FEELINGS[number % 4], "cues": []}}
    asked = {"type": "handoff_requested", "reason": "asked_for_human", "offsets": [2]}
    rows = [
        ("system", status, None, {"type": "opened"}),
        ("customer", message, words, {}),
        ("assistant", "nlu", None, feeling),
        ("assistant", status, None, {**heard, "offsets": [2]}),
        ("assistant", message, "A colleague takes over.", {"turn": 2}),
        ("system", status, None, asked),
        ("customer", message, "Thank you, I wait.", {}),
    ]
    for offset, (author, kind, text, data) in enumerate(rows, start=1):
        at = AT - timedelta(minutes=number) + timedelta(seconds=offset)
        yield {
            "conversation_id": f"c{number}",
            "offset": offset,
            "at": at,
            "author": author,
            "kind": kind,
            "text": text,
            "data": data,
        }


def _handoff(number: int, *, over: bool) -> Row:
    at = AT - timedelta(minutes=number)
    agent = f"agent-{number % AGENTS}" if over else None
    return {
        "id": f"h{number}",
        "conversation_id": f"c{number}",
        "turn_id": 2,
        "reason": "asked_for_human",
        "priority": 3,
        "requested_at": at,
        "rank_at": at,
        "why": {},
        "card": {},
        "card_offset": 0,
        "agent_id": agent,
        "claimed_at": at if over else None,
        "ended_at": at + timedelta(minutes=5) if over else None,
    }


def _promise(number: int) -> Row:
    due = AT + timedelta(minutes=number % 3000)
    return {
        "id": f"p{number}",
        "conversation_id": f"c{number}",
        "key": "p",
        "kind": "follow_up",
        "what": "call the depot",
        "due": due,
        "by": f"agent-{number % AGENTS}",
        "channel": "chat",
        "status": "open" if number % 100 == 0 else "kept",
        "offset": 5,
        "ended_at": None,
    }
