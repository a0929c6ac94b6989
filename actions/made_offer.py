"""The offer that is made: put to the customer, kept with its terms, changed, declined or taken back (L2, L3)."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from actions import wishes
from actions.case import LISTEN, Case
from actions.needs import CALL
from actions.questions import YES_NO
from actions.turn import Turn
from frontdesk.backoffice import Money, Order
from frontdesk.conversation import details, told_facts
from frontdesk.log import StatusType
from frontdesk.shop import offers
from frontdesk.shop.offers import Offer, Situation
from frontdesk.wording import formats, texts


def make(turn: Turn, case: Case, situation: Situation, offer: Offer, opening: str) -> str:
    """Make one offer and wait for yes or no."""
    text = turn.say_text(opening + _phrase(turn, case, situation, offer.terms()), buttons=YES_NO["offer"])
    keep(turn, case, offer, text)
    case.awaiting = "offer"
    return LISTEN


def say_again(turn: Turn, case: Case, situation: Situation) -> str:
    """Say the offer that waits once more, in full and in other words, and leave it waiting (P1)."""
    terms = case.offer or {}
    opening = turn.phrase("lead.before_it_is_done")
    turn.say_text(f"{opening} {_phrase(turn, case, situation, terms)}", buttons=YES_NO["offer"])
    return LISTEN


def _phrase(turn: Turn, case: Case, situation: Situation, terms: dict[str, Any]) -> str:
    """The words that make an offer with these terms (`Offer.terms`)."""
    order, subscription = situation.order, situation.subscription
    return turn.phrase(
        f"offer.{terms['id']}.make",
        order_number=order.number if order else "",
        amount=_amount(turn, terms),
        goods=_goods(turn, order, terms["skus"]) if order else "",
        subscription=subscription.name if subscription else "",
        **facts_of(turn, terms.get("details") or case.details),
    )


def keep(turn: Turn, case: Case, offer: Offer, text: str) -> None:
    """Keep the offer with its terms; it is not made again."""
    told = {name: case.details[name] for name in offer.rule.needs}
    case.offer = {**offer.terms(), "details": told}
    case.offers_made = [*case.offers_made, offer.id]
    turn.note(StatusType.OFFER_MADE, offer.id, offer=offer.id, text=text, details=told)


def is_changed(turn: Turn, case: Case) -> bool:
    """Whether the customer corrects what the offer that waits was made with; then it isn't the offer any more.

    Street or number of the address are put right; what else was wrong is forgotten, to be asked for.
    """
    made_with = (case.offer or {}).get("details") or {}
    same = {name: value for name, value in made_with.items() if case.details.get(name) == value}
    is_correction = turn.intent == "correct" or (turn.intent == "deny" and any(c.isdigit() for c in turn.text))
    if "address" in made_with and not is_correction and not turn.by_button:
        is_correction = details.street_in(turn.text, turn.language) is not None
    if made_with and is_correction and same.keys() == made_with.keys():
        address = made_with.get("address")
        if address and (right := details.corrected_address(address, turn.text, turn.language)):
            case.details = {**case.details, "address": right}
            told = told_facts.fact_of("address", right, right, turn.messages)
            turn.note(StatusType.FACT, "address", **told.as_data())
        else:
            kept = {name: value for name, value in case.details.items() if name not in same}
            case.details = {**kept, "wrong_address": address} if address else kept
            if address:
                turn.note(StatusType.FACT_DENIED, "address", name="address", value=address, offsets=turn.offsets)
    return any(case.details.get(name) != value for name, value in made_with.items())


def is_less_than(turn: Turn, case: Case, wish: str | None) -> bool:
    """Whether the wish is for the money that is offered and for more besides: "my money and 500 euros" (L2)."""
    terms = case.offer or {}
    asked, given = wishes.amount_wished(turn), terms.get("amount")
    if wish is None or asked is None or given is None or not offers.is_granted(wish, str(terms["id"])):
        return False
    return Decimal(asked) > Decimal(given)


def decline(turn: Turn, case: Case) -> None:
    """Keep that the customer says no to the offer that waits."""
    if case.offer and (name := case.offer["id"]):
        turn.note(StatusType.OFFER_DECLINED, name, offer=name, offsets=turn.offsets)
        case.declined += 1
        case.offer = None
        if offers.is_granted(CALL, name):
            case.wish = None  # no call, and then what it is about goes on


def withdraw(case: Case) -> None:
    """Take back an offer that was made with a wrong fact, to make it anew."""
    made = str((case.offer or {}).get("id"))
    case.offers_made = [offer for offer in case.offers_made if offer != made]
    case.offer = None


def why(turn: Turn, case: Case) -> str:
    """Why one would take the offer that waits: an opinion with its reason, and no script (W3)."""
    terms = case.offer or {}
    return turn.phrase(
        f"offer.{terms['id']}.why", amount=_amount(turn, terms), order_number=terms.get("order_number") or ""
    )


def facts_of(turn: Turn, told: dict[str, str]) -> dict[str, Any]:
    """What the customer told, as people read it."""
    moment = datetime.fromisoformat(told["time"]) if "time" in told else None
    return {
        "address": told.get("address", ""),
        "date": turn.day(date.fromisoformat(told["date"])) if "date" in told else "",
        "phone": told.get("phone", ""),
        "day": turn.day(moment.date()) if moment else "",
        "time": formats.time_of_day(moment, turn.language) if moment else "",
    }


def _amount(turn: Turn, terms: dict[str, Any]) -> str:
    return turn.money(Money(Decimal(terms["amount"]), terms["currency"])) if terms.get("amount") else ""


def _goods(turn: Turn, order: Order, skus: Collection[str]) -> str:
    """What the offer is about, by name: "the Hand-blown vase 30 cm", or everything."""
    lines = [line for line in order.lines if line.sku in skus] or list(order.lines)
    if len(lines) == 1:
        return texts.text("offer.goods.one", turn.language, product=lines[0].name.split(",")[0])
    return texts.text("offer.goods.all", turn.language, order_number=order.number)
