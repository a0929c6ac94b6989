"""Greet as if glad of the contact (C1)."""

from actions.case import LISTEN, Case
from actions.step import Step
from actions.turn import Turn
from frontdesk.backoffice import BackOfficeUnavailable, Order, OrderStatus


class ActionGreet(Step):
    """A warm first line; a known customer by name, and a matter that is plainly open is mentioned, not asked for."""

    step = "greet"

    def take(self, turn: Turn, case: Case) -> str:
        name = turn.customer.first_name
        late = _late_order(turn)
        if name and late:
            turn.say(
                "greet.late_order",
                name=name,
                order_number=late.number,
                promised=turn.day(late.promised_on),
                buttons=[("button.about_that", f'/track_order{{"order_number": "{late.number}"}}')],
            )
            case.greeted_order = late.number
        elif name:
            turn.say("greet.known", name=name)
        else:
            turn.say("greet.stranger")
        case.awaiting = "problem"
        return LISTEN


def _late_order(turn: Turn) -> Order | None:
    """An order of the known customer that should have arrived."""
    if not turn.customer.verified:
        return None
    try:
        orders = turn.parts.back_office.orders_of(turn.customer.id or "")
    except BackOfficeUnavailable:
        return None
    late = [o for o in orders if o.status == OrderStatus.SHIPPED and o.promised_on < turn.today]
    return late[0] if late else None
