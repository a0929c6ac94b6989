"""Canned replies: `data/service/canned/<language>.yml`, filled with what is known of a conversation (B4, K1).

What is offered was not said in the conversation before, while there is another wording (E2).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

import yaml
from sqlalchemy.orm import Session

from frontdesk import log, names
from frontdesk.agents import Agent
from frontdesk.errors import CommandFailed
from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.settings import ROOT
from frontdesk.tables import ConversationRow
from frontdesk.texts import DEFAULT_LANGUAGE

CANNED_DIR = ROOT / "data" / "service" / "canned"
FACTS = ("customer", "order", "agent")
"""What a canned reply may name in braces."""
KEYS = {"title", "text"}


class InvalidCanned(CommandFailed):
    """A file of canned replies cannot be used; the message names file, line, what is wrong, and the cure."""


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
    """The canned replies of a language, or else of the default one. Raises InvalidCanned."""
    files = {path.stem: path for path in CANNED_DIR.glob("*.yml")}
    return read(files.get(language) or CANNED_DIR / f"{DEFAULT_LANGUAGE}.yml")


def read_all() -> None:
    """Read every language's file. Raises InvalidCanned."""
    for path in sorted(CANNED_DIR.glob("*.yml")):
        read(path)


def read(path: Path) -> tuple[Canned, ...]:
    """The canned replies of a file. Raises InvalidCanned with all that is wrong."""
    try:
        root = yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise InvalidCanned(f"{path} cannot be read: {error.strerror}. Bring it back.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InvalidCanned(f"{path} is not valid YAML: {error}") from None
    if not isinstance(root, yaml.MappingNode):
        raise InvalidCanned(f"{path}: this is no list of replies; write a name, and under it `title` and `text`.")
    wrong: list[str] = []
    replies = [_reply(str(name.value), name, entry, path, wrong) for name, entry in root.value]
    if wrong:
        raise InvalidCanned("\n".join(wrong))
    return tuple(replies)


def _reply(name: str, at: yaml.Node, entry: yaml.Node, path: Path, wrong: list[str]) -> Canned:
    def complain(node: yaml.Node, what: str) -> None:
        wrong.append(f"{path}, line {node.start_mark.line + 1}, {name}: {what}")

    parts = {str(key.value): node for key, node in entry.value} if isinstance(entry, yaml.MappingNode) else {}
    for key in sorted(parts.keys() - KEYS):
        complain(parts[key], f"`{key}` means nothing here; a reply has a `title` and a `text`.")
    for key in sorted(KEYS - parts.keys()):
        complain(at, f"`{key}` is missing; write it below the name.")
    title = parts.get("title")
    text = parts.get("text")
    lines = text.value if isinstance(text, yaml.SequenceNode) else [text] if text else []
    for node in [*([title] if title else []), *lines]:
        if not isinstance(node, yaml.ScalarNode) or not str(node.value).strip():
            complain(node, "there should be words here; write a line of text.")
        elif odd := _odd_facts(str(node.value)):
            complain(node, f"{odd} is not filled in; write {', '.join(f'{{{fact}}}' for fact in FACTS)}, or no braces.")
    words = tuple(str(node.value).strip() for node in lines)
    return Canned(name, str(title.value) if title else "", words)


def _odd_facts(text: str) -> str:
    try:
        return ", ".join(f"{{{fact}}}" for fact in sorted(_facts(text) - set(FACTS)))
    except ValueError:
        return "a single brace"


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
