"""Reports agree with a count made from the raw log in another way; days are those of the desk."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from frontdesk import log
from frontdesk.aftercare import ratings
from frontdesk.conversation import conversations
from frontdesk.desk import handoffs, promises, replies
from frontdesk.desk.handoffs import FollowUp, Resolution, RootCause
from frontdesk.desk.promises import PromiseStatus
from frontdesk.log import Author, Kind, StatusType
from frontdesk.staff.agents import Agent
from frontdesk.standards import report_tables, reports
from frontdesk.standards.periods import InvalidPeriod, Period
from frontdesk.standards.report_rows import Report
from frontdesk.store import Store
from tests.frontdesk.conftest import DATABASES
from tests.frontdesk.scenes import add_agent, greeted, hand_over, say

MARCH = Period(date(2026, 3, 2), date(2026, 3, 8), ZoneInfo("UTC"))
AFTER = datetime(2026, 3, 20, tzinfo=UTC)
LEVELS = ("calm", "annoyed", "frustrated", "angry")
TYPES = ("refund", "track_order", "delivery_problem")


@pytest.fixture(scope="module", params=DATABASES)
def week(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Thirty conversations of every kind, from two days before the week of the report to two days after it."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('week') / 'helpline.db'}"
    else:
        url = request.getfixturevalue("postgres").create()
    store = Store(url)
    store.migrate()
    random = Random(5)
    people = add_agent(store, "Sam"), add_agent(store, "Robin")
    for number in range(30):
        start = datetime(2026, 2, 28, tzinfo=UTC) + timedelta(minutes=number * 500 + random.randrange(120))
        converse(store, random, start, people[number % 2])
    yield store
    store.close()


def converse(store: Store, random: Random, at: datetime, agent: Agent) -> None:
    """A conversation of some kind, opened at `at`, of which `agent` may take over a part."""
    conversation_id = greeted(store)
    clock = at

    def later(most: int) -> datetime:
        nonlocal clock
        clock += timedelta(seconds=random.randrange(1, most))
        return clock

    with store.writing() as session:
        conversations.require(session, conversation_id).created_at = at

    def note(type_: StatusType, **data: Any) -> None:
        with store.writing() as session:
            log.append_status(session, conversation_id, type_, at=later(9), author=Author.ASSISTANT, **data)

    def feel(turn: int) -> None:
        level = random.choice(LEVELS)
        with store.writing() as session:
            told = {"turn": turn, "frustration": {"level": level, "score": 0.5}, "intent": {"name": "refund"}}
            log.append(session, conversation_id, author=Author.SYSTEM, kind=Kind.NLU, at=clock, data=told)

    feel(say(store, conversation_id, f"=my bench {random.random()}", at=later(9)).offset)
    with store.writing() as session:
        log.append(
            session, conversation_id, author=Author.ASSISTANT, kind=Kind.MESSAGE, at=later(60), text="I see.", data={}
        )
    note(StatusType.REQUEST_HEARD, request_type=random.choice(TYPES), cause=None, restated=None, offsets=[], repeated=0)
    said = say(store, conversation_id, "hm", at=later(9))
    feel(said.offset)
    if random.random() < 0.3:
        note(StatusType.NOT_UNDERSTOOD, awaiting=None, offsets=[said.offset])
    for _ in range(random.randrange(3)):
        note(StatusType.OFFER_MADE, offer="trace")
        note(random.choice([StatusType.OFFER_ACCEPTED, StatusType.OFFER_DECLINED]), offer="trace", offsets=[])
    if random.random() < 0.8:
        _with_a_person(store, random, conversation_id, agent, later)
    for _ in range(random.choice([0, 1, 1, 2])):
        score, comment = random.randrange(1, 6), random.choice([None, "fine", "-1 stars"])
        with store.writing() as session:
            ratings.rate(session, conversation_id, score=score, comment=comment, at=later(600))


def _with_a_person(
    store: Store, random: Random, conversation_id: str, agent: Agent, later: Callable[[int], datetime]
) -> None:
    handoff_id = hand_over(store, conversation_id, at=later(9))
    if random.random() < 0.2:
        return  # nobody ever came
    with store.writing() as session:
        handoffs.claim(session, handoff_id, agent, later(240))
    for number in range(random.randrange(1, 4)):
        with store.writing() as session:
            replies.add(
                session,
                conversation_id,
                agent,
                kind=Kind.MESSAGE,
                client_message_id=f"m{number}",
                text="I'm on it.",
                at=later(400),
            )
        say(store, conversation_id, "thanks", at=later(100))
    promised = random.random() < 0.6
    due = later(60) + timedelta(hours=random.randrange(1, 60))
    with store.writing() as session:
        handoffs.resolve(
            session,
            conversation_id,
            agent,
            resolution=random.choice(list(Resolution)),
            root_cause=random.choice([None, *RootCause]),
            follow_up=FollowUp("ring", due, "phone") if promised else None,
            at=later(60),
        )
    if promised and random.random() < 0.7:
        with store.writing() as session:
            promise_id = str(promises.promises_of(session, conversation_id)[0]["id"])
            end = random.choice([PromiseStatus.KEPT, PromiseStatus.FAILED])
            promises.end(session, promise_id, end, at=due + timedelta(minutes=random.randrange(-40, 40)))


def made(store: Store, days: Period = MARCH) -> Report:
    with store.reading() as session:
        return reports.make(session, days, AFTER)


def raw(store: Store) -> list[dict[str, Any]]:
    """The table of events as it is, oldest first in each conversation."""
    with store.engine.connect() as connection:
        rows = connection.execute(
            sa.text('SELECT conversation_id, "offset", at, author, kind, data FROM events ORDER BY 1, 2')
        )
        return [
            {
                "id": row[0],
                "offset": row[1],
                "at": datetime.fromisoformat(str(row[2])),
                "author": row[3],
                "kind": row[4],
                "data": json.loads(row[5]) if isinstance(row[5], str) else row[5],
            }
            for row in rows
        ]


def in_week(at: datetime) -> bool:
    return datetime(2026, 3, 2) <= at < datetime(2026, 3, 9)


def of_type(events: list[dict[str, Any]], type_: str) -> list[dict[str, Any]]:
    return [e for e in events if e["kind"] == "status" and e["data"]["type"] == type_]


def measure(report: Report, name: str) -> Report:
    [found] = [s for s in report["standards"] if s["measure"] == name]
    return found  # type: ignore[no-any-return]


@pytest.mark.row("STD2", "STD4")
def test_pick_ups_agree_with_a_count_from_the_raw_log(week: Store) -> None:
    events = raw(week)
    joined = {e["id"]: e for e in of_type(events, "agent_joined")}
    total, met, hours, people = 0, 0, Counter[str](), Counter[str]()
    for asked in of_type(events, "handoff_requested"):
        if in_week(asked["at"]):
            answer = joined.get(asked["id"])
            in_time = answer is not None and (answer["at"] - asked["at"]).total_seconds() <= 120
            total, met = total + 1, met + in_time
            hours[f"{asked['at'].hour:02}"] += 1
            people[answer["data"]["agent"]["name"] if answer else "Nobody yet"] += 1
    found = measure(made(week), "pick_up")
    assert 0 < met < total
    assert (found["met"], found["total"], found["share"]) == (met, total, met / total)
    assert {row["group"]: row["total"] for row in found["by_hour"]} == hours
    assert {row["label"]: row["total"] for row in found["by_agent"]} == people
    assert sum(row["total"] for row in found["over_time"]) == total
    assert sum(row["met"] for row in found["by_request_type"]) == met


@pytest.mark.row("STD2")
def test_replies_and_resolutions_agree_with_a_count_from_the_raw_log(week: Store) -> None:
    events = raw(week)
    replies: list[float] = []
    resolved: list[bool] = []
    for conversation_id in {e["id"] for e in events}:
        own = [e for e in events if e["id"] == conversation_id]
        first_of_agent = next((n for n, e in enumerate(own) if e["author"] == "agent" and e["kind"] == "message"), None)
        waits: datetime | None = None
        for e in own[first_of_agent:] if first_of_agent is not None else []:
            if e["kind"] == "message" and e["author"] == "customer" and waits is None:
                waits = e["at"]
            elif e["kind"] == "message" and e["author"] == "agent" and waits is not None:
                if in_week(waits):
                    replies.append((e["at"] - waits).total_seconds())
                waits = None
        asked = of_type(own, "handoff_requested")
        if asked and in_week(asked[0]["at"]):
            ends = of_type(own, "resolved")
            resolved.append(bool(ends) and ends[0]["at"] - asked[0]["at"] <= timedelta(hours=16))
    report = made(week)
    next_reply, settled = measure(report, "next_reply"), measure(report, "resolved")
    assert len(replies) > 5
    assert (next_reply["met"], next_reply["total"]) == (sum(r <= 300 for r in replies), len(replies))
    assert (settled["met"], settled["total"]) == (sum(resolved), len(resolved))


@pytest.mark.row("STD2", "K8")
def test_promises_agree_with_a_count_from_the_raw_log(week: Store) -> None:
    events = raw(week)
    kept = {e["data"]["promise_id"]: e["at"] for e in of_type(events, "promise_kept")}
    met = total = 0
    for promise in of_type(events, "promise_made"):
        due = datetime.fromisoformat(promise["data"]["due"]).replace(tzinfo=None)
        if in_week(due):
            end = kept.get(promise["data"]["promise_id"])
            total += 1
            met += end is not None and end <= due + timedelta(minutes=15)
    found = measure(made(week), "promise_kept")
    assert 0 < met < total
    assert (found["met"], found["total"]) == (met, total)


@pytest.mark.row("PRIDE", "P4")
def test_causes_offers_and_what_was_not_understood_agree_with_the_raw_log(week: Store) -> None:
    events = [e for e in raw(week) if in_week(e["at"])]
    report = made(week)
    causes = Counter(e["data"].get("root_cause") for e in of_type(events, "resolved"))
    endings = Counter(e["data"]["resolution"] for e in of_type(events, "resolved"))
    assert {row["value"]: row["count"] for row in report["causes"]["counts"]} == {c: causes[c] for c in RootCause}
    assert {row["value"]: row["count"] for row in report["resolutions"]} == {r: endings[r] for r in Resolution}
    [trace] = report["offers"]
    for name in ("made", "accepted", "declined"):
        assert trace[name] == len(of_type(events, f"offer_{name}"))
    lost = of_type(events, "not_understood")
    assert report["not_understood"]["total"] == len(lost) > 0
    assert {row["words"] for row in report["not_understood"]["said"]} == {"hm"}


@pytest.mark.row("STD4", "W8")
def test_feelings_and_satisfaction_agree_with_the_raw_log(week: Store) -> None:
    events = raw(week)
    levels: dict[str, list[str]] = {}
    for e in events:
        if e["kind"] == "nlu":
            levels.setdefault(e["id"], []).append(e["data"]["frustration"]["level"])
    with week.engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT id, created_at FROM conversations"))
        opened = {row[0]: row[1] for row in rows}
    own = [found for id_, found in levels.items() if in_week(datetime.fromisoformat(str(opened[id_])))]
    newest = {e["id"]: e["data"] for e in of_type(events, "rated") if in_week(e["at"])}
    report = made(week)
    assert report["conversations"] == len(own)
    felt = report["feelings"]
    assert felt["start"] == {level: sum(f[0] == level for f in own) for level in LEVELS}
    assert felt["end"] == {level: sum(f[-1] == level for f in own) for level in LEVELS}
    assert felt["better"] + felt["same"] + felt["worse"] == len(own)
    told = report["satisfaction"]
    scores = [data["score"] for data in newest.values()]
    assert (told["count"], told["average"]) == (len(scores), pytest.approx(sum(scores) / len(scores)))
    assert {row["score"]: row["count"] for row in told["scores"]} == {n: scores.count(n) for n in range(1, 6)}
    assert sum(row["count"] for row in told["by_request_type"]) == len(scores)
    assert sorted(row["words"] for row in told["words"]) == sorted(
        d["comment"] for d in newest.values() if d["comment"]
    )


def test_every_table_holds_what_the_report_says_and_words_stay_text_in_a_spreadsheet(week: Store) -> None:
    report = made(week)
    rows = list(csv.DictReader(io.StringIO(report_tables.as_csv(report, "standards"))))
    [all_pick_ups] = [r for r in rows if r["standard"] == "Pick-up" and r["by"] == "all"]
    assert int(all_pick_ups["total"]) == measure(report, "pick_up")["total"]
    assert {r["by"] for r in rows} == {"all", "day", "team", "agent", "request_type", "hour"}
    words = list(csv.DictReader(io.StringIO(report_tables.as_csv(report, "words"))))
    assert "'-1 stars" in {row["words"] for row in words}
    for table in report_tables.TABLES:
        columns, *lines = csv.reader(io.StringIO(report_tables.as_csv(report, table)))
        assert all(len(line) == len(columns) for line in lines)


@pytest.mark.parametrize(
    "said", ["=1+1", " =1+1", "\u00a0+1", "\t@SUM(A1)", "\r\n-1", "\n=1", "\ufeff=1", "＝1+1", "\tindented"]
)
def test_what_a_spreadsheet_may_take_for_a_formula_stays_text(said: str) -> None:
    report = {"satisfaction": {"words": [{"at": "", "conversation_id": "c", "score": 1, "words": said}]}}
    [row] = csv.DictReader(io.StringIO(report_tables.as_csv(report, "words"), newline=""))
    assert row["words"] == f"'{said}"


def test_days_are_those_of_the_desk(store: Store) -> None:
    conversation_id = greeted(store)
    midnight = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # the third of March in Berlin
    with store.writing() as session:
        ratings.rate(session, conversation_id, score=5, comment=None, at=midnight)
    for zone, day in (("UTC", 2), ("Europe/Berlin", 3)):
        one_day = Period(date(2026, 3, day), date(2026, 3, day), ZoneInfo(zone))
        assert made(store, one_day)["satisfaction"]["count"] == 1


def test_an_empty_report_has_no_shares(store: Store) -> None:
    report = made(store)
    assert all((s["total"], s["share"]) == (0, None) for s in report["standards"])
    assert report["satisfaction"]["average"] is None


@pytest.mark.parametrize(("first", "last"), [("2026-03-02", "2026-03-01"), ("2025-01-01", "2026-03-01")])
def test_a_period_goes_forward_and_is_a_year_at_most(first: str, last: str) -> None:
    with pytest.raises(InvalidPeriod):
        Period(date.fromisoformat(first), date.fromisoformat(last), ZoneInfo("UTC"))
