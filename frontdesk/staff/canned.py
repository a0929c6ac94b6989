"""Canned replies: `data/service/canned/<language>.yml`, filled with what is known of a conversation (B4, K1).

What is offered was not said in the conversation before, while there is another wording (E2).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator
from sqlalchemy.orm import Session

from frontdesk import log, yaml_lines
from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.settings import ROOT
from frontdesk.staff.agents import Agent
from frontdesk.tables import ConversationRow
from frontdesk.wording import names
from frontdesk.wording.texts import DEFAULT_LANGUAGE

CANNED_DIR = ROOT / "data" / "service" / "canned"
FACTS = ("customer", "order", "agent")
"""What a canned reply may name in braces."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Reply(_Strict):
    title: str = Field(min_length=1)
    text: Annotated[tuple[str, ...], BeforeValidator(lambda text: (text,) if isinstance(text, str) else text)]

    @field_validator("text")
    @classmethod
    def _is_fillable(cls, wordings: tuple[str, ...]) -> tuple[str, ...]:
        facts = ", ".join(f"{{{fact}}}" for fact in FACTS)
        for wording in wordings:
            if not wording.strip():
                raise ValueError("a wording without words; write a line of text")
            try:
                odd = _facts(wording) - set(FACTS)
            except ValueError:
                raise ValueError(f"a single brace in {wording!r}; write {facts}, or no braces") from None
            if odd:
                raise ValueError(f"nothing fills in {{{min(odd)}}}; write {facts}, or no braces")
        return wordings


class _File(_Strict):
    replies: dict[str, _Reply]


@dataclass(frozen=True)
class Canned:
    """A canned reply as it stands in the file."""

    name: str
    title: str
    wordings: tuple[str, ...]


@dataclass(frozen=True)
class Filled:
    """A canned reply for one conversation; `missing` are the facts that its text still names in braces."""

    name: str
    title: str
    text: str
    missing: tuple[str, ...]


def replies_for(session: Session, conversation_id: str, agent: Agent) -> list[Filled]:
    """All canned replies in the conversation's language, filled for it. Raises LookupError."""
    conversation = session.get(ConversationRow, conversation_id)
    if conversation is None:
        raise LookupError(conversation_id)
    events = log.events_of(session, conversation_id, kinds=[Kind.MESSAGE, Kind.STATUS])
    said = {e.text for e in events if e.author == Author.AGENT and e.kind == Kind.MESSAGE}
    known = _known(conversation, events, agent)
    return [_filled(reply, known, said) for reply in canned(conversation.language)]


@cache
def canned(language: str) -> tuple[Canned, ...]:
    """The canned replies of a language, or else of the default one. Raises InvalidFile."""
    files = {path.stem: path for path in CANNED_DIR.glob("*.yml")}
    return read(files.get(language) or CANNED_DIR / f"{DEFAULT_LANGUAGE}.yml")


def read_all() -> None:
    """Read every language's file. Raises InvalidFile."""
    for path in sorted(CANNED_DIR.glob("*.yml")):
        read(path)


def read(path: Path) -> tuple[Canned, ...]:
    """The canned replies of a file. Raises InvalidFile with all that is wrong."""
    replies = yaml_lines.read(path, _File).replies
    return tuple(Canned(name, reply.title, reply.text) for name, reply in replies.items())


def _facts(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _known(conversation: ConversationRow, events: list[Event], agent: Agent) -> dict[str, str]:
    """The facts that the log or the shop tell; the last mention counts."""
    told = {e.data["name"]: str(e.data["value"]) for e in events if e.type == StatusType.FACT}
    name = conversation.customer_name or told.get("person", "")
    facts = {
        "customer": names.first_name(name, conversation.language),
        "order": told.get("order_number"),
        "agent": agent.name,
    }
    return {name: value for name, value in facts.items() if value}


def _filled(reply: Canned, known: Mapping[str, str], said: Collection[str | None]) -> Filled:
    def rank(wording: str) -> tuple[bool, bool]:
        return not _facts(wording) <= known.keys(), _fill(wording, known) in said

    wording = min(reply.wordings, key=rank)
    missing = tuple(fact for fact in FACTS if fact in _facts(wording) - known.keys())
    return Filled(reply.name, reply.title, _fill(wording, known), missing)


def _fill(wording: str, known: Mapping[str, str]) -> str:
    return wording.format(**{fact: known.get(fact, f"{{{fact}}}") for fact in FACTS})
