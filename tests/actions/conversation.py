"""A conversation for tests: the real steps, rules, log and demo shop; only what is understood is given by the test."""

import asyncio
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

import actions
from actions.step import Step
from actions.turn import Parts
from frontdesk import log
from frontdesk.clock import iso
from frontdesk.conversation import conversations, turns
from frontdesk.conversation.conversations import SPEAK_TO_HUMAN
from frontdesk.conversation.identity import Identity
from frontdesk.conversation.turns import Answer, Turn
from frontdesk.desk import summary
from frontdesk.log import Author, Event, Kind, StatusType
from tests.actions.rules import rules

Json = dict[str, Any]
STEPS: dict[str, Step] = {step.name(): step for step in (getattr(actions, name)() for name in actions.__all__)}
LEASE = timedelta(seconds=30)
MAX_STEPS = 10


@dataclass
class Result:
    """What a turn came to: the messages of its steps, the slots after it, and the steps in order."""

    messages: list[Json]
    slots: Json
    steps: list[str]


@dataclass
class Conversation:
    """A customer's conversation with the assistant, turn by turn."""

    parts: Parts
    id: str
    at: datetime
    slots: Json = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)
    """The steps of the last turn."""
    written_in: str = "en"
    """The language of what the customer says from now on."""

    @classmethod
    def open(cls, parts: Parts, customer_id: str | None, at: datetime) -> "Conversation":
        """Open a conversation, signed in as `customer_id` if there is one; its greeting is due."""
        known = parts.back_office.customer(customer_id) if customer_id else None
        identity = Identity(known.id, known.name, known.email) if known else None
        with parts.store.writing() as session:
            opened = conversations.open_conversation(session, language="en", page=None, identity=identity, at=at)
        return cls(parts, opened.conversation_id, at)

    def say(
        self,
        text: str,
        intent: str,
        feeling: str = "calm",
        *,
        abusive: bool = False,
        repeated: bool = False,
        confidence: float = 1.0,
        besides: Mapping[str, str] | None = None,
        like: Mapping[str, float] | None = None,
        danger: str | None = None,
        knowledge: Sequence[str] = (),
        **facts: Any,
    ) -> list[str]:
        """Say `text`, understood as given; the texts of the answer.

        `besides`: other request types that the same message asks for, with the words that do. `like`: request types
        that it is less surely like, with the confidence. `knowledge`: the entries that may answer it. `facts`: the
        value of each entity, or a list of them.
        """
        self.write(text)
        signs: Json = {"abusive": abusive, "repeated": repeated, "confidence": confidence, "besides": besides}
        signs |= {"like": like, "danger": danger, "knowledge": knowledge}
        return self.answer(text, intent, feeling, **signs, **facts)

    def press(self, title: str) -> list[str]:
        """Press the button with this title; the texts of the answer."""
        self.press_payload(next(b["payload"] for b in self.buttons if b["title"] == title))
        return self.answer()

    def ask_for_human(self) -> list[str]:
        """Press the widget's own button for a person."""
        self.press_payload(SPEAK_TO_HUMAN)
        return self.answer()

    def write(self, text: str) -> int:
        """Send a message without waiting for the answer; its offset."""
        with self.parts.store.writing() as session:
            conversation = conversations.require(session, self.id)
            return conversations.add_customer_message(
                session, conversation, client_message_id=uuid.uuid4().hex, text=text, at=self.at, pace=0
            ).offset

    def press_payload(self, payload: str) -> int:
        """Press a button by its payload without waiting for the answer; its offset."""
        with self.parts.store.writing() as session:
            conversation = conversations.require(session, self.id)
            return conversations.press_button(
                session, conversation, client_message_id=uuid.uuid4().hex, payload=payload, at=self.at
            ).offset

    def answer(self, *understood: Any, **facts: Any) -> list[str]:
        """Take the due turn and record its answer, as Rasa and the front desk do together."""
        turn = self.take()
        return self.record(turn, self.run(turn, *understood, **facts))

    def take(self) -> Turn:
        """Take the due turn."""
        with self.parts.store.writing() as session:
            turn = turns.take_turn(session, self.id, self.at + timedelta(seconds=1), LEASE)
        assert turn is not None, "nothing is due"
        return turn

    def run(
        self,
        turn: Turn,
        text: str = "",
        intent: str = "",
        feeling: str = "calm",
        *,
        abusive: bool = False,
        repeated: bool = False,
        confidence: float = 1.0,
        besides: Mapping[str, str] | None = None,
        like: Mapping[str, float] | None = None,
        danger: str | None = None,
        knowledge: Sequence[str] = (),
        **facts: Any,
    ) -> Result:
        """Run the steps of `turn` as the rules say, without recording anything: Rasa may die right after it."""
        message = _pressed(turn.payload) if turn.payload else _understood(turn.text or "", intent, feeling, facts)
        if turn.text:
            message["intent"]["confidence"] = confidence
            message["intent_ranking"] = [{"name": name, "confidence": c} for name, c in (like or {}).items()]
            message["written_in"] = self.written_in
            message["requests"] = [_request(turn.text, name, words) for name, words in (besides or {}).items()]
            message["knowledge"] = [{"id": entry, "score": 0.6} for entry in knowledge]
            message["danger"] = {"kind": danger, "score": float(danger is not None)}
            message["frustration"]["abusive"] = abusive
            message["frustration"]["cues"] = [{"start": 0, "end": 1, "kind": "repetition"}] if repeated else []
        message["metadata"] = {"turn_id": turn.turn_id, "language": turn.language, "at": iso(turn.at)}
        slots, messages, steps = dict(self.slots), list[Json](), list[str]()
        step: str | None = rules().first_step(message["intent"]["name"], slots.get("awaiting"))
        while step is not None:
            steps.append(step)
            assert len(steps) <= MAX_STEPS, steps
            dispatcher = CollectingDispatcher()
            tracker = Tracker(self.id, slots, message, [], False, None, {}, "action_listen")
            for event in asyncio.run(STEPS[step].run(dispatcher, tracker, {})):
                slots[event["name"]] = event["value"]
            messages += dispatcher.messages
            step = rules().step_after(step, slots.get("next_step"))
        assert messages, f"nothing was said in {steps}"
        return Result(messages, slots, steps)

    def record(self, turn: Turn, result: Result) -> list[str]:
        """Record the answer of a turn; its texts."""
        self.slots, self.steps = result.slots, result.steps
        said = tuple(
            {"text": m["text"], "buttons": m["buttons"], "rating": bool((m["custom"] or {}).get("rating"))}
            for m in result.messages
        )
        with self.parts.store.writing() as session:
            turns.record_answer(session, turn, Answer(said, {}), self.at, pace=0)
        return [m["text"] for m in said]

    @property
    def events(self) -> list[Event]:
        """The whole log."""
        with self.parts.store.reading() as session:
            return log.events_of(session, self.id)

    def statuses(self, type_: StatusType) -> list[Json]:
        """The data of every status of this type."""
        return [e.data for e in self.events if e.type == type_]

    @property
    def said(self) -> list[str]:
        """Everything that the assistant has said."""
        return [e.text or "" for e in self.events if e.author == Author.ASSISTANT and e.kind == Kind.MESSAGE]

    @property
    def buttons(self) -> list[Json]:
        """The buttons of the newest message."""
        newest = next(e for e in reversed(self.events) if e.kind == Kind.MESSAGE)
        return list(newest.data.get("buttons", []))

    @property
    def titles(self) -> list[str]:
        """What the buttons of the newest message say."""
        return [b["title"] for b in self.buttons]

    @property
    def owner(self) -> str:
        """Who has the conversation."""
        with self.parts.store.reading() as session:
            return conversations.require(session, self.id).owner

    @property
    def handoff_reason(self) -> str | None:
        """Why a human was asked for last."""
        asked = self.statuses(StatusType.HANDOFF_REQUESTED)
        return str(asked[-1]["reason"]) if asked else None

    @property
    def card(self) -> Json:
        """The summary."""
        return summary.summary_of(self.parts.store, self.id) or {}

    @property
    def offer(self) -> str | None:
        """The offer that was made last."""
        made = self.statuses(StatusType.OFFER_MADE)
        return str(made[-1]["offer"]) if made else None


