"""What would make it right, in the customer's own words (L1)."""

from actions.case import LISTEN, Case
from actions.needs import CALL, rule_of
from actions.turn import Turn
from frontdesk.conversation import details
from frontdesk.conversation.feelings import UPSET
from frontdesk.log import StatusType
from frontdesk.shop import offers
from frontdesk.wording import words

EVIDENT_WISHES = {"refund": "refund", "cancel_order": "cancel"}
PARCEL_REQUESTS = ("track_order", "delivery_problem")


def take_wish(turn: Turn, case: Case) -> str | None:
    """Keep what would make it right, in the customer's own words, if this turn says it (L1)."""
    wish = None if turn.by_button else offers.wish_of(turn.text, turn.language)
    if wish:
        case.wish, case.asked_amount = wish, amount_wished(turn) or case.asked_amount
        turn.note(StatusType.WISH, "wish", text=turn.text, offsets=turn.offsets)
    return wish


def note_more(turn: Turn) -> None:
    """Keep a wish for money beside what the request itself asks for: "my money and 500 euros" (L1, L2)."""
    if not turn.by_button and offers.wish_of(turn.text, turn.language):
        turn.note(StatusType.WISH, "wish", text=turn.text, offsets=turn.offsets)


def take_wish_in_own_words(turn: Turn, case: Case) -> None:
    """Keep the answer to "what would make it right?", whatever it asks for."""
    if take_wish(turn, case) is None:
        case.wish = "other"
        turn.note(StatusType.WISH, "wish", text=turn.text, offsets=turn.offsets)


def take_wish_told_with_request(turn: Turn, case: Case) -> None:
    """Who says at once what would make it right is not asked (C3, L1)."""
    wants = words.says("answers", "wants", turn.language).search(turn.text)
    told = turn.text[wants.start() :] if wants else turn.text if rule_of(case).wish == "told" else ""
    wish = None if turn.by_button else offers.wish_of(told, turn.language)
    if wish and wish != "find":
        case.wish, case.asked_amount = wish, amount_wished(turn) or case.asked_amount
        turn.note(StatusType.WISH, "wish", text=told, offsets=turn.offsets)


def wants_apology(turn: Turn) -> bool:
    """Whether the turn wishes for an apology."""
    wants = words.says("asides", "wants_apology", turn.language)
    return not turn.by_button and words.affirms(wants, turn.text)


def wishes_for_call(turn: Turn, case: Case) -> bool:
    """Whether this turn asks to be called; whoever said no to a call before may still ask for one."""
    if offers.wish_of(turn.text, turn.language) != CALL:
        return False
    if case.awaiting != "offer":
        case.offers_made = [offer for offer in case.offers_made if CALL not in offers.rule_of(offer).wishes]
    take_wish(turn, case)
    return True


def amount_wished(turn: Turn) -> str | None:
    """How much money the turn wishes for; what something cost is no wish."""
    amounts = [
        e["value"]["amount"]
        for e in turn.entities
        if e["entity"] == "amount" and not details.is_price(turn.text, e.get("start", 0), turn.language)
    ]
    return str(amounts[-1]) if amounts else None


def should_ask(turn: Turn, case: Case) -> bool:
    """Whether the open question is due: who is upset has not said what they want, nor asked where the parcel is."""
    upset = case.feeling in UPSET or case.request_type == "complaint"
    asks_where = words.says("answers", "asks_where", turn.language).search(" ".join(case.story))
    return upset and may_ask(case) and not (case.request_type in PARCEL_REQUESTS and asks_where)


def may_ask(case: Case) -> bool:
    """Whether the question is one for this request, was not asked before, and is not answered yet (C3)."""
    return rule_of(case).wish == "ask" and not case.wish_asked and case.wish is None


def ask(turn: Turn, case: Case) -> str:
    """Ask what would make it right, and wait for the answer (L1)."""
    text = turn.say("lead.wish")
    case.wish_asked = True
    case.awaiting = "wish"
    turn.note(StatusType.QUESTION_ASKED, "wish", name="wish", text=text)
    return LISTEN
