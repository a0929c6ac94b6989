"""The summary that an agent reads: made from the log alone, every item with the offsets of what it rests on (W6).

No language model: what the assistant heard, asked, offered and promised is in the log as it happened, and the
customer's own words are quoted. An item without evidence is not written.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.conversation import danger, feelings
from frontdesk.desk import contact, promises
from frontdesk.desk.card_facts import facts_of, is_outdated
from frontdesk.desk.card_matters import Matter, matters_of
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

ASKED = ("order_number", "email", "code", "address", "date", "phone", "wish")
"""Questions for something that people at the desk may still need."""
ANSWERS = {"wish": StatusType.WISH, "code": StatusType.VERIFIED}
"""By which status a question is answered, where it is not by a fact."""

Card = dict[str, Any]


def summary_of(store: Store, conversation_id: str) -> Card | None:
    """The current summary of a conversation, or None if there is nothing to tell."""
    with store.reading() as session:
        return build(session, conversation_id)


def build(session: Session, conversation_id: str, events: Sequence[Event] | None = None) -> Card | None:
    """The summary from the log up to now, from its `events` where they are read already.

    `version` is the offset that it covers.
    """
    conversation = session.get(ConversationRow, conversation_id)
    events = log.events_of(session, conversation_id) if events is None else events
    if conversation is None or not any(map(_is_said, events)):
        return None
    matters = matters_of(events)
    matter = matters[-1] if matters else None
    parts: Card = {
        "reason": _reason(events),
        "passed_on": _passed_on(events),
        "customer": _customer(session, conversation, events),
        "request": _request(events, matter),
        "other_requests": [_heard(other) for other in matters[:-1]],
        "facts": facts_of(events, matter),
        "feelings": _feelings(events),
        "tried": _tried(events),
        "promises": [
            {k: p[k] for k in ("what", "due", "status", "offsets")}
            for p in promises.promises_of(session, conversation_id)
        ],
        "wishes": _wishes(events),
        "open_questions": _open_questions(events, matter),
    }
    parts["next"] = _next(events, parts, matter)
    card = {name: part for name, part in parts.items() if part}
    return {"version": events[-1].offset, "headline": _headline(card, matter), **card}


def _reason(events: Sequence[Event]) -> Card | None:
    """Why a person is needed: danger before all else, then what was asked for; passing on changes nothing of it."""
    asked = [e for e in events if e.type == StatusType.HANDOFF_REQUESTED and not _transfer_of(e, events)]
    if not asked:
        return None
    in_danger = danger.told_in(events)
    code = danger.REASON if in_danger else asked[-1].data["reason"]
    evidence = in_danger or asked[-1]
    return {
        "code": code,
        "text": texts.text(f"label.reason.{code}"),
        "offsets": [*evidence.data["offsets"], evidence.offset],
    }


def _passed_on(events: Sequence[Event]) -> Card | None:
    """Whose matter it was before it was passed on to whoever is asked for now."""
    asked = log.latest(events, StatusType.HANDOFF_REQUESTED)
    passed = _transfer_of(asked, events) if asked else None
    if passed is None:
        return None
    by = passed.data.get("of") or passed.data["agent"]
    return {
        "text": texts.text("label.passed_on", name=by["name"]),
        "offsets": [*passed.data["offsets"], passed.offset],
    }


def _transfer_of(asked: Event, events: Sequence[Event]) -> Event | None:
    """The transfer by which a person is asked for anew; None if the customer's words are why."""
    return next((e for e in events if e.type == StatusType.TRANSFERRED and e.offset in asked.data["offsets"]), None)


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


def _request(events: Sequence[Event], matter: Matter | None) -> Card:
    if matter is None:
        first = _first_of_substance(events)
        return {"quote": _quote(first.text or ""), "offsets": [first.offset]}
    said = {e.offset: e.text or "" for e in events if _is_said(e)}
    words = [said[o] for o in matter.heard.data["offsets"] if o in said]
    heard = _heard(matter)
    if is_outdated(matter, events):
        heard.pop("restated", None)
    return {**heard, **({"quote": _quote(words[-1])} if words else {})}


