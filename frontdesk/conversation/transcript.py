"""The transcript of a conversation, as its customer may have it."""

from typing import Any

from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.clock import iso
from frontdesk.log import Author, Event, Kind
from frontdesk.tables import ConversationRow
from frontdesk.wording import texts


def as_json(session: Session, conversation_id: str) -> dict[str, Any]:
    """Messages and told statuses with time and author."""
    return {
        "conversation_id": conversation_id,
        "lines": [
            {"at": iso(e.at), "author": e.author, "name": _name(e, "en"), "text": e.text}
            for e in _told(session, conversation_id)
        ],
    }


def as_text(session: Session, conversation_id: str) -> str:
    """The same to read: a line per message, times in UTC."""
    conversation = session.get_one(ConversationRow, conversation_id)
    lines = []
    for event in _told(session, conversation_id):
        stamp = f"{event.at:%Y-%m-%d %H:%M}"
        if event.kind == Kind.MESSAGE:
            lines.append(f"[{stamp}] {_name(event, conversation.language)}: {event.text}")
        else:
            lines.append(f"[{stamp}] — {event.text} —")
    return "\n".join(lines) + "\n"


def _told(session: Session, conversation_id: str) -> list[Event]:
    return [e for e in log.events_of(session, conversation_id) if e.for_customer]


def _name(event: Event, language: str) -> str:
    if event.author == Author.AGENT and "agent" in event.data:
        return str(event.data["agent"]["name"])
    return texts.text(f"label.author.{event.author}", language)
