"""Promises at the desk: by due time, mine and all; kept, moved with a word beforehand, failed with a lesson."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from frontdesk.clock import iso, now
from frontdesk.desk import promises
from frontdesk.desk.promises import DESK, Promise
from frontdesk.tables import OutboxRow
from tests.api.frontdesk_alone import FrontDesk
from tests.api.problem import assert_problem
from tests.people import Agent, Customer, Json


def give(desk: FrontDesk, customer: Customer, *, by: str = DESK, hours: float = 5, what: str = "call the depot") -> str:
    """A promise to this customer; its id."""
    given = Promise("follow_up", what, now() + timedelta(hours=hours), by, "chat")
    with desk.store.writing() as session:
        return promises.give(session, customer.id, given, key=f"test:{what}", at=now()).id


def page(agent: Agent, **view: str | int) -> list[Json]:
    return list(agent.http.get("/promises", params=view).json()["promises"])


def ids(agent: Agent, **view: str | int) -> list[str]:
    return [p["id"] for p in page(agent, **view)]


def end(agent: Agent, promise_id: str, how: str, **body: str | None) -> int:
    answer = agent.http.post(f"/promises/{promise_id}/{how}", json=body)
    return answer.status_code


def words(customer: Customer) -> list[tuple[str, str]]:
    return [(e["author"], e["text"]) for e in customer.events() if e["text"]]


@pytest.mark.row("P2")
def test_promises_come_by_their_day_and_mine_are_those_that_i_gave_or_have(
    desk: FrontDesk, with_sam: Customer, sam: Agent, robin: Agent
) -> None:
    later, sooner = give(desk, with_sam, hours=9, what="write again"), give(desk, with_sam, hours=2)
    others = give(desk, Customer(desk.url), hours=1)
    mine = ids(sam)
    assert [p for p in mine if p in (later, sooner)] == [sooner, later]
    assert others not in mine
    assert {later, sooner} & set(ids(robin)) == set()
    assert {later, sooner, others} <= set(ids(robin, whose="all"))
    [shown] = [p for p in page(sam) if p["id"] == sooner]
    assert (shown["what"], shown["by"]["id"], shown["for_people"]) == ("call the depot", DESK, True)
    assert "call the depot" in shown["proposed"]["kept"]


@pytest.mark.row("P2", "P3")
def test_a_kept_promise_is_told_in_the_chat_and_by_mail_once(desk: FrontDesk, sam: Agent) -> None:
    mia = Customer(desk.url, signed_in_as="cus_mia")
    promise_id = give(desk, mia, what="find the screws")
    said = "I found them, Mia. They are in the post."
    assert [end(sam, promise_id, "keep", message=said) for _ in range(2)] == [204, 204]
    assert [text for author, text in words(mia) if author == "agent"] == [said]
    assert "Kept: find the screws" in [text for _, text in words(mia)]
    with desk.store.reading() as session:
        bodies = session.scalars(sa.select(OutboxRow.body).where(OutboxRow.conversation_id == mia.id)).all()
    assert len(bodies) == 1 and said in bodies[0]
    assert promise_id in ids(sam, whose="all", state="ended")
    assert promise_id not in ids(sam, whose="all")


@pytest.mark.row("P2", "STD3")
def test_a_promise_is_moved_only_with_a_word_to_the_customer_and_that_comes_first(desk: FrontDesk, sam: Agent) -> None:
    mia = Customer(desk.url, signed_in_as="cus_mia")
    promise_id = give(desk, mia)
    due = iso(now() + timedelta(days=3))
    assert end(sam, promise_id, "move", due=due, message=" ") == 422
    assert end(sam, promise_id, "move", due=iso(now() - timedelta(days=1)), message="Later.") == 422
    for _ in range(2):
        assert end(sam, promise_id, "move", due=due, message="It takes three days more.") == 204
    told = [text for _, text in words(mia)]
    moved = [text for text in told if text.startswith("Moved: call the depot, now by ")]
    assert told.index("It takes three days more.") < told.index(moved[0])
    assert len(moved) == told.count("It takes three days more.") == 1
    [shown] = [p for p in page(sam, whose="all") if p["id"] == promise_id]
    assert shown["due"] == due
    with desk.store.reading() as session:
        [mail] = session.scalars(sa.select(OutboxRow.body).where(OutboxRow.conversation_id == mia.id)).all()
    assert mail.index("It takes three days more.") < mail.index(moved[0]), "the mail names the new day as well"
    [log] = [e for e in sam.casefile(mia.id)["events"] if e["data"].get("type") == "promise_moved"]
    assert log["data"]["agent"]["name"] == "Sam"


@pytest.mark.row("P4", "PRIDE")
def test_a_failed_promise_leaves_a_lesson_with_who_and_why(desk: FrontDesk, mia: Customer, sam: Agent) -> None:
    promise_id = give(desk, mia)
    body = {"message": "I'm sorry, it can't be done.", "root_cause": "process", "lesson": "Ask the depot first."}
    assert end(sam, promise_id, "fail", **{**body, "root_cause": "bad luck"}) == 422
    assert [end(sam, promise_id, "fail", **body) for _ in range(2)] == [204, 204]
    events = sam.casefile(mia.id)["events"]
    [lesson] = [e["data"] for e in events if e["data"].get("type") == "lesson"]
    assert (lesson["root_cause"], lesson["words"], lesson["agent"]["name"]) == (
        "process",
        "Ask the depot first.",
        "Sam",
    )
    assert ("agent", "I'm sorry, it can't be done.") in words(mia)
    assert_problem(sam.http.post(f"/promises/{promise_id}/keep", json={}), 409, "promise_ended")


def test_the_assistants_own_promise_is_its_own_until_a_person_has_the_conversation(
    desk: FrontDesk, with_sam: Customer, sam: Agent
) -> None:
    own = give(desk, Customer(desk.url), by="assistant")
    assert_problem(sam.http.post(f"/promises/{own}/keep", json={}), 409, "promise_of_assistant")
    assert [p["for_people"] for p in page(sam, whose="all") if p["id"] == own] == [False]
    taken = give(desk, with_sam, by="assistant")
    assert end(sam, taken, "keep") == 204


def test_an_unknown_promise_and_a_trainer_are_refused(desk: FrontDesk, mia: Customer, sam: Agent, toni: Agent) -> None:
    assert_problem(sam.http.post("/promises/nothing/keep", json={}), 404, "unknown_promise")
    promise_id = give(desk, mia)
    assert_problem(toni.http.post(f"/promises/{promise_id}/keep", json={}), 403, "forbidden")
    assert toni.http.get("/promises").status_code == 200
