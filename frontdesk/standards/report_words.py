"""What customers said: what was not understood, and their ratings, with the newest of their words (STD4, P4)."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk.clock import iso
from frontdesk.log import Author, Kind
from frontdesk.standards import rollups
from frontdesk.standards.report_rows import Counted, Report, label
from frontdesk.tables import EventRow

MOST_WORDS = 500
"""How many of the newest words of customers a report quotes."""
PLACES_AT_ONCE = 1000


def not_understood(session: Session, found: Sequence[Counted]) -> Report:
    """How many turns were not understood, and what customers said in the newest of them (P4)."""
    shown = [(e, e.data.get("offsets") or [e.offset]) for e in sorted(found, key=_newest_first)[:MOST_WORDS]]
    said = _events(session, [(event.conversation_id, offset) for event, offsets in shown for offset in offsets])

    def words(event: Counted, offsets: Sequence[int]) -> str:
        rows = [row for offset in sorted(offsets) if (row := said.get((event.conversation_id, offset)))]
        return "\n".join(row.text or "" for row in rows if (row.author, row.kind) == (Author.CUSTOMER, Kind.MESSAGE))

    return {
        "total": len(found),
        "said": [
            {
                "conversation_id": event.conversation_id,
                "offset": offsets[0],
                "at": iso(rollups.moment(event.at)),
                "words": words(event, offsets),
            }
            for event, offsets in shown
        ],
    }


def satisfaction(session: Session, rated: Sequence[Counted]) -> Report:
    """What customers said of it: of a conversation that was rated more than once, the newest rating of the period."""
    newest = {event.conversation_id: event for event in rated}
    ratings = sorted(newest.values(), key=_newest_first)
    scores = Counter(int(event.data["score"]) for event in ratings)
    commented = [event for event in ratings if event.data["has_words"]][:MOST_WORDS]
    written = _events(session, [(event.conversation_id, event.offset) for event in commented])

    def by(name: str, group: str) -> list[Report]:
        groups: dict[str, list[int]] = defaultdict(list)
        for event in ratings:
            groups[event.data[name]].append(int(event.data["score"]))
        rows = [
            {"group": key, "label": label(group, key), "count": len(given), "average": sum(given) / len(given)}
            for key, given in groups.items()
        ]
        return sorted(rows, key=lambda row: (-int(row["count"]), row["label"]))

    return {
        "count": len(ratings),
        "average": sum(n * score for score, n in scores.items()) / len(ratings) if ratings else None,
        "scores": [{"score": score, "count": scores[score]} for score in range(1, 6)],
        "by_request_type": by("request_type", "label.request_type"),
        "by_cause": by("cause", "label.cause"),
        "words": [
            {
                "conversation_id": event.conversation_id,
                "offset": event.offset,
                "at": iso(rollups.moment(event.at)),
                "score": event.data["score"],
                "words": row.data["comment"],
            }
            for event in commented
            if (row := written.get((event.conversation_id, event.offset)))
        ],
    }


def _newest_first(event: Counted) -> tuple[int, str, int]:
    return -event.at, event.conversation_id, event.offset


def _events(session: Session, places: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    """Author, kind, text and data of the events at these places: conversation and offset."""
    place = sa.tuple_(EventRow.conversation_id, EventRow.offset)
    columns = (EventRow.conversation_id, EventRow.offset, EventRow.author, EventRow.kind, EventRow.text, EventRow.data)
    found: dict[tuple[str, int], Any] = {}
    for first in range(0, len(places), PLACES_AT_ONCE):
        rows = session.execute(sa.select(*columns).where(place.in_(places[first : first + PLACES_AT_ONCE])))
        found |= {(row.conversation_id, row.offset): row for row in rows}
    return found
