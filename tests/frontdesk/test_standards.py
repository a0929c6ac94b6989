"""Standards: the file, the clocks on the log's times, and the watch over them, each step once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from frontdesk import log
from frontdesk.delivery import outbox
from frontdesk.desk import handoffs, promises, replies, transfers
from frontdesk.desk.handoffs import FollowUp, Resolution
from frontdesk.desk.promises import PromiseStatus
from frontdesk.desk.transfers import Target
from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.settings import ROOT, Settings
from frontdesk.staff import hours
from frontdesk.staff.agents import Agent, Role
from frontdesk.standards import sla, standards, standards_watch
from frontdesk.standards.sla import Clock
from frontdesk.standards.standards import Measure, Standard, Standards
from frontdesk.store import Store
from frontdesk.tables import OutboxRow
from frontdesk.yaml_lines import InvalidFile
from tests.frontdesk.scenes import AT, MIA, add_agent, answer, at_once, greeted, hand_over, later, say, statuses

SHIPPED = ROOT / "data" / "service" / "standards.yml"
MINUTE = 60
SOUND = """first_reply:
  words: Whoever writes is answered.
  limit: 30 seconds
  share: 95 %
  window: 30 days
  calendar: around the clock
pick_up:
  words: Whoever needs a person has one.
  limit: 2 minutes
  share: 90 %
  window: 30 days
  calendar: open hours
  warn_before: 45 seconds
