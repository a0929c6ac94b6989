"""Ratings: kept, thanked for, learned from; the favour is asked only when it was earned (STD4, W8, B5, P4, REF)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from frontdesk import log
from frontdesk.aftercare import ratings, referrals
from frontdesk.conversation.conversations import Owner, set_owner
from frontdesk.conversation.identity import Identity
from frontdesk.desk import handoffs, promises
from frontdesk.desk.promises import Promise
from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.staff.agents import Agent
from frontdesk.store import Store
from frontdesk.tables import RatingRow
from tests.frontdesk.scenes import (
    AT,
    MIA,
    claimed,
    events,
    greeted,
    hand_over,
    later,
    record,
    row_of,
    say,
    statuses,
    take,
)

LIAM = Identity("cus_liam", "Liam Murphy", "liam@example.com")


def closed(
    store: Store,
    identity: Identity | None = MIA,
    *,
    level: str = "calm",
    resolution: str = "solved",
    done: dict[str, Any] | None = None,
) -> str:
    """A conversation that was closed and in which it was asked how it was."""
    conversation_id = greeted(store, identity=identity)
    say(store, conversation_id, "where is order 1042?")
    nlu = {"intent": {"name": "track_order"}, "frustration": {"score": 0.5, "level": level, "cues": []}}
    turn = take(store, conversation_id)
    assert turn is not None
    record(store, turn, {"text": "Glad to help. How was it?", "buttons": [], "rating": True}, nlu=nlu)
    with store.writing() as session:
        heard = {"request_type": "track_order", "cause": "late", "repeated": False, "restated": "", "offsets": []}
        log.append_status(session, conversation_id, StatusType.REQUEST_HEARD, at=AT, **heard)
        log.append_status(
            session, conversation_id, StatusType.RESOLVED, at=AT, author=Author.ASSISTANT, resolution=resolution
        )
        set_owner(session, conversation_id, Owner.CLOSED)
    return conversation_id


def rate(store: Store, conversation_id: str, score: int, comment: str | None = None, *, seconds: float = 60) -> None:
    with store.writing() as session:
        ratings.rate(session, conversation_id, score=score, comment=comment, at=later(seconds))


def replies(store: Store, conversation_id: str) -> list[Event]:
    """What the assistant said to the rating."""
    return [e for e in events(store, conversation_id, Kind.MESSAGE) if e.author == Author.ASSISTANT][2:]


@pytest.mark.row("STD4", "W8", "B5")
@pytest.mark.parametrize("comment", [None, "nobody answered for weeks"])
def test_every_rating_is_thanked_for_with_what_happens_to_it(store: Store, comment: str | None) -> None:
    """And no two kinds of it are thanked alike."""
    told = set()
    for score in (1, 3, 5):
        conversation_id = closed(store, None)
        rate(store, conversation_id, score, comment)
        [reply] = replies(store, conversation_id)
        assert "hank" in (reply.text or "")
        told.add(reply.text)
    assert len(told) == 3


@pytest.mark.row("W8", "B5")
def test_a_low_rating_asks_what_went_wrong_and_offers_a_person_once(store: Store) -> None:
    conversation_id = closed(store)
    rate(store, conversation_id, 1)
    [reply] = replies(store, conversation_id)
    assert "What went wrong" in (reply.text or "")
    assert [b["payload"] for b in reply.data["buttons"]] == ["/speak_to_human"]
    rate(store, conversation_id, 2)
    assert len(replies(store, conversation_id)) == 1


@pytest.mark.row("W8", "P4")
def test_a_low_rating_is_kept_as_a_lesson_by_cause(store: Store) -> None:
    conversation_id = closed(store)
    rate(store, conversation_id, 2, " nobody answered ")
    [lesson] = statuses(store, conversation_id, StatusType.LESSON)
    assert {k: lesson.data[k] for k in ("score", "words", "request_type", "cause")} == {
        "score": 2,
        "words": "nobody answered",
        "request_type": "track_order",
        "cause": "late",
    }
    assert not lesson.for_customer
    [reply] = replies(store, conversation_id)
    assert "What went wrong" not in (reply.text or ""), "it was said already"


@pytest.mark.row("STD4")
def test_a_second_rating_replaces_the_first_and_says_nothing_new(store: Store) -> None:
    conversation_id = closed(store)
    rate(store, conversation_id, 5)
    rate(store, conversation_id, 5)
    before = len(replies(store, conversation_id))
    rate(store, conversation_id, 3, "on second thoughts")
    assert len(replies(store, conversation_id)) == before
    with store.reading() as session:
        row = session.scalars(sa.select(RatingRow)).one()
    assert (row.score, row.comment) == (3, "on second thoughts")


@pytest.mark.row("STD4")
@pytest.mark.parametrize("asked", [True, False])
def test_a_rating_that_is_sent_again_stands_in_the_log_once(store: Store, asked: bool) -> None:
    """An opinion that changes and changes back is three."""
    conversation_id = closed(store) if asked else greeted(store)
    for score in (4, 4, 5, 4, 4):
        rate(store, conversation_id, score)
    rated = statuses(store, conversation_id, StatusType.RATED)
    assert [event.data["score"] for event in rated] == [4, 5, 4]


@pytest.mark.row("STD4")
def test_a_rating_that_nobody_asked_for_is_kept_quietly(store: Store) -> None:
    conversation_id = greeted(store)
    rate(store, conversation_id, 1)
    assert len(events(store, conversation_id, Kind.MESSAGE)) == 1


@pytest.mark.row("W2", "STD4")
def test_nothing_is_said_while_a_human_has_the_conversation(store: Store, sam: Agent) -> None:
    conversation_id = closed(store)
    hand_over(store, conversation_id)
    before = events(store, conversation_id, Kind.MESSAGE)
    rate(store, conversation_id, 1)
    assert events(store, conversation_id, Kind.MESSAGE) == before


@pytest.mark.row("REF")
def test_a_happy_customer_is_asked_once_with_what_they_gain_and_an_easy_no(store: Store) -> None:
    conversation_id = closed(store)
    rate(store, conversation_id, 5)
    thanks, ask = replies(store, conversation_id)
    assert "?" not in (thanks.text or "")
    assert (ask.text or "").count("€10.00") == 2
    assert [b["payload"] for b in ask.data["buttons"]] == ["/affirm", "/deny"]
    assert statuses(store, conversation_id, StatusType.REFERRAL_ASKED)[0].data["offsets"] == [ask.offset]
    another = closed(store)
    rate(store, another, 5)
    assert len(replies(store, another)) == 1


@pytest.mark.row("REF")
@pytest.mark.parametrize("score", [1, 2, 3])
def test_nobody_is_asked_a_favour_after_a_low_rating(store: Store, score: int) -> None:
    conversation_id = closed(store)
    rate(store, conversation_id, score)
    assert statuses(store, conversation_id, StatusType.REFERRAL_ASKED) == []


@pytest.mark.row("REF")
@pytest.mark.parametrize(
    "how",
    [{"level": "angry"}, {"level": "frustrated"}, {"resolution": "partly_solved"}, {"identity": None}],
    ids=["anger", "frustration", "not solved", "a stranger"],
)
def test_nobody_is_asked_a_favour_that_was_not_earned(store: Store, how: dict[str, Any]) -> None:
    conversation_id = closed(store, **how)
    rate(store, conversation_id, 5)
    assert len(replies(store, conversation_id)) == 1


@pytest.mark.row("REF")
def test_nobody_is_asked_a_favour_while_something_promised_is_open(store: Store) -> None:
    """In any of the customer's conversations."""
    earlier = closed(store)
    with store.writing() as session:
        promise = Promise("trace", "tell you", later(900), Author.ASSISTANT, "chat")
        promises.give(session, earlier, promise, key="k", at=AT)
    conversation_id = closed(store)
    rate(store, conversation_id, 5)
    assert len(replies(store, conversation_id)) == 1


