"""Reports over the API and on the command line: for those who may read them, as JSON and as CSV."""

import csv
import io
import json
import os
import subprocess
import sys

import pytest

from frontdesk.running.demo import AGENTS
from frontdesk.running.rasa_command import as_environ
from frontdesk.settings import ROOT
from tests.api.frontdesk_alone import FrontDesk
from tests.people import Agent, Customer

REPORTS = "/reports"
MOST_TRIES = 10


@pytest.fixture(scope="module")
def kim(desk: FrontDesk) -> Agent:
    """A lead."""
    return Agent(desk.url, AGENTS[2][0])


@pytest.mark.row("STD2", "STD4")
def test_a_lead_reads_how_the_standards_were_kept(kim: Agent, with_sam: Customer, sam: Agent) -> None:
    report = kim.http.get(REPORTS).json()
    assert report["conversations"] >= 1
    [pick_up] = [s for s in report["standards"] if s["measure"] == "pick_up"]
    assert pick_up["words"] == "Whoever needs a person has one within 2 minutes."
    assert (pick_up["goal"], pick_up["limit_seconds"]) == (0.9, 120)
    assert "Sam" in {row["label"] for row in pick_up["by_agent"]}
    assert len(pick_up["over_time"]) == 30


def test_the_csv_says_the_same(kim: Agent, with_sam: Customer) -> None:
    report = kim.http.get(REPORTS).json()
    response = kim.http.get(f"{REPORTS}.csv?table=standards")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert f"standards_{report['from']}_{report['to']}.csv" in response.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(response.text)))
    told = {s["label"]: (s["met"], s["total"]) for s in report["standards"]}
    assert {r["standard"]: (int(r["met"]), int(r["total"])) for r in rows if r["by"] == "all"} == told


def test_trainers_read_reports_and_agents_do_not(toni: Agent, sam: Agent, desk: FrontDesk) -> None:
    assert toni.http.get(REPORTS).status_code == 200
    for address in (REPORTS, f"{REPORTS}.csv?table=words"):
        refused = sam.http.get(address)
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("from=2026-03-02&to=2026-03-01", "invalid_period"),
        ("from=2020-01-01&to=2026-03-01", "invalid_period"),
        ("to=0001-01-01", "invalid_period"),
        ("from=9999-12-31&to=9999-12-31", "invalid_period"),
        ("from=yesterday", "invalid_request"),
    ],
)
def test_days_that_cannot_be_reported_are_told(kim: Agent, query: str, code: str) -> None:
    response = kim.http.get(f"{REPORTS}?{query}")
    assert (response.status_code, response.json()["code"]) == (422, code)


def test_an_unknown_table_is_told(kim: Agent) -> None:
    assert kim.http.get(f"{REPORTS}.csv?table=nothing").status_code == 422


def helpline(desk: FrontDesk, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", "from frontdesk.cli import app; app()", "report", *arguments],
        cwd=ROOT,
        env={**os.environ, **as_environ(desk.settings)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_tells_what_the_page_tells(desk: FrontDesk, kim: Agent, with_sam: Customer) -> None:
    for _ in range(MOST_TRIES):
        before = kim.http.get(REPORTS).json()
        told = json.loads(helpline(desk, "--json").stdout)
        report = kim.http.get(REPORTS).json()
        if {**before, "made_at": None} == {**report, "made_at": None}:
            break  # clocks run and others write: what is compared has to be of one state
    assert {**told, "made_at": None} == {**report, "made_at": None}
    assert helpline(desk, "--csv", "offers").stdout.splitlines()[0] == "offer,made,accepted,declined,carried_out,failed"
    assert "Pick-up" in helpline(desk).stdout
    assert "standards, causes" in helpline(desk, "--tables").stdout


def test_the_command_says_what_is_wrong(desk: FrontDesk) -> None:
    unknown = helpline(desk, "--csv", "pride")
    assert unknown.returncode == 1
    assert "there is no table 'pride'; there are standards, causes" in unknown.stderr
    backwards = helpline(desk, "--from", "2026-03-02", "--to", "2026-03-01")
    assert "the days should be in order" in backwards.stderr
