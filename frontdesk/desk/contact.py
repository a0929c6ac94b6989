"""Contact: where a customer who does not want to stay can be reached, and the answers that go there (P2, P3, W4)."""

import re
from collections.abc import Sequence
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
from frontdesk.staff.agents import Agent
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
    """Keep where the customer wants to be reached; what the desk promised them goes there, too.

    Leaving another address corrects the one before. Raises LookupError, NotWaiting.
    """
    log.lock(session, conversation_id)
    conversation = session.get_one(ConversationRow, conversation_id)
    session.refresh(conversation)
    if conversation.owner != Owner.WAITING and left != left_in(log.events_of(session, conversation_id)):
        raise NotWaiting
    _keep(session, conversation, left, Author.CUSTOMER, at)


def correct(session: Session, conversation_id: str, told: Contact, agent: Agent, at: datetime) -> None:
    """An agent keeps where the customer wants to be reached; whose conversation it is, the caller has seen to."""
    log.lock(session, conversation_id)
    by = {"agent": agent.as_data()}
    _keep(session, session.get_one(ConversationRow, conversation_id), told, Author.AGENT, at, **by)


def left_in(events: Sequence[Event], channel: Channel | None = None) -> Contact | None:
    """Where the customer last said that they can be reached, over this channel or over any."""
    left = [e for e in events if e.type == StatusType.CONTACT_LEFT and channel in (None, e.data["channel"])]
    return Contact(Channel(left[-1].data["channel"]), left[-1].data["address"]) if left else None


def email_of(session: Session, conversation_id: str) -> str | None:
    """The one address for mail to this customer: what they left here, or else what the shop knows."""
    left = left_in(_statuses(session, conversation_id), Channel.EMAIL)
    return left.address if left else session.get_one(ConversationRow, conversation_id).customer_email


def left_address(session: Session, conversation_id: str) -> str | None:
    """What the customer themselves left here, for them to see and to correct."""
    left = left_in(_statuses(session, conversation_id))
    return left.address if left else None


def channel_of(session: Session, conversation_id: str) -> Channel | None:
    """Over which channel the customer can be reached besides the chat, if over any."""
    left = left_in(_statuses(session, conversation_id))
    if left is not None:
        return left.channel
    return Channel.EMAIL if session.get_one(ConversationRow, conversation_id).customer_email else None


def mail_answer(session: Session, event: Event, conversation_id: str, name: str) -> None:
    """What an agent writes in the chat goes by mail as well, where that was promised or the customer asked for it."""
    promised = any(row.channel == Channel.EMAIL for row in _of_the_desk(session, conversation_id))
    if promised or _asked_for_mail(_statuses(session, conversation_id)):
        mail_message(session, event, conversation_id, name)


def mail_message(session: Session, event: Event, conversation_id: str, name: str, besides: str | None = None) -> None:
    """What agent `name` wrote, also by mail, and what the chat shows `besides`; once for a message."""
    key = f"reply:{conversation_id}:{event.offset}"
    told = {"name": name, "text": "\n\n".join(filter(None, [event.text, besides]))}
    mail(session, conversation_id, "mail.reply.subject", "mail.reply.body", key=key, at=event.at, **told)


def mail(
    session: Session, conversation_id: str, subject: str, body: str, *, key: str, at: datetime, **facts: str | None
) -> None:
    """Write to the customer, if they have an address; once per `key`. `facts` fill the texts `subject` and `body`."""
    recipient = email_of(session, conversation_id)
    if recipient is None:
        return
    conversation = session.get_one(ConversationRow, conversation_id)
    known = conversation.customer_name
    hello = texts.text("mail.hello.known" if known else "mail.hello.stranger", conversation.language, name=known)
    outbox.enqueue(
        session,
        key=key,
        conversation_id=conversation_id,
        recipient=recipient,
        subject=texts.text(subject, conversation.language, **facts),
        body=texts.text(body, conversation.language, hello=hello, **facts),
        at=at,
    )


def _keep(
    session: Session, conversation: ConversationRow, told: Contact, author: Author, at: datetime, **data: object
) -> None:
    earlier = [e for e in _statuses(session, conversation.id) if e.type == StatusType.CONTACT_LEFT]
    if left_in(earlier) == told:
        return
    before = left_in(earlier, told.channel)
    said = [e.data["wording"] for e in earlier]
    wording = texts.choose(f"status.contact_left.{told.channel}", conversation.language, said, address=told.address)
    key = f"contact:{len(earlier) + 1}"
    event = log.append_status(
        session,
        conversation.id,
        StatusType.CONTACT_LEFT,
        at=at,
        author=author,
        text=wording.text,
        key=key,
        wording=wording.id,
        channel=told.channel,
        address=told.address,
        **data,
    )
    log.append_status(
        session,
        conversation.id,
        StatusType.FACT,
        at=at,
        key=f"{key}:fact",
        name=str(told.channel),
        value=told.address,
        offsets=[event.offset],
    )
    for row in _of_the_desk(session, conversation.id):
        row.channel = told.channel
    if before is not None and told.channel == Channel.EMAIL:
        outbox.redirect(session, conversation.id, before.address, told.address, at)


def _asked_for_mail(events: Sequence[Event]) -> bool:
    """Whether the customer left an address for mail in the matter that the desk has now."""
    over = (StatusType.RETURNED, StatusType.RESOLVED)
    begins = max((at for at, event in enumerate(events) if event.type in over), default=-1)
    return left_in(events[begins + 1 :], Channel.EMAIL) is not None


def _of_the_desk(session: Session, conversation_id: str) -> list[PromiseRow]:
    """The open promises of an answer that people at the desk have to give."""
    query = sa.select(PromiseRow).where(
        PromiseRow.conversation_id == conversation_id,
        PromiseRow.by == promises.DESK,
        PromiseRow.kind == promises.ANSWER,
        PromiseRow.status == PromiseStatus.OPEN,
    )
    return list(session.scalars(query))


def _statuses(session: Session, conversation_id: str) -> list[Event]:
    return log.events_of(session, conversation_id, kinds=[Kind.STATUS])
