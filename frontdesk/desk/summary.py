"""The summary that an agent reads: made from the log alone, every item with the offsets of what it rests on (W6).

No language model: what the assistant heard, asked, offered and promised is in the log as it happened, and the
customer's own words are quoted. An item without evidence is not written.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.conversation import feelings
from frontdesk.desk import contact, promises
from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.store import Store
from frontdesk.tables import ConversationRow
from frontdesk.wording import texts

MAX_HEADLINE_WORDS = 40
MAX_QUOTE = 240
NO_SUBSTANCE = ("greet", "thank", "goodbye", "affirm", "deny", "chitchat", "challenge_bot")
FEW_WORDS = 2
"""Somebody who asks for a person in so many words has not said what it is about."""
OUTCOMES = {
    StatusType.OFFER_ACCEPTED: "accepted",
    StatusType.OFFER_DECLINED: "declined",
    StatusType.OFFER_CARRIED_OUT: "done",
    StatusType.OFFER_FAILED: "failed",
}

Card = dict[str, Any]


def summary_of(store: Store, conversation_id: str) -> Card | None:
    """The current summary of a conversation, or None if there is nothing to tell."""
    with store.reading() as session:
        return build(session, conversation_id)


def build(session: Session, conversation_id: str) -> Card | None:
    """The summary from the log up to now; `version` is the offset that it covers."""
    conversation = session.get(ConversationRow, conversation_id)
    events = log.events_of(session, conversation_id)
    if conversation is None or not any(map(_is_said, events)):
        return None
    parts: Card = {
        "reason": _reason(events),
        "customer": _customer(session, conversation, events),
        "request": _request(events),
        "facts": _facts(events),
        "feelings": _feelings(events),
        "tried": _tried(events),
        "promises": [
            {k: p[k] for k in ("what", "due", "status", "offsets")}
            for p in promises.promises_of(session, conversation_id)
        ],
        "wish": _wish(events),
        "open_questions": _open_questions(events),
        "next": _next(events),
    }
    card = {name: part for name, part in parts.items() if part}
    return {"version": events[-1].offset, "headline": _headline(card, events), **card}


def _reason(events: Sequence[Event]) -> Card | None:
    asked = log.latest(events, StatusType.HANDOFF_REQUESTED)
    if asked is None:
        return None
    code = asked.data["reason"]
    return {
        "code": code,
        "text": texts.text(f"label.reason.{code}"),
        "offsets": [*asked.data["offsets"], asked.offset],
    }


def _customer(session: Session, conversation: ConversationRow, events: Sequence[Event]) -> Card | None:
    verified = log.latest(events, StatusType.VERIFIED)
    told = [e for e in events if e.type == StatusType.FACT and e.data["name"] in ("email", "phone", "person")]
    evidence = ([verified.offset] if verified else []) + [o for e in told for o in e.data["offsets"]]
    if not evidence:
        return None
    said = {e.data["name"]: e.data["value"] for e in told}
    left = contact.left_in(events)
    card = {
        "name": conversation.customer_name or said.get("person"),
        "verified": verified is not None,
        "contact": left.address if left else conversation.customer_email or said.get("email") or said.get("phone"),
        "language": language_of(conversation, events),
        "earlier": _earlier(session, conversation),
        "offsets": sorted(set(evidence)),
    }
    return {k: v for k, v in card.items() if v is not None}


def language_of(conversation: ConversationRow, events: Sequence[Event]) -> str:
    """The language in which the customer writes, if it was noted, or else that of the page."""
    tags = [str(e.data["tag"]) for e in events if e.type == StatusType.FACT and "tag" in e.data]
    return tags[-1] if tags else conversation.language


def _earlier(session: Session, conversation: ConversationRow) -> int:
    """How many conversations this customer had before."""
    if conversation.customer_id is None:
        return 0
    count = session.scalar(
        sa.select(sa.func.count()).where(
            ConversationRow.customer_id == conversation.customer_id,
            ConversationRow.created_at < conversation.created_at,
        )
    )
    return count or 0


def _request(events: Sequence[Event]) -> Card | None:
    heard = log.latest(events, StatusType.REQUEST_HEARD)
    if heard is None:
        first = _first_of_substance(events)
        return {"quote": _quote(first.text or ""), "offsets": [first.offset]}
    said = {e.offset: e.text or "" for e in events if _is_said(e)}
    words = [said[o] for o in heard.data["offsets"] if o in said]
    card = {
        "type": heard.data["request_type"],
        "restated": heard.data["restated"],
        "quote": _quote(words[-1]) if words else None,
        "offsets": sorted({*heard.data["offsets"], heard.offset}),
    }
    return {k: v for k, v in card.items() if v}


def _first_of_substance(events: Sequence[Event]) -> Event:
    """The customer's first message that is more than a greeting, a yes or "agent"; if there is none, the first."""
    understood = (e.data for e in events if e.kind == Kind.NLU)
    intents = {data.get("turn"): data.get("intent", {}).get("name") for data in understood}
    said = list(filter(_is_said, events))

    def tells(event: Event) -> bool:
        intent = intents.get(event.offset)
        calls = intent == "speak_to_human" and len((event.text or "").split()) <= FEW_WORDS
        return not calls and intent not in NO_SUBSTANCE

    return next(filter(tells, said), said[0])


