"""Lead to a solution: the open question, then offers in order, never a bare no (L1–L3, W7)."""

from actions import (
    authority,
    consent,
    deadline,
    facts,
    feeling,
    knowledge,
    made_offer,
    offering,
    reopening,
    settling,
    status,
    wishes,
)
from actions.case import Case
from actions.correction import BARE_NO_WORDS
from actions.needs import CALL, missing, needs_order, rule_of, take_records
from actions.step import Step
from actions.turn import Turn
from frontdesk.backoffice import OrderStatus
from frontdesk.conversation.feelings import UPSET
from frontdesk.desk.handoffs import Reason
from frontdesk.log import StatusType, latest
from frontdesk.shop import offers
from frontdesk.shop.offers import Offer, Situation
from frontdesk.wording import texts, words

MAX_DECLINED = 2


class ActionLead(Step):
    """Says what is known, asks what would make it right, makes the next offer, or brings a human."""

    step = "lead"

    def take(self, turn: Turn, case: Case) -> str:
        if case.awaiting == "check" and settling.is_settled(turn, case):
            return "close"
        if case.awaiting == "offer":
            if turn.intent == "deny":
                facts.take_facts(turn, case)
                feeling.take_feeling(turn, case)
                if consent.is_meant_after_all(turn, case):
                    wishes.take_wish(turn, case)
                    return "provide"
                if not (_stays(case) and _lets_it_be(turn)) and not consent.names_it(turn, case):
                    wishes.take_wish(turn, case)
            if made_offer.is_changed(turn, case):
                made_offer.withdraw(case)
            else:
                made_offer.decline(turn, case)
                if case.wish is None and not rule_of(case).self_service:
                    turn.say("lead.left")
                    return "check"
        case.awaiting = None
        if case.feeling_open:
            return "close"  # it is settled, and nothing more is pressed on anybody
        rule = rule_of(case)
        if case.wish != CALL:
            if rule.knowledge:
                return knowledge.answer(turn, case)
            if not rule.self_service:
                return self._beyond_self_service(turn, case)
            if case.helped and not offering.only_made_amends(case):
                case.handoff_reason = Reason.NOT_SETTLED
                return "handoff"
            if case.declined >= MAX_DECLINED:
                case.handoff_reason = Reason.OFFERS_DECLINED
                return "handoff"
            if missing(turn, case):
                return "ask"
        situation = offering.situation_of(turn, case)
        if case.wish == CALL:
            return self._offer(turn, case, situation)
        if order := situation.order:
            take_records(turn, case, order)
            situation = offering.situation_of(turn, case)
        asks_wish = wishes.should_ask(turn, case)
        is_news = order is not None and not case.offers_made and case.told != order.number
        if order and is_news and not (asks_wish and order.status != OrderStatus.SHIPPED):
            case.told = order.number
            told = turn.said_count
            if status.tell(turn, case, situation) and not asks_wish:
                return "check"
            if not asks_wish:
                return self._offer(turn, case, situation, told_now=turn.said_count > told)
        if asks_wish:
            return wishes.ask(turn, case)
        if order and not case.offers_made and _asks_where_again(turn, case) and case.told == order.number:
            status.tell(turn, case, situation)
            return self._offer(turn, case, situation, told_now=True)
        asks_again = order is not None and not case.offers_made and _is_asked_again(turn, case)
        return self._offer(turn, case, situation, told_before=asks_again)

    def _offer(
        self, turn: Turn, case: Case, situation: Situation, *, told_now: bool = False, told_before: bool = False
    ) -> str:
        """The next offer: what was wished for first; what is beyond our authority is for a human who may."""
        options = offering.open_offers(turn, case, situation)
        wish = _wish(case)
        wished = [o for o in options if wish in o.rule.wishes]
        granted = [o for o in wished if o.within_authority]
        if authority.is_for_somebody_else(case, wished, granted):
            turn.say("lead.beyond_authority")
            case.handoff_reason = Reason.BEYOND_AUTHORITY
            return "handoff"
        within = granted or [o for o in options if o.within_authority and not _is_unasked(o, case)]
        if deadline.is_set(case, wish):
            within = deadline.fastest_first(within)
        if authority.is_too_little(case, options, within) and wishes.may_ask(case):
            return wishes.ask(turn, case)
        if not within:
            order = situation.order
            if told_now and case.request_type == "track_order" and order and status.is_moving(order, turn.today):
                return "check"  # it is late and under way: nobody can do more than tell it
            said = turn.said_count
            if told_before and (status.tell(turn, case, situation) or turn.said_count > said):
                return "check"
            return self._without_offer(turn, case, situation, options, told_now=told_now)
        if not granted and authority.is_less_than_a_person_may(case, situation, options, within):
            turn.say("lead.nothing_to_offer")
            case.handoff_reason = Reason.BEYOND_AUTHORITY
            return "handoff"
        if authority.is_no_money_back(case, wish, granted, within):
            turn.say("lead.beyond_authority")
            case.handoff_reason = Reason.BEYOND_AUTHORITY
            return "handoff"
        best = within[0]
        if not _knows_what_it_needs(turn, case, situation, best):
            return "ask"
        opening = _opening(turn, case, situation, best, met=bool(granted), wish=wish)
        if best.rule.at_once:
            made_offer.keep(turn, case, best, texts.text(f"label.offer.{best.id}", turn.language))
            return "provide"
        return made_offer.make(turn, case, situation, best, opening)

    def _without_offer(
        self, turn: Turn, case: Case, situation: Situation, options: list[Offer], *, told_now: bool
    ) -> str:
        """Nothing is left to offer: it stays as it is after a no to what was asked for itself, or a human does more.

        Nor is anybody else needed where the parcel is under way and only something for the trouble was declined.
        """
        order = situation.order
        if order and _only_declined_amends(case) and status.is_moving(order, turn.today):
            turn.say("lead.left")
            return "check"
        if _stays(case) and not _refused(case) and _lets_it_be(turn):
            if case.order_number and needs_order(turn, case):
                turn.say("lead.stays", order_number=case.order_number)
            else:
                turn.say("lead.left")
            return "check"
        case.handoff_reason = _reason_without_offer(case, options)
        key = _honest_key(case) or ("lead.nothing_to_offer" if not case.not_settled else None)
        if key and not case.offers_made and not told_now:
            turn.say(key)
        return "handoff"

    def _beyond_self_service(self, turn: Turn, case: Case) -> str:
        if case.request_type == "give_feedback" and _wants_only_to_be_heard(turn, case):
            turn.say("lead.feedback")
            return "check"
        if wishes.should_ask(turn, case):
            return wishes.ask(turn, case)
        turn.say(_honest_key(case) or "lead.honest.any")
        case.handoff_reason = Reason.NEEDS_HUMAN
        return "handoff"


