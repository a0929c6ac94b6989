"""The agent API: search over conversations."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from frontdesk.api.context import InDesk, Reader
from frontdesk.api.problems import Problem
from frontdesk.desk import search
from frontdesk.desk.search import BadCursor, NothingToFind, Wanted

router = APIRouter(prefix="/api/v1/agent", tags=["agent"])

Words = Annotated[str, Query(max_length=200)]


@router.get("/search")
def find(
    reader: Reader,
    desk: InDesk,
    text: Words = "",
    customer: Words = "",
    order: Words = "",
    request_type: Words = "",
    feeling: Literal["", "calm", "annoyed", "frustrated", "angry"] = "",
    state: Literal["", "assistant", "waiting", "agent", "closed"] = "",
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    after: Words | None = None,
) -> dict[str, Any]:
    """Conversations for which all that is given holds, newest first, a page at a time."""
    wanted = Wanted(text, customer, order.strip(), request_type, feeling, state, since, until)
    with desk.store.reading() as session:
        try:
            return search.find(session, wanted, after=after)
        except NothingToFind:
            raise Problem(422, "nothing_to_find") from None
        except BadCursor:
            raise Problem(422, "invalid_request", where="after") from None
