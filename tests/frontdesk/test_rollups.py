"""Rollups: reports say the same with and without them, whatever is written and whoever keeps them meanwhile."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from frontdesk.aftercare import ratings
from frontdesk.conversation.erasure import erase
from frontdesk.desk import handoffs, promises
from frontdesk.desk.handoffs import FollowUp, Resolution, RootCause
from frontdesk.desk.promises import PromiseStatus
from frontdesk.log import StatusType
from frontdesk.staff.agents import Agent
from frontdesk.standards import reports, rollups
from frontdesk.standards.periods import Period
from frontdesk.standards.report_rows import Report
from frontdesk.standards.rollups import AT_REST, BATCH
from frontdesk.store import Store
from frontdesk.tables import ConversationRow, RollupRow
from tests.frontdesk.scenes import AT, at_once, claimed, greeted, later, note, say

DAYS = Period(date(2026, 3, 1), date(2026, 3, 31), ZoneInfo("Europe/Berlin"))
AFTER = datetime(2026, 4, 1, tzinfo=ZoneInfo("UTC"))


def made(store: Store) -> Report:
    with store.reading() as session:
        return reports.make(session, DAYS, AFTER)


def keep_all(store: Store, at: datetime = AFTER) -> None:
    while rollups.keep_current(store, at):
        pass


def counted_anew(store: Store) -> Report:
    """The report as it is without any rollup."""
    with store.writing() as session:
        session.execute(sa.update(ConversationRow).values(rolled_up_through=0))
    return made(store)


def kept(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(RollupRow)) or 0


def rate(store: Store, conversation_id: str, score: int, at: datetime = AT) -> None:
    with store.writing() as session:
        ratings.rate(session, conversation_id, score=score, comment=f"{score} of 5", at=at)


def resolved(store: Store, agent: Agent) -> str:
    """A conversation with something in every part of a report."""
    conversation_id = claimed(store, agent)
    note(store, conversation_id, StatusType.REQUEST_HEARD, request_type="refund", cause="late", offsets=[])
    note(
        store,
        conversation_id,
        StatusType.NOT_UNDERSTOOD,
        awaiting=None,
        offsets=[say(store, conversation_id, "hm").offset],
    )
    for type_ in (StatusType.OFFER_MADE, StatusType.OFFER_DECLINED):
        note(store, conversation_id, type_, offer="trace", offsets=[])
    with store.writing() as session:
        handoffs.resolve(
            session,
            conversation_id,
            agent,
            resolution=Resolution.SOLVED,
            root_cause=RootCause.PROCESS,
            follow_up=FollowUp("ring", later(86_400), "phone"),
            at=later(60),
        )
    rate(store, conversation_id, 4)
    return conversation_id


@pytest.mark.row("STD2", "STD4", "P4", "PRIDE")
def test_a_report_is_the_same_from_rollups_as_from_the_logs(store: Store, sam: Agent) -> None:
    for _ in range(3):
        resolved(store, sam)
    from_logs = made(store)
    keep_all(store)
    assert kept(store) == 3
    assert made(store) == from_logs
    assert from_logs["satisfaction"]["count"] == from_logs["not_understood"]["total"] == from_logs["conversations"] == 3
    assert {row["words"] for row in from_logs["not_understood"]["said"]} == {"hm"}


def test_what_is_written_after_it_was_kept_counts_at_once_and_is_kept_again(store: Store, sam: Agent) -> None:
    conversation_id = resolved(store, sam)
    keep_all(store)
    with store.writing() as session:
        promise_id = str(promises.promises_of(session, conversation_id)[0]["id"])
        promises.end(session, promise_id, PromiseStatus.KEPT, at=later(86_000))
    rate(store, conversation_id, 2, later(86_100))
    for _ in range(2):
        report = made(store)
        assert report["satisfaction"]["average"] == 2
        [promised] = [s for s in report["standards"] if s["measure"] == "promise_kept"]
        assert (promised["met"], promised["total"]) == (1, 1)
        keep_all(store)
    assert kept(store) == 1
    assert made(store) == counted_anew(store)


def test_a_conversation_under_way_is_kept_when_it_is_at_rest(store: Store, sam: Agent) -> None:
    claimed(store, sam)
    rollups.keep_current(store, AT + AT_REST / 2)
    assert kept(store) == 0
    rollups.keep_current(store, AT + AT_REST)
    assert kept(store) == 1


def test_more_than_one_batch_is_kept(store: Store) -> None:
    for _ in range(BATCH + 1):
        greeted(store)
    keep_all(store)
    assert kept(store) == BATCH + 1


def test_nothing_is_lost_that_is_written_while_others_keep(store: Store, sam: Agent) -> None:
    """However the writes and the keepers meet, the log decides."""
    ids = [resolved(store, sam) for _ in range(3)]
    writing = [partial(rate, store, id_, score, later(score)) for score in (1, 5) for id_ in ids]
    keeping: list[Callable[[], None]] = [partial(keep_all, store)] * 3
    assert at_once([*writing, *keeping]) == [None] * (len(writing) + len(keeping))
    among_others = made(store)
    keep_all(store, AFTER + timedelta(days=1))
    assert made(store) == among_others == counted_anew(store)


def test_an_erased_conversation_is_in_no_report(store: Store, sam: Agent) -> None:
    erased = resolved(store, sam)
    resolved(store, sam)
    keep_all(store)
    erase(store, erased)
    assert kept(store) == 1
    assert made(store)["conversations"] == made(store)["satisfaction"]["count"] == 1
