"""The queue in the agent API: who waits, what is offered to whom, and whether an agent is available (W2, W6)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from frontdesk.api.context import Answerer, InDesk, PageNumber, Reader
from frontdesk.api.problems import Problem
from frontdesk.clock import iso, now
from frontdesk.desk import assignments, handoffs, queue
from frontdesk.desk.assignments import AssignmentOver
from frontdesk.desk.handoffs import AlreadyClaimed, HandoffEnded
from frontdesk.staff import agents
from frontdesk.staff.agents import Change
from frontdesk.tables import AgentRow

router = APIRouter(prefix="/api/v1/agent", tags=["agent"])


class Availability(BaseModel):
    """Whether waiting matters are offered to the agent."""

    available: bool


@router.get("/queue")
def get_queue(
    reader: Reader,
    desk: InDesk,
    waiting: PageNumber = 1,
    mine: PageNumber = 1,
    snoozed: PageNumber = 1,
    others: PageNumber = 1,
) -> dict[str, Any]:
    """Open handoffs: those that wait in the order to take them, one's own, those that rest, and the colleagues'.

    A page of each, with what is offered to the agent now, and whether anything is.
    """
    agent_id = reader.agent.id
    asked = {"waiting": waiting, "mine": mine, "snoozed": snoozed, "others": others}
    with desk.store.reading() as session:
        pages = {name: queue.page_of(session, name, agent_id, asked[name]) for name in queue.SECTIONS}
        return {
            "server_time": iso(now()),
            **{name: page.items for name, page in pages.items()},
            "pages": {name: page.place.as_json() for name, page in pages.items()},
            "offered": _offered(session, agent_id),
            "me": _work(session, agent_id),
        }


@router.post("/handoffs/{handoff_id}/claim")
def claim(handoff_id: str, answerer: Answerer, desk: InDesk) -> dict[str, str]:
    """Take a handoff. 409 with the name of whoever was faster."""
    with desk.store.writing() as session, _as_problems():
        return {"conversation_id": handoffs.claim(session, handoff_id, answerer.agent, now())}


@router.post("/assignments/{assignment_id}/accept")
def accept(assignment_id: str, answerer: Answerer, desk: InDesk) -> dict[str, str]:
    """Take what was offered. 409 when its time is over, or somebody took it by hand."""
    with desk.store.writing() as session, _as_problems():
        handoff_id = assignments.handoff_to_accept(session, assignment_id, answerer.agent)
        return {"conversation_id": handoffs.claim(session, handoff_id, answerer.agent, now())}


@router.post("/assignments/{assignment_id}/decline", status_code=204)
def decline(assignment_id: str, answerer: Answerer, desk: InDesk) -> Response:
    """Leave what was offered to the colleagues. 409 when it is over."""
    with desk.store.writing() as session, _as_problems():
        assignments.decline(session, assignment_id, answerer.agent, now())
    return Response(status_code=204)


@router.put("/me/availability")
def set_availability(body: Availability, answerer: Answerer, desk: InDesk) -> dict[str, Any]:
    """Say whether matters are offered to oneself; what is offered already goes on to the next when one leaves."""
    agent, at = answerer.agent, now()
    with desk.store.writing() as session:
        if not body.available and (offered := assignments.open_for(session, agent.id)):
            assignments.decline(session, offered.id, agent, at)
        agents.set_available(session, agent.id, body.available, Change.AGENT, at)
        return _work(session, agent.id)


def _offered(session: Session, agent_id: str) -> dict[str, Any] | None:
    row = assignments.open_for(session, agent_id)
    if row is None:
        return None
    return {
        "assignment_id": row.id,
        "because": row.because,
        "offered_at": iso(row.offered_at),
        "expires_at": iso(row.expires_at),
        "item": queue.item_of(session, row.handoff_id),
    }


def _work(session: Session, agent_id: str) -> dict[str, Any]:
    row = session.get_one(AgentRow, agent_id)
    return {
        "available": row.available,
        "changed_at": row.available_changed_at and iso(row.available_changed_at),
        "changed_by": row.available_changed_by,
        "capacity": row.capacity,
        "languages": row.languages.split(),
        "skills": row.skills.split(),
    }


@contextmanager
def _as_problems() -> Iterator[None]:
    try:
        yield
    except LookupError:
        raise Problem(404, "unknown_handoff") from None
    except AlreadyClaimed as error:
        raise Problem(409, "already_claimed", name=error.name) from None
    except HandoffEnded:
        raise Problem(409, "handoff_ended") from None
    except AssignmentOver:
        raise Problem(409, "assignment_over") from None
