"""Keeping watch over the standards: late is known before it is late (STD3).

Before a limit passes the desk is warned and the customer is told; past it the leads are told. Each once for each clock:
what is written to the log, the mail and the webhook are one transaction with a key.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.clock import iso
from frontdesk.desk import announcements, contact, summary
from frontdesk.desk.announcements import About
from frontdesk.desk.promises import PromiseStatus
from frontdesk.desk.summary import Card
from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.settings import Settings
from frontdesk.staff import agents
from frontdesk.standards import sla
from frontdesk.standards.sla import Clock, Times
from frontdesk.standards.standards import Measure, Standard, Standards
from frontdesk.store import Store
from frontdesk.tables import ConversationRow, HandoffRow, PromiseRow
from frontdesk.wording import texts

logger = logging.getLogger(__name__)

A_MOMENT = timedelta(microseconds=1)
PEOPLE = (Kind.MESSAGE, Kind.STATUS)

Seen = dict[str, tuple[int, datetime | None]]
"""By conversation: up to which offset it was looked at, and when something is due if nothing is written meanwhile."""


def keep(store: Store, settings: Settings, standards: Standards, at: datetime, seen: Seen) -> None:
    """Warn and escalate what is due at `at` with people: open handoffs, and what they promised.

    `seen` spares reading again what has not changed; with an empty one the same happens.
    """
    with store.reading() as session:
        current = {row[0]: row[1] for row in session.execute(_with_people())}
    for gone in seen.keys() - current.keys():
        del seen[gone]
    for conversation_id, offset in current.items():
        through, due = seen.get(conversation_id, (-1, None))
        if offset != through or (due is not None and due <= at):
            try:
                seen[conversation_id] = _look(store, settings, standards, conversation_id, at)
            except Exception:
                logger.exception("the clocks of %s were not looked at", conversation_id)


def _with_people() -> sa.Select[str, int]:
    handed = sa.select(HandoffRow.conversation_id).where(HandoffRow.ended_at.is_(None))
    promised = sa.select(PromiseRow.conversation_id).where(
        PromiseRow.status == PromiseStatus.OPEN, PromiseRow.by != Author.ASSISTANT
    )
    return sa.select(ConversationRow.id, ConversationRow.last_offset).where(
        ConversationRow.id.in_(handed.union(promised))
    )


def _look(
    store: Store, settings: Settings, standards: Standards, conversation_id: str, at: datetime
) -> tuple[int, datetime | None]:
    """Do what is due in one conversation; the offset that was seen, and when something is due next."""
    with store.reading() as session:
        events = log.events_of(session, conversation_id, kinds=PEOPLE)
    done = {(e.data["clock"], e.type) for e in events if "clock" in e.data}
    nexts: list[datetime] = []
    for clock, standard in sla.running(events, standards):
        if clock.measure == Measure.FIRST_REPLY or clock.by == Author.ASSISTANT:
            continue
        for due, step in _steps(sla.times(clock, standard), standard):
            if (clock.key, step) in done:
                continue
            if due > at:
                nexts.append(due)
            else:
                with store.writing() as session:
                    _do(session, settings, conversation_id, clock, standard, step, at)
    return (events[-1].offset if events else 0), min(nexts, default=None)


def _steps(times: Times, standard: Standard) -> list[tuple[datetime, StatusType]]:
    """What is done for a clock, and when."""
    steps = [
        (times.limit + A_MOMENT if standard.escalate else None, StatusType.STANDARD_MISSED),
        (times.warning, StatusType.STANDARD_WARNED),
        (times.telling, StatusType.DELAYED),
    ]
    return [(due, step) for due, step in steps if due is not None]


def _do(
    session: Session,
    settings: Settings,
    conversation_id: str,
    clock: Clock,
    standard: Standard,
    step: StatusType,
    at: datetime,
) -> None:
    """Warn, tell or escalate, unless it was done or the clock has ended meanwhile."""
    log.lock(session, conversation_id)
    key = f"standard:{clock.key}:{step}"
    events = log.events_of(session, conversation_id, kinds=PEOPLE)
    missed = log.with_key(session, conversation_id, f"standard:{clock.key}:{StatusType.STANDARD_MISSED}")
    if log.with_key(session, conversation_id, key) or clock not in sla.clocks(events):
        return
    if step == StatusType.DELAYED:
        _tell_customer(session, conversation_id, clock, events, key, at)
        return
    if step == StatusType.STANDARD_WARNED and missed:
        return
    due = sla.times(clock, standard).limit
    told: dict[str, Any] = {"measure": clock.measure, "due": iso(due), "by": clock.by}
    log.append_status(session, conversation_id, step, at=at, key=key, clock=clock.key, offsets=[clock.offset], **told)
    told |= {"conversation_id": conversation_id, "since": iso(clock.started_at), "standard": standard.words}
    name = step.replace("_", ".")
    announcements.hook(session, settings, name, told, key=key, conversation_id=conversation_id, at=at)
    if step == StatusType.STANDARD_MISSED:
        words = _line(session, conversation_id, clock)
        announcements.tell_leads(session, words, settings, about=About.MISSED, key=f"{conversation_id}:{key}", at=at)


def _tell_customer(
    session: Session, conversation_id: str, clock: Clock, events: Sequence[Event], key: str, at: datetime
) -> None:
    """Say that it takes longer, in other words than the last time; by mail too if it is about a promise (STD3, B1)."""
    conversation = session.get_one(ConversationRow, conversation_id)
    said = [str(e.data["wording"]) for e in events if "wording" in e.data]
    facts = {"name": agents.name_of(session, clock.by), "what": clock.what}
    known = {name: value for name, value in facts.items() if value}
    wording = texts.choose(f"delay.{clock.measure}", conversation.language, said, **known)
    log.append_status(
        session,
        conversation_id,
        StatusType.DELAYED,
        at=at,
        text=wording.text,
        key=key,
        clock=clock.key,
        wording=wording.id,
    )
    if clock.measure == Measure.PROMISE_KEPT:
        told = {"what": clock.what, "text": wording.text}
        mail_key = f"{conversation_id}:{key}"
        contact.mail(session, conversation_id, "mail.promise.about", "mail.promise.body", key=mail_key, at=at, **told)


def _line(session: Session, conversation_id: str, clock: Clock) -> str:
    """What a lead reads of a missed standard."""
    conversation = session.get_one(ConversationRow, conversation_id)
    card: Card = summary.build(session, conversation_id) or {}
    return texts.text(
        f"standard.missed.{clock.measure}",
        agent=agents.name_of(session, clock.by) or texts.text("standard.nobody"),
        customer=conversation.customer_name or texts.text("standard.visitor"),
        headline=" ".join(str(card.get("headline", "")).split()),
        what=clock.what or "",
    )
