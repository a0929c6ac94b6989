"""Passing a conversation on to a colleague or a team, with a note of what they should know (W2, W6)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.desk import handoffs
from frontdesk.desk.handoffs import Ending, Reason
from frontdesk.log import Author, Kind, StatusType
from frontdesk.staff import agents, teams
from frontdesk.staff.agents import Agent, Permission
from frontdesk.tables import HandoffRow
from frontdesk.wording import texts


class UnknownTarget(ValueError):
    """There is nobody like that to pass it on to."""


@dataclass(frozen=True)
class Target:
    """Who should go on: a colleague, or a team."""

    agent_id: str | None = None
    team: str | None = None


def transfer(
    session: Session, conversation_id: str, agent: Agent, *, target: Target, note: str, at: datetime
) -> HandoffRow:
    """End the agent's handoff and ask for the target. Raises LookupError, NotYours, UnknownTarget.

    The conversation waits, so that nobody's absence can hold it up: whoever is asked for goes first, everybody may.
    """
    row, conversation = handoffs.held(session, conversation_id, agent)
    name, told = _names(session, target, agent)
    row.ended_at, row.ending = at, Ending.TRANSFERRED
    session.flush()
    by = {"id": agent.id, "name": agent.name}
    to = {"id": target.agent_id, "team": target.team, "name": name}
    kept = log.append(
        session,
        conversation_id,
        author=Author.AGENT,
        kind=Kind.NOTE,
        at=at,
        text=note,
        data={"agent": by, "to": to},
        key=f"handoff:{row.id}:note",
    )
    said = [str(e.data["wording"]) for e in log.events_of(session, conversation_id) if e.type == StatusType.TRANSFERRED]
    wording = texts.choose("handoff.transferred", conversation.language, said, name=agent.name, colleague=told)
    event = log.append_status(
        session,
        conversation_id,
        StatusType.TRANSFERRED,
        at=at,
        author=Author.AGENT,
        text=wording.text,
        key=f"handoff:{row.id}:transferred",
        wording=wording.id,
        agent=by,
        to=to,
        offsets=[kept.offset],
    )
    asked = handoffs.request(session, conversation_id, turn_id=event.offset, reason=Reason.TRANSFERRED, at=at)
    asked.for_agent_id, asked.for_team = target.agent_id, target.team
    return asked


def _names(session: Session, target: Target, agent: Agent) -> tuple[str, str]:
    """What colleagues and what the customer read of the target."""
    if target.team is not None and target.agent_id is None:
        team = teams.read().get(target.team)
        if team is None:
            raise UnknownTarget(target.team)
        return team.name, team.customers
    colleague = agents.find(session, target.agent_id or "")
    if colleague is None or colleague.id == agent.id or Permission.ANSWER_CUSTOMERS not in colleague.permissions:
        raise UnknownTarget(target.agent_id)
    return colleague.name, colleague.name
