"""Erasure: a customer's right to have a conversation forgotten."""

import sqlalchemy as sa

from frontdesk.store import Store
from frontdesk.tables import (
    CodeRow,
    ConversationRow,
    EventRow,
    HandoffRow,
    OutboxRow,
    PromiseRow,
    RatingRow,
)


def erase(store: Store, conversation_id: str) -> None:
    """Delete the conversation and every row that belongs to it."""
    with store.writing() as session:
        for table in (CodeRow, EventRow, HandoffRow, OutboxRow, PromiseRow, RatingRow):
            session.execute(sa.delete(table).where(table.conversation_id == conversation_id))
        session.execute(sa.delete(ConversationRow).where(ConversationRow.id == conversation_id))
