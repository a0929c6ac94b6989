"""Ratings: what customers thought of it (STD4)."""

from datetime import datetime

from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.log import Author, StatusType
from frontdesk.tables import RatingRow


def rate(session: Session, conversation_id: str, *, score: int, comment: str | None, at: datetime) -> None:
    """Keep the customer's rating, 1 to 5; the newest holds."""
    log.lock(session, conversation_id)
    session.merge(RatingRow(conversation_id=conversation_id, score=score, comment=comment, at=at))
    log.append_status(
        session,
        conversation_id,
        StatusType.RATED,
        at=at,
        author=Author.CUSTOMER,
        score=score,
        comment=comment,
    )
