"""The agent API: offers that an agent's authority covers, carried out in the back office exactly once."""

import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from frontdesk import log
from frontdesk.clock import now
from frontdesk.log import StatusType
from tests.api.frontdesk_alone import FrontDesk
from tests.api.problem import assert_problem
from tests.people import Agent, Customer, Json

Waiting = Callable[[Customer], str]


def customer_with(
    desk: FrontDesk, agent: Agent, waiting: Waiting, who: str, order: str, request_type: str, cause: str | None
) -> Customer:
    """A customer of the agent's, whose request the assistant has understood."""
    customer = Customer(desk.url, signed_in_as=who)
    waiting(customer)
    with desk.store.writing() as session:
        told = {"repeated": False, "restated": "so it is", "offsets": [1]}
        log.append_status(
            session, customer.id, StatusType.FACT, at=now(), name="order_number", value=order, offsets=[1]
        )
        log.append_status(
            session, customer.id, StatusType.REQUEST_HEARD, at=now(), request_type=request_type, cause=cause, **told
        )
    assert agent.claim(customer.id).status_code == 200
    return customer


def offers(agent: Agent, customer: Customer) -> dict[str, Json]:
    answer = agent.http.get(f"/conversations/{customer.id}/offers")
    assert answer.status_code == 200, answer.text
    return {offer["id"]: offer for offer in answer.json()["offers"]}


def grant(agent: Agent, customer: Customer, offer: Json, key: str = "") -> httpx.Response:
    body = {"key": key or uuid.uuid4().hex, "offer": offer["id"], "amount": offer["amount"]}
    return agent.http.post(f"/conversations/{customer.id}/offers", json=body)


def statuses(agent: Agent, customer: Customer, type_: str) -> list[Json]:
    return [e for e in agent.casefile(customer.id)["events"] if e["data"].get("type") == type_]


@pytest.mark.row("B4", "P1", "BS6")
def test_an_offer_is_carried_out_once_however_often_and_by_whomever_it_is_clicked(
    desk: FrontDesk, sam: Agent, waiting: Waiting
) -> None:
    jonas = customer_with(desk, sam, waiting, "cus_jonas", "1017", "billing_problem", "charged_twice")
    offer = offers(sam, jonas)["refund_duplicate"]
    assert offer["allowed"] and offer["order_number"] == "1017"
    keys = ["same", "same", "other", "another"]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda key: grant(sam, jonas, offer, key), keys))
    assert {a.status_code for a in answers} <= {200, 409}
    assert 200 in {a.status_code for a in answers}
    assert len(statuses(sam, jonas, "offer_carried_out")) == 1
    accepted = statuses(sam, jonas, "offer_accepted")
    assert [e["data"]["agent"]["name"] for e in accepted] == ["Sam"]
    told = [e for e in jonas.events() if e["author"] == "agent"]
    reference = statuses(sam, jonas, "offer_carried_out")[0]["data"]["receipt"]["reference"]
    assert len(told) == 1 and reference in told[0]["text"]
    assert "refund_duplicate" not in offers(sam, jonas)
    (tried,) = sam.casefile(jonas.id)["summary"]["tried"]
    assert (tried["offer"], tried["outcome"]) == ("refund_duplicate", "done"), "who takes over sees what was done"


@pytest.mark.row("B4", "BS6")
def test_what_is_above_an_agents_authority_is_shown_and_only_a_lead_grants_it(
    desk: FrontDesk, sam: Agent, robin: Agent, waiting: Waiting
) -> None:
    mia = customer_with(desk, sam, waiting, "cus_mia", "1042", "delivery_problem", "late")
    shown = offers(sam, mia)
    assert any(offer["allowed"] for offer in shown.values())
    refused = [offer for offer in shown.values() if not offer["allowed"]]
    for offer in refused:
        assert_problem(grant(sam, mia, offer), 409, "not_offered")
    assert_problem(grant(robin, mia, next(o for o in shown.values() if o["allowed"])), 409, "not_yours")
    assert statuses(sam, mia, "offer_accepted") == []


def test_an_offer_that_has_changed_since_it_was_shown_is_not_granted(
    desk: FrontDesk, sam: Agent, waiting: Waiting
) -> None:
    mia = customer_with(desk, sam, waiting, "cus_mia", "1042", "delivery_problem", "late")
    offer = next(o for o in offers(sam, mia).values() if o["allowed"] and o["amount"])
    assert_problem(grant(sam, mia, {**offer, "amount": "0.01"}), 409, "not_offered")
    assert statuses(sam, mia, "offer_accepted") == []


def test_nothing_is_offered_to_who_has_not_proved_who_they_are(with_sam: Customer, sam: Agent) -> None:
    assert offers(sam, with_sam) == {}


def test_while_the_shop_is_down_it_is_said_and_nothing_is_granted(
    desk: FrontDesk, sam: Agent, waiting: Waiting
) -> None:
    mia = customer_with(desk, sam, waiting, "cus_mia", "1042", "delivery_problem", "late")
    offer = next(o for o in offers(sam, mia).values() if o["allowed"])
    down = desk.settings.data_dir / "shop.down"
    down.touch()
    try:
        assert_problem(sam.http.get(f"/conversations/{mia.id}/offers"), 503, "shop_away")
        assert_problem(grant(sam, mia, offer), 503, "shop_away")
    finally:
        down.unlink()
    assert statuses(sam, mia, "offer_accepted") == []
    time.sleep(0.1)
    assert offer["id"] in offers(sam, mia)
