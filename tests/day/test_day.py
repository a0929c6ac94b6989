"""A whole day at the desk through the real processes: what was sent, told and counted is held against the raw log."""

import csv
import io
import json
import os
import subprocess
import sys
from base64 import b64encode
from collections import Counter
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import new as hmac
from typing import Any

import pytest

from frontdesk.clock import now
from frontdesk.running.demo import AGENTS
from frontdesk.running.rasa_command import as_environ
from frontdesk.settings import ROOT
from tests.day import raw_log
from tests.day.conftest import CAPACITY, CARDS_TO, LIMITS, SECRET, Day, read_script
from tests.day.raw_log import AGENT, ASSISTANT, CUSTOMER
from tests.day.visit import wait_for

Json = dict[str, Any]


def days() -> Json:
    """From yesterday, should midnight have passed, to the days of the promises."""
    return {"from": str((now() - timedelta(days=1)).date()), "to": str((now() + timedelta(days=7)).date())}


def report(day: Day) -> Json:
    return dict(day.lead.http.get("/reports", params=days()).json())


@pytest.mark.row("STD2", "STD4", "P4", "PRIDE")
def test_the_report_agrees_with_a_count_of_the_raw_log(day: Day) -> None:
    told = report(day)
    log = day.log
    assert told["conversations"] == len(day.of("opened")) == 60
    assert told["handoffs"] == len(day.of("handoff_requested")) > 30
    attained = raw_log.attained(log, LIMITS, datetime.fromisoformat(told["made_at"]))
    assert {s["measure"]: (s["met"], s["total"]) for s in told["standards"]} == attained
    assert attained["pick_up"][1] == told["handoffs"]
    endings = Counter(e.data["resolution"] for e in day.of("resolved"))
    assert {row["value"]: row["count"] for row in told["resolutions"] if row["count"]} == endings
    causes = Counter(e.data["root_cause"] for e in day.of("resolved") if e.data.get("root_cause"))
    assert {row["value"]: row["count"] for row in told["causes"]["counts"] if row["count"]} == causes
    names = ("made", "accepted", "declined", "carried_out", "failed")
    offers = raw_log.offers(log)
    assert {row["offer"]: [row[n] for n in names] for row in told["offers"]} == {
        offer: [counts[n] for n in names] for offer, counts in offers.items()
    }
    felt = raw_log.felt(log)
    assert {level: n for level, n in told["feelings"]["start"].items() if n} == Counter(first for first, _ in felt)
    assert {level: n for level, n in told["feelings"]["end"].items() if n} == Counter(last for _, last in felt)
    assert told["not_understood"]["total"] == len(day.of("not_understood"))


@pytest.mark.row("STD4", "W8")
def test_what_customers_said_of_it_is_in_the_report(day: Day) -> None:
    told = report(day)["satisfaction"]
    ratings = raw_log.ratings(day.log)
    rated = [one for part in read_script().values() for one in part if any("rate" in step for step in one["script"])]
    assert told["count"] == len(ratings) == len(rated)
    assert {row["score"]: row["count"] for row in told["scores"] if row["count"]} == Counter(
        r["score"] for r in ratings
    )
    assert sorted(row["words"] for row in told["words"]) == sorted(r["comment"] for r in ratings if r["comment"])


@pytest.mark.row("STD2")
def test_page_csv_and_command_say_the_same(day: Day) -> None:
    told = report(day)
    environ = {**os.environ, **as_environ(day.stack.settings)}
    command = [sys.executable, "-c", "from frontdesk.cli import app; app()", "report", "--json"]
    command += [word for name, told_day in days().items() for word in (f"--{name}", told_day)]
    by_command = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True)
    assert {**json.loads(by_command.stdout), "made_at": None} == {**told, "made_at": None}
    rows = list(
        csv.DictReader(io.StringIO(day.lead.http.get("/reports.csv", params={"table": "standards", **days()}).text))
    )
    in_csv = {row["standard"]: (int(row["met"]), int(row["total"])) for row in rows if row["by"] == "all"}
    assert in_csv == {s["label"]: (s["met"], s["total"]) for s in told["standards"]}


