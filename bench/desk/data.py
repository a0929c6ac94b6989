"""Conversations in bulk: many that are over, some that wait, with a log as the assistant writes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from frontdesk.clock import iso
from frontdesk.desk import queue
from frontdesk.staff.agents import Role
from frontdesk.store import Store
from frontdesk.tables import AgentRow, ConversationRow, EventRow, HandoffRow, PromiseRow

AGENT = "agent-0"
AGENTS = 50
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
APART = timedelta(minutes=2, seconds=10)
"""Between one conversation and the next: 20,000 of them are a month."""
BATCH = 2_000
WORDS = ("My bench should have come on Friday", "I was charged twice", "The kettle leaks", "Where is my refund?")
FEELINGS = ("calm", "annoyed", "frustrated", "angry")
REQUESTS = ("refund", "track_order", "delivery_problem", "billing_problem")
CAUSES = ("process", "roles", None)

Row = dict[str, Any]


def fill(store: Store, *, closed: int, waiting: int) -> None:
    """Make agents, `closed` conversations with a promise in every tenth, and `waiting` ones with their place."""
    with store.writing() as session:
        session.execute(sa.insert(AgentRow), [_agent(number) for number in range(AGENTS)])
    for first in range(0, closed + waiting, BATCH):
        numbers = range(first, min(first + BATCH, closed + waiting))
        logs = {number: list(_events(number, over=number < closed)) for number in numbers}
        rows = [_conversation(number, logs[number], over=number < closed) for number in numbers]
        with store.writing() as session:
            session.execute(sa.insert(ConversationRow), rows)
            session.execute(sa.insert(EventRow), [event for number in numbers for event in logs[number]])
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


def _conversation(number: int, log: Sequence[Row], *, over: bool) -> Row:
    at, last = AT - number * APART, log[-1]["at"]
    return {
        "id": f"c{number}",
        "token_hash": "-",
        "language": "en",
        "owner": "closed" if over else "waiting",
        "customer_id": f"cus_{number % 5000}",
        "customer_name": f"Customer {number % 5000}",
        "created_at": at,
        "updated_at": last,
        "last_offset": len(log),
        "noted_offset": len(log),
        "last_author": "customer",
        "last_message_at": last,
    }


def _events(number: int, *, over: bool) -> Iterator[Row]:
    status, message = "status", "message"
    words = WORDS[number % len(WORDS)]
    heard = {"type": "request_heard", "request_type": REQUESTS[number % 4], "cause": None, "repeated": False}
    feeling = {"turn": 2, "frustration": {"score": 0.5, "level": FEELINGS[number % 4], "cues": []}}
    asked = {"type": "handoff_requested", "reason": "asked_for_human", "offsets": [2]}
    rows: list[tuple[int, str, str, str | None, Row]] = [
        (1, "system", status, None, {"type": "opened"}),
        (2, "customer", message, words, {}),
        (3, "assistant", "nlu", None, feeling),
        (4, "assistant", status, None, {**heard, "restated": words, "offsets": [2]}),
        (5, "assistant", message, "A colleague takes over.", {"turn": 2}),
        (6, "system", status, None, asked),
        (7, "customer", message, "Thank you, I wait.", {}),
    ]
    if number % 10 == 0:
        made = {"type": "promise_made", "promise_id": f"p{number}", "what": "call the depot", "due": iso(_due(number))}
        rows.append((8, "assistant", status, None, {**made, "by": f"agent-{number % AGENTS}", "channel": "chat"}))
    if over:
        rows += _with_an_agent(number)
    for offset, (seconds, author, kind, text, data) in enumerate(rows, start=1):
        yield {
            "conversation_id": f"c{number}",
            "offset": offset,
            "at": AT - number * APART + timedelta(seconds=seconds),
            "author": author,
            "kind": kind,
            "text": text,
            "data": data,
        }


def _with_an_agent(number: int) -> Iterator[tuple[int, str, str, str | None, Row]]:
    """Every fifth waits for hours, as over night."""
    agent = {"agent": {"id": f"agent-{number % AGENTS}", "name": "Sam"}}
    began = 10 + number * 37 % 200 + (30_000 if number % 5 == 0 else 0)
    yield began, "system", "status", None, {"type": "agent_joined", **agent}
    for step in range(3):
        yield began + 300 * step + number % 90, "agent", "message", "I have your order here.", agent
        yield began + 300 * step + 100, "customer", "message", "And the money?", {}
    yield began + 850, "agent", "status", None, {"type": "offer_accepted", "offer": "refund", **agent, "offsets": []}
    ended = {"type": "resolved", "resolution": "solved", "root_cause": CAUSES[number % 3]}
    yield began + 900, "agent", "message", "It is on its way.", agent
    yield began + 901, "system", "status", None, ended
    if number % 4 == 0:
        comment = "That was quick" if number % 8 == 0 else None
        yield began + 960, "customer", "status", None, {"type": "rated", "score": number % 5 + 1, "comment": comment}
    if number % 9 == 0:
        yield began + 961, "assistant", "status", None, {"type": "not_understood", "awaiting": None, "offsets": [2]}


def _due(number: int) -> datetime:
    return AT - number * APART + timedelta(minutes=number % 3000)


def _handoff(number: int, *, over: bool) -> Row:
    at = AT - number * APART
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
    return {
        "id": f"p{number}",
        "conversation_id": f"c{number}",
        "key": "p",
        "kind": "follow_up",
        "what": "call the depot",
        "due": _due(number),
        "by": f"agent-{number % AGENTS}",
        "channel": "chat",
        "status": "open" if number % 100 == 0 else "kept",
        "offset": 5,
        "ended_at": None,
    }
