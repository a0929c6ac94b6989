"""The clocks of the standards, on the times of the log (STD2)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from frontdesk import log
from frontdesk.desk import promises, transfers
from frontdesk.desk.handoffs import FollowUp
from frontdesk.desk.promises import PromiseStatus
from frontdesk.desk.transfers import Target
from frontdesk.staff import hours
from frontdesk.staff.agents import Agent
from frontdesk.standards import sla, standards
from frontdesk.standards.sla import Clock
from frontdesk.standards.standards import Measure, Standards
from frontdesk.store import Store
from tests.frontdesk.clocked import SHIPPED, claim, reply, resolve
from tests.frontdesk.scenes import AT, later, say


def clocks_of(store: Store, conversation_id: str) -> dict[Measure, list[Clock]]:
    with store.reading() as session:
        found = sla.clocks(log.events_of(session, conversation_id))
    return {measure: [c for c in found if c.measure == measure] for measure in Measure}


@pytest.mark.row("STD2")
def test_clocks_run_from_the_times_of_the_log(store: Store, waiting: str, sam: Agent) -> None:
    claim(store, waiting, sam, later(100))
    reply(store, waiting, sam, "Hello Mia, I have read everything.", later(160))
    say(store, waiting, "thanks, and my bench?", at=later(200))
    say(store, waiting, "hello?", at=later(300))
    reply(store, waiting, sam, "It is on its way.", later(420))
    say(store, waiting, "good", at=later(500))
    resolve(store, waiting, sam, later(600))
    found = clocks_of(store, waiting)
    spans = {
        measure: [((c.started_at - AT).seconds, c.ended_at and (c.ended_at - AT).seconds, c.by) for c in clocks]
        for measure, clocks in found.items()
    }
    assert spans == {
        Measure.FIRST_REPLY: [(0, 0, "assistant")],
        Measure.PICK_UP: [(0, 100, "sam")],
        Measure.FIRST_HUMAN_REPLY: [(0, 160, "sam")],
        Measure.NEXT_REPLY: [(200, 420, "sam")],  # from the first message that waits; what was resolved needs none
        Measure.PROMISE_KEPT: [],
        Measure.RESOLVED: [(0, 600, "sam")],
    }


@pytest.mark.row("STD2", "W6")
def test_who_is_passed_on_is_picked_up_again_and_the_matter_runs_on(
    store: Store, waiting: str, sam: Agent, robin: Agent
) -> None:
    claim(store, waiting, sam, later(10))
    reply(store, waiting, sam, "One moment.", later(20))
    say(store, waiting, "well?", at=later(30))
    with store.writing() as session:
        transfers.transfer(session, waiting, sam, target=Target(robin.id), note="a kettle", at=later(40))
    claim(store, waiting, robin, later(100))
    resolve(store, waiting, robin, later(200))
    found = clocks_of(store, waiting)
    assert [(c.by, c.ended_at) for c in found[Measure.PICK_UP]] == [("sam", later(10)), ("robin", later(100))]
    assert [(c.by, c.started_at, c.ended_at) for c in found[Measure.RESOLVED]] == [("robin", AT, later(200))]
    assert found[Measure.NEXT_REPLY] == []


@pytest.mark.row("STD2", "K8")
def test_a_promise_is_measured_against_the_time_that_was_promised(store: Store, waiting: str, sam: Agent) -> None:
    claim(store, waiting, sam, AT)
    resolve(store, waiting, sam, AT, FollowUp("ring about the kettle", later(3600), "phone"))
    [running] = clocks_of(store, waiting)[Measure.PROMISE_KEPT]
    assert (running.started_at, running.ended_at, running.by) == (later(3600), None, "sam")
    with store.writing() as session:
        promises.move(session, running.promise_id or "", later(7200), at=later(3000), offsets=[])
    [moved] = clocks_of(store, waiting)[Measure.PROMISE_KEPT]
    assert moved.started_at == later(7200)  # told before it was late: the new time holds
    with store.writing() as session:
        promises.end(session, running.promise_id or "", PromiseStatus.FAILED, at=later(7100))
    [ended] = clocks_of(store, waiting)[Measure.PROMISE_KEPT]
    standard = standards.read(SHIPPED).of(Measure.PROMISE_KEPT)
    assert standard is not None
    assert sla.is_met(ended, standard, later(7200)) is False


def test_a_promise_that_is_moved_after_its_time_was_late(store: Store, waiting: str, sam: Agent) -> None:
    claim(store, waiting, sam, AT)
    resolve(store, waiting, sam, AT, FollowUp("ring about the kettle", later(3600), "phone"))
    [running] = clocks_of(store, waiting)[Measure.PROMISE_KEPT]
    with store.writing() as session:
        promises.move(session, running.promise_id or "", later(90_000), at=later(5000), offsets=[])
    [moved] = clocks_of(store, waiting)[Measure.PROMISE_KEPT]
    assert moved.started_at == later(3600)


@pytest.mark.row("STD2")
def test_a_clock_stands_still_while_the_desk_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shipped: Standards
) -> None:
    path = tmp_path / "hours.yml"
    path.write_text('time_zone: Europe/Berlin\nopen: {friday: ["09:00-18:00"], monday: ["09:00-18:00"]}\n')
    monkeypatch.setenv("HELPLINE_HOURS_FILE", str(path))
    monkeypatch.setenv("HELPLINE_DATA_DIR", str(tmp_path))
    hours.file.cache_clear()
    try:
        standard = shipped.of(Measure.PICK_UP)
        assert standard is not None
        friday = datetime(2026, 3, 6, 16, 59, 30, tzinfo=UTC)  # half a minute before closing
        clock = Clock(Measure.PICK_UP, 1, friday, None)
        times = sla.times(clock, standard)
        assert times.limit == datetime(2026, 3, 9, 8, 1, 30, tzinfo=UTC)
        assert times.warning == datetime(2026, 3, 9, 8, 0, 45, tzinfo=UTC)
        assert sla.is_met(clock, standard, datetime(2026, 3, 8, 12, tzinfo=UTC)) is None
        assert sla.is_met(clock, standard, times.limit + timedelta(seconds=1)) is False
        picked = replace(clock, ended_at=times.limit)
        assert sla.is_met(picked, standard, times.limit) is True
    finally:
        hours.file.cache_clear()
