"""Asking a happy customer to tell a friend: only when it is earned, once, and easy to refuse (REF)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import log, yaml_text
from frontdesk.backoffice import Money
from frontdesk.conversation import feelings
from frontdesk.conversation.conversations import Owner
from frontdesk.desk import promises
from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.settings import ROOT
from frontdesk.shop import shop
from frontdesk.tables import ConversationRow, EventRow
from frontdesk.wording import formats, texts

REFERRAL_FILE = ROOT / "data" / "service" / "referral.yml"
LIGHT = ("calm", "annoyed")
"""The strongest feelings after which the question is no affront."""
UNEASY = frozenset({StatusType.BOUNDARY_SET, StatusType.PROMISE_FAILED, StatusType.LESSON})
"""Who saw one of these in the conversation is not asked for a favour."""


@dataclass(frozen=True)
class Rules:
    """What `referral.yml` says."""

    enabled: bool
    least_score: int
    friend_gets: Money
    customer_gets: Money
    days_between_asks: int | None


@cache
def rules() -> Rules:
    """The rules of the file, amounts in the shop's currency."""
    raw = yaml_text.load(REFERRAL_FILE.read_text("utf-8"))
    amounts = {name: Money(Decimal(raw[name]), shop.currency()) for name in ("friend_gets", "customer_gets")}
    return Rules(**{**raw, **amounts})


def ask_if_earned(session: Session, conversation: ConversationRow, *, score: int, key: str, at: datetime) -> bool:
    """Ask, if it is earned; the log keeps that it was asked. True if it was."""
    if not is_earned(session, conversation, score, at):
        return False
    language, rule = conversation.language, rules()
    helped = _what_helped(log.events_of(session, conversation.id, kinds=[Kind.STATUS]))
    facts = {
        "helped": texts.text(f"referral.helped.{helped}", language),
        "friend_gets": formats.money(rule.friend_gets, language),
        "customer_gets": formats.money(rule.customer_gets, language),
    }
    buttons = [
        {"title": texts.text(title, language), "payload": payload}
        for title, payload in (("button.tell_a_friend", "/affirm"), ("button.decline", "/deny"))
    ]
    asked = log.append(
        session,
        conversation.id,
        author=Author.ASSISTANT,
        kind=Kind.MESSAGE,
        at=at,
        text=texts.text("referral.ask", language, **facts),
        data={"buttons": buttons},
        key=f"{key}:referral",
    )
    log.append_status(
        session,
        conversation.id,
        StatusType.REFERRAL_ASKED,
        at=at,
        author=Author.ASSISTANT,
        key=f"{key}:referral_asked",
        offsets=[asked.offset],
    )
    return True


def is_earned(session: Session, conversation: ConversationRow, score: int, at: datetime) -> bool:
    """Whether this customer may be asked now: solved, well rated, no anger, nothing open, not asked before."""
    rule = rules()
    if not rule.enabled or score < rule.least_score or conversation.customer_id is None:
        return False
    events = log.events_of(session, conversation.id)
    resolved = log.latest(events, StatusType.RESOLVED)
    return (
        conversation.owner == Owner.CLOSED
        and resolved is not None
        and resolved.data["resolution"] == "solved"
        and feelings.peak(events) in LIGHT
        and not any(event.type in UNEASY for event in events)
        and not promises.open_promises(session, _conversations_of(session, conversation.customer_id))
        and not _asked_lately(session, conversation.customer_id, at)
    )


def is_waiting(events: Sequence[Event], through: int) -> bool:
    """Whether the last thing said up to offset `through` is this question."""
    said = [e for e in events if e.kind == Kind.MESSAGE and e.offset <= through]
    asked = log.latest(events, StatusType.REFERRAL_ASKED)
    return bool(asked and said and said[-1].offset in asked.data["offsets"])


def _asked_lately(session: Session, customer_id: str, at: datetime) -> bool:
    query = (
        sa.select(EventRow)
        .join(ConversationRow, ConversationRow.id == EventRow.conversation_id)
        .where(
            ConversationRow.customer_id == customer_id,
            EventRow.kind == Kind.STATUS,
            EventRow.data["type"].as_string().in_([StatusType.REFERRAL_ASKED, StatusType.REFERRAL_DECLINED]),
        )
    )
    days = rules().days_between_asks
    return any(
        days is None or row.data["type"] == StatusType.REFERRAL_DECLINED or row.at > at - timedelta(days=days)
        for row in session.scalars(query)
    )


def _conversations_of(session: Session, customer_id: str) -> Sequence[str]:
    return session.scalars(sa.select(ConversationRow.id).where(ConversationRow.customer_id == customer_id)).all()


def _what_helped(events: Sequence[Event]) -> str:
    """What the customer may remember of it: by what was done, or by what was asked."""
    done: Any = log.latest(events, StatusType.OFFER_CARRIED_OUT)
    heard: Any = log.latest(events, StatusType.REQUEST_HEARD)
    names = ([done.data["offer"]] if done else []) + ([heard.data["request_type"]] if heard else [])
    return next((str(name) for name in names if texts.has_text(f"referral.helped.{name}")), "any")