def _is_unasked(offer: Offer, case: Case) -> bool:
    """Whether it is something for the trouble, and nobody has told of any: a calm question only asks (E3, K6)."""
    only_asks = case.request_type == "track_order" and case.feeling == "calm" and case.wish in (None, "find", "know")
    return only_asks and not case.offers_made and offers.is_amends(offer.id)


def _is_asked_again(turn: Turn, case: Case) -> bool:
    """Whether somebody asks once more for what they were told; they get it once more (K2)."""
    first = case.told is not None and not case.not_settled
    if not first or turn.by_button or case.feeling in UPSET or reopening.says_not_over(turn):
        return False
    asks_to_act = offers.wish_of(turn.text, turn.language) == "find" and "?" not in turn.text
    return case.wish == "know" or (turn.intent == case.request_type and not asks_to_act)


def _asks_where_again(turn: Turn, case: Case) -> bool:
    """Whether somebody upset asks where it is although they were told: once more, before anything is offered (K2)."""
    asks = words.says("answers", "asks_where", turn.language).search(turn.text) is not None
    return asks and not turn.by_button and case.feeling in UPSET and status.was_told_once(case)


def _wants_only_to_be_heard(turn: Turn, case: Case) -> bool:
    """Whether feedback is just that: thanked for and kept, with nobody waiting for an answer (W8)."""
    wants_reply = words.says("answers", "wants_reply", turn.language).search(" ".join(case.story))
    return case.feeling in ("calm", "annoyed") and not wants_reply


