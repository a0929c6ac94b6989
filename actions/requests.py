"""What a turn asks for, with its story and its cause (H1, C3)."""

from typing import Any

from actions import offer_details, orders, other_requests, wishes
from actions.asking import question_asked
from actions.case import Case
from actions.needs import ASKED_FACTS, rule_of
from actions.questions import YES_NO
from actions.turn import SURE, Turn
from frontdesk.conversation import details
from frontdesk.log import StatusType
from frontdesk.shop import causes, matters, offers
from frontdesk.wording import words

NO_NEW_STORY = frozenset({"affirm", "deny", "greet", "thank", "goodbye", "chitchat", "abuse", "challenge_bot"})
NAMED_BY_CAUSE = ("billing_problem", "damaged_or_wrong_item", "delivery_problem")
"""Request types that are recognised by their causes when the words ask for nothing."""
NAMES_NO_REQUEST = frozenset({"express_frustration", "inform", "nlu_fallback", "correct"})
ASKS_BESIDES = NAMES_NO_REQUEST - {"correct"} | {"out_of_scope", "chitchat", "greet", "thank", "speak_to_human"}
"""What a message may be as a whole while a part of it plainly asks for something."""
WORTH_A_GUESS = 0.2
"""Confidence from which it is better to say back what it may be than to ask what it is."""
WORDS_TO_GUESS_FROM = 3
MAX_STORY = 20
ABOUT_A_PARCEL = ("track_order", "delivery_problem")
SAME_MATTER = ("restatement", "correction", "problem", "story", "colleague")
"""While these are awaited, another request type corrects what was understood; it begins no second matter."""


def take_request(turn: Turn, case: Case, awaited: str | None, *, learned: bool) -> bool:
    """Keep request, story and cause; True if this turn told a request."""
    question = None if _tells_of_fault(turn) else question_asked(turn, case, awaited)
    told = question or _request_told(turn, case)
    taken_otherwise = told is not None and told == _borne_out_by_words(turn, case)
    if told and not question and case.request_type and awaited in (*YES_NO, *ASKED_FACTS) and not turn.is_sure:
        told = None
    if awaited in ASKED_FACTS and learned:
        told = None
    if case.request_type and _wishes_for_money_back(told, case.request_type, awaited):
        case.wish, told = "refund", case.request_type
        turn.note(StatusType.WISH, "wish", text=turn.text, offsets=turn.offsets)
    if told and told == case.request_type and case.helped and _names_another_cause(turn, case):
        case.begin(told)
        offer_details.take_details(turn, case)
    if told and told != case.request_type:
        if case.request_type is not None and awaited not in SAME_MATTER:
            other_requests.keep_for_later(turn, case)
            case.begin(told)
            offer_details.take_details(turn, case)
        else:
            case.request_type, case.restated, case.cause = told, False, None
    if told:
        other_requests.keep_other_requests(turn, case, {told, turn.intent} if question or taken_otherwise else {told})
    is_story = turn.intent not in NO_NEW_STORY or question is not None or awaited in ("story", "correction")
    if turn.text and not turn.by_button and is_story:
        case.story = [*case.story, turn.text][-MAX_STORY:]
        case.heard = [*case.heard, *turn.offsets][-MAX_STORY:]
    if case.request_type:
        newest = None if turn.by_button else causes.said_cause(turn.text, case.request_type, turn.language)
        said = newest or causes.said_cause(" ".join(case.story), case.request_type, turn.language)
        case.cause = said or case.cause
        if told and rule_of(case).wish in ("ask", "told") and case.wish is None:
            wishes.take_wish_told_with_request(turn, case)
        elif told and wishes.amount_wished(turn):
            wishes.note_more(turn)
        if told:
            other_requests.keep_other_causes(turn, case)
    return told is not None


def begin_again(turn: Turn, case: Case) -> None:
    """Begin what was done once more, for another day or address: it is said back in the offer, and not before."""
    offer_details.take_details(turn, case)
    cause, told, chosen = case.cause, case.told, case.details
    case.begin(case.request_type)
    case.cause, case.told, case.details, case.restated = cause, told, chosen, True


def guess(turn: Turn) -> str | None:
    """The request type that a turn without a clear one is most like, to be said back and confirmed (H3)."""
    if turn.intent not in NAMES_NO_REQUEST - {"correct"} or len(turn.text.split()) < WORDS_TO_GUESS_FROM:
        return None
    ranking = [(str(r["name"]), float(r["confidence"])) for r in turn.nlu.get("intent_ranking") or []]
    likely = [name for name, confidence in ranking if confidence >= WORTH_A_GUESS and _can_be_guessed(name)]
    return likely[0] if likely else None


def _wishes_for_money_back(told: str | None, request_type: str, awaited: str | None) -> bool:
    """Whether money back, asked for in the middle of a matter, is what would make that right (L1)."""
    return told == "refund" and awaited in other_requests.UNFINISHED and matters.is_part_of(told, request_type)


def _names_another_cause(turn: Turn, case: Case) -> bool:
    """Whether somebody who was helped asks for another thing of the same kind: first the address, then the day."""
    said = causes.said_cause(turn.text, case.request_type or "", turn.language)
    return said not in (None, case.cause)