def _heard(matter: Matter) -> Card:
    told = matter.heard.data
    card = {
        "type": matter.type,
        "cause": told["cause"],
        "restated": told["restated"],
        "offsets": sorted({*told["offsets"], matter.heard.offset}),
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


def _feelings(events: Sequence[Event]) -> Card | None:
    trend = feelings.trend(events)
    if not trend:
        return None
    peak = feelings.peak(events)
    offsets = {trend[-1]["offset"], next(p["offset"] for p in trend if p["level"] == peak)}
    return {
        "start": trend[0]["level"],
        "now": feelings.now(events),
        "peak": peak,
        "trend": trend,
        "offsets": sorted(offsets),
    }


def _tried(events: Sequence[Event]) -> list[Card]:
    """Every offer, made anew only if it was answered before: another day for it is no other offer.

    What an agent granted was not offered before, and is done all the same (B4).
    """
    tried: list[Card] = []
    for event in events:
        offer = str(event.data.get("offer"))
        same = next((t for t in reversed(tried) if t["offer"] == offer), None)
        if event.type == StatusType.OFFER_MADE:
            made = {"offer": offer, "text": event.text, "outcome": "open", "offsets": [event.offset]}
            if same and same["outcome"] == "open":
                tried.remove(same)
            tried.append(made)
        elif event.type == StatusType.OFFER_ACCEPTED and event.author == Author.AGENT and same is None:
            tried.append({"offer": offer, "text": event.text, "outcome": "accepted", "offsets": [event.offset]})
        elif event.type in OUTCOMES and same:
            same["outcome"] = OUTCOMES[StatusType(event.type)]
            same["offsets"] += [*event.data.get("offsets", []), event.offset]
            if event.type == StatusType.OFFER_FAILED:
                same["refusal"] = _refusal(str(event.data["reason"]))
    return tried


def _refusal(code: str) -> str:
    """Why the shop did not do what was accepted, for people at the desk."""
    key = f"label.refused.{code}"
    return texts.text(key if texts.has_text(key) else "label.refused.any")


def _wishes(events: Sequence[Event]) -> list[Card]:
    """What would make it right, in the customer's own words, the newest first."""
    newest = {e.text: e for e in events if e.type == StatusType.WISH}
    return [{"text": e.text, "offsets": e.data["offsets"]} for e in sorted(newest.values(), key=lambda e: -e.offset)]


def _wish(card: Card, matter: Matter | None) -> Card | None:
    """The newest wish of the matter."""
    wishes = card.get("wishes", ())
    since = matter.since if matter else 0
    return next((wish for wish in wishes if max(wish["offsets"]) >= since), None)


def _open_questions(events: Sequence[Event], matter: Matter | None) -> list[Card]:
    """What the assistant asked without getting an answer, and what the customer asked for besides."""
    answered = {e.data["name"]: e.offset for e in events if e.type == StatusType.FACT}
    answered |= {name: e.offset for name, type_ in ANSWERS.items() if (e := log.latest(events, type_))}
    asked = {e.data["name"]: e for e in events if e.type == StatusType.QUESTION_ASKED}
    since = matter.since if matter else 0
    unanswered = [e for name, e in asked.items() if name in ASKED and e.offset > max(since, answered.get(name, 0))]
    besides = [e for e in events if e.type == StatusType.ALSO_ASKED and _is_left(e, events)]
    return [{"text": e.text, "offsets": [e.offset]} for e in unanswered] + [
        {"text": _quote(e.text or e.data["text"]), "offsets": [*e.data["offsets"], e.offset]} for e in besides
    ]


def _is_left(also_asked: Event, events: Sequence[Event]) -> bool:
    """Whether nothing was heard yet of what the customer asked for besides; a kind word asks for nothing."""
    told = also_asked.data
    if told["request_type"] == "give_feedback":
        return False
    if number := told.get("order_number"):
        return not any(
            e.type == StatusType.FACT and e.data["name"] == "order_number" and e.data["value"] == number for e in events
        )
    kind = {name: told[name] for name in ("request_type", "cause") if name in told}
    return not any(e.type == StatusType.REQUEST_HEARD and kind.items() <= e.data.items() for e in events)


def _next(events: Sequence[Event], card: Card, matter: Matter | None) -> Card | None:
    """A suggestion for the agent, from the reason of the handoff."""
    asked = log.latest(events, StatusType.HANDOFF_REQUESTED)
    resolved = log.latest(events, StatusType.RESOLVED)
    if asked is None or (resolved and resolved.offset > asked.offset):
        return None
    harm = danger.kind_of(events)
    code = danger.REASON if harm else asked.data["reason"]
    code = f"{code}_hazard" if harm in danger.HAZARDS else code
    wish = _wish(card, matter)
    declined = [e.offset for e in events if e.type == StatusType.OFFER_DECLINED]
    key = f"{code}_with_wish" if wish and texts.has_text(f"next.{code}_with_wish.text") else code
    offsets = {asked.offset, *(wish["offsets"] if wish else ()), *declined}
    return {
        "text": texts.text(f"next.{key}.text", wish=wish["text"] if wish else ""),
        "why": texts.text(f"next.{key}.why", declined=len(declined)),
        "offsets": sorted(offsets),
    }


def _headline(card: Card, matter: Matter | None) -> str:
    """What it is about and what is wished for, in at most 40 words."""
    facts = {fact["name"]: fact["value"] for fact in card.get("facts", ())}
    language, order = facts.get("language"), facts.get("order_number")
    written_in = [texts.text("label.headline.language", name=language)] if language else []
    if matter is None:
        parts = [*written_in, f"“{card['request']['quote']}”"]
    else:
        told, wish = matter.heard.data, _wish(card, matter)
        parts = [texts.text(f"label.request_type.{matter.type}")]
        parts += [texts.text(f"label.cause.{told['cause']}")] if told["cause"] else []
        parts += [texts.text("label.headline.order", number=order)] if order else []
        parts += written_in
        parts += [texts.text("label.headline.repeated")] if told["repeated"] else []
        parts += [texts.text("label.headline.wish", wish=_quote(wish["text"]))] if wish else []
    words = " · ".join(parts).split()
    return " ".join(words[:MAX_HEADLINE_WORDS]) + ("…" if len(words) > MAX_HEADLINE_WORDS else "")


def _is_said(event: Event) -> bool:
    return event.author == Author.CUSTOMER and event.kind == Kind.MESSAGE


def _quote(words: str) -> str:
    return words if len(words) <= MAX_QUOTE else words[: MAX_QUOTE - 1].rstrip() + "…"
