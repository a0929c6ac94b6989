"""Streams: the log as it grows, typing and owner, and only what the reader may see."""

import time
from collections.abc import Callable

import httpx
import pytest

from frontdesk import log
from frontdesk.api.desk_news import DIGEST_SECONDS
from frontdesk.clock import now
from frontdesk.log import Author, Kind, StatusType
from frontdesk.running.demo import AGENTS
from tests.api.frontdesk_alone import FrontDesk
from tests.api.problem import assert_problem
from tests.api.sse import reading
from tests.people import Agent, Customer


def texts(customer: Customer) -> list[str]:
    return [e["text"] for e in customer.events()]


def test_a_stream_begins_with_the_owner_and_all_events(mia: Customer) -> None:
    mia.send("one")
    mia.send("two")
    with reading(mia.http, f"{mia.path}/events") as stream:
        stream.wait(lambda s: len(s.named("log")) == 2)
    assert stream.records[0].event == "owner"
    assert stream.records[0].data == {"owner": "assistant", "agent": None}
    assert stream.records[0].id is None
    assert [(r.id, r.data) for r in stream.named("log")] == [(str(e["offset"]), e) for e in mia.events()]


def test_what_is_written_comes_at_once_and_in_order(mia: Customer) -> None:
    """B1"""
    with reading(mia.http, f"{mia.path}/events") as stream:
        for number in range(10):
            mia.send(f"message {number}")
        stream.wait(lambda s: len(s.named("log")) == 10, within=3)
    assert stream.texts() == [f"message {n}" for n in range(10)]


@pytest.mark.parametrize("by", ["header", "query", "both"])
def test_a_stream_goes_on_after_what_the_reader_has(mia: Customer, by: str) -> None:
    first, second = mia.send("one"), mia.send("two")
    mia.send("three")
    headers = {} if by == "query" else {"Last_Event_ID": str(second)}
    path = f"{mia.path}/events" + {"header": "", "query": f"?after={second}", "both": f"?after={first}"}[by]
    with reading(mia.http, path, **headers) as stream:
        stream.wait(lambda s: bool(s.named("log")))
        mia.send("four")
        stream.wait(lambda s: len(s.named("log")) == 2)
    assert stream.texts() == ["three", "four"]


@pytest.mark.parametrize("nonsense", ["x", "-1", "1.5", "99999999999999999999999", "\u00b2", "1 OR 1=1"])
def test_a_last_event_id_that_is_none_breaks_no_stream(mia: Customer, nonsense: str) -> None:
    mia.send("one")
    with reading(mia.http, f"{mia.path}/events", Last_Event_ID=nonsense.encode("latin-1")) as stream:  # type: ignore[arg-type]
        stream.wait(lambda s: bool(s.named("owner")))
    assert stream.status == 200


def test_a_reader_who_was_away_misses_nothing_and_gets_nothing_twice(mia: Customer) -> None:
    seen: list[str] = []
    last = 0
    for number in range(4):
        mia.send(f"while away {number}")
        with reading(mia.http, f"{mia.path}/events", Last_Event_ID=str(last)) as stream:
            mia.send(f"while there {number}")
            stream.wait(lambda s: len(s.named("log")) == 2)
        seen += stream.texts()
        last = int(stream.named("log")[-1].id or 0)
    assert seen == [f"while {where} {n}" for n in range(4) for where in ("away", "there")]


def test_the_agents_typing_is_shown_to_the_customer_and_theirs_is_not(with_sam: Customer, sam: Agent) -> None:
    with reading(with_sam.http, f"{with_sam.path}/events") as stream:
        stream.wait(lambda s: bool(s.named("log")))
        with_sam.post("typing", {"typing": True})
        sam.http.post(f"/conversations/{with_sam.id}/typing", json={"typing": True})
        sam.http.post(f"/conversations/{with_sam.id}/typing", json={"typing": False})
        stream.wait(lambda s: len([r for r in s.named("typing") if r.data["author"] == "agent"]) == 2)
    shown = [r for r in stream.named("typing") if r.data["author"] != "assistant"]
    assert [r.data for r in shown] == [{"author": "agent", "typing": True}, {"author": "agent", "typing": False}]
    assert shown[0].id is None


def test_the_customers_typing_is_shown_to_the_desk(with_sam: Customer, sam: Agent) -> None:
    with reading(sam.http, "/stream") as stream:
        stream.wait(lambda s: bool(s.named("queue")))
        with_sam.post("typing", {"typing": True})
        wanted = {"conversation_id": with_sam.id, "author": "customer", "typing": True}
        stream.wait(lambda s: wanted in [r.data for r in s.named("typing")])


