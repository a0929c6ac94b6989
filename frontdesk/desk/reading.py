"""Reading along: what a customer writes to people is understood as well, so that the card stays current (W6, H4).

The feeling and the facts of each message are written to the log under the message's key, so a crash between any two
lines repeats nothing. The dialogue does not hear of it: whoever has the conversation answers. Only words of harm are
met at once while nobody has it: whom to call is said and stays in view, and the leads get the card anew (H4, W2). And
who asks how long it takes hears what is known of the wait (B1).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.backoffice import BackOffice, BackOfficeUnavailable
from frontdesk.conversation import danger, told_facts, turns
from frontdesk.conversation.conversations import Owner
from frontdesk.conversation.told_facts import Fact
from frontdesk.desk import handoffs, wait_answers
from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.shop import offers
from frontdesk.store import Store
from frontdesk.tables import ConversationRow, HandoffRow
from frontdesk.wording import words
from frontdesk.wording.texts import Wording

BATCH = 50
DOUBTS = ("find", "know")
"""Wishes that words may only seem to have: "I'm at home today"."""
UNDERSTOOD = ("language", "entities", "frustration", "danger")
"""What is kept of it. What the words ask for is for the reader to decide."""


@dataclass(frozen=True)
class Message:
    """What a customer wrote to people, and where it stands."""

    conversation_id: str
    offset: int
    text: str
    language: str
    at: datetime


def unread(store: Store) -> list[Message]:
    """The first message of each open handoff that nobody has understood yet."""
    with store.reading() as session:
        behind = session.execute(
            sa.select(HandoffRow, ConversationRow)
            .join(ConversationRow, ConversationRow.id == HandoffRow.conversation_id)
            .where(HandoffRow.ended_at.is_(None), HandoffRow.read_offset < ConversationRow.last_offset)
            .where(ConversationRow.turn_id.is_(None))
            .limit(BATCH)
        ).all()
        first = {handoff.id: _first_unread(session, row, handoff.read_offset) for handoff, row in behind}
        through = {handoff.id: conversation.last_offset for handoff, conversation in behind}
    if read := [handoff_id for handoff_id, message in first.items() if message is None]:
        with store.writing() as session:
            for handoff in session.scalars(sa.select(HandoffRow).where(HandoffRow.id.in_(read))):
                handoff.read_offset = max(handoff.read_offset, through[handoff.id])
    return [message for message in first.values() if message]


def is_behind(session: Session, conversation: ConversationRow) -> bool:
    """Whether the customer has written to people what is not understood yet."""
    with_people = conversation.owner in (Owner.WAITING, Owner.AGENT)
    return with_people and _first_unread(session, conversation) is not None


def record(
    store: Store, back_office: BackOffice, message: Message, understood: Mapping[str, Any], at: datetime
) -> None:
    """Write what a message tells to the log, once, whoever reads it; nothing if the conversation was erased."""
    entities = understood.get("entities") or []
    with store.reading() as session:
        conversation = session.get(ConversationRow, message.conversation_id)
        events = log.events_of(session, message.conversation_id)
        customer_id = conversation.customer_id if conversation else None
    said = [event for event in events if event.offset == message.offset]
    if not said:
        return
    told = [*told_facts.told_in(message.text, entities, said), *_order(back_office, customer_id, entities, said)]
    before = [event for event in events if event.offset < message.offset]
    intent = (understood.get("intent") or {}).get("name")
    wrong = list(told_facts.put_right(message.text, told, before, corrects=intent == "correct"))
    with store.writing() as session:
        if session.get(ConversationRow, message.conversation_id) is None:
            return
        _answer(session, message, understood, at)
        nlu = {name: understood[name] for name in UNDERSTOOD if name in understood}
        turns.record_nlu(session, message.conversation_id, message.offset, nlu, at)
        for event in wrong:
            _note_fact(session, message, StatusType.FACT_DENIED, at, event.data["name"], event.data["value"])
        if _wishes(message):
            _note(session, message, StatusType.WISH, at, text=message.text)
        for fact in told:
            _note_fact(session, message, StatusType.FACT, at, fact.name, fact.value, words=fact.words)


def _wishes(message: Message) -> bool:
    """Whether the words say what would make it right. Who names a day does not wish for anything yet."""
    wish = offers.wish_of(message.text, message.language)
    wants = words.says("answers", "wants", message.language).search(message.text)
    says_sorry = words.says("asides", "wants_apology", message.language)
    return words.affirms(says_sorry, message.text) or (wish is not None and (wish not in DOUBTS or wants is not None))


def _first_unread(session: Session, conversation: ConversationRow, after: int = 0) -> Message | None:
    """What follows the last message that was understood, and offset `after`; None if there is nothing."""
    events = log.events_of(session, conversation.id, after=after)
    read = max((int(e.data.get("turn", e.offset)) for e in events if e.kind == Kind.NLU), default=after)
    first = next((e for e in events if e.offset > read and _is_written(e)), None)
    if first is None:
        return None
    return Message(conversation.id, first.offset, first.text or "", conversation.language, first.at)


def _is_written(event: Event) -> bool:
    is_said = event.author == Author.CUSTOMER and event.kind == Kind.MESSAGE
    return is_said and bool(event.text) and "payload" not in event.data


def _answer(session: Session, message: Message, understood: Mapping[str, Any], at: datetime) -> None:
    """What cannot wait for a person; nothing if the handoff has ended meanwhile."""
    log.lock(session, message.conversation_id)
    handoff = handoffs.open_handoff(session, message.conversation_id)
    if handoff is None:
        return
    if kind := danger.told_by(message.text, message.language, understood):
        _hear_danger(session, message, kind, handoff, at)
    elif wait_answers.asks(message.text, message.language, understood):
        conversation = session.get_one(ConversationRow, message.conversation_id)
        if told := wait_answers.wording(session, conversation, at):
            _say(session, message, told, at)


def _hear_danger(session: Session, message: Message, kind: str, handoff: HandoffRow, at: datetime) -> None:
    """Words of harm: first in the queue, the leads are told, and who has nobody yet hears whom to call (H4, W2)."""
    events = log.events_of(session, message.conversation_id)
    if not danger.is_new(kind, events):
        return
    _note(session, message, StatusType.DANGER, at, danger=kind)
    if handoff.agent_id is None:
        _say(session, message, danger.words(kind, message.language, events), at)
    handoff.announced_at = None


def _say(session: Session, message: Message, said: Wording, at: datetime) -> None:
    """Answer somebody who waits, once for each of their messages."""
    log.append(
        session,
        message.conversation_id,
        author=Author.ASSISTANT,
        kind=Kind.MESSAGE,
        at=at,
        text=said.text,
        data={"turn": message.offset, "wording": said.id, "while_waiting": True},
        key=f"turn:{message.offset}:while_waiting",
    )


def _order(
    back_office: BackOffice, customer_id: str | None, entities: Iterable[Mapping[str, Any]], said: list[Event]
) -> list[Fact]:
    """The order that is named, or the bare number of one of the customer's own."""
    text = said[0].text or ""
    named = [str(e["value"]) for e in entities if e["entity"] == "order_number"]
    if not named and customer_id and (numbers := told_facts.bare_numbers(text)):
        try:
            own = {order.number for order in back_office.orders_of(customer_id)}
        except BackOfficeUnavailable:
            own = set()
        named = [number for number in numbers if number in own]
    return [told_facts.fact_of("order_number", named[-1], named[-1], said)] if named else []


def _note_fact(
    session: Session, message: Message, type_: StatusType, at: datetime, name: str, value: str, **data: Any
) -> None:
    _note(session, message, type_, at, name, value, name=name, value=value, **data)


def _note(session: Session, message: Message, type_: StatusType, at: datetime, *which: str, **data: Any) -> None:
    """Keep what a message tells; of one type and message, `which` tells them apart."""
    log.append_status(
        session,
        message.conversation_id,
        type_,
        at=at,
        author=Author.ASSISTANT,
        key=":".join([f"turn:{message.offset}:{type_}", *which]),
        offsets=[message.offset],
        **data,
    )
