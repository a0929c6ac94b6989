"""Greet as if glad of the contact (C1)."""

from actions import returning
from actions.case import LISTEN, Case
from actions.step import Step
from actions.turn import Turn
from frontdesk.aftercare.history import Matter, Standing
from frontdesk.backoffice import BackOfficeUnavailable, Customer, Order, OrderStatus
from frontdesk.desk import promises
from frontdesk.log import Author
from frontdesk.staff import agents
from frontdesk.tables import PromiseRow
from frontdesk.wording import names


class ActionGreet(Step):
    """A warm first line; a known customer by name, and a matter that is plainly open is mentioned, not asked for."""

    step = "greet"

    def take(self, turn: Turn, case: Case) -> str:
        customer, late = _in_the_shop(turn)
        language = customer.language if customer else None
        name = names.first_name(turn.customer.name, language) if turn.customer.name else ""
        matter = returning.matter_of(turn)
        if name and matter:
            _mention(turn, matter, name)
            case.matter = matter.as_json()
        elif name and late:
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


def _mention(turn: Turn, matter: Matter, name: str) -> None:
    """The open matter, with what is known of it; yes is enough to go on there."""
    about = "order" if matter.order_number else "any"
    subject = turn.phrase(f"greet.subject.{about}", order_number=matter.order_number or "")
    buttons = [("button.about_that", "/affirm")]
    if matter.standing != Standing.PROMISED:
        turn.say(f"greet.{matter.standing}", name=name, subject=subject, buttons=buttons)
        return
    with turn.parts.store.reading() as session:
        promise = promises.open_promises(session, [matter.conversation_id])[0]
        by = _name_of_promiser(turn, promise)
    due = turn.day(promise.due.date())
    if by:
        turn.say("greet.promised_by_agent", name=name, by=by, what=promise.what, due=due, buttons=buttons)
    else:
        turn.say("greet.promised", name=name, what=promise.what, due=due, buttons=buttons)


def _name_of_promiser(turn: Turn, promise: PromiseRow) -> str | None:
    """The agent who promised it, or None for the assistant."""
    if promise.by == Author.ASSISTANT:
        return None
    with turn.parts.store.reading() as session:
        return agents.name_of(session, promise.by)


def _in_the_shop(turn: Turn) -> tuple[Customer | None, Order | None]:
    """The known customer as the shop knows them, and an order of theirs that should have arrived."""
    if not turn.customer.verified:
        return None, None
    try:
        customer = turn.parts.back_office.customer(turn.customer.id or "")
        orders = turn.parts.back_office.orders_of(turn.customer.id or "")
    except BackOfficeUnavailable:
        return None, None
    late = [o for o in orders if o.status == OrderStatus.SHIPPED and o.promised_on < turn.today]
    return customer, late[0] if late else None