def _honest_key(case: Case) -> str | None:
    """The text that says why a human is the right one for this, by cause or by request type."""
    keys = (f"lead.honest.{case.cause}", f"lead.honest.{case.request_type}")
    return next((key for key in keys if texts.has_text(key)), None)


def _reason_without_offer(case: Case, options: list[Offer]) -> Reason:
    """Why a human is needed when nothing can be offered."""
    if any(option.granted_by for option in options):
        return Reason.BEYOND_AUTHORITY
    if case.declined:
        return Reason.OFFERS_DECLINED
    return Reason.NOT_SETTLED if case.not_settled else Reason.NEEDS_HUMAN


def _opening(turn: Turn, case: Case, situation: Situation, offer: Offer, *, met: bool, wish: str | None) -> str:
    """What is said before an offer: that another way was found, that it's the next, or that the wish can't be met.

    What is due by the shop's own records is no second best.
    """
    asks_for_more = wish is not None and authority.asks_for_more(case, wish, offer)
    if _refused(case):
        return turn.phrase("lead.another_way") + " "
    last = latest(turn.events, StatusType.OFFER_MADE)
    if last and last.data["offer"] == offer.id:
        return ""  # the same once more, with a fact put right by the customer
    if asks_for_more and not any(said.startswith("lead.appreciate_cannot/") for said in case.said):
        return turn.phrase("lead.appreciate_cannot") + " "
    if case.declined and any(made != offer.id for made in case.offers_made):
        return turn.phrase("lead.next_best") + " "
    is_met = met or offer.rule.evident or (deadline.is_set(case, wish) and offers.is_fast(offer.id))
    if wish and not is_met and (product := offering.sold_out(turn, situation, wish)):
        return turn.phrase("lead.sold_out", product=product) + " "
    if wish and (asks_for_more or not is_met):
        return turn.phrase("lead.appreciate_cannot") + " "
    return ""


def _wish(case: Case) -> str | None:
    """What the customer wishes for, by a wish or by what was asked for at all."""
    return case.wish or wishes.EVIDENT_WISHES.get(case.request_type or "")


def _only_declined_amends(case: Case) -> bool:
    """Whether a calm customer wants none of the small things that were offered, and wishes for nothing else."""
    only_amends = case.offers_made and all(offers.is_amends(name) for name in case.offers_made)
    return bool(only_amends) and case.wish in (None, "know") and case.feeling not in UPSET


def _stays(case: Case) -> bool:
    """Whether the offer that was made last is what was asked for itself: after a no all stays as it is."""
    return bool(case.offers_made) and offers.rule_of(case.offers_made[-1]).if_declined == "stays"


def _lets_it_be(turn: Turn) -> bool:
    """Whether a no says no more than that, or that it may stay as it is; who says why needs something else."""
    bare = turn.by_button or len(turn.text.split()) <= BARE_NO_WORDS
    return bare or words.says("answers", "lets_it_be", turn.language).search(turn.text) is not None


def _refused(case: Case) -> bool:
    """Whether the shop has just refused what was accepted."""
    return bool(case.offer and case.offer.get("refused"))


def _knows_what_it_needs(turn: Turn, case: Case, situation: Situation, offer: Offer) -> bool:
    """Whether all facts are known that the offer needs; what the shop knows is taken from there."""
    if "phone" in offer.rule.needs and situation.customer and situation.customer.phone:
        case.details = {"phone": situation.customer.phone, **case.details}
    case.needs = list(offer.rule.needs)
    return all(name in case.details for name in case.needs)