def _request_told(turn: Turn, case: Case) -> str | None:
    """The request type of the turn: its intent, or what its words complain of while nothing else is known.

    Of several the first is taken, if that is sure.
    """
    if _names_new_day(turn, case):
        return "change_order"
    if rule := offers.request_rules().get(turn.intent):
        not_over = words.says("replies", "not_over", turn.language).search(turn.text)
        if case.request_type and rule.knowledge and not_over:
            return None
        return _borne_out_by_words(turn, case) or _first_of_several(turn)
    if turn.intent in ASKS_BESIDES and (asked := _first_request(turn)):
        return asked
    if case.request_type is None and turn.intent in NAMES_NO_REQUEST | {"speak_to_human"}:
        named = next((r for r in NAMED_BY_CAUSE if causes.said_cause(turn.text, r, turn.language)), None)
        return named or _request_greeted_with(turn, case) or guess(turn)
    return None


def _can_be_guessed(name: str) -> bool:
    """Whether it can be said back; a question that is not understood cannot be answered either."""
    rule = offers.request_rules().get(name)
    return rule is not None and not rule.knowledge


def _names_new_day(turn: Turn, case: Case) -> bool:
    """Whether somebody who was told where it is names a day to come, and asks nothing: it is to come on that day."""
    may_be = turn.intent in (*ABOUT_A_PARCEL, "inform", "correct", "nlu_fallback") and "?" not in turn.text
    was_told = case.request_type in ABOUT_A_PARCEL and case.told is not None and not case.not_settled
    names_day = offer_details.coming_day(turn, case) is not None
    is_wish = names_day and causes.said_cause(turn.text, "change_order", turn.language) == "change_day"
    return may_be and was_told and is_wish


def _borne_out_by_words(turn: Turn, case: Case) -> str | None:
    """The request type that the causes and facts in the words speak for, against what they were taken for; or None.

    A problem with a delivery may be one with what was in it ("got it saturday, you sent the wrong thing"), goods
    that came wrong may not have come at all, who rules out one day to come and names another wants it changed, who
    names an address and nothing to cancel wants it sent there, and praise is none from whoever wants a new one
    ("packed with care, you say. I want another").
    """
    if turn.intent in ABOUT_A_PARCEL and offer_details.moves_day(turn, case):
        return "change_order"
    if turn.intent == "cancel_order" and _names_only_address(turn):
        return "change_order"
    if causes.said_cause(turn.text, turn.intent, turn.language) is not None:
        return None
    if turn.intent == "give_feedback" and _wants_it_anew(turn):
        return "damaged_or_wrong_item"
    if turn.intent == "delivery_problem" and _said_fault(turn) in ("damaged", "wrong_item"):
        return "damaged_or_wrong_item"
    if turn.intent == "damaged_or_wrong_item" and _says_it_has_not_come(turn):
        return "delivery_problem"
    if _tells_of_fault(turn):
        return "damaged_or_wrong_item"
    return None


def _names_only_address(turn: Turn) -> bool:
    wish = offers.wish_of(turn.text, turn.language)
    return details.address_in(turn.text, turn.language) is not None and wish in (None, "find")


def _tells_of_fault(turn: Turn) -> bool:
    """Whether what was taken for a question about goods tells of an order, by its number, what is wrong with it."""
    is_told = turn.intent == "product_question" and orders.names_order(turn) and not turn.knows_the_answer
    return is_told and _said_fault(turn) is not None


def _wants_it_anew(turn: Turn) -> bool:
    wants = words.says("answers", "wants", turn.language).search(turn.text)
    return wants is not None and offers.wish_of(turn.text[wants.start() :], turn.language) == "replacement"


def _said_fault(turn: Turn) -> str | None:
    return causes.said_cause(turn.text, "damaged_or_wrong_item", turn.language)


def _says_it_has_not_come(turn: Turn) -> bool:
    return causes.said_cause(turn.text, "delivery_problem", turn.language) in ("late", "not_received")


def _asked(turn: Turn) -> list[dict[str, Any]]:
    """What the parts of the message ask for; kind words ask for nothing."""
    return [request for request in turn.nlu.get("requests") or [] if request["name"] != "give_feedback"]


def _first_of_several(turn: Turn) -> str:
    return (len(_asked(turn)) > 1 and _first_request(turn)) or turn.intent


def _first_request(turn: Turn) -> str | None:
    """The first request type that a part of the message asks for, if that is sure."""
    first = next(iter(_asked(turn)), None)
    sure = first is not None and float(first["confidence"]) >= SURE and first["name"] in offers.request_rules()
    return str(first["name"]) if first and sure else None


def _request_greeted_with(turn: Turn, case: Case) -> str | None:
    """Displeasure that names no reason is taken to be about the late order of the greeting."""
    upset = turn.intent == "express_frustration" or turn.frustration.get("level", "calm") != "calm"
    if case.greeted_order is None or not upset:
        return None
    case.order_number = case.order_number or case.greeted_order
    return "delivery_problem"
