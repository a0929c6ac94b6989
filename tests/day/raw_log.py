"""What a database holds, read without the modules of the front desk, and a simple count of it."""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

AGENT, ASSISTANT, CUSTOMER = "agent", "assistant", "customer"
Json = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """A row of the table `events`."""

    seq: int
    conversation: str
    offset: int
    at: datetime
    author: str
    kind: str
    text: str
    data: Json

    def is_(self, *types: str) -> bool:
        """Whether it is a status of one of these types."""
        return self.kind == "status" and self.data["type"] in types

    def says(self, *authors: str) -> bool:
        """Whether it is a message of one of them."""
        return self.kind == "message" and self.author in authors


Log = Sequence[Entry]


def read(database: Path) -> list[Entry]:
    """The whole log, in the order in which it was written."""
    rows = look(database, "SELECT seq, conversation_id, offset, at, author, kind, text, data FROM events ORDER BY seq")
    return [Entry(*row[:3], _moment(row[3]), *row[4:6], row[6] or "", json.loads(row[7])) for row in rows]


def look(database: Path, query: str) -> list[tuple[Any, ...]]:
    """What a database says now."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=60)) as connection:
        return connection.execute(query).fetchall()


def by_conversation(log: Log) -> dict[str, list[Entry]]:
    """The log of each conversation."""
    ordered = sorted(log, key=lambda e: (e.conversation, e.offset))
    return {id_: list(entries) for id_, entries in groupby(ordered, key=lambda e: e.conversation)}


def attained(log: Log, limits: Mapping[str, timedelta], at: datetime) -> dict[str, tuple[int, int]]:
    """By standard: how often it was kept, and of how many. All limits count around the clock."""
    counts = {}
    for measure, limit in limits.items():
        spans = [span for own in by_conversation(log).values() for span in MEASURES[measure](own)]
        over = [(start, end) for start, end in spans if end is not None or at - start > limit]
        counts[measure] = (sum(end is not None and end - start <= limit for start, end in over), len(over))
    return counts


def offers(log: Log) -> dict[str, Counter[str]]:
    """How often each offer was made, accepted, declined, carried out, refused by the shop."""
    counted: dict[str, Counter[str]] = {}
    for entry in log:
        if entry.kind == "status" and entry.data["type"].startswith("offer_"):
            counted.setdefault(str(entry.data["offer"]), Counter())[entry.data["type"].removeprefix("offer_")] += 1
    return counted


def ratings(log: Log) -> list[Json]:
    """The last rating of each conversation."""
    return [rated[-1] for own in by_conversation(log).values() if (rated := [e.data for e in own if e.is_("rated")])]


def felt(log: Log) -> list[tuple[str, str]]:
    """How each customer felt in the first words that were understood, and in the last."""
    levels = [
        [feeling["level"] for e in own if e.kind == "nlu" and (feeling := e.data.get("frustration"))]
        for own in by_conversation(log).values()
    ]
    return [(own[0], own[-1]) for own in levels if own]


def fullest(log: Log) -> Iterator[tuple[str, int]]:
    """At each offer to an agent: who it is, and how many conversations they have that do not rest."""
    has: dict[str, str] = {}
    resting: set[str] = set()
    for entry in log:
        if entry.is_("agent_joined"):
            has[entry.conversation] = entry.data["agent"]["id"]
        elif entry.is_("returned", "resolved", "transferred"):
            has.pop(entry.conversation, None)
            resting.discard(entry.conversation)
        elif entry.is_("snoozed"):
            resting.add(entry.conversation)
        elif entry.is_("woken"):
            resting.discard(entry.conversation)
        elif entry.is_("assignment_offered"):
            agent = entry.data["agent"]["id"]
            yield agent, sum(who == agent for id_, who in has.items() if id_ not in resting)


Span = tuple[datetime, datetime | None]


def _first_reply(own: Log) -> Iterator[Span]:
    asked = next((e for e in own if e.says(CUSTOMER)), None)
    if asked:
        yield asked.at, _first([e for e in own if e.offset > asked.offset], lambda e: e.says(ASSISTANT, AGENT))


def _pick_up(own: Log) -> Iterator[Span]:
    for asked, until in _asked_for_people(own):
        joined = _first(until, lambda e: e.is_("agent_joined"))
        if joined or not _is_over(until):
            yield asked.at, joined


def _first_human_reply(own: Log) -> Iterator[Span]:
    for asked, until in _asked_for_people(own):
        written = _first(until, lambda e: e.says(AGENT))
        if written or not _is_over(until):
            yield asked.at, written


def _next_reply(own: Log) -> Iterator[Span]:
    for _, until in _asked_for_people(own):
        joined, written, waits = False, False, None
        for entry in until:
            if entry.is_("resolved", "returned", "transferred"):
                waits = None
                break
            joined |= entry.is_("agent_joined")
            if entry.says(AGENT):
                if waits:
                    yield waits, entry.at
                written, waits = True, None
            elif entry.says(CUSTOMER) and joined and written and waits is None:
                waits = entry.at
        if waits:
            yield waits, None


def _resolved(own: Log) -> Iterator[Span]:
    asked: datetime | None = None
    for entry in own:
        if entry.is_("handoff_requested"):
            asked = asked or entry.at
        elif entry.is_("resolved", "returned") and asked:
            yield asked, entry.at
            asked = None
    if asked:
        yield asked, None


def _promise_kept(own: Log) -> Iterator[Span]:
    for made in (e for e in own if e.is_("promise_made")):
        same = [e for e in own if e.data.get("promise_id") == made.data["promise_id"]]
        due = [e.data["due"] for e in same if e.is_("promise_made", "promise_moved")][-1]
        yield datetime.fromisoformat(due), _first(same, lambda e: e.is_("promise_kept"))


MEASURES: dict[str, Callable[[Log], Iterator[Span]]] = {
    "first_reply": _first_reply,
    "pick_up": _pick_up,
    "first_human_reply": _first_human_reply,
    "next_reply": _next_reply,
    "resolved": _resolved,
    "promise_kept": _promise_kept,
}


def _asked_for_people(own: Log) -> Iterator[tuple[Entry, Log]]:
    """Each request for a person, with what followed up to the next one."""
    places = [place for place, entry in enumerate(own) if entry.is_("handoff_requested")]
    for place, following in zip(places, [*places, len(own)][1:], strict=True):
        yield own[place], own[place + 1 : following]


def _is_over(own: Log) -> bool:
    return any(e.is_("resolved", "returned") for e in own)


def _first(own: Log, wanted: Callable[[Entry], bool]) -> datetime | None:
    return next((e.at for e in own if wanted(e)), None)


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)
