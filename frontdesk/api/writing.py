"""The agent API: what helps an agent to write."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from frontdesk.api.context import InDesk, Reader
from frontdesk.api.problems import Problem
from frontdesk.staff import canned

router = APIRouter(prefix="/api/v1/agent", tags=["agent"])


@router.get("/conversations/{conversation_id}/canned")
def get_canned(conversation_id: str, reader: Reader, desk: InDesk) -> dict[str, Any]:
    """Canned replies, filled with what is known here; `missing` facts still stand in the text in braces."""
    with desk.store.reading() as session:
        try:
            found = canned.replies_for(session, conversation_id, reader.agent)
        except LookupError:
            raise Problem(404, "unknown_conversation") from None
    return {"replies": [asdict(reply) for reply in found]}
