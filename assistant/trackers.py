"""What Rasa keeps of conversations: the tracker stores as Rasa hides them, and erasure."""

from __future__ import annotations

from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore, SQLTrackerStore, TrackerStore


def plain_store(agent: Agent) -> TrackerStore:
    """The store without Rasa's fail-safe wrapper.

    The wrapper answers a failed save by keeping the conversation in memory as if nothing had happened, and a failed
    read by beginning the conversation anew; a turn must fail instead.
    """
    store = agent.tracker_store
    return store._tracker_store if isinstance(store, FailSafeTrackerStore) else store


def forget(store: TrackerStore, conversation_id: str) -> None:
    """Erase all that is kept of a conversation; nothing happens if it is unknown.

    Raises NotImplementedError for stores that Helpline does not ship with.
    """
    if isinstance(store, SQLTrackerStore):
        with store.session_scope() as session:
            session.query(store.SQLEvent).filter_by(sender_id=conversation_id).delete()
            session.commit()
    elif isinstance(store, InMemoryTrackerStore):
        store.store.pop(conversation_id, None)
    else:
        raise NotImplementedError(f"conversations cannot be erased from a {type(store).__name__}")
