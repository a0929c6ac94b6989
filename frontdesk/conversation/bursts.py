"""Bursts: what a customer says in one go, however many messages it takes, is heard as one turn (H1, H2).

When its answer is due is computed from the log, and kept as the due time of the turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.conversation import feelings, listening
from frontdesk.conversation.listening import Manner, Quiet
from frontdesk.conversation.telling import Asked, Telling, is_urgent, shouts, telling_of
from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.tables import ConversationRow
from frontdesk.wording import texts
from frontdesk.wording.texts import Wording

FACTS = ("order_number", "email", "code")


@dataclass(frozen=True)
class Burst:
    """Everything that has no answer yet, and what it came into."""

    messages: tuple[Event, ...]
    asked: Asked
    upset: bool
    has_sign: bool
    """Whether a listening line was said in it."""
    signs: tuple[str, ...]
    """The listening lines of the whole conversation, by the ids of their wordings."""
    language: str
    pace: float
    """Factor on all seconds (HELPLINE_LISTENING_PACE)."""

    @property
    def due_at(self) -> datetime:
        """When it is to be answered if nothing more comes."""
        return min(self._newest.at + self._seconds(self._quiet_seconds), self._latest)

    def held_at(self, at: datetime) -> datetime:
        """When it is to be answered if the customer was typing at `at`, and nothing more is heard of them."""
        return min(at + self._seconds(self._manner.typing), self._latest)

    def left_at(self, at: datetime) -> datetime:
        """When it is to be answered if the customer stopped typing at `at`."""
        return min(at + self._seconds(self._quiet_seconds), self._latest)

    def sign(self, at: datetime) -> Wording | None:
        """The listening line to say at `at`: one a burst, none twice in a conversation, and then silence (H2)."""
        when = self._manner.sign
        held = at - self.messages[0].at >= self._seconds(when.held)
        if self.has_sign or not self._quiet_seconds or not (held or len(self.messages) >= when.messages):
            return None
        wording = texts.choose("listening.sign", self.language, self.signs)
        return None if wording.id in self.signs else wording

    @property
    def _newest(self) -> Event:
        return self.messages[-1]

    @property
    def _latest(self) -> datetime:
        return max(self.messages[0].at + self._seconds(self._quiet.longest), self._newest.at)

    @property
    def _manner(self) -> Manner:
        return listening.manner_of(self.language)

    @property
    def _quiet(self) -> Quiet:
        return self._manner.upset if self.upset else self._manner.calm

    @property
    def _quiet_seconds(self) -> float:
        if self.pace == 0 or any(map(self._cannot_wait, self.messages)):
            return 0
        before = len(self.messages) - 1
        match telling_of(self._newest.text or "", self._manner, asked=self.asked, before=before):
            case Telling.UNFINISHED:
                return self._quiet.unfinished
            case Telling.STORY:
                return self._quiet.story
            case _:
                return 0

    def _cannot_wait(self, event: Event) -> bool:
        return "payload" in event.data or is_urgent(event.text or "", self._manner)

    def _seconds(self, seconds: float) -> timedelta:
        return timedelta(seconds=seconds * self.pace)


def burst_in(events: Sequence[Event], answered_through: int, language: str, pace: float) -> Burst | None:
    """What has no answer in a log that is answered up to `answered_through`; None if there is nothing."""
    messages = tuple(e for e in events if e.offset > answered_through and wants_answer(e))
    if not messages:
        return None
    signs = [e for e in events if e.type == StatusType.LISTENING]
    return Burst(
        messages,
        _asked([e for e in events if e.offset < messages[0].offset]),
        upset=feelings.now(events) != feelings.LEVELS[0] or any(shouts(e.text or "") for e in messages),
        has_sign=any(e.offset > messages[0].offset for e in signs),
        signs=tuple(str(e.data["wording"]) for e in signs),
        language=language,
        pace=pace,
    )


def wants_answer(event: Event) -> bool:
    """Whether the assistant is to answer it: the customer's messages, and what brings a payload of our own."""
    return (event.author == Author.CUSTOMER and event.kind == Kind.MESSAGE) or "payload" in event.data


def burst_of(session: Session, conversation: ConversationRow, pace: float) -> Burst | None:
    """What has no answer in this conversation."""
    events = log.events_of(session, conversation.id)
    return burst_in(events, conversation.answered_through, conversation.language, pace)


def say_sign(session: Session, conversation_id: str, burst: Burst, at: datetime) -> None:
    """Say the listening line that is due at `at`, if one is, once a burst."""
    if wording := burst.sign(at):
        log.append_status(
            session,
            conversation_id,
            StatusType.LISTENING,
            at=at,
            text=wording.text,
            key=f"listening:{burst.messages[0].offset}",
            wording=wording.id,
        )


def _asked(events: Sequence[Event]) -> Asked:
    """What the assistant asked last, in a log that ends before the burst."""
    told = {e.data["name"]: e.offset for e in events if e.type == StatusType.FACT}
    if proved := log.latest(events, StatusType.VERIFIED):
        told["code"] = proved.offset
    asked = {e.data["name"]: e.offset for e in events if e.type == StatusType.QUESTION_ASKED}
    if any(asked[name] > told.get(name, 0) for name in FACTS if name in asked):
        return Asked.FACT
    said = next((e for e in reversed(events) if e.kind == Kind.MESSAGE and e.author == Author.ASSISTANT), None)
    if said is None:
        return Asked.NOTHING
    if said.data.get("buttons"):
        return Asked.CHOICE
    return Asked.SOMETHING if "?" in (said.text or "") else Asked.NOTHING