def test_a_change_of_owner_is_told_with_the_agents_name(
    mia: Customer, sam: Agent, waiting: Callable[[Customer], str]
) -> None:
    """W6"""
    with reading(mia.http, f"{mia.path}/events") as stream:
        waiting(mia)
        stream.wait(lambda s: s.named("owner")[-1].data["owner"] == "waiting")
        sam.claim(mia.id)
        stream.wait(lambda s: s.named("owner")[-1].data == {"owner": "agent", "agent": {"name": "Sam"}})
        sam.http.post(f"/conversations/{mia.id}/resolve", json={"resolution": "solved"})
        stream.wait(lambda s: s.named("owner")[-1].data["owner"] == "closed")
        mia.send("again")
        stream.wait(lambda s: s.named("owner")[-1].data["owner"] == "assistant")


def test_a_customer_sees_nothing_that_is_not_meant_for_them(desk: FrontDesk, with_sam: Customer, sam: Agent) -> None:
    """Notes, what was understood, and inner statuses stay inside, in every way to read a conversation."""
    with desk.store.writing() as session:
        inner = {"name": "inner", "value": "inner", "offer": "inner", "offsets": [2]}
        for type_ in (StatusType.FACT, StatusType.WISH, StatusType.OFFER_MADE, StatusType.BOUNDARY_SET):
            log.append_status(session, with_sam.id, type_, at=now(), text="inner", **inner)
        log.append(
            session, with_sam.id, author=Author.ASSISTANT, kind=Kind.NLU, at=now(), data={"intent": {"name": "inner"}}
        )
    sam.reply(with_sam.id, "inner note", "note")
    sam.reply(with_sam.id, "for you")
    with reading(with_sam.http, f"{with_sam.path}/events") as stream:
        stream.wait(lambda s: "for you" in s.texts())
    allowed = {"type", "buttons", "agent", "client_message_id", "rating", "promise_id", "what", "due", "channel"}
    for events in (with_sam.events(), [r.data for r in stream.named("log")]):
        assert "inner" not in str(events)
        assert {e["kind"] for e in events} <= {"message", "status"}
        assert {name for e in events for name in e["data"]} <= allowed
    assert "inner" not in with_sam.http.get(f"{with_sam.path}/transcript").text
    assert "inner note" in str(sam.casefile(with_sam.id)["events"])


def test_one_customers_stream_never_shows_anothers_words(desk: FrontDesk, mia: Customer) -> None:
    other = Customer(desk.url)
    with reading(mia.http, f"{mia.path}/events") as stream:
        for number in range(5):
            other.send(f"other {number}")
            mia.send(f"mine {number}")
        stream.wait(lambda s: len(s.named("log")) >= 5)
    assert stream.texts() == [f"mine {n}" for n in range(5)]


def test_the_desk_hears_of_everything(mia: Customer, sam: Agent, waiting: Callable[[Customer], str]) -> None:
    with reading(sam.http, "/stream") as stream:
        stream.wait(lambda s: bool(s.named("queue")))
        waiting(mia)
        mia.send("and my order is 1042")

        def said() -> list[str]:
            return [r.data["event"]["text"] for r in stream.named("log") if r.data["conversation_id"] == mia.id]

        stream.wait(lambda _: "and my order is 1042" in said())
        stream.wait(lambda s: any(r.data["conversation_id"] == mia.id for r in s.named("summary")))
    assert "I want to talk to a person" in said()


def test_a_stream_needs_the_secret_like_any_other_call(anonymous: httpx.Client, mia: Customer) -> None:
    response = anonymous.get(f"{mia.path}/events", headers={"Accept": "text/event-stream"})
    assert_problem(response, 401, "unauthorized")


