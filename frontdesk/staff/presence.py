"""Who of the desk looks at which conversation: known as long as a page's stream is open, and kept nowhere (B4)."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from frontdesk.feed import Feed
from frontdesk.staff.agents import Agent


@dataclass(frozen=True)
class View:
    """A page of an agent, and the conversation before them."""

    agent: Agent
    conversation_id: str | None = None


class Presence:
    """The open pages of the desk, by the ids of their streams; all of it happens in the event loop."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._views: dict[str, View] = {}

    @contextmanager
    def page(self, agent: Agent) -> Iterator[str]:
        """A page is open while the body runs; the id of its stream."""
        stream_id = secrets.token_urlsafe(9)
        self._views[stream_id] = View(agent)
        try:
            yield stream_id
        finally:
            self.look(stream_id, agent, None)
            del self._views[stream_id]

    def look(self, stream_id: str, agent: Agent, conversation_id: str | None) -> None:
        """The agent's page shows a conversation, or none. Raises LookupError for a page that is not open."""
        before = self._views.get(stream_id)
        if before is None or before.agent.id != agent.id:
            raise LookupError(stream_id)
        self._views[stream_id] = replace(before, conversation_id=conversation_id)
        for changed in {before.conversation_id, conversation_id} - {None}:
            self._feed.say_looking(str(changed))

    def viewers(self, conversation_id: str) -> list[dict[str, str]]:
        """Who looks at a conversation, each once, by name."""
        agents = {v.agent.id: v.agent for v in self._views.values() if v.conversation_id == conversation_id}
        return [{"id": a.id, "name": a.name} for a in sorted(agents.values(), key=lambda a: a.name)]

    def here(self) -> set[str]:
        """The ids of the agents who have the desk open."""
        return {view.agent.id for view in self._views.values()}
