"""One turn as a step sees it: what the customer said and what was understood; what is said and done in return."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from sqlalchemy.orm import Session

from actions.case import Case
from frontdesk import log
from frontdesk.backoffice import BackOffice, Money, open_back_office
from frontdesk.clock import now
from frontdesk.conversation import conversations, danger
from frontdesk.conversation.conversations import Owner
from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.settings import load_settings
from frontdesk.store import Store
from frontdesk.wording import formats, texts, words

SURE = 0.6
"""Confidence from which a new request is believed while a question waits for its answer."""

HALF_SURE = 0.4
"""Confidence from which a yes in words is one."""

PLAIN = 0.55
"""Score from which an entry of the knowledge files is believed to be meant, whatever the intent."""

FAINT = 0.4
"""Score up to which an entry has hardly to do with the words."""

FAR_BEHIND = 0.1
"""Share of the best entry's score below which no other is meant: nobody is asked to choose between the two."""

Effect = Callable[[Session], object]


@dataclass(frozen=True)
class Parts:
    """What the steps work with."""

    store: Store
    back_office: BackOffice
    public_url: str
    """Where customers reach the front desk, for links."""


@cache
def parts() -> Parts:
    """The parts of this process, made on first use."""
    settings = load_settings()
    return Parts(Store(settings.database_url), open_back_office(settings), settings.public_url)


@dataclass(frozen=True)
class Customer:
    """Who is there, as far as the front desk knows."""

    id: str | None
    name: str | None
    email: str | None

    @property
    def verified(self) -> bool:
        """Whether they proved who they are."""
        return self.id is not None


