"""The day itself, played once: sixty customers, five people, an evening without them, and the next morning.

The evening begins when the file of the hours says so, and standards of seconds take the place of those of minutes:
nothing waits for the clock.
"""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from frontdesk.clock import iso, now
from frontdesk.running.demo import AGENTS, PASSWORD
from frontdesk.staff import agents
from frontdesk.store import Store
from tests.day import raw_log
from tests.day.at_desk import Worker
from tests.day.raw_log import Entry
from tests.day.visit import Visit, wait_for
from tests.mailbox import Mailbox, serve
from tests.people import Agent
from tests.stack import Stack, running_stack
from tests.webhook_receiver import Receiver, running_receiver

SCRIPT = Path(__file__).parent / "day.yml"
SECRET = "a secret of the day"
CARDS_TO = "cards@fernhill.example"
INVITED = "jo@fernhill.example"
CAPACITY = 2
AT_ONCE = 12
LIMITS = {
    "first_reply": timedelta(seconds=30),
    "pick_up": timedelta(seconds=6),
    "first_human_reply": timedelta(seconds=10),
    "next_reply": timedelta(seconds=3),
    "promise_kept": timedelta(minutes=15),
    "resolved": timedelta(seconds=20),
}
WARNED = ("pick_up", "next_reply")
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Json = dict[str, Any]


@dataclass(frozen=True)
class Day:
    """The day when it is over: what arrived outside, what the reports say, and the whole log."""

    stack: Stack
    mailbox: Mailbox
    receiver: Receiver
    workers: Sequence[Worker]
    evening: list[Entry]
    """The log as it stood when the evening was over."""
    log: list[Entry]
    lead: Agent

    @property
    def database(self) -> Path:
        """The file of the front desk's database."""
        return self.stack.settings.data_dir / "helpline.db"

    def of(self, *types: str) -> list[Entry]:
        """The statuses of these types."""
        return [entry for entry in self.log if entry.is_(*types)]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    folder = tmp_path_factory.mktemp("day")
    hours, rules = folder / "hours.yml", folder / "standards.yml"
    open_desk(hours)
    write_standards(rules)
    mailbox = Mailbox()
    smtp = serve(mailbox)
    try:
        with (
            running_receiver() as receiver,
            running_stack(
                folder,
                hours_file=str(hours),
                standards_file=str(rules),
                watch_standards="1",
                smtp_url=f"smtp://127.0.0.1:{smtp.port}",
                handoff_mail=CARDS_TO,
                webhook_urls=receiver.url,
                webhook_secret=SECRET,
            ) as stack,
        ):
            yield play(stack, read_script(), mailbox, receiver, hours)
    finally:
        smtp.stop()


def read_script() -> dict[str, list[Json]]:
    """Who comes in the morning, and who in the evening."""
    told: dict[str, list[Json]] = yaml.safe_load(SCRIPT.read_text("utf-8"))
    return told


def play(stack: Stack, told: dict[str, list[Json]], mailbox: Mailbox, receiver: Receiver, hours: Path) -> Day:
    """The day itself: morning, afternoon, evening, and the next morning."""
    workers = [Worker(Agent(stack.url, email)) for email, *_ in AGENTS]
    sam, robin, kim, alex = workers
    jo = Worker(invited(stack, alex.agent, mailbox))
    workers.append(jo)
    robin.manners, jo.manners = ["decline"], ["miss"]
    have_room(stack, [email for email, *_ in AGENTS] + [INVITED])
    by_id = {worker.id: worker for worker in workers}
    over = threading.Event()
    with ThreadPoolExecutor(AT_ONCE) as pool, ThreadPoolExecutor(len(workers)) as desk:
        at_work = [desk.submit(worker.work, over) for worker in workers]
        try:

            def arrive(one: Json) -> Visit:
                return Visit(stack.url, one, by_id, mailbox)

            def visit(one: Json) -> None:
                arrive(one).to_the_end()

            def evening_visit(one: Json) -> Visit:
                comes = arrive(one)
                comes.by_themselves()
                return comes

            for worker in workers:
                worker.come()
            list(pool.map(visit, told["morning"]))
            alex.go_home()
            look_after_promises(kim.agent)

            close_desk(hours)
            for worker in (sam, robin, kim, jo):
                worker.go_home()
            late = list(pool.map(evening_visit, told["evening"]))
            database = stack.settings.data_dir / "helpline.db"
            wait_for("a word to everybody who waits", lambda: not untold(raw_log.read(database)))
            evening = raw_log.read(database)

            open_desk(hours)
            for worker in (sam, robin, kim):
                worker.come()
            list(pool.map(Visit.to_the_end, late))
            wait_for("everything that is due to be sent", lambda: not unsent(database))
        finally:
            over.set()
        for done in at_work:
            done.result()
    return Day(stack, mailbox, receiver, workers, evening, raw_log.read(database), kim.agent)


