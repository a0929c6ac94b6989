"""Carry out what was accepted, and confirm it with the facts (P1, W1)."""

from typing import Any
from urllib.parse import urljoin

from actions.case import Case
from actions.needs import order_of
from actions.step import Step
from actions.turn import Turn
from frontdesk.backoffice import OperationRefused, Order, Receipt
from frontdesk.clock import iso
from frontdesk.log import StatusType
from frontdesk.offers import operation_on


class ActionProvide(Step):
    """Done in the back office exactly once, also when the turn is repeated; what fails is said honestly."""

    step = "provide"

    def take(self, turn: Turn, case: Case) -> str:
        order = order_of(turn, case)
        case.awaiting = None
        if order is None or case.offer is None:
            return "lead"
        offer = str(case.offer["id"])
        turn.note(StatusType.OFFER_ACCEPTED, offer, offer=offer, offsets=turn.offsets)
        try:
            receipt = turn.parts.back_office.perform(
                operation_on(order, case.offer), key=f"{turn.conversation_id}:{turn.turn_id}:{offer}"
            )
        except OperationRefused as error:
            turn.note(StatusType.OFFER_FAILED, offer, offer=offer, reason=error.code)
            turn.say("trouble.refused")
            return "lead"
        turn.note(
            StatusType.OFFER_CARRIED_OUT, offer, offer=offer, order_number=order.number, receipt=_as_json(receipt)
        )
        turn.say(f"offer.{offer}.done", **_facts(turn, order, receipt))
        case.helped = True
        expected = receipt.expected_on
        case.expected_on = expected.isoformat() if expected and expected > turn.today else None
        return "follow_up" if case.expected_on else "check"


def _as_json(receipt: Receipt) -> dict[str, str | None]:
    return {
        "reference": receipt.reference,
        "amount": str(receipt.amount.amount) if receipt.amount else None,
        "currency": receipt.amount.currency if receipt.amount else None,
        "done_on": iso(receipt.done_on),
        "expected_on": receipt.expected_on.isoformat() if receipt.expected_on else None,
        "url": receipt.url,
    }


def _facts(turn: Turn, order: Order, receipt: Receipt) -> dict[str, Any]:
    return {
        "order_number": order.number,
        "reference": receipt.reference,
        "amount": turn.money(receipt.amount) if receipt.amount else "",
        "expected": turn.day(receipt.expected_on) if receipt.expected_on else "",
        "url": urljoin(turn.parts.public_url, receipt.url) if receipt.url else "",
        "email": turn.customer.email or "",
    }
