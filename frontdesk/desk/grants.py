"""Grants: offers that an agent's authority covers, under the assistant's rules, carried out exactly once (B4, BS6, P1).

A grant is written down before the shop is asked, so that whatever dies in between, the worker carries it out.
"""

import logging
import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.backoffice import BackOffice, BackOfficeUnavailable, OperationRefused, Receipt
from frontdesk.conversation import receipts
from frontdesk.desk import grantable, handoffs, replacing
from frontdesk.desk.grantable import GrantState
from frontdesk.log import Author, Kind, StatusType
from frontdesk.shop import offers
from frontdesk.shop.offers import Offer
from frontdesk.staff import agents
from frontdesk.staff.agents import Agent
from frontdesk.store import Store
from frontdesk.tables import ConversationRow, GrantRow
from frontdesk.wording import texts

logger = logging.getLogger(__name__)


class NotOffered(Exception):
    """This cannot be granted now, or no longer as it was shown."""


def grant(
    store: Store,
    back_office: BackOffice,
    conversation_id: str,
    agent: Agent,
    *,
    offer_id: str,
    amount: str | None,
    key: str,
    public_url: str,
    at: datetime,
) -> GrantState:
    """Grant an offer as it was shown, once per `key`; OPEN if the shop is away: then it follows by itself.

    Raises LookupError, NotYours, NotOffered, OperationRefused, BackOfficeUnavailable (nothing was granted).
    """
    with store.reading() as session:
        known = _with_key(session, conversation_id, key)
    if known is None:
        shown = grantable.find(store, back_office, conversation_id, agent, at)
        chosen = next((g.offer for g in shown if g.allowed and g.offer.id == offer_id), None)
        if chosen is None or chosen.terms()["amount"] != amount:
            raise NotOffered(offer_id)
        with store.writing() as session:
            known = _accept(session, conversation_id, agent, chosen, key, at)
    if known.state == GrantState.OPEN:
        return carry_out(store, back_office, known.id, public_url, at)
    return GrantState(known.state)


def carry_out(store: Store, back_office: BackOffice, grant_id: str, public_url: str, at: datetime) -> GrantState:
    """Have the shop do it, and tell the customer. OPEN if the shop is away. Raises OperationRefused."""
    with store.reading() as session:
        row = session.get_one(GrantRow, grant_id)
        customer_id = session.get_one(ConversationRow, row.conversation_id).customer_id or ""
    try:
        customer = back_office.customer(customer_id)
        if customer is None:
            raise OperationRefused("unknown_customer", "The shop does not know this customer any more.")
        key = offers.idempotency_key(row.terms, f"grant:{grant_id}")
        receipt = back_office.perform(offers.operation_on(row.terms, customer_id), key)
    except BackOfficeUnavailable:
        return GrantState.OPEN
    except OperationRefused as error:
        with store.writing() as session:
            _refuse(session, grant_id, error.code, at)
        raise
    with store.writing() as session:
        current = _locked(session, grant_id)
        if current.state == GrantState.OPEN:
            language = session.get_one(ConversationRow, current.conversation_id).language
            offer = str(current.terms["id"])
            if offers.rule_of(offer).by_mail:
                receipts.enqueue_mail(
                    session,
                    current.conversation_id,
                    offer,
                    receipt,
                    customer,
                    key=f"grant:{grant_id}",
                    language=language,
                    public_url=public_url,
                    at=at,
                )
                receipt = receipts.without_link(receipt)
            told = receipts.facts(
                receipt, current.terms, customer, language=language, today=at.date(), public_url=public_url
            )
            _tell(session, current, receipt, told, language, at)
            number = current.terms["order_number"]
            replacing.end_overtaken(session, customer.id, offer, number, receipt, at=at)
    return GrantState.DONE


