"""How trying a conversation has been, apart from what its words show (H4)."""

from datetime import UTC, datetime, timedelta

import pytest

from frontdesk.conversation.feelings import LONG_WAIT, strain
from frontdesk.log import Author, Event, Kind, StatusType

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
MOMENT, TOO_LONG = timedelta(seconds=20), LONG_WAIT + timedelta(seconds=1)


def said(author: Author, after: timedelta = MOMENT) -> Event:
    """A message; `after` is the time since the one before."""
    return Event(0, AT + after, author, Kind.MESSAGE, "…")


def understood(intent: str = "track_order", *cues: str) -> Event:
    found = [{"start": 0, "end": 1, "kind": kind} for kind in cues]
    return Event(0, AT, Author.ASSISTANT, Kind.NLU, data={"intent": {"name": intent}, "frustration": {"cues": found}})


def happened(type_: StatusType, **data: object) -> Event:
    return Event(0, AT, Author.ASSISTANT, Kind.STATUS, data={"type": str(type_), **data})


def waited(gap: timedelta) -> list[Event]:
    return [said(Author.CUSTOMER, timedelta()), said(Author.ASSISTANT, gap)]


@pytest.mark.parametrize(
    ("events", "level"),
    [
        ([], "calm"),
        ([understood(), *waited(MOMENT)], "calm"),
        ([understood("nlu_fallback")], "calm"),
        ([understood("nlu_fallback"), understood("nlu_fallback")], "annoyed"),
        ([understood("track_order", "repetition"), understood("nlu_fallback")], "annoyed"),
        ([understood("track_order", "waiting", "courtesy")] * 5, "calm"),
        ([happened(StatusType.OFFER_DECLINED)], "calm"),
        ([happened(StatusType.OFFER_DECLINED), happened(StatusType.DELAYED)], "annoyed"),
        ([happened(StatusType.CHECKED, settled=True)] * 3, "calm"),
        ([happened(StatusType.CHECKED, settled=False)], "annoyed"),
        ([happened(StatusType.CHECKED, settled=False)] * 2, "frustrated"),
        (waited(TOO_LONG), "calm"),
        (waited(TOO_LONG) * 2, "annoyed"),
        (waited(TOO_LONG) * 9, "frustrated"),
        (waited(LONG_WAIT) * 9, "calm"),
    ],
)
def test_a_conversation_becomes_trying_by_what_happens_in_it(events: list[Event], level: str) -> None:
    assert strain(events) == level


def test_a_wait_counts_from_the_first_message_without_an_answer() -> None:
    burst = [said(Author.CUSTOMER, timedelta()), said(Author.CUSTOMER, LONG_WAIT), said(Author.AGENT, TOO_LONG)]
    assert strain(burst * 2) == "annoyed"
