"""When what is offered would come: a question about the offer that waits, answered and asked again (B3, C3)."""

from actions import offer_details, orders
from actions.case import Case
from actions.needs import named_orders
from actions.questions import ask_again
from actions.turn import Turn
from actions.wishes import PARCEL_REQUESTS
from frontdesk.wording import texts, words


def tell(turn: Turn, case: Case) -> str | None:
    """Answer the question when the offer that waits would be there, and leave the offer open; None if it is not asked.

    Whether it makes a day that was named is not promised: the shop sets the day once the offer is taken.
    """
    key = f"offer.{(case.offer or {}).get('id')}.when"
    if case.awaiting != "offer" or not texts.has_text(key) or not _is_asked(turn, case):
        return None
    day = offer_details.coming_day(turn, case)
    not_sure = [turn.phrase("lead.day_not_sure", date=turn.day(day))] if day and day > turn.today else []
    turn.say_text(" ".join([*not_sure, turn.phrase(key)]))
    return ask_again(turn, case)


def _is_asked(turn: Turn, case: Case) -> bool:
    """Whether the words ask for a time, and of nothing else than what is offered.

    Who waits for a parcel and asks when it comes means that one, unless they ask how long something takes.
    """
    if turn.by_button or turn.knows_the_answer or turn.intent not in PARCEL_REQUESTS or _is_elsewhere(turn, case):
        return False
    if case.request_type in PARCEL_REQUESTS:
        return words.says("answers", "asks_in_general", turn.language).match(turn.text) is not None
    return turn.intent == "track_order" or "?" in turn.text


def _is_elsewhere(turn: Turn, case: Case) -> bool:
    """Whether the words ask where something is, or name another order or its goods."""
    if orders.names_order(turn) or words.affirms(words.says("answers", "asks_where", turn.language), turn.text):
        return True
    named = named_orders(turn, Case(story=[turn.text])) if turn.customer.verified else []
    return bool(named) and case.order_number not in {order.number for order in named}
