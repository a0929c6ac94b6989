"""Carry out what was accepted, and confirm it with the facts (P1, W1)."""

from datetime import datetime
from typing import Any

from actions import consent, made_offer, offer_answers, other_requests, unclear
from actions.case import Case
from actions.needs import order_of
from actions.step import Step
from actions.turn import Turn
from frontdesk.backoffice import Customer, OperationRefused, Receipt
from frontdesk.conversation import receipts
from frontdesk.desk import grantable, promises, replacing
from frontdesk.desk.handoffs import Reason
from frontdesk.desk.promises import DESK, Promise
from frontdesk.log import StatusType
from frontdesk.shop import offers
from frontdesk.wording import texts

HAD_ELSEWHERE = "had_elsewhere"
REFUSED_FACTS = {"date_invalid": "date", "address_invalid": "address"}
"""What the shop says of a fact that the customer told; then the fact is asked for again."""


class ActionProvide(Step):
    """Done in the back office exactly once, also when the turn is repeated; what fails is said honestly."""

    step = "provide"

    def take(self, turn: Turn, case: Case) -> str:
        if turn.is_half_a_yes:
            return unclear.hear_nothing_new(turn, case)
        other_requests.keep_other_causes(turn, case)
        if turn.intent == "affirm" and case.awaiting == "offer" and not consent.is_plain(turn, case):
            return offer_answers.hear_reserved(turn, case)
        case.awaiting = None
        if case.offer is None:
            return "lead"
        offer = str(case.offer["id"])
        rule = offers.rule_of(offer)
        if rule.operation is None:
            turn.note(StatusType.OFFER_ACCEPTED, offer, offer=offer, offsets=turn.offsets)
            return _promise_call(turn, case)
        customer = turn.parts.back_office.customer(turn.customer.id) if turn.customer.id else None
        if customer is None or (rule.about == "order" and order_of(turn, case) is None):
            return "lead"
        turn.note(StatusType.OFFER_ACCEPTED, offer, offer=offer, offsets=turn.offsets)
        if _had_elsewhere(turn, case.offer, customer):
            return _refuse(turn, case, HAD_ELSEWHERE)
        key = offers.idempotency_key(case.offer, f"{turn.conversation_id}:{turn.turn_id}:{offer}")
        try:
            receipt = turn.parts.back_office.perform(offers.operation_on(case.offer, customer.id), key)
        except OperationRefused as error:
            return _refuse(turn, case, error.code)
        if rule.by_mail:
            receipt = _mail(turn, offer, receipt, customer)
        turn.note(
            StatusType.OFFER_CARRIED_OUT,
            offer,
            offer=offer,
            order_number=case.offer["order_number"],
            receipt=receipts.as_json(receipt),
        )
        _end_overtaken(turn, case.offer, receipt, customer)
        turn.say(f"offer.{offer}.done", **_facts(turn, case, receipt, customer))
        case.helped = True
        expected = receipt.expected_on
        case.expected_on = expected.isoformat() if expected and expected > turn.today else None
        return "follow_up" if case.expected_on else "check"


def _had_elsewhere(turn: Turn, offer: dict[str, Any], customer: Customer) -> bool:
    """Whether the order had it since it was offered here: by an agent, or in another conversation (B4)."""
    if offer["order_number"] is None:
        return False
    with turn.parts.store.reading() as session:
        return grantable.had_elsewhere(
            session, turn.conversation_id, customer.id, str(offer["id"]), str(offer["order_number"])
        )


def _end_overtaken(turn: Turn, terms: dict[str, Any], receipt: Receipt, customer: Customer) -> None:
    """What was promised of the order before, and is not so any more, is promised no longer (P2)."""
    offer, number = str(terms["id"]), terms["order_number"]
    turn.do(lambda session: replacing.end_overtaken(session, customer.id, offer, number, receipt, at=turn.at))


def _refuse(turn: Turn, case: Case, code: str) -> str:
    """Say why the shop will not do it, in plain words where there are some, and look for another way (W4, B7)."""
    made = case.offer or {}
    offer = str(made["id"])
    turn.note(StatusType.OFFER_FAILED, offer, offer=offer, reason=code)
    key = f"trouble.refused.{code}"
    turn.say(key if texts.has_text(key) else "trouble.refused.any", order_number=made["order_number"] or "")
    case.offer = {**made, "refused": True}
    wrong = REFUSED_FACTS.get(code)
    if wrong in case.details:
        case.details = {name: value for name, value in case.details.items() if name != wrong}
        case.offers_made = [name for name in case.offers_made if name != offer]
        case.offer = None
    return "lead"


def _promise_call(turn: Turn, case: Case) -> str:
    """A call at a time is a promise of the desk; an agent sees it at once, with everything that was told (P2)."""
    details = (case.offer or {})["details"]
    facts = made_offer.facts_of(turn, details)
    what = texts.text("follow_up.call_back", turn.language, **facts)
    promise = Promise("call_back", what, datetime.fromisoformat(details["time"]), by=DESK, channel="phone")
    turn.say("offer.call_back.done", **facts)
    turn.do(lambda session: promises.give(session, turn.conversation_id, promise, key=turn.key("call"), at=turn.at))
    turn.note(StatusType.OFFER_CARRIED_OUT, "call_back", offer="call_back", order_number=case.order_number)
    case.wish = None
    case.handoff_reason = Reason.CALL_BACK
    return "handoff"


def _mail(turn: Turn, offer: str, receipt: Receipt, customer: Customer) -> Receipt:
    """Mail where it leads to; the receipt without it."""
    turn.do(
        lambda session: receipts.enqueue_mail(
            session,
            turn.conversation_id,
            offer,
            receipt,
            customer,
            key=turn.key(offer),
            language=turn.language,
            public_url=turn.parts.public_url,
            at=turn.at,
        )
    )
    return receipts.without_link(receipt)


def _facts(turn: Turn, case: Case, receipt: Receipt, customer: Customer) -> dict[str, Any]:
    terms = case.offer or {}
    told = receipts.facts(
        receipt, terms, customer, language=turn.language, today=turn.today, public_url=turn.parts.public_url
    )
    return {**told, **made_offer.facts_of(turn, terms.get("details") or {})}