def carry_out_open(store: Store, back_office: BackOffice, public_url: str, at: datetime) -> bool:
    """Carry out what was granted and not done yet; False when the shop is away. One that fails holds up no other."""
    with store.reading() as session:
        ids = session.scalars(sa.select(GrantRow.id).where(GrantRow.state == GrantState.OPEN).order_by(GrantRow.at))
        found = list(ids)
    for grant_id in found:
        try:
            if carry_out(store, back_office, grant_id, public_url, at) == GrantState.OPEN:
                return False
        except OperationRefused as error:
            logger.warning("grant %s was refused: %s", grant_id, error)
        except Exception:
            logger.exception("grant %s was not carried out and is tried again", grant_id)
    return True


def _accept(session: Session, conversation_id: str, agent: Agent, offer: Offer, key: str, at: datetime) -> GrantRow:
    """Write down that it was granted; of two clicks at once the second finds it. Raises NotYours, NotOffered."""
    _, conversation = handoffs.held(session, conversation_id, agent)
    if known := _with_key(session, conversation_id, key):
        return known
    if grantable.is_taken(session, conversation, offer):
        raise NotOffered(offer.id)
    row = GrantRow(
        id=secrets.token_urlsafe(9),
        conversation_id=conversation_id,
        key=key,
        agent_id=agent.id,
        terms=offer.terms(),
        at=at,
        state=GrantState.OPEN,
        once=grantable.once(conversation_id, offer),
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise NotOffered(offer.id) from None  # granted at the same moment in another conversation
    log.append_status(
        session,
        conversation_id,
        StatusType.OFFER_ACCEPTED,
        at=at,
        author=Author.AGENT,
        key=f"grant:{row.id}:accepted",
        offer=offer.id,
        agent=agent.as_data(),
        offsets=[],
    )
    return row


def _tell(
    session: Session, row: GrantRow, receipt: Receipt, facts: dict[str, str], language: str, at: datetime
) -> None:
    offer = str(row.terms["id"])
    agent = {"id": row.agent_id, "name": agents.name_of(session, row.agent_id)}
    events = log.events_of(session, row.conversation_id)
    said = [str(e.data["wording"]) for e in events if e.type == StatusType.OFFER_CARRIED_OUT and "wording" in e.data]
    wording = texts.choose(f"offer.{offer}.done", language, said, **facts)
    row.state, row.ended_at = GrantState.DONE, at
    message = log.append(
        session,
        row.conversation_id,
        author=Author.AGENT,
        kind=Kind.MESSAGE,
        at=at,
        text=wording.text,
        data={"agent": agent},
        key=f"grant:{row.id}:told",
    )
    log.append_status(
        session,
        row.conversation_id,
        StatusType.OFFER_CARRIED_OUT,
        at=at,
        author=Author.AGENT,
        key=f"grant:{row.id}:done",
        offer=offer,
        order_number=row.terms["order_number"],
        receipt=receipts.as_json(receipt),
        wording=wording.id,
        agent=agent,
        offsets=[message.offset],
    )


def _refuse(session: Session, grant_id: str, code: str, at: datetime) -> None:
    row = _locked(session, grant_id)
    if row.state != GrantState.OPEN:
        return
    row.state, row.ended_at, row.once = GrantState.REFUSED, at, None
    log.append_status(
        session,
        row.conversation_id,
        StatusType.OFFER_FAILED,
        at=at,
        author=Author.AGENT,
        key=f"grant:{row.id}:failed",
        offer=row.terms["id"],
        reason=code,
        agent={"id": row.agent_id, "name": agents.name_of(session, row.agent_id)},
    )


def _locked(session: Session, grant_id: str) -> GrantRow:
    row = session.get_one(GrantRow, grant_id)
    log.lock(session, row.conversation_id)
    session.refresh(row)
    return row


def _with_key(session: Session, conversation_id: str, key: str) -> GrantRow | None:
    return session.scalar(sa.select(GrantRow).where(GrantRow.conversation_id == conversation_id, GrantRow.key == key))
