"""Keeping promises by hand: kept, moved with a word beforehand, or failed with a lesson (P2, P3, P4, STD3).

Each is one transaction: what the customer is told, in the chat and by mail, and the event that says how it stands.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.conversation import conversations
from frontdesk.desk import contact, promises
from frontdesk.desk.handoffs import RootCause
from frontdesk.desk.promise_list import is_for_people
from frontdesk.desk.promises import PromiseStatus
from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.staff.agents import Agent
from frontdesk.tables import ConversationRow, PromiseRow


class PromiseEnded(Exception):
    """It was kept or failed already."""


class KeptByAssistant(Exception):
    """The assistant follows up this one itself."""


def keep(session: Session, promise_id: str, agent: Agent, message: str | None, at: datetime) -> None:
    """It is done; the customer is told in the agent's words, if there are any. Keeping it again changes nothing.

    Raises LookupError, PromiseEnded, KeptByAssistant, InvalidMessage.
    """
    row = _open(session, promise_id, unless=PromiseStatus.KEPT)
    if row is not None:
        said = [_say(session, row, agent, message, at)] if message else []
        promises.end(session, row.id, PromiseStatus.KEPT, at=at, offsets=[e.offset for e in said], agent=agent)


def move(session: Session, promise_id: str, agent: Agent, due: datetime, message: str, at: datetime) -> None:
    """It gets another day, and the customer hears it first. Moving it to the same moment again changes nothing.

    Raises LookupError, PromiseEnded, KeptByAssistant, InvalidMessage.
    """
    row = _open(session, promise_id)
    if row is not None and row.due != due:
        said = _write(session, row, agent, message, at)
        moved = promises.move(session, row.id, due, at=at, offsets=[said.offset], agent=agent)
        contact.mail_message(session, said, row.conversation_id, agent.name, besides=moved.text if moved else None)


def fail(
    session: Session, promise_id: str, agent: Agent, *, message: str, cause: RootCause, lesson: str, at: datetime
) -> None:
    """It can't be kept: the customer hears it, and where it came from is kept as a lesson. Failing it twice is once.

    Raises LookupError, PromiseEnded, KeptByAssistant, InvalidMessage.
    """
    row = _open(session, promise_id, unless=PromiseStatus.FAILED)
    if row is None:
        return
    said = _say(session, row, agent, message, at)
    promises.end(session, row.id, PromiseStatus.FAILED, at=at, offsets=[said.offset], agent=agent)
    log.append_status(
        session,
        row.conversation_id,
        StatusType.LESSON,
        at=at,
        author=Author.AGENT,
        key=f"promise:{row.key}:lesson",
        promise_id=row.id,
        root_cause=cause,
        words=conversations.clean_text(lesson),
        agent=agent.as_data(),
        offsets=[said.offset],
    )


def _open(session: Session, promise_id: str, *, unless: PromiseStatus | None = None) -> PromiseRow | None:
    """The promise if it is open, locked; None if it has ended in the way that is wished for already."""
    if session.get(PromiseRow, promise_id) is None:
        raise LookupError(promise_id)
    row = promises.locked(session, promise_id)
    if row.status != PromiseStatus.OPEN:
        if row.status == unless:
            return None
        raise PromiseEnded
    if not is_for_people(row, session.get_one(ConversationRow, row.conversation_id)):
        raise KeptByAssistant
    return row


def _say(session: Session, row: PromiseRow, agent: Agent, message: str, at: datetime) -> Event:
    """The agent's words to the customer, in the chat and, where an address is known, by mail."""
    event = _write(session, row, agent, message, at)
    contact.mail_message(session, event, row.conversation_id, agent.name)
    return event


def _write(session: Session, row: PromiseRow, agent: Agent, message: str, at: datetime) -> Event:
    return log.append(
        session,
        row.conversation_id,
        author=Author.AGENT,
        kind=Kind.MESSAGE,
        at=at,
        text=conversations.clean_text(message),
        data={"agent": agent.as_data(), "promise_id": row.id},
    )
