"""What is said while an offer waits, beside a plain yes or no (L2, L3, P1)."""

from actions import (
    comfort,
    consent,
    deadline,
    facts,
    feeling,
    knowledge,
    made_offer,
    offering,
    other_requests,
    status,
    unclear,
    wishes,
)
from actions.case import LISTEN, Case
from actions.questions import YES_NO, ask_again
from actions.turn import Turn
from frontdesk.conversation.feelings import UPSET
from frontdesk.shop import matters, offers
from frontdesk.wording import words

WISHES_TOLD_AS_REQUESTS = frozenset({"refund", "cancel_order", "return_or_exchange"})


def hear(turn: Turn, case: Case, *, learned: bool) -> str | None:
    """Words while an offer waits: whoever wishes for what it is takes it, another wish declines it.

    None if they are about something else. Nothing is taken for a no that is none (L3).
    """
    waiting = str((case.offer or {}).get("id"))
    wish = offers.wish_of(turn.text, turn.language)
    evident = None if _denied(turn) else _evident_wish(turn)
    if other_requests.keep_other_causes(turn, case) and not (wish and _can_be_granted(turn, case, wish)):
        return ask_again(turn, case)
    asked_for = wish or evident
    if deadline.calls_for_another(turn, case):
        return "lead"
    if made_offer.is_less_than(turn, case, asked_for):
        wishes.take_wish(turn, case)
        turn.say("lead.appreciate_cannot")
        return ask_again(turn, case)
    if asked_for and offers.is_granted(asked_for, waiting):
        if words.says("answers", "asks_in_general", turn.language).match(turn.text):
            return ask_again(turn, case)  # "how long does a search take": a question wishes for nothing
        wishes.take_wish(turn, case)
        if wish == "find" or "?" in turn.text:
            return ask_again(turn, case)
        if consent.is_unreserved(turn, case):
            return "provide"
        return made_offer.say_again(turn, case, offering.situation_of(turn, case))
    if asked_for and _serves(turn, case, asked_for):
        wishes.take_wish(turn, case)
        turn.say_text(made_offer.why(turn, case), buttons=YES_NO["offer"])
        return LISTEN
    same = _is_same_matter(turn.intent, case.request_type or "") or turn.intent == "complaint"
    if turn.intent == "track_order" and same and case.told:
        status.tell(turn, case, offering.situation_of(turn, case))
        return ask_again(turn, case)
    if wish and _can_be_granted(turn, case, wish):
        wishes.take_wish(turn, case)
        return "lead"
    is_other = turn.intent in offers.request_rules() and not same and turn.is_sure
    if is_other and turn.intent not in WISHES_TOLD_AS_REQUESTS:
        return None
    if wish and ("?" not in turn.text or offers.may_be_granted(wish, case.request_type or "")):
        wishes.take_wish(turn, case)
        return "lead"
    if words.says("answers", "says_no", turn.language).match(turn.text.lstrip()):
        return "lead"
    if same and turn.intent == "track_order" and status.was_told_once(case):
        status.tell(turn, case, offering.situation_of(turn, case))
    if turn.intent == "express_frustration" or consent.is_ironic(turn):
        comfort.hear(turn, case)
        return ask_again(turn, case)
    if same or learned:
        return ask_again(turn, case)
    return None


def hear_reserved(turn: Turn, case: Case) -> str:
    """A yes with a condition, a limit or something besides: it is another wish, or the offer is said once more.

    Nothing is carried out that was not plainly asked for (P1).
    """
    learned = facts.take_facts(turn, case)
    feeling.take_feeling(turn, case)
    if case.offer is None or made_offer.is_changed(turn, case):
        return "lead"
    if step := knowledge.hear(turn, case, learned=learned):
        return step
    names_wish = offers.wish_of(turn.text, turn.language) not in (None, *consent.SERVED_BY_WAITING)
    if (names_wish or deadline.calls_for_another(turn, case)) and (step := hear(turn, case, learned=False)):
        return step
    if consent.is_ironic(turn) or case.feeling in UPSET:
        comfort.hear(turn, case)
    unclear.note(turn, case)
    if case.misunderstood >= unclear.MAX_MISUNDERSTOOD:
        return unclear.give_up(turn, case)
    return made_offer.say_again(turn, case, offering.situation_of(turn, case))


def asks_for_another(turn: Turn, case: Case) -> str | None:
    """The request type of what is asked for in place of what is offered; None if it is nothing."""
    denied = _denied(turn)
    return other_requests.take_instead(turn, case, denied) if denied else None


def _evident_wish(turn: Turn) -> str | None:
    return wishes.EVIDENT_WISHES.get(turn.intent) if turn.is_sure else None


def _denied(turn: Turn) -> str | None:
    """The wish for which the request stands, if the words say no to it: "don't cancel"."""
    evident = _evident_wish(turn)
    return evident if evident and offers.denies(evident, turn.text, turn.language) else None


def _is_same_matter(intent: str, request_type: str) -> bool:
    parts = matters.is_part_of(intent, request_type) or matters.is_part_of(request_type, intent)
    return intent == request_type or parts


def _serves(turn: Turn, case: Case, wish: str) -> bool:
    """Whether the offer that waits is how the wish can be met here, and nothing else that is ours to grant meets it.

    Who says no to it, or has heard why, is not told once more.
    """
    waiting = str((case.offer or {}).get("id"))
    says_no = turn.intent == "deny" or words.says("answers", "says_no", turn.language).match(turn.text.lstrip())
    if says_no or wish not in offers.rule_of(waiting).wishes or f"offer.{waiting}.why/" in " ".join(case.said):
        return False
    options = offering.open_offers(turn, case, offering.situation_of(turn, case))
    return not any(wish in option.rule.wishes and option.within_authority for option in options)


def _can_be_granted(turn: Turn, case: Case, wish: str) -> bool:
    """Whether something can be offered in this very case that the wish asks for."""
    options = offers.possible_offers(offering.situation_of(turn, case))
    return any(wish in option.rule.wishes for option in options)
