"""Who of the desk looks at which conversation: known as long as a page's stream is open, and kept nowhere (B4)."""

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from frontdesk.feed import Feed
from frontdesk.staff.agents import Agent, SignedIn


@dataclass(frozen=True)
class Told:
    """A record of a page's stream."""

    name: str
    data: dict[str, Any]


@dataclass(eq=False)
class Page:
    """An open page of the desk, by the id of its stream, and the conversation before its reader."""

    reader: SignedIn
    id: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    conversation_id: str | None = None
    has_said: bool = False
    """Whether the page says what it shows; one that never did is told of everything."""
    inbox: asyncio.Queue[Told | None] = field(default_factory=asyncio.Queue)
    """What the page is told next; None ends its stream."""

    @property
    def agent(self) -> Agent:
        """Whose page it is."""
        return self.reader.agent

    def shows(self, conversation_id: str) -> bool:
        """Whether the conversation is, or may be, on this page."""
        return conversation_id == self.conversation_id or not self.has_said

    def tell(self, name: str, data: dict[str, Any]) -> None:
        """Put a record on the page's stream."""
        self.inbox.put_nowait(Told(name, data))

    def end(self) -> None:
        """End the page's stream after what it has been told."""
        self.inbox.put_nowait(None)


class Presence:
    """The open pages of the desk, by the ids of their streams; all of it happens in the event loop."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._pages: dict[str, Page] = {}

    @contextmanager
    def page(self, reader: SignedIn) -> Iterator[Page]:
        """A page is open while the body runs."""
        page = Page(reader)
        self._pages[page.id] = page
        try:
            yield page
        finally:
            self.look(page.id, reader.agent, None)
            del self._pages[page.id]

    def look(self, stream_id: str, agent: Agent, conversation_id: str | None) -> None:
        """The agent's page shows a conversation, or none. Raises LookupError for a page that is not open."""
        page = self._pages.get(stream_id)
        if page is None or page.agent.id != agent.id:
            raise LookupError(stream_id)
        before, page.conversation_id, page.has_said = page.conversation_id, conversation_id, True
        for changed in {before, conversation_id} - {None}:
            self._feed.say_looking(str(changed))

    def viewers(self, conversation_id: str) -> list[dict[str, str]]:
        """Who looks at a conversation, each once, by name."""
        agents = {p.agent.id: p.agent for p in self._pages.values() if p.conversation_id == conversation_id}
        return [{"id": a.id, "name": a.name} for a in sorted(agents.values(), key=lambda a: a.name)]

    def here(self) -> set[str]:
        """The ids of the agents who have the desk open."""
        return {page.agent.id for page in self._pages.values()}

    def pages(self) -> list[Page]:
        """All that are open."""
        return list(self._pages.values())