def test_a_stream_says_that_it_must_not_be_held_back(mia: Customer) -> None:
    with mia.http.stream("GET", f"{mia.path}/events", headers={"Accept": "text/event-stream"}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["x-accel-buffering"] == "no"
        assert "no-store" in response.headers["cache-control"]


def test_a_long_log_comes_in_pages(desk: FrontDesk, mia: Customer) -> None:
    with desk.store.writing() as session:
        for number in range(510):
            log.append(session, mia.id, author=Author.CUSTOMER, kind=Kind.MESSAGE, at=now(), text=str(number))
    first = mia.http.get(f"{mia.path}/events").json()
    assert (len(first["events"]), first["more"]) == (500, True)
    rest = mia.http.get(f"{mia.path}/events", params={"after": first["events"][-1]["offset"]}).json()
    assert (len(rest["events"]), rest["more"]) == (10, False)
    assert [e["text"] for e in first["events"] + rest["events"]] == [str(n) for n in range(510)]


@pytest.mark.row("B4")
def test_who_has_signed_out_is_no_longer_seen_although_nothing_happens(
    desk: FrontDesk, mia: Customer, sam: Agent
) -> None:
    leaving, robin = Agent(desk.url, AGENTS[1][0]), AGENTS[1][1]
    with reading(sam.http, "/stream") as own, reading(leaving.http, "/stream") as stream:
        stream.wait(lambda s: bool(s.named("page")))
        own.wait(lambda s: bool(s.named("page")))
        [page] = stream.named("page")
        look = {"conversation_id": mia.id}
        assert leaving.http.post(f"/streams/{page.data['stream_id']}/look", json=look).status_code == 204

        def seen() -> list[list[str]]:
            told = [r.data for r in own.named("presence") if r.data["conversation_id"] == mia.id]
            return [[agent["name"] for agent in data["agents"]] for data in told]

        own.wait(lambda _: [robin] in seen())
        assert leaving.http.post("/logout").status_code == 204
        own.wait(lambda _: seen()[-1] == [], within=60)


def test_who_has_signed_out_hears_nothing_more_on_an_open_stream(desk: FrontDesk, mia: Customer) -> None:
    leaving = Agent(desk.url, AGENTS[2][0])
    with reading(leaving.http, "/stream") as stream:
        mia.send("before")
        stream.wait(lambda s: "before" in str(s.records))
        assert leaving.http.post("/logout").status_code == 204
        heard = len(stream.records)
        mia.send("after")
        with reading(mia.http, f"{mia.path}/events") as own:
            own.wait(lambda s: "after" in s.texts())
        time.sleep(1)
        assert "after" not in str(stream.records[heard:])


def test_a_page_that_says_what_it_shows_is_told_of_nothing_else(
    desk: FrontDesk, with_sam: Customer, sam: Agent
) -> None:
    other = Customer(desk.url)
    with reading(sam.http, "/stream") as stream:
        stream.wait(lambda s: bool(s.named("page")))
        page = stream.named("page")[0].data["stream_id"]
        assert sam.http.post(f"/streams/{page}/look", json={"conversation_id": with_sam.id}).status_code == 204
        other.send("not for this page")
        with_sam.send("for this page")
        stream.wait(lambda s: "for this page" in [r.data["event"]["text"] for r in s.named("log")])
        sam.reply(with_sam.id, "and this is noted", "note")
        stream.wait(lambda s: bool(s.named("summary")))
        assert "not for this page" not in str(stream.records)
        assert other.id not in [r.data["conversation_id"] for r in stream.named("summary")]


def test_only_the_page_of_the_agent_who_has_it_is_told_how_a_matter_looks_now(
    desk: FrontDesk, with_sam: Customer, sam: Agent, robin: Agent
) -> None:
    with reading(sam.http, "/stream") as mine, reading(robin.http, "/stream") as theirs:
        with_sam.send("Hello?")  # what was written before this one has been told, too
        for stream in (mine, theirs):
            stream.wait(lambda s: "Hello?" in [r.data["event"]["text"] for r in s.named("log")])
        time.sleep(2 * DIGEST_SECONDS)
        told = len(mine.named("items")), len(theirs.named("queue"))
        sam.reply(with_sam.id, "I am here.")
        mine.wait(lambda s: len(s.named("items")) > told[0])
        with_sam.send("Are you still there?")
        mine.wait(lambda s: s.named("items")[-1].data["items"][0]["unread"])
        [item] = mine.named("items")[-1].data["items"]
        assert item == next(i for i in sam.queue()["mine"] if i["conversation_id"] == with_sam.id)
        assert (theirs.named("items"), len(theirs.named("queue"))) == ([], told[1])


def test_every_page_fetches_its_queue_when_a_matter_moves_in_it(
    sam: Agent, robin: Agent, desk: FrontDesk, waiting: Callable[[Customer], str]
) -> None:
    customer = Customer(desk.url)
    with reading(sam.http, "/stream") as mine, reading(robin.http, "/stream") as theirs:
        for change in (lambda: waiting(customer), lambda: sam.claim(customer.id)):
            told = len(mine.named("queue")), len(theirs.named("queue"))
            change()
            mine.wait(lambda s, told=told: len(s.named("queue")) > told[0])
            theirs.wait(lambda s, told=told: len(s.named("queue")) > told[1])
