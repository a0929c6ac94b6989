"""A matter that was left while an offer waited is taken up where it was left; nothing is asked again (C3, W6)."""

from typing import Any

from actions import consent, wishes
from actions.case import Case
from actions.needs import named_orders, own_order_named
from actions.questions import ask_again
from actions.turn import Turn
from frontdesk.shop import matters, offers


def take_up(turn: Turn, case: Case) -> str | None:
    """The step that follows if the words go back to an offer that still waits, or None."""
    left = next((other for other in case.also_asked if _is_meant(turn, case, other)), None)
    if left is None:
        return None
    resume(case, left)
    wish = wishes.take_wish(turn, case)
    takes_it = wish is not None and offers.is_granted(wish, str(left["offer"]["id"]))
    return "provide" if takes_it and consent.is_unreserved(turn, case) else ask_again(turn, case)


def resume(case: Case, left: dict[str, Any]) -> None:
    """Bring back the matter with its offer, as it was when it was left."""
    case.begin(left["request_type"])
    case.also_asked = [other for other in case.also_asked if other != left]
    case.order_number, case.cause, case.offer = left["order_number"], left["cause"], left["offer"]
    case.story, case.heard = [left["text"]], left["offsets"]
    case.told, case.offers_made, case.restated = case.order_number, [str(left["offer"]["id"])], True
    case.awaiting = "offer"


def _is_meant(turn: Turn, case: Case, left: dict[str, Any]) -> bool:
    """Whether the words wish for what was offered, or name its goods and ask for the same kind of thing."""
    offer = left.get("offer")
    if offer is None or turn.by_button or turn.intent == case.request_type:
        return False
    number = turn.value_of("order_number") or own_order_named(turn, turn.text)
    if number is not None and str(number) != left["order_number"]:
        return False
    goods = {order.number for order in named_orders(turn, Case(story=[turn.text]))} if turn.customer.verified else set()
    about_it = number is not None or left["order_number"] in goods
    same = turn.intent in offers.request_rules() and matters.is_same(turn.intent, left["request_type"])
    wish = offers.wish_of(turn.text, turn.language)
    if wish is not None and offers.is_granted(wish, str(offer["id"])):
        return about_it or same or turn.intent == "affirm"
    return same and about_it
