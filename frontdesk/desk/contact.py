"""Contact: where a customer who does not want to stay can be reached, and the answers that go there (P2, P3, W4)."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.conversation import details
from frontdesk.conversation.conversations import InvalidMessage, Owner
from frontdesk.delivery import outbox
from frontdesk.desk import promises
from frontdesk.desk.promises import PromiseStatus
from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.tables import ConversationRow, PromiseRow
from frontdesk.wording import texts

EMAIL = re.compile(r"[^\s@<>,;:\"]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}")
LONGEST = 254


class Channel(StrEnum):
    """Besides the chat."""

    EMAIL = "email"
    PHONE = "phone"


class NotWaiting(Exception):
    """Nobody is waited for in this conversation."""


@dataclass(frozen=True)
class Contact:
    """An address, or a number. Raises InvalidMessage `contact_email` or `contact_phone`."""

    channel: Channel
    address: str

    def __post_init__(self) -> None:
        address = self.address.strip()
        if self.channel == Channel.PHONE:
            address = details.phone_of(address) or ""
        if len(address) > LONGEST or not (address and (self.channel == Channel.PHONE or EMAIL.fullmatch(address))):
            raise InvalidMessage(f"contact_{self.channel}")
        object.__setattr__(self, "address", address)


def leave(session: Session, conversation_id: str, left: Contact, at: datetime) -> None:
    """Keep where the customer wants to be reached; what the desk promised them goes there, too. Once for an address.

    Raises LookupError, NotWaiting.
    """
    log.lock(session, conversation_id)
    conversation = session.get_one(ConversationRow, conversation_id)
    session.refresh(conversation)
    key = f"contact:{left.channel}:{left.address}"
    if log.with_key(session, conversation_id, key):
        return
    if conversation.owner != Owner.WAITING:
        raise NotWaiting
    earlier = [e for e in log.events_of(session, conversation_id) if e.type == StatusType.CONTACT_LEFT]
    said = [e.data["wording"] for e in earlier]
    wording = texts.choose(f"status.contact_left.{left.channel}", conversation.language, said, address=left.address)
    told = log.append_status(
        session,
        conversation_id,
        StatusType.CONTACT_LEFT,
        at=at,
        author=Author.CUSTOMER,
        text=wording.text,
        key=key,
        wording=wording.id,
        channel=left.channel,
        address=left.address,
    )
    log.append_status(
        session,
        conversation_id,
        StatusType.FACT,
        at=at,
        key=f"{key}:fact",
        name=str(left.channel),
        value=left.address,
        offsets=[told.offset],
    )
    for row in _of_the_desk(session, conversation_id):
        row.channel = left.channel


def channel_of(session: Session, conversation_id: str) -> str | None:
    """Over which channel the customer can be reached besides the chat, if over any."""
    left = _last_left(session, conversation_id)
    if left is not None:
        return str(left.data["channel"])
    return Channel.EMAIL if session.get_one(ConversationRow, conversation_id).customer_email else None


def mail_answer(session: Session, event: Event, conversation_id: str, name: str) -> None:
    """Where an answer was promised by e-mail, what an agent writes in the chat goes there as well."""
    if any(row.channel == Channel.EMAIL for row in _of_the_desk(session, conversation_id)):
        mail(session, event, conversation_id, name)


def mail(session: Session, event: Event, conversation_id: str, name: str) -> None:
    """What agent `name` wrote, also by mail, if the customer has an address; once for a message."""
    conversation = session.get_one(ConversationRow, conversation_id)
    left = _last_left(session, conversation_id)
    recipient = left.data["address"] if left and left.data["channel"] == Channel.EMAIL else conversation.customer_email
    if recipient is None:
        return
    language, known = conversation.language, conversation.customer_name
    outbox.enqueue(
        session,
        key=f"reply:{conversation_id}:{event.offset}",
        conversation_id=conversation_id,
        recipient=recipient,
        subject=texts.text("mail.reply.subject", language, name=name),
        body=texts.text(
            "mail.reply.body",
            language,
            hello=texts.text("mail.hello.known" if known else "mail.hello.stranger", language, name=known),
            name=name,
            text=event.text,
        ),
        at=event.at,
    )


def _of_the_desk(session: Session, conversation_id: str) -> list[PromiseRow]:
    """The open promises of an answer that people at the desk have to give."""
    query = sa.select(PromiseRow).where(
        PromiseRow.conversation_id == conversation_id,
        PromiseRow.by == promises.DESK,
        PromiseRow.kind == promises.ANSWER,
        PromiseRow.status == PromiseStatus.OPEN,
    )
    return list(session.scalars(query))


def _last_left(session: Session, conversation_id: str) -> Event | None:
    return log.latest(log.events_of(session, conversation_id, kinds=[Kind.STATUS]), StatusType.CONTACT_LEFT)
