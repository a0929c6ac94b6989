"""The watch over the clocks: the desk is warned, the customer told, the leads called, each once (STD3)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from frontdesk import log
from frontdesk.delivery import outbox
from frontdesk.desk import promises
from frontdesk.desk.handoffs import FollowUp
from frontdesk.log import Author, Event, StatusType
from frontdesk.settings import Settings
from frontdesk.staff.agents import Agent, Role
from frontdesk.standards import standards_watch
from frontdesk.standards.standards import Standard, Standards
from frontdesk.store import Store
from frontdesk.tables import OutboxRow
from tests.frontdesk.clocked import claim, reply, resolve
from tests.frontdesk.scenes import AT, MIA, add_agent, answer, at_once, greeted, hand_over, later, say, statuses

MINUTE = 60


@pytest.fixture
def watch(store: Store, settings: Settings, shipped: Standards) -> Callable[[float], None]:
    """Looks at all clocks so many seconds after AT; as a worker does that was just started, and sees nothing twice."""

    def look(seconds: float) -> None:
        standards_watch.keep(store, settings, shipped, later(seconds), {})

    return look


def mail(store: Store) -> list[OutboxRow]:
    with store.reading() as session:
        return list(session.scalars(sa.select(OutboxRow).order_by(OutboxRow.id)))


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


def _steps(store: Store, conversation_id: str) -> list[str]:
    wanted = (StatusType.STANDARD_WARNED, StatusType.DELAYED, StatusType.STANDARD_MISSED)
    return [str(event.type) for event in _events(store, conversation_id) if event.type in wanted]


def _events(store: Store, conversation_id: str) -> list[Event]:
    with store.reading() as session:
        return log.events_of(session, conversation_id)
