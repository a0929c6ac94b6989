"""Ask for the one thing that is missing (C3): never a form, never what is known."""

from actions.case import LISTEN, Case
from actions.needs import OFFER_FACTS, likely_orders, missing, needs_order
from actions.step import Step
from actions.turn import Turn
from frontdesk.backoffice import Order
from frontdesk.conversation import conversations, identity
from frontdesk.conversation.feelings import UPSET
from frontdesk.desk.handoffs import Reason
from frontdesk.log import StatusType

MAX_CHOICES = 5
MAX_ASKED = 3
MAX_ASKED_IF_UPSET = 2
"""Whoever is upset is not asked the same a third time."""


class ActionAsk(Step):
    """One question; for a known customer a choice of their orders. An e-mail address is proved by a code."""

    step = "ask"

    def take(self, turn: Turn, case: Case) -> str:
        need = missing(turn, case)
        if need is None:
            return "lead"
        asked = sum(e.type == StatusType.QUESTION_ASKED and e.data["name"] == need for e in turn.events)
        if asked >= MAX_ASKED:
            case.handoff_reason = Reason.NOT_UNDERSTOOD
            return "handoff"
        if asked >= MAX_ASKED_IF_UPSET and case.feeling in UPSET:
            case.handoff_reason = Reason.ANGER
            return "handoff"
        if need == "order_number":
            text = self._ask_order(turn, case)
        elif need == "address" and "wrong_address" in case.details:
            text = turn.say("ask.right_address", address=case.details["wrong_address"])
        elif need == "date" and "too_soon" in case.details:
            text = turn.say("ask.later_date")
        elif need in OFFER_FACTS:
            text = turn.say(f"ask.{need}", order_number=case.order_number or "")
        elif need == "email":
            text = turn.say("ask.email", order_number=case.order_number)
        else:
            _send_code(turn, case)
            text = turn.say("ask.code", order_number=case.order_number, email=case.email)
        case.awaiting = need
        turn.note(StatusType.QUESTION_ASKED, need, name=need, text=text)
        return LISTEN

    def _ask_order(self, turn: Turn, case: Case) -> str:
        if not turn.customer.verified:
            return turn.say("ask.order_number" if needs_order(turn, case) else "ask.any_order")
        if case.order_number is not None:
            unknown, case.order_number = case.order_number, None
            key = "ask.order_not_yours"
        else:
            unknown, key = "", "ask.which_order"
        orders = likely_orders(turn, case)[:MAX_CHOICES]
        if not orders:
            return turn.say("ask.order_number")
        buttons = [(_title(order), f'/inform{{"order_number": "{order.number}"}}') for order in orders]
        return turn.say(key, buttons=buttons, order_number=unknown)


def _title(order: Order) -> str:
    """What the order's button says: its number and the first thing in it."""
    first = order.lines[0].name.split(",")[0] if order.lines else ""
    return f"{order.number} · {first}" if first else order.number


def _send_code(turn: Turn, case: Case) -> None:
    """Mail a code if the address is the order's; the answer does not tell whether it is."""
    order = turn.parts.back_office.order(case.order_number or "")
    if order is None or order.email.casefold() != (case.email or "").casefold():
        return
    customer = turn.parts.back_office.customer(order.customer_id)
    if customer is None:
        return
    turn.do(
        lambda session: identity.send_code(
            session,
            conversations.require(session, turn.conversation_id),
            customer,
            key=turn.key("code"),
            at=turn.at,
        )
    )
