"""What a clock of the standards runs on: a conversation that waits, is taken, answered and resolved."""

from datetime import datetime

from frontdesk.desk import handoffs, replies
from frontdesk.desk.handoffs import FollowUp, Resolution
from frontdesk.log import Kind
from frontdesk.settings import ROOT
from frontdesk.staff.agents import Agent
from frontdesk.store import Store

SHIPPED = ROOT / "data" / "service" / "standards.yml"


def claim(store: Store, conversation_id: str, agent: Agent, at: datetime) -> None:
    with store.writing() as session:
        row = handoffs.open_handoff(session, conversation_id)
        assert row is not None
        handoffs.claim(session, row.id, agent, at)


def reply(store: Store, conversation_id: str, agent: Agent, text: str, at: datetime) -> None:
    with store.writing() as session:
        replies.add(
            session, conversation_id, agent, kind=Kind.MESSAGE, client_message_id=f"{at:%H%M%S}", text=text, at=at
        )


def resolve(store: Store, conversation_id: str, agent: Agent, at: datetime, promise: FollowUp | None = None) -> None:
    with store.writing() as session:
        handoffs.resolve(
            session,
            conversation_id,
            agent,
            resolution=Resolution.SOLVED,
            root_cause=None,
            follow_up=promise,
            at=at,
        )