def invited(stack: Stack, admin: Agent, mailbox: Mailbox) -> Agent:
    """Somebody new: invited by mail, with a password of their own choice."""
    person = {"email": INVITED, "name": "Jo", "role": "agent", "team": "repairs"}
    assert admin.http.post("/people", json=person).status_code == 201
    mail = wait_for("an invitation", lambda: mailbox.to(INVITED))[0]
    secret = mail.get_content().partition("#/password/")[2].split()[0]
    assert admin.http.post("/password", json={"secret": secret, "password": PASSWORD}).status_code == 200
    return Agent(stack.url, INVITED)


def have_room(stack: Stack, emails: Sequence[str]) -> None:
    """Few conversations at a time for each, so that the desk is full at times."""
    store = Store(stack.settings.database_url)
    with store.writing() as session:
        for email in emails:
            agents.set_work(session, email, capacity=CAPACITY)
    store.close()


def look_after_promises(lead: Agent) -> None:
    """In the afternoon one promise is kept, and the next gets another day."""
    shown = lead.http.get("/promises", params={"whose": "all", "state": "open"}).json()["promises"]
    for_people = [p for p in shown if p["for_people"]]
    first, second = for_people[:2]
    kept = lead.http.post(f"/promises/{first['id']}/keep", json={"message": "As promised: it is done."})
    assert kept.status_code == 204, kept.text
    due = iso(now() + timedelta(days=3))
    moved = lead.http.post(f"/promises/{second['id']}/move", json={"due": due, "message": "It takes until then."})
    assert moved.status_code == 204, moved.text


def untold(log: Sequence[Entry]) -> list[str]:
    """Who waits and has not been told that nobody is there."""
    owners = {"handoff_requested": True, "agent_joined": False, "resolved": False, "returned": False}
    left = []
    for id_, own in raw_log.by_conversation(log).items():
        last = next((e for e in reversed(own) if e.is_(*owners)), None)
        if last and owners[last.data["type"]] and not any(e.is_("nobody_there") for e in own if e.offset > last.offset):
            left.append(id_)
    return left


def unsent(database: Path) -> list[str]:
    """What should have gone out and has not."""
    rows = raw_log.look(database, "SELECT key, due_at, attempts FROM outbox WHERE sent_at IS NULL")
    at = now().replace(tzinfo=None)
    due = [key for key, due_at, attempts in rows if attempts or datetime.fromisoformat(due_at) <= at]
    return due + [id_ for (id_,) in raw_log.look(database, "SELECT id FROM handoffs WHERE announced_at IS NULL")]


def open_desk(hours: Path) -> None:
    """The desk is open around the clock."""
    hours.write_text("time_zone: UTC\nopen:\n" + "".join(f'  {day}: ["00:00-24:00"]\n' for day in WEEK))


def close_desk(hours: Path) -> None:
    """It is evening: the desk opens again the day after tomorrow, whatever the clock says."""
    weekday = WEEK[(now() + timedelta(days=2)).weekday()]
    hours.write_text(f'time_zone: UTC\nopen:\n  {weekday}: ["09:00-18:00"]\n')


def write_standards(rules: Path) -> None:
    """Standards of seconds."""
    written: Json = {}
    for measure, limit in LIMITS.items():
        seconds = int(limit.total_seconds())
        written[measure] = {
            "words": f"{measure} within {seconds} seconds",
            "limit": f"{seconds} seconds",
            "share": "90 %",
            "window": "30 days",
            "calendar": "open hours",
            **({"warn_before": "2 seconds", "tell_before": "1 second", "escalate": True} if measure in WARNED else {}),
        }
    rules.write_text(yaml.safe_dump(written, sort_keys=False))