@pytest.mark.row("W6", "STD3")
def test_every_webhook_that_the_log_speaks_of_arrived_once_and_is_signed(day: Day) -> None:
    arrived: Counter[tuple[str, str]] = Counter()
    ids = set()
    for call in day.receiver.received:
        id_, seconds = call.headers["webhook-id"], call.headers["webhook-timestamp"]
        expected = b64encode(hmac(SECRET.encode(), f"{id_}.{seconds}.{call.body}".encode(), sha256).digest()).decode()
        assert call.headers["webhook-signature"] == f"v1,{expected}"
        if id_ not in ids:  # sent at least once: a receiver drops what it knows
            arrived[call.json["type"], call.json["data"]["conversation_id"]] += 1
        ids.add(id_)
    kinds = ("handoff_requested", "standard_warned", "standard_missed")
    in_log = Counter((e.data["type"].replace("_", "."), e.conversation) for e in day.of(*kinds))
    assert (arrived - in_log, in_log - arrived) == (Counter(), Counter()), (arrived - in_log, in_log - arrived)
    assert {type_ for type_, _ in arrived} == {"handoff.requested", "standard.warned", "standard.missed"}


@pytest.mark.row("P2", "P3", "W6")
def test_every_mail_that_was_sent_arrived_once_and_says_what_the_log_says(day: Day) -> None:
    query = "SELECT key, recipient FROM outbox WHERE channel = 'mail' AND sent_at NOT NULL"

    def arrived_as_sent() -> bool:
        sent = [(f"<{key.replace(':', '.')}@fernhill.example>", to) for key, to in raw_log.look(day.database, query)]
        return sorted(sent) == sorted((str(m["Message-ID"]), str(m["To"])) for m in day.mailbox.messages)

    assert wait_for("every mail once", arrived_as_sent)  # what the leads are told is gathered, and may go out just now
    assert len(day.mailbox.to(CARDS_TO)) == len(day.of("handoff_requested"))
    for left in day.of("contact_left"):
        own = raw_log.by_conversation(day.log)[left.conversation]
        last = [e for e in own if e.is_("contact_left")][-1]
        said = [e.text for e in own if e.says(AGENT) and e.offset > last.offset]
        mails = [m.get_content() for m in day.mailbox.to(left.data["address"])] if left == last else []
        if left == last and left.data["channel"] == "email":
            assert len(said) == len(mails) > 0
            assert all(text in mail for text, mail in zip(said, mails, strict=True))
        elif left != last:
            assert day.mailbox.to(left.data["address"]) == []


@pytest.mark.row("W4", "B2", "P2")
def test_in_the_evening_everybody_is_told_and_has_a_promise_or_somebody_is_called(day: Day) -> None:
    asked_in_vain = {e.conversation for e in day.evening if e.is_("nobody_there")}
    in_danger = {e.conversation for e in day.evening if e.is_("danger")}
    assert len(asked_in_vain - in_danger) >= 3
    for id_ in asked_in_vain:
        own = [e for e in day.evening if e.conversation == id_]
        assert any(e.data.get("nobody_there") for e in own if e.says(ASSISTANT))
        assert id_ in in_danger or any(e.is_("promise_made") for e in own)
    assert in_danger <= asked_in_vain
    lead = AGENTS[2][0]
    for id_ in in_danger:
        assert [m for m in day.mailbox.to(lead) if id_ in m.get_content()], "the lead has the card"


@pytest.mark.row("B2", "W4")
def test_nobody_is_left_without_an_answer_or_a_promise(day: Day) -> None:
    for id_, own in raw_log.by_conversation(day.log).items():
        asked = [e.offset for e in own if e.says(CUSTOMER)][-1]
        answered = any(e.says(ASSISTANT, AGENT) or e.is_("resolved") for e in own if e.offset > asked)
        assert answered or any(e.is_("promise_made") for e in own), [e.text for e in own if e.kind == "message"]
        assert id_


@pytest.mark.row("W2", "W6")
def test_nobody_at_the_desk_is_offered_more_than_they_have_room_for(day: Day) -> None:
    held = list(raw_log.fullest(day.log))
    assert max(count for _, count in held) < CAPACITY
    assert len({agent for agent, _ in held}) == len(day.workers) == 5
    outcomes = Counter(e.data["outcome"] for e in day.of("assignment_ended"))
    assert {"accepted", "declined", "timed_out"} <= set(outcomes)
    assert len(day.of("agent_joined")) == outcomes["accepted"]


@pytest.mark.row("P1", "P2", "C6")
def test_the_desk_did_all_that_a_desk_does(day: Day) -> None:
    for type_ in ("transferred", "snoozed", "woken", "returned", "promise_kept", "promise_moved", "contact_left"):
        assert day.of(type_), type_
    assert [e for e in day.of("offer_carried_out") if e.author == AGENT]
    assert [e for e in day.log if e.kind == "note"]
