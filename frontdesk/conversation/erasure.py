"""Erasure: a customer's right to have a conversation forgotten."""

import sqlalchemy as sa

from frontdesk.store import Base, Store
from frontdesk.tables import ConversationRow


def erase(store: Store, conversation_id: str) -> None:
    """Delete the conversation and every row that belongs to it."""
    with store.writing() as session:
        for table in reversed(Base.metadata.sorted_tables):
            if "conversation_id" in table.columns:
                session.execute(table.delete().where(table.c.conversation_id == conversation_id))
        session.execute(sa.delete(ConversationRow).where(ConversationRow.id == conversation_id))
