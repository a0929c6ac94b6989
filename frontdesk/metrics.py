"""Figures for Prometheus: how fast turns are answered, how often they are not, and who has the conversations."""

import sqlalchemy as sa
from prometheus_client import Counter, Gauge, Histogram
from sqlalchemy.orm import Session

from frontdesk.conversation.conversations import Owner
from frontdesk.tables import ConversationRow

TURN_SECONDS = Histogram("helpline_turn_seconds", "Time that the assistant takes for a turn.")
TURNS_NOT_ANSWERED = Counter("helpline_turns_not_answered", "Times that a turn was sent and not answered.")
CONVERSATIONS = Gauge("helpline_conversations", "Conversations by who has them.", ["owner"])


def count_conversations(session: Session) -> None:
    """Bring the gauge up to date."""
    counted = session.execute(sa.select(ConversationRow.owner, sa.func.count()).group_by(ConversationRow.owner))
    counts = {row[0]: row[1] for row in counted}
    for owner in Owner:
        CONVERSATIONS.labels(owner).set(counts.get(owner, 0))
