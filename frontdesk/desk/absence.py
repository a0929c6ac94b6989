"""Absence: who waits while nobody is at the desk hears when somebody will be, and has a promise (W2, W4, STD3).

Who spoke of harm hears whom to call until then, and is asked for nothing (H4, E1).

Nobody ends in silence: the worker looks, so it does not matter whether the desk was empty from the beginning or emptied
while they waited.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.conversation import danger
from frontdesk.desk import contact, promises, routing
from frontdesk.desk.promises import DESK, Promise
from frontdesk.log import Author, Kind, StatusType
from frontdesk.staff import hours, queue_rules
from frontdesk.staff.hours import NeverOpen
from frontdesk.store import Store
from frontdesk.tables import AgentRow, ConversationRow, EventRow, HandoffRow
from frontdesk.wording import formats, texts
from frontdesk.wording.texts import Wording

BATCH = 50


def tell_waiting(store: Store, at: datetime) -> None:
    """Tell everybody who waits and was not told yet, if nobody is there."""
    with store.reading() as session:
        due = [] if routing.anybody_there(session) else _untold(session, at)
    for handoff_id in due:
        with store.writing() as session:
            if not routing.anybody_there(session):
                tell(session, handoff_id, at)


def tell(session: Session, handoff_id: str, at: datetime) -> None:
    """Say when somebody will be there, and promise an answer unless one is promised; once for a handoff.

    Who spoke of harm is promised nothing for a day: they come first.
    """
    handoff = session.get(HandoffRow, handoff_id, with_for_update=True)
    if handoff is None or handoff.ended_at or handoff.agent_id:
        return
    key = _key(handoff_id)
    log.lock(session, handoff.conversation_id)
    if log.with_key(session, handoff.conversation_id, key):
        return
    conversation = session.get_one(ConversationRow, handoff.conversation_id)
    language, reached_by_mail = conversation.language, contact.email_of(session, conversation.id) is not None
    promised = [p for p in promises.open_promises(session, [conversation.id]) if p.by == DESK]
    due = _answer_due(at)
    earlier = log.events_of(session, conversation.id, kinds=[Kind.STATUS])
    spoken = [w for e in earlier if e.type == StatusType.NOBODY_THERE for w in e.data["wordings"]]
    harm = danger.kind_of(earlier)
    ending = "_danger" if harm else "_promised" if promised else ""
    told = [
        nobody(language, spoken, ending, due=due, at=at),
        texts.choose(f"waiting.meanwhile.{harm}", language, spoken, **danger.help_lines(language))
        if harm
        else texts.choose("waiting.known_email" if reached_by_mail else "waiting.stranger", language, spoken),
    ]
    said = log.append(
        session,
        conversation.id,
        author=Author.ASSISTANT,
        kind=Kind.MESSAGE,
        at=at,
        text=" ".join(wording.text for wording in told),
        data={"nobody_there": True},
        key=key,
    )
    log.append_status(
        session,
        conversation.id,
        StatusType.NOBODY_THERE,
        at=at,
        key=f"{key}:status",
        wordings=[wording.id for wording in told],
        offsets=[said.offset],
    )
    if not promised and not harm:
        promise = Promise(
            promises.ANSWER,
            _what(session, handoff, language),
            due,
            by=DESK,
            channel="email" if reached_by_mail else "chat",
        )
        promises.give(session, conversation.id, promise, key=key, at=at)


def _what(session: Session, handoff: HandoffRow, language: str) -> str:
    """What is promised, in words that still say what it is about when the customer comes back another day."""
    heard = log.latest(log.events_of(session, handoff.conversation_id), StatusType.REQUEST_HEARD)
    if heard and (number := heard.data.get("order_number")):
        return texts.text("waiting.promised.order", language, order_number=number)
    asked_on = handoff.requested_at.astimezone(hours.in_force().time_zone).date()
    return texts.text("waiting.promised.any", language, day=formats.day(asked_on, language))


def nobody(language: str, spoken: Sequence[str], ending: str, *, due: datetime, at: datetime) -> Wording:
    """That nobody is there, and when somebody is; until when there is an answer, if that is new."""
    if hours.is_open(at):
        return texts.choose(f"waiting.empty{ending}", language, spoken, due=_moment(due, language))
    opens = _moment(hours.next_open(at), language)
    zone = hours.in_force().time_zone.key.rpartition("/")[2].replace("_", " ")
    return texts.choose(f"waiting.closed{ending}", language, spoken, opens=opens, zone=zone, due=_moment(due, language))


def _answer_due(at: datetime) -> datetime:
    """Until when somebody has answered, counted in hours of the desk."""
    within = timedelta(hours=queue_rules.in_force().waiting.answer_within_hours)
    try:
        return hours.add_open_time(at, within)
    except NeverOpen:
        return at + within


def _moment(moment: datetime, language: str) -> str:
    """Day and time on the clock of the desk."""
    local = moment.astimezone(hours.in_force().time_zone)
    day, time = formats.day(local.date(), language), formats.time_of_day(local, language)
    return texts.text("label.moment", language, day=day, time=time)


def _untold(session: Session, at: datetime) -> list[str]:
    """Who waits and was not told: at once while the desk is closed, else when nobody has been there for a while."""
    query = (
        sa.select(HandoffRow.id)
        .where(HandoffRow.ended_at.is_(None), HandoffRow.agent_id.is_(None))
        .where(
            ~sa.exists().where(
                EventRow.conversation_id == HandoffRow.conversation_id,
                EventRow.key == sa.literal("handoff:") + HandoffRow.id + sa.literal(":nobody_there"),
            )
        )
    )
    if hours.is_open(at):
        long_ago = at - timedelta(minutes=queue_rules.in_force().waiting.absent_after_minutes)
        just_left = sa.select(AgentRow.id).where(AgentRow.available_changed_at > long_ago)
        if session.scalar(just_left.limit(1)) is not None:
            return []
        query = query.where(HandoffRow.requested_at <= long_ago)
    return list(session.scalars(query.order_by(HandoffRow.rank_at).limit(BATCH)))


def _key(handoff_id: str) -> str:
    return f"handoff:{handoff_id}:nobody_there"