def _pressed(payload: str) -> Json:
    intent, _, values = payload[1:].partition("{")
    entities = [
        {"entity": name, "value": value, "start": 0, "end": len(payload)}
        for name, value in json.loads("{" + values if values else "{}").items()
    ]
    return {
        "text": payload,
        "intent": {"name": intent},
        "entities": entities,
        "frustration": {"score": 0.0, "level": "calm", "abusive": False, "cues": []},
    }


def _request(text: str, name: str, words: str) -> Json:
    start = text.index(words)
    return {"name": name, "confidence": 0.9, "start": start, "end": start + len(words)}


def _understood(text: str, intent: str, feeling: str, facts: Json) -> Json:
    told = [(name, v) for name, value in facts.items() for v in (value if isinstance(value, list) else [value])]
    entities = [{"entity": name, "value": v, **_span(text, str(v))} for name, v in told]
    score = {"calm": 0.1, "annoyed": 0.3, "frustrated": 0.6, "angry": 0.9}[feeling]
    frustration = {"score": score, "level": feeling, "abusive": False, "cues": []}
    return {"text": text, "intent": {"name": intent}, "entities": entities, "frustration": frustration}


def _span(text: str, value: str) -> dict[str, int]:
    start = max(text.find(value), 0)
    return {"start": start, "end": start + len(value) if value in text else len(text)}
