"""Finding conversations by what was said, by whom, about which order, when, how it felt and how it stands (W6)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk.clock import iso
from frontdesk.log import Author, Kind
from frontdesk.search_terms import Term, words_of
from frontdesk.staff import agents
from frontdesk.tables import ConversationRow, EventRow, SearchTermRow
from frontdesk.wording import texts

PAGE = 20
LAST_SIGN = "\U0010ffff"
EXCERPT = 160
RARE = 500
"""Up to so many conversations with a term are looked up by it; a commoner one is only checked, newest first."""


@dataclass(frozen=True)
class Wanted:
    """What is looked for; all that is given holds. Words are found by their beginnings."""

    text: str = ""
    customer: str = ""
    order: str = ""
    request_type: str = ""
    feeling: str = ""
    """How the customer sounded at some point."""
    state: str = ""
    """Who has it: assistant, waiting, agent, closed."""
    since: datetime | None = None
    until: datetime | None = None


class NothingToFind(ValueError):
    """There is no letter and no number in what is looked for."""


class BadCursor(ValueError):
    """This is no `next` of a page."""


def find(session: Session, wanted: Wanted, *, after: str | None = None) -> dict[str, Any]:
    """A page of conversations, newest first; `next` is the `after` of the following page, or None.

    Raises BadCursor, NothingToFind.
    """
    query = sa.select(ConversationRow).order_by(ConversationRow.updated_at.desc(), ConversationRow.id.desc())
    for condition in _conditions(session, wanted):
        query = query.where(condition)
    if after is not None:
        at, id_ = _cursor(after)
        query = query.where(
            sa.or_(
                ConversationRow.updated_at < at,
                sa.and_(ConversationRow.updated_at == at, ConversationRow.id < id_),
            )
        )
    rows = session.scalars(query.limit(PAGE + 1)).all()
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return {
        "conversations": [_shown(session, row, wanted) for row in rows[:PAGE]],
        "next": f"{last.updated_at.isoformat()}|{last.id}" if last else None,
    }


def _conditions(session: Session, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    if any(text.strip() and not words_of(text) for text in (wanted.text, wanted.customer)):
        raise NothingToFind
    found = [_has_beginning(session, Term.WORD, word) for word in sorted(words_of(wanted.text))]
    found += [_has_beginning(session, Term.CUSTOMER, word) for word in sorted(words_of(wanted.customer))]
    exact = {Term.ORDER: wanted.order, Term.REQUEST_TYPE: wanted.request_type, Term.FEELING: wanted.feeling}
    found += [_has(session, kind, SearchTermRow.value == value) for kind, value in exact.items() if value]
    if wanted.state:
        found.append(ConversationRow.owner == wanted.state)
    if wanted.since:
        found.append(ConversationRow.updated_at >= wanted.since)
    if wanted.until:
        found.append(ConversationRow.created_at <= wanted.until)
    return found


def _has_beginning(session: Session, kind: Term, word: str) -> sa.ColumnElement[bool]:
    return _has(session, kind, sa.and_(SearchTermRow.value >= word, SearchTermRow.value <= word + LAST_SIGN))


def _has(session: Session, kind: Term, condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether a conversation has such a term, asked in the way that suits how common it is."""
    terms = sa.select(SearchTermRow.conversation_id).where(SearchTermRow.kind == kind, condition)
    first = terms.limit(RARE + 1).subquery()
    if (session.scalar(sa.select(sa.func.count()).select_from(first)) or 0) <= RARE:
        return ConversationRow.id.in_(terms)
    return terms.where(SearchTermRow.conversation_id == ConversationRow.id).exists()


def _cursor(after: str) -> tuple[datetime, str]:
    at, _, id_ = after.partition("|")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise BadCursor(after) from None
    if moment.tzinfo is None or not id_:
        raise BadCursor(after)
    return moment, id_


def _shown(session: Session, row: ConversationRow, wanted: Wanted) -> dict[str, Any]:
    told = session.execute(
        sa.select(SearchTermRow.kind, SearchTermRow.value).where(
            SearchTermRow.conversation_id == row.id, SearchTermRow.kind.in_([Term.ORDER, Term.REQUEST_TYPE])
        )
    ).all()
    name = agents.name_of(session, row.agent_id)
    offset, excerpt = _excerpt(session, row.id, wanted)
    return {
        "conversation_id": row.id,
        "customer": {"name": row.customer_name, "verified": row.customer_id is not None},
        "state": row.owner,
        "agent": {"id": row.agent_id, "name": name} if name else None,
        "updated_at": iso(row.updated_at),
        "orders": [value for kind, value in told if kind == Term.ORDER],
        "request_types": [
            texts.text(f"label.request_type.{value}") if texts.has_text(f"label.request_type.{value}") else value
            for kind, value in told
            if kind == Term.REQUEST_TYPE
        ],
        "excerpt": excerpt,
        "offset": offset,
    }


def _excerpt(session: Session, conversation_id: str, wanted: Wanted) -> tuple[int | None, str]:
    """The newest message that has most of the words; the customer's first one if no words are looked for."""
    said = session.execute(
        sa.select(EventRow.offset, EventRow.text, EventRow.author)
        .where(EventRow.conversation_id == conversation_id, EventRow.kind.in_([Kind.MESSAGE, Kind.NOTE]))
        .order_by(EventRow.offset)
    ).all()
    looked_for = words_of(wanted.text)

    def hits(text: str | None) -> int:
        words = words_of(text or "")
        return sum(any(word.startswith(beginning) for word in words) for beginning in looked_for)

    def fit(row: Any) -> tuple[int, int]:
        return (hits(row.text), row.offset) if looked_for else (row.author == Author.CUSTOMER, -row.offset)

    best = max(said, key=fit, default=None)
    if best is None:
        return None, ""
    text = " ".join((best.text or "").split())
    return best.offset, text if len(text) <= EXCERPT else text[: EXCERPT - 1].rstrip() + "…"