@pytest.mark.row("REF")
@pytest.mark.parametrize(("days", "declined", "asked"), [(364, False, 0), (366, False, 1), (4000, True, 0)])
def test_it_is_asked_again_only_after_a_long_time_and_never_after_a_no(
    store: Store, days: int, declined: bool, asked: int
) -> None:
    first = closed(store)
    rate(store, first, 5)
    if declined:
        with store.writing() as session:
            log.append_status(session, first, StatusType.REFERRAL_DECLINED, at=later(70))
    second = closed(store)
    rate(store, second, 5, seconds=timedelta(days=days).total_seconds())
    assert len(statuses(store, second, StatusType.REFERRAL_ASKED)) == asked


@pytest.mark.row("REF")
def test_it_can_be_switched_off(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    off = replace(referrals.rules(), enabled=False)
    monkeypatch.setattr(referrals, "rules", lambda: off)
    conversation_id = closed(store, LIAM)
    rate(store, conversation_id, 5)
    assert len(replies(store, conversation_id)) == 1


@pytest.mark.row("STD4", "W8")
def test_what_an_agent_resolved_is_thanked_for_as_well(store: Store, sam: Agent) -> None:
    conversation_id = claimed(store, sam)
    with store.writing() as session:
        handoffs.resolve(
            session, conversation_id, sam,
            resolution=handoffs.Resolution.SOLVED, root_cause=None, follow_up=None, at=AT,
        )  # fmt: skip
    rate(store, conversation_id, 4)
    assert "hank" in (events(store, conversation_id, Kind.MESSAGE)[-1].text or "")
    assert row_of(store, conversation_id).owner == Owner.CLOSED
