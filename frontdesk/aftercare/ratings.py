"""Ratings: what customers thought of it, kept, thanked for, and learned from (STD4, W8, B5, P4)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.aftercare import referrals
from frontdesk.conversation import conversations
from frontdesk.conversation.conversations import SPEAK_TO_HUMAN, Owner
from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.tables import ConversationRow, RatingRow
from frontdesk.wording import texts

LOW, HIGH = 2, 4
"""Up to LOW it went wrong; from HIGH on it went well."""


def rate(session: Session, conversation_id: str, *, score: int, comment: str | None, at: datetime) -> None:
    """Keep the customer's rating, 1 to 5; the newest holds. The first answer to the question is thanked for.

    The same again, as a page sends it whose answer got lost, changes nothing. Nothing is said while a human has the
    conversation, or when nobody asked.
    """
    log.lock(session, conversation_id)
    comment = comment.strip() or None if comment else None
    question = _question(log.events_of(session, conversation_id, kinds=[Kind.MESSAGE]))
    rated = log.latest(log.events_of(session, conversation_id, kinds=[Kind.STATUS]), StatusType.RATED)
    answers_it = rated is not None and rated.offset > (question.offset if question else 0)
    if rated and answers_it and (rated.data["score"], rated.data["comment"]) == (score, comment):
        return
    session.merge(RatingRow(conversation_id=conversation_id, score=score, comment=comment, at=at))
    log.append_status(
        session,
        conversation_id,
        StatusType.RATED,
        at=at,
        author=Author.CUSTOMER,
        score=score,
        comment=comment,
    )
    conversation = conversations.require(session, conversation_id)
    if question is None:
        return
    key = f"rating:{question.offset}"
    if score <= LOW:
        _learn(session, conversation_id, key, score, comment, at)
    if conversation.owner in (Owner.ASSISTANT, Owner.CLOSED) and not log.with_key(session, conversation_id, key):
        _thank(session, conversation, key, score, comment, at)
        referrals.ask_if_earned(session, conversation, score=score, key=key, at=at)


def is_asked(events: Sequence[Event], through: int) -> bool:
    """Whether the last thing said up to offset `through` asks how it was, or what went wrong."""
    said = [e for e in events if e.kind == Kind.MESSAGE and e.offset <= through]
    return bool(said) and bool(said[-1].data.get("rating") or said[-1].data.get("asks_for_lesson"))


def asked_what_went_wrong(events: Sequence[Event], through: int) -> bool:
    """Whether the last thing said up to offset `through` is the answer to a rating that invites more words."""
    said = [e for e in events if e.kind == Kind.MESSAGE and e.offset <= through]
    return bool(said) and bool(said[-1].data.get("asks_for_lesson"))


def _thank(
    session: Session, conversation: ConversationRow, key: str, score: int, comment: str | None, at: datetime
) -> None:
    """Thanks, with what happens with it; a low one asks what went wrong, and offers a person."""
    how = "low" if score <= LOW else "high" if score >= HIGH else "middling"
    words = "with_words" if comment else "plain"
    number = sum("rated" in e.data for e in log.events_of(session, conversation.id, kinds=[Kind.MESSAGE]))
    wordings = texts.wordings(f"rating.{how}.{words}", conversation.language)
    title = texts.text("button.speak_to_human", conversation.language)
    log.append(
        session,
        conversation.id,
        author=Author.ASSISTANT,
        kind=Kind.MESSAGE,
        at=at,
        text=wordings[number % len(wordings)],
        data={
            "rated": score,
            **({"asks_for_lesson": True} if score < HIGH and not comment else {}),
            **({"buttons": [{"title": title, "payload": SPEAK_TO_HUMAN}]} if score <= LOW else {}),
        },
        key=key,
    )


def _learn(session: Session, conversation_id: str, key: str, score: int, comment: str | None, at: datetime) -> None:
    """Keep a low rating as a lesson, by request and cause, once for each question and the words with it."""
    events = log.events_of(session, conversation_id, kinds=[Kind.STATUS])
    heard = log.latest(events, StatusType.REQUEST_HEARD)
    rated = log.latest(events, StatusType.RATED)
    log.append_status(
        session,
        conversation_id,
        StatusType.LESSON,
        at=at,
        key=f"{key}:lesson",
        score=score,
        words=comment,
        request_type=heard.data["request_type"] if heard else None,
        cause=heard.data["cause"] if heard else None,
        offsets=[rated.offset] if rated else [],
    )


def _question(messages: Sequence[Event]) -> Event | None:
    """The newest message that asked how it was."""
    return next((e for e in reversed(messages) if e.data.get("rating")), None)
