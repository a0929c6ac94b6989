"""Lead to a solution: the open question, then offers in order, never a bare no (L1–L3, W7)."""

from actions import listening, status
from actions.case import LISTEN, Case
from actions.needs import missing, named_lines, order_of, rule_of
from actions.step import Step
from actions.turn import Turn
from frontdesk import causes, log, texts
from frontdesk.backoffice import Order
from frontdesk.handoffs import Reason
from frontdesk.log import StatusType
from frontdesk.offers import Offer, possible_offers

MAX_DECLINED = 2
REPEATABLE = frozenset({"invoice"})
"""Offers that may be made any number of times."""
EVIDENT_WISHES = {"refund": "refund", "cancel_order": "cancel"}


class ActionLead(Step):
    """Says what is known, asks what would make it right, makes the next offer, or brings a human."""

    step = "lead"

    def take(self, turn: Turn, case: Case) -> str:
        if case.awaiting == "offer":
            if turn.intent == "deny":
                listening.take_facts(turn, case)
                listening.take_feeling(turn, case)
                listening.take_wish(turn, case)
            _decline(turn, case)
        case.awaiting = None
        if case.feeling_open:
            return "close"  # it is settled, and nothing more is pressed on anybody
        if not rule_of(case).self_service:
            return self._beyond_self_service(turn, case)
        if case.helped:
            case.handoff_reason = Reason.NOT_SETTLED
            return "handoff"
        if case.declined >= MAX_DECLINED:
            case.handoff_reason = Reason.OFFERS_DECLINED
            return "handoff"
        if missing(turn, case):
            return "ask"
        order = order_of(turn, case)
        if order is None:
            return "ask"
        case.cause = causes.recorded_cause(order, case.request_type or "", case.cause, turn.today)
        if _should_ask_wish(case):
            return _ask_wish(turn, case)
        if not case.offers_made and case.told != order.number:
            case.told = order.number
            told = turn.said_count
            if status.tell(turn, case, order):
                return "check"
            return self._offer(turn, case, order, told_now=turn.said_count > told)
        return self._offer(turn, case, order)

    def _offer(self, turn: Turn, case: Case, order: Order, *, told_now: bool = False) -> str:
        """The next offer: what was wished for first; what is beyond our authority is for a human."""
        lines = named_lines(order, case)
        with turn.parts.store.reading() as session:
            had = {*case.offers_made, *log.carried_out(session, order.customer_id, order.number)} - REPEATABLE
        options = [
            o
            for o in possible_offers(order, case.request_type or "", case.cause, turn.today, lines)
            if o.id not in had and _is_in_stock(turn, order, o)
        ]
        wish = case.wish or EVIDENT_WISHES.get(case.request_type or "")
        wished = [o for o in options if wish in o.wishes]
        granted = [o for o in wished if o.within_authority]
        if wished and not granted:
            turn.say("lead.beyond_authority")
            case.handoff_reason = Reason.BEYOND_AUTHORITY
            return "handoff"
        within = granted or [o for o in options if o.within_authority]
        if not within:
            if case.offers_made == ["cancel"]:
                turn.say("lead.stays", order_number=order.number)
                return "check"
            case.handoff_reason = _reason_without_offer(case, options)
            if not case.offers_made and not told_now:
                turn.say("lead.nothing_to_offer")
            return "handoff"
        opening = ""
        if wish and not wished and not case.offers_made:
            opening = turn.phrase("lead.appreciate_cannot") + " "
        elif case.offers_made:
            opening = turn.phrase("lead.next_best") + " "
        if within[0].at_once:
            _keep(turn, case, within[0], texts.text(f"label.offer.{within[0].id}", turn.language))
            return "provide"
        return make_offer(turn, case, order, within[0], opening)

    def _beyond_self_service(self, turn: Turn, case: Case) -> str:
        if _should_ask_wish(case):
            return _ask_wish(turn, case)
        key = f"lead.honest.{case.request_type}"
        turn.say(key if texts.has_text(key) else "lead.honest.any")
        case.handoff_reason = Reason.NEEDS_HUMAN
        return "handoff"


def _reason_without_offer(case: Case, options: list[Offer]) -> Reason:
    """Why a human is needed when nothing can be offered."""
    if options:
        return Reason.BEYOND_AUTHORITY
    if case.declined:
        return Reason.OFFERS_DECLINED
    return Reason.NOT_SETTLED if case.not_settled else Reason.NEEDS_HUMAN


def _is_in_stock(turn: Turn, order: Order, offer: Offer) -> bool:
    """Whether the goods of the offer are there; nothing is offered that cannot be sent (P1)."""
    if not offer.sends_goods:
        return True
    stock = {product.sku: product.in_stock for product in turn.parts.back_office.products()}
    wanted = [line for line in order.lines if not offer.skus or line.sku in offer.skus]
    return all(stock.get(line.sku, 0) >= line.quantity for line in wanted)


def _should_ask_wish(case: Case) -> bool:
    upset = case.feeling in ("frustrated", "angry") or case.request_type == "complaint"
    return rule_of(case).wish == "ask" and upset and not case.wish_asked and case.wish is None


def _ask_wish(turn: Turn, case: Case) -> str:
    text = turn.say("lead.wish")
    case.wish_asked = True
    case.awaiting = "wish"
    turn.note(StatusType.QUESTION_ASKED, "wish", name="wish", text=text)
    return LISTEN


def make_offer(turn: Turn, case: Case, order: Order, offer: Offer, opening: str) -> str:
    """Make one offer and wait for yes or no."""
    facts = {
        "order_number": order.number,
        "amount": turn.money(offer.amount) if offer.amount else "",
        "goods": _goods(turn, order, offer),
    }
    text = turn.say_text(
        opening + turn.phrase(f"offer.{offer.id}.make", **facts),
        buttons=[("button.accept", "/affirm"), ("button.decline", "/deny")],
    )
    _keep(turn, case, offer, text)
    case.awaiting = "offer"
    return LISTEN


def _keep(turn: Turn, case: Case, offer: Offer, text: str) -> None:
    """Keep the offer with its terms; it is not made again."""
    case.offer = offer.terms()
    case.offers_made = [*case.offers_made, offer.id]
    turn.note(StatusType.OFFER_MADE, offer.id, offer=offer.id, text=text)


def _goods(turn: Turn, order: Order, offer: Offer) -> str:
    """What the offer is about, by name: "the Hand-blown vase 30 cm", or everything."""
    lines = [line for line in order.lines if line.sku in offer.skus] or list(order.lines)
    if len(lines) == 1:
        return texts.text("offer.goods.one", turn.language, product=lines[0].name.split(",")[0])
    return texts.text("offer.goods.all", turn.language, order_number=order.number)


def _decline(turn: Turn, case: Case) -> None:
    if case.offer and (name := case.offer["id"]):
        turn.note(StatusType.OFFER_DECLINED, name, offer=name, offsets=turn.offsets)
        case.declined += 1
        case.offer = None
