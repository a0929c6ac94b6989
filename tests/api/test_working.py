"""The agent API: passing on, letting rest, being named."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from frontdesk.clock import iso, now
from tests.api.frontdesk_alone import FrontDesk
from tests.api.problem import assert_problem
from tests.api.sse import Stream, reading
from tests.people import Agent, Customer, Json


def colleague(agent: Agent, name: str) -> str:
    people = agent.http.get("/colleagues").json()["people"]
    return str(next(p["id"] for p in people if p["name"] == name))


def item(agent: Agent, conversation_id: str, section: str) -> Json | None:
    return next((i for i in agent.queue()[section] if i["conversation_id"] == conversation_id), None)


def within(seconds: float, condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def statuses(agent: Agent, conversation_id: str, type_: str) -> list[Json]:
    return [e for e in agent.casefile(conversation_id)["events"] if e["data"].get("type") == type_]


@pytest.mark.row("W2", "W6")
def test_a_conversation_is_passed_on_to_a_colleague_with_a_note_and_the_customer_hears_who(
    with_sam: Customer, sam: Agent, robin: Agent
) -> None:
    body = {"agent_id": colleague(sam, "Robin"), "note": "The depot in Dublin has it."}
    assert sam.http.post(f"/conversations/{with_sam.id}/transfer", json=body).status_code == 204
    waiting = robin.waiting(with_sam.id)
    assert waiting["wanted"]["name"] == "Robin"
    assert waiting["reason"]["code"] == "asked_for_human"
    told = with_sam.events()[-1]
    assert "Robin" in told["text"] and "Dublin" not in str(with_sam.events())
    notes = [e for e in robin.casefile(with_sam.id)["events"] if e["kind"] == "note"]
    assert [(n["text"], n["data"]["agent"]["name"]) for n in notes] == [("The depot in Dublin has it.", "Sam")]
    card = robin.casefile(with_sam.id)["summary"]
    assert (card["reason"]["code"], card["passed_on"]["text"]) == ("asked_for_human", "Passed on by Sam")
    assert robin.claim(with_sam.id).status_code == 200
    assert robin.reply(with_sam.id, "Robin here.").status_code == 202
    assert_problem(sam.reply(with_sam.id, "And me"), 409, "not_yours")


@pytest.mark.row("W2")
def test_a_conversation_is_passed_on_to_a_team_whose_name_the_customer_reads(with_sam: Customer, sam: Agent) -> None:
    body = {"team": "delivery", "note": "Lost between Cork and Dublin."}
    assert sam.http.post(f"/conversations/{with_sam.id}/transfer", json=body).status_code == 204
    assert sam.waiting(with_sam.id)["wanted"] == {"id": None, "team": "delivery", "name": "Delivery"}
    assert "our delivery team" in with_sam.events()[-1]["text"]
    again = sam.http.post(f"/conversations/{with_sam.id}/transfer", json=body)
    assert again.status_code == 409
    assert len(statuses(sam, with_sam.id, "transferred")) == 1


def test_passing_on_twice_is_said_in_other_words(with_sam: Customer, sam: Agent) -> None:
    """E2"""
    for _ in range(2):
        body = {"team": "delivery", "note": "Please look."}
        assert sam.http.post(f"/conversations/{with_sam.id}/transfer", json=body).status_code == 204
        assert sam.claim(with_sam.id).status_code == 200
    first, second = (e["text"] for e in statuses(sam, with_sam.id, "transferred"))
    assert first != second


@pytest.mark.parametrize(
    "to", [{}, {"team": "nobody"}, {"agent_id": "nobody"}, {"agent_id": "Toni"}, {"agent_id": "Sam"}]
)
def test_nothing_is_passed_on_to_nobody_to_oneself_or_to_who_answers_no_customers(
    with_sam: Customer, sam: Agent, robin: Agent, to: dict[str, str]
) -> None:
    if to.get("agent_id") == "Toni":
        to = {"agent_id": colleague(sam, "Toni")}
    if to.get("agent_id") == "Sam":
        to = {"agent_id": colleague(robin, "Sam")}
    answer = sam.http.post(f"/conversations/{with_sam.id}/transfer", json={**to, "note": "x"})
    assert_problem(answer, 422, "unknown_target")
    assert with_sam.owner == "agent"


@pytest.mark.row("K8")
def test_a_snoozed_conversation_comes_back_by_itself_on_time(with_sam: Customer, sam: Agent) -> None:
    until = iso(now() + timedelta(seconds=1.2))
    path = f"/conversations/{with_sam.id}"
    seen = with_sam.events()
    for _ in range(2):
        assert sam.http.post(f"{path}/snooze", json={"until": until}).status_code == 204
    assert item(sam, with_sam.id, "mine") is None
    resting = item(sam, with_sam.id, "snoozed")
    assert resting and resting["snoozed_until"] == until
    within(6, lambda: item(sam, with_sam.id, "mine"))
    assert [e["data"]["why"] for e in statuses(sam, with_sam.id, "woken")] == ["time"]
    assert len(statuses(sam, with_sam.id, "snoozed")) == 1
    assert with_sam.events() == seen


@pytest.mark.row("W6", "H1")
def test_what_the_customer_wrote_before_the_snooze_arrived_wakes_it(with_sam: Customer, sam: Agent) -> None:
    """The agent had not seen it yet; and again, for a second snooze with the same view."""
    read = sam.casefile(with_sam.id)["events"][-1]["offset"]
    with_sam.send("Wait, there is one more thing")
    path = f"/conversations/{with_sam.id}"
    for times in (1, 2):
        until = iso(now() + timedelta(hours=1))
        assert sam.http.post(f"{path}/snooze", json={"until": until, "read_through": read}).status_code == 204
        within(20, lambda times=times: len(statuses(sam, with_sam.id, "woken")) == times)
        assert statuses(sam, with_sam.id, "woken")[-1]["data"]["why"] == "customer"
    assert item(sam, with_sam.id, "mine")


@pytest.mark.row("H2")
def test_a_snoozed_conversation_comes_back_as_soon_as_the_customer_writes(with_sam: Customer, sam: Agent) -> None:
    until = iso(now() + timedelta(days=1))
    assert sam.http.post(f"/conversations/{with_sam.id}/snooze", json={"until": until}).status_code == 204
    with_sam.send("Any news?")
    within(6, lambda: item(sam, with_sam.id, "mine"))
    assert [e["data"]["why"] for e in statuses(sam, with_sam.id, "woken")] == ["customer"]


def test_an_agent_wakes_what_they_let_rest_and_nobody_else_does(with_sam: Customer, sam: Agent, robin: Agent) -> None:
    path = f"/conversations/{with_sam.id}"
    body = {"until": iso(now() + timedelta(days=1))}
    assert_problem(robin.http.post(f"{path}/snooze", json=body), 409, "not_yours")
    assert sam.http.post(f"{path}/snooze", json=body).status_code == 204
    assert_problem(robin.http.post(f"{path}/wake"), 409, "not_yours")
    for _ in range(2):
        assert sam.http.post(f"{path}/wake").status_code == 204
    assert item(sam, with_sam.id, "mine")
    assert len(statuses(sam, with_sam.id, "woken")) == 1


def test_nothing_rests_until_yesterday(with_sam: Customer, sam: Agent) -> None:
    answer = sam.http.post(f"/conversations/{with_sam.id}/snooze", json={"until": "2020-01-01T00:00:00Z"})
    assert_problem(answer, 422, "invalid_request")


@pytest.mark.row("B4")
def test_a_note_that_names_a_colleague_is_shown_to_them_until_they_have_read_it(
    with_sam: Customer, sam: Agent, robin: Agent
) -> None:
    before = robin.http.get("/mentions").json()["unread"]
    assert sam.reply(with_sam.id, "@Robin, you know the depot, don't you? sam@kim.example", "note").status_code == 202
    page = robin.http.get("/mentions").json()
    assert page["unread"] == before + 1
    newest = page["mentions"][0]
    assert (newest["conversation_id"], newest["by"]["name"], newest["read"]) == (with_sam.id, "Sam", False)
    assert newest["text"].startswith("@Robin")
    assert robin.http.post(f"/conversations/{with_sam.id}/mentions/read").status_code == 204
    page = robin.http.get("/mentions").json()
    assert (page["unread"], page["mentions"][0]["read"]) == (before, True)
    assert with_sam.id not in [m["conversation_id"] for m in sam.http.get("/mentions").json()["mentions"]]


def test_a_reply_that_names_a_colleague_is_no_mention(with_sam: Customer, sam: Agent, robin: Agent) -> None:
    before = robin.http.get("/mentions").json()["unread"]
    assert sam.reply(with_sam.id, "I'll ask @Robin").status_code == 202
    assert robin.http.get("/mentions").json()["unread"] == before


def test_mentions_are_paged(desk: FrontDesk, with_sam: Customer, sam: Agent, robin: Agent) -> None:
    for number in range(25):
        assert sam.reply(with_sam.id, f"@robin number {number}", "note").status_code == 202
    first = robin.http.get("/mentions").json()
    second = robin.http.get("/mentions", params={"before": first["next"]}).json()
    words = [m["text"] for m in [*first["mentions"], *second["mentions"]] if m["conversation_id"] == with_sam.id]
    assert words == [f"@robin number {number}" for number in reversed(range(25))]


def viewers(stream: Stream, conversation_id: str) -> list[str] | None:
    told = [r.data["agents"] for r in stream.named("presence") if r.data["conversation_id"] == conversation_id]
    return [a["name"] for a in told[-1]] if told else None


@pytest.mark.row("B4")
def test_two_agents_on_one_conversation_see_each_other_until_a_page_goes(
    with_sam: Customer, sam: Agent, robin: Agent
) -> None:
    id_ = with_sam.id
    with reading(sam.http, "/stream") as mine:
        mine.wait(lambda s: s.named("page"))
        page = mine.named("page")[0].data["stream_id"]
        assert sam.http.post(f"/streams/{page}/look", json={"conversation_id": id_}).status_code == 204
        mine.wait(lambda s: viewers(s, id_) == ["Sam"])
        with reading(robin.http, "/stream") as theirs:
            theirs.wait(lambda s: s.named("page"))
            other = theirs.named("page")[0].data["stream_id"]
            assert_problem(
                sam.http.post(f"/streams/{other}/look", json={"conversation_id": id_}), 404, "unknown_stream"
            )
            assert robin.http.post(f"/streams/{other}/look", json={"conversation_id": id_}).status_code == 204
            mine.wait(lambda s: viewers(s, id_) == ["Robin", "Sam"])
            theirs.wait(lambda s: viewers(s, id_) == ["Robin", "Sam"])
            people = sam.http.get("/colleagues").json()["people"]
            assert [p["here"] for p in people if p["name"] == "Robin"] == [True]
            assert sam.http.post(f"/streams/{page}/look", json={}).status_code == 204
            theirs.wait(lambda s: viewers(s, id_) == ["Robin"])
            assert sam.http.post(f"/streams/{page}/look", json={"conversation_id": id_}).status_code == 204
            mine.wait(lambda s: viewers(s, id_) == ["Robin", "Sam"])
        mine.wait(lambda s: viewers(s, id_) == ["Sam"])


def test_a_customers_stream_says_nothing_of_who_looks(with_sam: Customer, sam: Agent) -> None:
    path = f"{with_sam.path}/events"
    with reading(with_sam.http, path) as customers, reading(sam.http, "/stream") as mine:
        mine.wait(lambda s: s.named("page"))
        page = mine.named("page")[0].data["stream_id"]
        assert sam.http.post(f"/streams/{page}/look", json={"conversation_id": with_sam.id}).status_code == 204
        assert sam.reply(with_sam.id, "Hello").status_code == 202
        customers.wait(lambda s: "Hello" in s.texts())
        assert {r.event for r in customers.records} <= {"owner", "log", "typing", "promises"}
