"""Grants: whatever dies between the click and the shop's answer, the offer is carried out once."""

from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from frontdesk import log
from frontdesk.backoffice import (
    BackOffice,
    BackOfficeUnavailable,
    Operation,
    OperationRefused,
    Receipt,
    open_back_office,
)
from frontdesk.clock import now
from frontdesk.conversation.identity import Identity
from frontdesk.desk import grantable, grants
from frontdesk.desk.grantable import GrantState
from frontdesk.desk.grants import NotOffered
from frontdesk.log import Kind, StatusType
from frontdesk.settings import Settings
from frontdesk.shop.offers import Offer
from frontdesk.staff.agents import Agent
from frontdesk.store import Store
from frontdesk.tables import ConversationRow, GrantRow
from tests.frontdesk.scenes import at_once, claimed, events, statuses
from tests.frontdesk.watching import Watching

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
    found = grantable.find(store, shop, conversation_id, sam, now())
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


def grant(store: Store, shop: BackOffice, conversation_id: str, agent: Agent, offer: Offer, key: str) -> GrantState:
    return grants.grant(
        store, shop, conversation_id, agent,
        offer_id=offer.id, amount=offer.terms()["amount"], key=key, public_url=URL, at=now(),
    )  # fmt: skip


def refund(store: Store, shop: BackOffice, conversation_id: str, agent: Agent) -> Offer:
    found = grantable.find(store, shop, conversation_id, agent, now())
    return next(g.offer for g in found if g.offer.id == "refund_duplicate")


@pytest.mark.row("P1", "B4", "BS6")
def test_one_order_in_two_conversations_is_granted_the_same_once(
    store: Store, settings: Settings, sam: Agent, robin: Agent
) -> None:
    """Both agents are shown the offer before either of them clicks; then both click at the same moment."""
    shop = open_back_office(settings)
    cases = [(charged_twice(store, agent), agent) for agent in (sam, robin)]
    shown = [refund(store, shop, conversation_id, agent) for conversation_id, agent in cases]
    ends = at_once(
        [
            partial(grant, store, shop, conversation_id, agent, offer, agent.name)
            for (conversation_id, agent), offer in zip(cases, shown, strict=True)
        ]
    )
    assert sorted(type(end).__name__ for end in ends) == [GrantState.__name__, NotOffered.__name__], ends
    order = shop.order("1017")
    assert order and len([p for p in order.payments if p.kind == "refund"]) == 1
    for conversation_id, agent in cases:
        shown_now = grantable.find(store, shop, conversation_id, agent, now())
        assert "refund_duplicate" not in [g.offer.id for g in shown_now]


@pytest.mark.row("B4")
def test_what_is_under_way_in_another_conversation_is_not_offered_and_is_again_once_it_is_refused(
    store: Store, settings: Settings, sam: Agent, robin: Agent
) -> None:
    shop: Any = Breaking(open_back_office(settings), "before")
    first, second = charged_twice(store, sam), charged_twice(store, robin)
    assert grant(store, shop, first, sam, refund(store, shop, first, sam), "k") == GrantState.OPEN
    shown = grantable.find(store, shop, second, robin, now())
    assert "refund_duplicate" not in [g.offer.id for g in shown]
    shop.perform = refusing
    with pytest.raises(OperationRefused):
        grant(store, shop, first, sam, refund_of(store, first), "k")
    assert refund(store, shop, second, robin)


@pytest.mark.row("P1")
def test_a_grant_whose_offer_is_no_longer_in_the_file_holds_up_no_other(
    store: Store, settings: Settings, sam: Agent
) -> None:
    shop: Any = Breaking(open_back_office(settings), "before")
    broken, whole = charged_twice(store, sam), claimed(store, sam)
    assert grant(store, shop, broken, sam, refund(store, shop, broken, sam), "k") == GrantState.OPEN
    with store.writing() as session:
        row = session.scalars(sa.select(GrantRow)).one()
        terms = {**row.terms, "id": "an_offer_of_last_year"}
        other = GrantRow(
            id="later", conversation_id=whole, key="k", agent_id=sam.id, terms=row.terms, at=now(), state=row.state
        )
        row.terms = terms
        session.add(other)
        session.get_one(ConversationRow, whole).customer_id = JONAS.customer_id
    assert grants.carry_out_open(store, shop, URL, now())
    assert statuses(store, whole, StatusType.OFFER_CARRIED_OUT)
    assert not statuses(store, broken, StatusType.OFFER_CARRIED_OUT)


def refund_of(store: Store, conversation_id: str) -> Any:
    """The offer of the grant that there is."""
    with store.reading() as session:
        terms = session.scalars(sa.select(GrantRow.terms).where(GrantRow.conversation_id == conversation_id)).one()
    return SimpleNamespace(id=terms["id"], terms=lambda: terms)


def refusing(_operation: Operation, key: str) -> Receipt:
    raise OperationRefused("not_now", "The books are closed.")


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_the_shop_is_asked_while_others_can_write(store: Store, settings: Settings, sam: Agent) -> None:
    """Neither a look at the offers nor a grant keeps a transaction open while the shop thinks."""
    conversation_id = charged_twice(store, sam)
    shop: Any = Watching(open_back_office(settings), store)
    assert grant(store, shop, conversation_id, sam, refund(store, shop, conversation_id, sam), "k") == GrantState.DONE
    assert shop.asked and not any(shop.asked)