def _facts(events: Sequence[Event]) -> list[Card]:
    """Facts as last said; a corrected fact replaces the earlier one."""
    newest = {e.data["name"]: e for e in events if e.type == StatusType.FACT}
    return [{"name": name, "value": e.data["value"], "offsets": e.data["offsets"]} for name, e in newest.items()]


def _feelings(events: Sequence[Event]) -> Card | None:
    trend = feelings.trend(events)
    if not trend:
        return None
    peak = feelings.peak(events)
    offsets = {trend[-1]["offset"], next(p["offset"] for p in trend if p["level"] == peak)}
    return {"now": feelings.now(events), "peak": peak, "trend": trend, "offsets": sorted(offsets)}


def _tried(events: Sequence[Event]) -> list[Card]:
    tried: dict[str, Card] = {}
    for event in events:
        offer = str(event.data.get("offer"))
        if event.type == StatusType.OFFER_MADE:
            tried[offer] = {
                "offer": offer,
                "text": event.text,
                "outcome": "open",
                "offsets": [event.offset],
            }
        elif event.type in OUTCOMES and offer in tried:
            tried[offer]["outcome"] = OUTCOMES[StatusType(event.type)]
            tried[offer]["offsets"] += [*event.data.get("offsets", []), event.offset]
    return list(tried.values())


def _wish(events: Sequence[Event]) -> Card | None:
    wish = log.latest(events, StatusType.WISH)
    return None if wish is None else {"text": wish.text, "offsets": wish.data["offsets"]}


def _open_questions(events: Sequence[Event]) -> list[Card]:
    """What the assistant asked without getting the fact, and what the customer asked for besides."""
    known = {e.data["name"] for e in events if e.type == StatusType.FACT}
    asked = {e.data["name"]: e for e in events if e.type == StatusType.QUESTION_ASKED}
    heard = {e.data["request_type"] for e in events if e.type == StatusType.REQUEST_HEARD}
    besides = [e for e in events if e.type == StatusType.ALSO_ASKED and e.data["request_type"] not in heard]
    return [
        {"text": e.text, "offsets": [e.offset]}
        for name, e in asked.items()
        if name not in known and name in ("order_number", "email")
    ] + [{"text": _quote(e.text or ""), "offsets": [*e.data["offsets"], e.offset]} for e in besides]


def _next(events: Sequence[Event]) -> Card | None:
    """A suggestion for the agent, from the reason of the handoff."""
    asked = log.latest(events, StatusType.HANDOFF_REQUESTED)
    resolved = log.latest(events, StatusType.RESOLVED)
    if asked is None or (resolved and resolved.offset > asked.offset):
        return None
    code = asked.data["reason"]
    wish = log.latest(events, StatusType.WISH)
    declined = [e.offset for e in events if e.type == StatusType.OFFER_DECLINED]
    key = f"{code}_with_wish" if wish and texts.has_text(f"next.{code}_with_wish.text") else code
    offsets = [asked.offset, *([wish.offset] if wish else []), *declined]
    return {
        "text": texts.text(f"next.{key}.text", wish=wish.text if wish else ""),
        "why": texts.text(f"next.{key}.why", declined=len(declined)),
        "offsets": sorted(offsets),
    }


def _headline(card: Card, events: Sequence[Event]) -> str:
    """What it is about and what is wished for, in at most 40 words."""
    heard = log.latest(events, StatusType.REQUEST_HEARD)
    language = next((f["value"] for f in card.get("facts", ()) if f["name"] == "language"), None)
    written_in = [texts.text("label.headline.language", name=language)] if language else []
    if heard is None:
        parts = [*written_in, f"“{card['request']['quote']}”"]
    else:
        told = heard.data
        parts = [texts.text(f"label.request_type.{told['request_type']}")]
        order = next((f["value"] for f in card.get("facts", ()) if f["name"] == "order_number"), None)
        parts += [texts.text(f"label.cause.{told['cause']}")] if told["cause"] else []
        parts += [texts.text("label.headline.order", number=order)] if order else []
        parts += written_in
        parts += [texts.text("label.headline.repeated")] if told["repeated"] else []
        parts += [texts.text("label.headline.wish", wish=_quote(card["wish"]["text"]))] if "wish" in card else []
    words = " · ".join(parts).split()
    return " ".join(words[:MAX_HEADLINE_WORDS]) + ("…" if len(words) > MAX_HEADLINE_WORDS else "")


def _is_said(event: Event) -> bool:
    return event.author == Author.CUSTOMER and event.kind == Kind.MESSAGE


def _quote(words: str) -> str:
    return words if len(words) <= MAX_QUOTE else words[: MAX_QUOTE - 1].rstrip() + "…"
