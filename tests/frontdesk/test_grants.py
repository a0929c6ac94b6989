"""Grants: whatever dies between the click and the shop's answer, the offer is carried out once."""

from typing import Any

import pytest

from frontdesk import log
from frontdesk.backoffice import BackOffice, BackOfficeUnavailable, Operation, Receipt, open_back_office
from frontdesk.clock import now
from frontdesk.conversation.identity import Identity
from frontdesk.desk import grants
from frontdesk.desk.grants import GrantState
from frontdesk.log import Kind, StatusType
from frontdesk.settings import Settings
from frontdesk.staff.agents import Agent
from frontdesk.store import Store
from frontdesk.tables import ConversationRow
from tests.frontdesk.scenes import claimed, events, statuses

JONAS = Identity("cus_jonas", "Jonas Weber", "jonas@example.com")
URL = "http://desk.example"


class Breaking:
    """The demo shop; at `when` the line to it breaks once: before it has heard, or after it has done it."""

    def __init__(self, shop: BackOffice, when: str) -> None:
        self._shop, self._when = shop, when

    def __getattr__(self, name: str) -> Any:
        return getattr(self._shop, name)

    def perform(self, operation: Operation, key: str) -> Receipt:
        when, self._when = self._when, ""
        if when == "before":
            raise BackOfficeUnavailable("no line")
        receipt = self._shop.perform(operation, key=key)
        if when == "after":
            raise BackOfficeUnavailable("no line")
        return receipt


def charged_twice(store: Store, sam: Agent) -> str:
    conversation_id = claimed(store, sam)
    with store.writing() as session:
        row = session.get_one(ConversationRow, conversation_id)
        row.customer_id, row.customer_name = JONAS.customer_id, JONAS.name
        fact = {"name": "order_number", "value": "1017", "offsets": [1]}
        log.append_status(session, conversation_id, StatusType.FACT, at=now(), **fact)
        heard = {"request_type": "billing_problem", "cause": "charged_twice", "offsets": [1]}
        log.append_status(session, conversation_id, StatusType.REQUEST_HEARD, at=now(), **heard)
    return conversation_id


@pytest.mark.row("P1")
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_grant_whose_line_breaks_is_carried_out_by_the_worker_once(
    store: Store, settings: Settings, sam: Agent, when: str
) -> None:
    shop: Any = Breaking(open_back_office(settings), when)
    conversation_id = charged_twice(store, sam)
    with store.reading() as session:
        found = grants.grantable(session, shop, conversation_id, sam, now())
    offer = next(g.offer for g in found if g.offer.id == "refund_duplicate")
    state = grants.grant(
        store, shop, conversation_id, sam,
        offer_id=offer.id, amount=offer.terms()["amount"], key="k", public_url=URL, at=now(),
    )  # fmt: skip
    assert state == GrantState.OPEN
    assert statuses(store, conversation_id, StatusType.OFFER_CARRIED_OUT) == []
    for _ in range(2):
        assert grants.carry_out_open(store, shop, URL, now())
    done = statuses(store, conversation_id, StatusType.OFFER_CARRIED_OUT)
    assert [e.data["agent"]["name"] for e in done] == ["Sam"]
    told = [e for e in events(store, conversation_id, Kind.MESSAGE) if e.author == "agent"]
    assert len(told) == 1 and done[0].data["receipt"]["reference"] in str(told[0].text)
    order = shop.order("1017")
    assert len([p for p in order.payments if p.kind == "refund"]) == 1
