"""Promises in the agent API: the list, and keeping, moving or failing them (P2, P3, P4)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import AfterValidator, AwareDatetime, BaseModel, Field

from frontdesk.aftercare import promise_keeping
from frontdesk.aftercare.promise_keeping import KeptByAssistant, PromiseEnded
from frontdesk.api.agent import in_time
from frontdesk.api.context import Answerer, InDesk, PageNumber, Reader
from frontdesk.api.problems import Problem
from frontdesk.clock import iso, now
from frontdesk.conversation.conversations import MAX_TEXT, InvalidMessage
from frontdesk.desk import promise_list
from frontdesk.desk.handoffs import RootCause
from frontdesk.desk.promise_list import State, Whose

router = APIRouter(prefix="/api/v1/agent/promises", tags=["agent"])

Words = Annotated[str, Field(max_length=MAX_TEXT)]


class Kept(BaseModel):
    """What the customer is told, if anything."""

    message: Words | None = None


class Moved(BaseModel):
    """Until when it is kept instead, and what the customer is told beforehand."""

    due: Annotated[AwareDatetime, AfterValidator(in_time)]
    message: Words


class Failed(BaseModel):
    """What the customer is told, where it came from (PRIDE), and what is to be learned."""

    message: Words
    root_cause: RootCause
    lesson: str = Field(min_length=3, max_length=1000)


@router.get("")
def get_promises(
    reader: Reader,
    desk: InDesk,
    whose: Whose = Whose.MINE,
    state: State = State.OPEN,
    page: PageNumber = 1,
) -> dict[str, Any]:
    """A page of promises: open ones by due time, ended ones with the last first."""
    with desk.store.reading() as session:
        found = promise_list.page_of(session, reader.agent.id, whose, state, page)
    return {
        "server_time": iso(now()),
        "promises": found.items,
        **found.place.as_json(),
    }


@router.post("/{promise_id}/keep", status_code=204)
def keep(promise_id: str, body: Kept, answerer: Answerer, desk: InDesk) -> Response:
    """It is done."""
    with desk.store.writing() as session, _as_problems():
        promise_keeping.keep(session, promise_id, answerer.agent, body.message, now())
    return Response(status_code=204)


@router.post("/{promise_id}/move", status_code=204)
def move(promise_id: str, body: Moved, answerer: Answerer, desk: InDesk) -> Response:
    """It gets another day; the customer hears it first."""
    with desk.store.writing() as session, _as_problems():
        promise_keeping.move(session, promise_id, answerer.agent, body.due, body.message, now())
    return Response(status_code=204)


@router.post("/{promise_id}/fail", status_code=204)
def fail(promise_id: str, body: Failed, answerer: Answerer, desk: InDesk) -> Response:
    """It can't be kept; the lesson stays."""
    with desk.store.writing() as session, _as_problems():
        promise_keeping.fail(
            session,
            promise_id,
            answerer.agent,
            message=body.message,
            cause=body.root_cause,
            lesson=body.lesson,
            at=now(),
        )
    return Response(status_code=204)


@contextmanager
def _as_problems() -> Iterator[None]:
    try:
        yield
    except LookupError:
        raise Problem(404, "unknown_promise") from None
    except PromiseEnded:
        raise Problem(409, "promise_ended") from None
    except KeptByAssistant:
        raise Problem(409, "promise_of_assistant") from None
    except InvalidMessage as error:
        raise Problem(422, error.code) from None
