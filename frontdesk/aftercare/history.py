"""What is open from earlier conversations of a customer, so that nothing known is asked again (C1, W6)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.conversation.conversations import Owner
from frontdesk.desk import handoffs, promises
from frontdesk.log import Event, Kind, StatusType
from frontdesk.tables import ConversationRow

RECENT = timedelta(days=30)
MAX_CONVERSATIONS = 10


class Standing(StrEnum):
    """How an earlier matter stands."""

    PROMISED = "promised"
    WAITING = "waiting"
    """With a human, or on its way to one."""
    UNSETTLED = "unsettled"
    RESOLVED = "resolved"
    """Today; older ones are over."""


@dataclass(frozen=True)
class Matter:
    """An earlier matter: what is known of it."""

    standing: Standing
    conversation_id: str
    request_type: str | None
    cause: str | None
    order_number: str | None
    promise_id: str | None = None

    def as_json(self) -> dict[str, Any]:
        """For a slot."""
        return asdict(self)


def open_matter(session: Session, conversation: ConversationRow, at: datetime) -> Matter | None:
    """The matter to mention when this conversation opens: what is promised, else what waits, else the last."""
    earlier = _earlier(session, conversation, at)
    by_id = {row.id: row for row in earlier}
    for promise in promises.open_promises(session, list(by_id)):
        return _matter(session, by_id[promise.conversation_id], Standing.PROMISED, promise_id=promise.id)
    for row in earlier:
        if handoffs.open_handoff(session, row.id):
            return _matter(session, row, Standing.WAITING)
    if not earlier:
        return None
    last = earlier[0]
    events = log.events_of(session, last.id, kinds=[Kind.STATUS])
    if last.owner == Owner.ASSISTANT and log.latest(events, StatusType.REQUEST_HEARD):
        return _matter(session, last, Standing.UNSETTLED)
    resolved = log.latest(events, StatusType.RESOLVED)
    if last.owner == Owner.CLOSED and resolved and resolved.at.date() == at.date():
        return _matter(session, last, Standing.RESOLVED)
    return None


def _earlier(session: Session, conversation: ConversationRow, at: datetime) -> Sequence[ConversationRow]:
    """The customer's earlier conversations, the newest first."""
    if conversation.customer_id is None:
        return []
    query = (
        sa.select(ConversationRow)
        .where(
            ConversationRow.customer_id == conversation.customer_id,
            ConversationRow.id != conversation.id,
            ConversationRow.created_at <= conversation.created_at,
            ConversationRow.updated_at > at - RECENT,
        )
        .order_by(ConversationRow.updated_at.desc())
        .limit(MAX_CONVERSATIONS)
    )
    return session.scalars(query).all()


def _matter(
    session: Session, conversation: ConversationRow, standing: Standing, *, promise_id: str | None = None
) -> Matter:
    events = log.events_of(session, conversation.id, kinds=[Kind.STATUS])
    heard = log.latest(events, StatusType.REQUEST_HEARD)
    return Matter(
        standing,
        conversation.id,
        heard.data["request_type"] if heard else None,
        heard.data["cause"] if heard else None,
        _order_number(events),
        promise_id,
    )


def _order_number(events: Sequence[Event]) -> str | None:
    """The order that it was about last."""
    for event in reversed(events):
        if event.type == StatusType.OFFER_CARRIED_OUT:
            return str(event.data["order_number"])
        if event.type == StatusType.FACT and event.data["name"] == "order_number":
            return str(event.data["value"])
    return None
