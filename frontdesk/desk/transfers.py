"""Passing a conversation on to a colleague or a team, with a note of what they should know (W2, W6)."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.desk import handoffs
from frontdesk.desk.handoffs import Ending, Reason
from frontdesk.log import Author, Kind, StatusType
from frontdesk.staff import agents, teams
from frontdesk.staff.agents import Agent, Permission
from frontdesk.tables import ConversationRow, HandoffRow
from frontdesk.wording import texts
from frontdesk.wording.texts import Wording


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
    said = _said(session, conversation_id)
    wording = texts.choose("handoff.transferred", conversation.language, said, name=agent.name, colleague=told)
    to = {"id": target.agent_id, "team": target.team, "name": name}
    asked = _pass_on(session, row, agent, note, wording, at, to=to)
    asked.for_agent_id, asked.for_team = target.agent_id, target.team
    return asked


def free(session: Session, agent_id: str, by: Agent, at: datetime) -> None:
    """Somebody answers customers no longer: all that they had waits again, and its customers hear who goes on (W6).

    What was meant for them is for everybody.
    """
    name = agents.name_of(session, agent_id) or ""
    opened = sa.select(HandoffRow).where(HandoffRow.ended_at.is_(None))
    for row in session.scalars(opened.where(HandoffRow.agent_id == agent_id).order_by(HandoffRow.id)).all():
        log.lock(session, row.conversation_id)
        session.refresh(row)
        if row.ended_at is not None:
            continue
        language = session.get_one(ConversationRow, row.conversation_id).language
        wording = texts.choose("handoff.freed", language, _said(session, row.conversation_id), name=name)
        note = texts.text("handoff.freed_note", name=name)
        _pass_on(session, row, by, note, wording, at, of={"id": agent_id, "name": name})
    session.execute(
        sa.update(HandoffRow)
        .where(HandoffRow.ended_at.is_(None), HandoffRow.for_agent_id == agent_id)
        .values(for_agent_id=None)
    )


def _pass_on(
    session: Session, row: HandoffRow, agent: Agent, note: str, told: Wording, at: datetime, **data: object
) -> HandoffRow:
    """End a handoff with what colleagues and the customer read of it, and ask for somebody anew."""
    conversation_id = row.conversation_id
    row.ended_at, row.ending = at, Ending.TRANSFERRED
    session.flush()
    by = agent.as_data()
    kept = log.append(
        session,
        conversation_id,
        author=Author.AGENT,
        kind=Kind.NOTE,
        at=at,
        text=note,
        data={"agent": by, **data},
        key=f"handoff:{row.id}:note",
    )
    event = log.append_status(
        session,
        conversation_id,
        StatusType.TRANSFERRED,
        at=at,
        author=Author.AGENT,
        text=told.text,
        key=f"handoff:{row.id}:transferred",
        wording=told.id,
        agent=by,
        offsets=[kept.offset],
        **data,
    )
    return handoffs.request(session, conversation_id, turn_id=event.offset, reason=Reason.TRANSFERRED, at=at)


def _said(session: Session, conversation_id: str) -> list[str]:
    """The wordings by which the customer heard of a transfer before."""
    statuses = log.events_of(session, conversation_id, kinds=[Kind.STATUS])
    return [str(e.data["wording"]) for e in statuses if e.type == StatusType.TRANSFERRED]


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