@dataclass
class Turn:
    """The turn that is being answered."""

    conversation_id: str
    turn_id: int
    language: str
    at: datetime
    text: str
    intent: str
    entities: list[dict[str, Any]]
    frustration: dict[str, Any]
    danger: str | None
    """What the words tell of that cannot wait (`danger.told_by`)."""
    written_in: str | None
    """The language of the customer's words as a BCP 47 tag, `und` if it could not be told; None for a button."""
    nlu: dict[str, Any]
    events: list[Event]
    """The log up to and with this turn."""
    answered_through: int
    customer: Customer
    parts: Parts
    case: Case
    dispatcher: CollectingDispatcher
    effects: list[Effect] = field(default_factory=list)

    @classmethod
    def from_tracker(cls, tracker: Tracker, case: Case, dispatcher: CollectingDispatcher) -> "Turn":
        """The turn of the tracker's last message. Raises LookupError for an unknown conversation."""
        message = tracker.latest_message
        metadata = message.get("metadata") or {}
        tools = parts()
        with tools.store.reading() as session:
            conversation = conversations.find(session, tracker.sender_id)
            if conversation is None:
                raise LookupError(f"no conversation {tracker.sender_id}")
            events = log.events_of(session, tracker.sender_id)
        turn_id = int(metadata["turn_id"])
        nlu_keys = (
            "text",
            "language",
            "intent",
            "intent_ranking",
            "requests",
            "entities",
            "frustration",
            "danger",
            "knowledge",
        )
        return cls(
            conversation_id=tracker.sender_id,
            turn_id=turn_id,
            language=conversation.language,
            at=datetime.fromisoformat(metadata["at"]),
            text=message.get("text") or "",
            intent=(message.get("intent") or {}).get("name") or "nlu_fallback",
            entities=message.get("entities") or [],
            frustration=message.get("frustration") or {"level": "calm", "abusive": False, "cues": []},
            danger=danger.told_by(message.get("text") or "", conversation.language, message),
            written_in=message.get("written_in"),
            nlu={k: message[k] for k in nlu_keys if message.get(k) is not None},
            events=[e for e in events if e.offset <= turn_id],
            answered_through=conversation.answered_through,
            customer=Customer(conversation.customer_id, conversation.customer_name, conversation.customer_email),
            parts=tools,
            case=case,
            dispatcher=dispatcher,
        )

    @property
    def said_count(self) -> int:
        """How many messages this step has said."""
        return len(self.dispatcher.messages)

    @property
    def today(self) -> date:
        """The day on which the customer wrote."""
        return self.at.date()

    @cached_property
    def messages(self) -> list[Event]:
        """The customer's messages of this turn."""
        return [
            e
            for e in self.events
            if e.author == Author.CUSTOMER and e.kind == Kind.MESSAGE and e.offset > self.answered_through
        ]

    @property
    def asks_for_person(self) -> bool:
        """Whether the words ask for a person, whatever else the message is about (W2)."""
        asks = words.says("answers", "asks_for_person", self.language)
        return not self.by_button and words.affirms(asks, self.text)

    @property
    def is_sure(self) -> bool:
        """Whether the intent is clear enough to leave a question that waits for yes or no."""
        return self._confidence >= SURE

    @property
    def _confidence(self) -> float:
        return float((self.nlu.get("intent") or {}).get("confidence", 1.0))

    @property
    def is_half_a_yes(self) -> bool:
        """Whether the words may mean yes, and may not: "so?"."""
        return self.intent == "affirm" and not self.by_button and self._confidence < HALF_SURE

    @property
    def by_button(self) -> bool:
        """Whether the turn is a click, not words."""
        return any("payload" in e.data for e in self.messages)

    @property
    def offsets(self) -> list[int]:
        """Evidence: the messages of this turn."""
        return [e.offset for e in self.messages] or [self.turn_id]

    def offsets_of(self, words: str) -> list[int]:
        """Evidence: the messages of this turn in which `words` stand."""
        return [e.offset for e in self.messages if words in (e.text or "")] or self.offsets

    def value_of(self, entity: str) -> Any:
        """What the facts say of `entity`; the last mention counts."""
        values = [e["value"] for e in self.entities if e["entity"] == entity]
        return values[-1] if values else None

    @property
    def entries(self) -> list[str]:
        """Entries of the knowledge files that may answer the turn, best first: if there is one, it is sure."""
        return [str(found["id"]) for found in self._found]

    @property
    def knows_the_answer(self) -> bool:
        """Whether one entry answers the turn so plainly that its intent does not matter."""
        return len(self._found) == 1 and float(self._found[0]["score"]) >= PLAIN

    @property
    def is_far_from_known(self) -> bool:
        """Whether no entry has much to do with the words."""
        return all(float(found["score"]) <= FAINT for found in self._found)

    @property
    def _found(self) -> list[dict[str, Any]]:
        """What was found in the knowledge files, without what is far behind the best."""
        found = self.nlu.get("knowledge") or []
        return [entry for entry in found if entry["score"] >= FAR_BEHIND * found[0]["score"]]

    def key(self, what: str) -> str:
        """Idempotency key of something this turn does: the same when the turn is repeated."""
        return f"turn:{self.turn_id}:{what}"

    def has_unsaid(self, key: str, **facts: object) -> bool:
        """Whether there is a wording of `key` that was not used yet."""
        return texts.has_unsaid(key, self.language, self.case.said, **facts)

    def phrase(self, key: str, **facts: object) -> str:
        """The wording of `key` that was not used yet, marked as used."""
        wording = texts.choose(key, self.language, self.case.said, **facts)
        self.case.said = [*(w for w in self.case.said if w != wording.id), wording.id]
        return wording.text

    def say(self, key: str, *, buttons: Sequence[tuple[str, str]] = (), **facts: object) -> str:
        """Say the text `key`, with buttons given as (text key, payload)."""
        return self.say_text(self.phrase(key, **facts), buttons=buttons)

    def say_text(self, text: str, *, buttons: Sequence[tuple[str, str]] = (), rating: bool = False) -> str:
        """Say `text` as it is; with `rating` the widget asks how it was."""
        titled = [
            {"title": texts.text(key, self.language) if texts.has_text(key) else key, "payload": payload}
            for key, payload in buttons
        ]
        custom = {"rating": True} if rating else None
        self.dispatcher.utter_message(text=text, buttons=titled or None, json_message=custom)
        return text

    def note(self, type_: StatusType, what: str, **data: Any) -> None:
        """Keep in the log that something happened, once per turn and `what`."""
        self.effects.append(
            lambda session: log.append_status(
                session,
                self.conversation_id,
                type_,
                at=now(),
                author=Author.ASSISTANT,
                key=self.key(f"{type_}:{what}"),
                **data,
            )
        )

    def do(self, effect: Effect) -> None:
        """Do `effect` in the step's transaction; it must be idempotent by a key of this turn."""
        self.effects.append(effect)

    def close(self, session: Session) -> None:
        """Close the conversation, unless the customer has written on meanwhile: that is answered first."""
        if conversations.require(session, self.conversation_id).wants_answer <= self.turn_id:
            conversations.set_owner(session, self.conversation_id, Owner.CLOSED)

    def commit(self) -> None:
        """Carry out everything that was noted and done, as one transaction."""
        if self.effects:
            with self.parts.store.writing() as session:
                for effect in self.effects:
                    effect(session)

    def money(self, money: Money) -> str:
        """An amount as people read it in the customer's language."""
        return formats.money(money, self.language)

    def day(self, day: date) -> str:
        """A day as people say it: Friday 21 November; with the year if it is far off."""
        return formats.day(day, self.language, seen_on=self.today)