"""


@pytest.fixture
def shipped() -> Standards:
    return standards.read(SHIPPED)


@pytest.fixture
def waiting(store: Store) -> str:
    """A conversation in which a person is asked for at AT."""
    conversation_id = greeted(store, identity=MIA)
    say(store, conversation_id, "I want to talk to a person")
    answer(store, conversation_id, "I'm getting a colleague.")
    hand_over(store, conversation_id)
    return conversation_id


@pytest.fixture
def watch(store: Store, settings: Settings, shipped: Standards) -> Callable[[float], None]:
    """Looks at all clocks so many seconds after AT; as a worker does that was just started, and sees nothing twice."""

    def look(seconds: float) -> None:
        standards_watch.keep(store, settings, shipped, later(seconds), {})

    return look


def claim(store: Store, conversation_id: str, agent: Agent, at: datetime) -> None:
    with store.writing() as session:
        row = handoffs.open_handoff(session, conversation_id)
        assert row is not None
        handoffs.claim(session, row.id, agent, at)


def reply(store: Store, conversation_id: str, agent: Agent, text: str, at: datetime) -> None:
    with store.writing() as session:
        replies.add(
            session, conversation_id, agent, kind=Kind.MESSAGE, client_message_id=f"{at:%H%M%S}", text=text, at=at
        )


def resolve(store: Store, conversation_id: str, agent: Agent, at: datetime, promise: FollowUp | None = None) -> None:
    with store.writing() as session:
        handoffs.resolve(
            session,
            conversation_id,
            agent,
            resolution=Resolution.SOLVED,
            root_cause=None,
            follow_up=promise,
            at=at,
        )


def clocks_of(store: Store, conversation_id: str) -> dict[Measure, list[Clock]]:
    with store.reading() as session:
        found = sla.clocks(log.events_of(session, conversation_id))
    return {measure: [c for c in found if c.measure == measure] for measure in Measure}


def mail(store: Store) -> list[OutboxRow]:
    with store.reading() as session:
        return list(session.scalars(sa.select(OutboxRow).order_by(OutboxRow.id)))


@pytest.mark.row("STD1", "STD2")
def test_every_measure_has_a_standard_with_limit_share_window_and_calendar(shipped: Standards) -> None:
    assert [measure for measure, _ in shipped.each()] == list(Measure)
    picked = shipped.of(Measure.PICK_UP)
    assert picked is not None
    assert (picked.limit, picked.share, picked.calendar) == (timedelta(minutes=2), 0.9, "open hours")


@pytest.mark.row("STD1")
@pytest.mark.parametrize(
    ("wrong", "instead", "line", "told"),
    [
        ("limit: 30 seconds", "limit: 30", 3, "is no duration; write a number and seconds, minutes, hours or days"),
        ("share: 95 %", "share: 950 %", 4, "is no share; write one such as 90 %"),
        ("calendar: around the clock", "calendar: weekdays", 6, "'open hours' or 'around the clock'"),
        ("pick_up:", "pickup:", 7, "did you mean 'pick_up'?"),
        ("warn_before: 45 seconds", "warn_before: 3 minutes", 1, "pick_up: `warn_before` should be shorter"),
    ],
)
def test_a_fault_is_told_with_file_line_and_cure(
    tmp_path: Path, wrong: str, instead: str, line: int, told: str
) -> None:
    path = tmp_path / "standards.yml"
    path.write_text(SOUND.replace(wrong, instead, 1), "utf-8")
    with pytest.raises(InvalidFile) as error:
        standards.read(path)
    assert f"standards.yml:{line}: " in str(error.value)
    assert told in str(error.value)


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


@pytest.mark.row("STD3", "B1")
def test_the_desk_is_warned_then_the_customer_told_then_the_leads(
    store: Store, waiting: str, watch: Callable[[float], None]
) -> None:
    add_agent(store, "Kim", Role.LEAD)
    watch(74)
    assert _steps(store, waiting) == []
    watch(75)
    assert _steps(store, waiting) == ["standard_warned"]
    watch(90)
    assert _steps(store, waiting) == ["standard_warned", "delayed"]
    [told] = statuses(store, waiting, StatusType.DELAYED)
    assert told.for_customer
    assert told.at < later(120)  # of a delay, before it is one
    watch(120)
    assert len(_steps(store, waiting)) == 2
    assert mail(store) == []
    watch(120.1)
    assert _steps(store, waiting) == ["standard_warned", "delayed", "standard_missed"]
    [letter] = mail(store)
    assert letter.recipient == "kim@shop.example"
    assert "Mia Lindqvist waits for a person" in letter.body


@pytest.mark.row("STD3")
def test_each_step_happens_once_however_often_it_is_looked_at(
    store: Store, settings: Settings, shipped: Standards, waiting: str
) -> None:
    add_agent(store, "Kim", Role.LEAD)
    hooked = replace(settings, webhook_urls=("https://a.example/hook",))
    for seconds in (100, 130):
        looks = [lambda: standards_watch.keep(store, hooked, shipped, later(seconds), {})] * 4  # noqa: B023
        assert at_once(looks) == [None] * 4
    seen: standards_watch.Seen = {}
    for seconds in (200, 201, 4000):
        standards_watch.keep(store, hooked, shipped, later(seconds), seen)
    assert _steps(store, waiting) == ["standard_warned", "delayed", "standard_missed"]
    assert [row.subject for row in mail(store) if row.channel == "webhook"] == ["standard.warned", "standard.missed"]
    assert len([row for row in mail(store) if row.channel == "mail"]) == 1


@pytest.mark.row("STD3")
def test_two_who_waited_alike_are_two_events(store: Store, settings: Settings, shipped: Standards) -> None:
    """Their clocks stand at the same place of their logs."""
    alike = [greeted(store), greeted(store)]
    for conversation_id in alike:
        hand_over(store, conversation_id)
    hooked = replace(settings, webhook_urls=("https://a.example/hook",))
    standards_watch.keep(store, hooked, shipped, later(130), {})
    told = [row.conversation_id for row in mail(store) if row.subject == "standard.missed"]
    assert sorted(told, key=str) == sorted(alike)


@pytest.mark.row("STD3")
def test_after_a_long_standstill_nobody_is_warned_of_what_is_late(
    store: Store, waiting: str, watch: Callable[[float], None]
) -> None:
    watch(1000)
    assert sorted(_steps(store, waiting)) == ["delayed", "standard_missed"]


def test_who_is_picked_up_in_time_hears_nothing(
    store: Store, waiting: str, sam: Agent, watch: Callable[[float], None]
) -> None:
    claim(store, waiting, sam, later(30))
    watch(240)
    assert _steps(store, waiting) == []


def test_the_worker_looks_again_only_when_something_is_due_or_was_written(
    store: Store, settings: Settings, shipped: Standards, waiting: str, sam: Agent
) -> None:
    seen: standards_watch.Seen = {}
    standards_watch.keep(store, settings, shipped, later(1), seen)
    assert seen[waiting][1] == later(75)
    claim(store, waiting, sam, later(20))
    reply(store, waiting, sam, "Hello Mia.", later(25))
    say(store, waiting, "hello", at=later(30))
    standards_watch.keep(store, settings, shipped, later(31), seen)
    assert seen[waiting][1] == later(30 + 3 * MINUTE)
    resolve(store, waiting, sam, later(60))
    standards_watch.keep(store, settings, shipped, later(61), seen)
    assert seen == {}


@pytest.mark.row("STD3", "E2")
def test_a_second_delay_is_told_in_other_words_and_by_name(
    store: Store, waiting: str, sam: Agent, watch: Callable[[float], None]
) -> None:
    claim(store, waiting, sam, later(10))
    reply(store, waiting, sam, "Hello Mia.", later(20))
    for start in (100, 1000):
        say(store, waiting, "and?", at=later(start))
        watch(start + 5 * MINUTE)
        reply(store, waiting, sam, "Nearly there.", later(start + 301))
    first, second = (event.text or "" for event in statuses(store, waiting, StatusType.DELAYED))
    assert first != second
    assert "Sam" in first
    assert "Sam" in second


@pytest.mark.row("STD3", "P2")
def test_a_promise_is_warned_of_and_the_customer_told_before_it_is_late(
    store: Store, waiting: str, sam: Agent, watch: Callable[[float], None]
) -> None:
    add_agent(store, "Kim", Role.LEAD)
    claim(store, waiting, sam, later(30))
    day = 24 * 3600
    resolve(store, waiting, sam, later(60), FollowUp("find out about the kettle", later(day), "email"))
    watch(day - 4 * 3600 + 15 * MINUTE)
    assert _steps(store, waiting) == ["standard_warned"]
    watch(day - 15 * MINUTE)
    assert _steps(store, waiting) == ["standard_warned", "delayed"]
    [letter] = mail(store)
    assert letter.recipient == MIA.email
    assert "find out about the kettle" in letter.body
    watch(day + 15 * MINUTE + 1)
    assert _steps(store, waiting)[-1] == "standard_missed"
    assert [row.recipient for row in mail(store)] == [MIA.email, "kim@shop.example"]


def test_the_assistants_own_promises_are_kept_by_the_worker_and_warned_of_by_nobody(
    store: Store, watch: Callable[[float], None]
) -> None:
    conversation_id = greeted(store)
    with store.writing() as session:
        promise = promises.Promise("trace", "look for the bench", later(3600), Author.ASSISTANT, "chat")
        promises.give(session, conversation_id, promise, key="turn:1", at=AT)
    watch(90_000)
    assert _steps(store, conversation_id) == []


@pytest.mark.row("STD3")
def test_ten_thousand_missed_standards_are_no_ten_thousand_mails(store: Store, watch: Callable[[float], None]) -> None:
    add_agent(store, "Kim", Role.LEAD)
    ids = []
    for number in range(8):
        conversation_id = greeted(store)
        say(store, conversation_id, f"a person please, {number}")
        answer(store, conversation_id, "I'm getting a colleague.")
        hand_over(store, conversation_id)
        ids.append(conversation_id)
    watch(130)
    [letter] = mail(store)
    assert letter.body.count("\n· ") == 8
    assert letter.due_at == later(135)
    outbox._lease_due(store, later(135), outbox.Channel.MAIL)
    late = greeted(store)
    say(store, late, "me too", at=later(150))
    answer(store, late, "I'm getting a colleague.", at=later(150))
    hand_over(store, late, at=later(150))
    watch(300)
    first, second = mail(store)
    assert first.body.count("\n· ") == 8
    assert second.due_at == first.created_at + timedelta(minutes=10)


def _steps(store: Store, conversation_id: str) -> list[str]:
    wanted = (StatusType.STANDARD_WARNED, StatusType.DELAYED, StatusType.STANDARD_MISSED)
    return [str(event.type) for event in _events(store, conversation_id) if event.type in wanted]


def _events(store: Store, conversation_id: str) -> list[Event]:
    with store.reading() as session:
        return log.events_of(session, conversation_id)


def test_a_measure_that_is_left_out_is_not_watched(store: Store, settings: Settings, waiting: str) -> None:
    none = Standards()
    standards_watch.keep(store, settings, none, later(100_000), {})
    assert _steps(store, waiting) == []
    only = Standards(
        pick_up=Standard.model_validate(
            {"words": "w", "limit": "1 minute", "share": "90 %", "window": "1 day", "calendar": "around the clock"}
        )
    )
    standards_watch.keep(store, settings, only, later(100_000), {})
    assert _steps(store, waiting) == []  # nothing says that somebody is told
