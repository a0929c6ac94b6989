"""Hear the customer out, and say back what was heard (H1–H4, C2)."""

from actions import (
    closed,
    comfort,
    correction,
    facts,
    feeling,
    knowledge,
    made_offer,
    offer_answers,
    offer_details,
    offer_time,
    orders,
    other_requests,
    probing,
    questions,
    requests,
    restatement,
    resuming,
    returning,
    settling,
    smalltalk,
    unclear,
    unheard,
    unserved,
    wishes,
)
from actions.case import LISTEN, Case
from actions.needs import ASKED_FACTS, OFFER_FACTS, identify_order, rule_of, take_records
from actions.questions import YES_NO, ask_again
from actions.step import Step
from actions.turn import Turn
from frontdesk.conversation import conversations, identity
from frontdesk.conversation.feelings import UPSET
from frontdesk.conversation.identity import CodeCheck
from frontdesk.desk.handoffs import Reason
from frontdesk.log import StatusType
from frontdesk.shop import causes, offers
from frontdesk.wording import names

MAX_ANGRY_TURNS = 3


class ActionHear(Step):
    """Takes in request, facts, feeling and wish from what was said, and decides what the conversation needs next."""

    step = "hear"

    def take(self, turn: Turn, case: Case) -> str:
        comfort.say_sorry_for_loss(turn, case)
        step = self._decide(turn, case)
        if turn.intent != "greet":
            case.greeted_order, case.matter = None, None  # what the greeting asked is answered, or passed over
        return step

    def _decide(self, turn: Turn, case: Case) -> str:
        if offer_details.chooses_anew(turn, case):
            requests.begin_again(turn, case)
        elif step := closed.answer(turn, case) if closed.is_closed(turn, case) else settling.answer(turn, case):
            return step
        returning.pass_over(turn, case)
        awaited, before = case.awaiting, correction.heard_of(case)
        learned = facts.take_facts(turn, case)
        feeling.take_feeling(turn, case)
        if unserved.is_unserved(turn, case):
            return unserved.hand_over(turn, case)
        if turn.intent == "abuse" or (turn.frustration.get("abusive") and turn.intent not in smalltalk.INTENTS):
            return _hear_abuse(turn, case, awaited, learned=learned)
        if case.angry_turns >= MAX_ANGRY_TURNS:
            return _hand_over(turn, case, awaited, Reason.ANGER)
        if turn.asks_for_person and not wishes.wishes_for_call(turn, case):
            return _hand_over(turn, case, awaited, Reason.ASKED_FOR_HUMAN)
        if unheard.complains(turn, case):
            return unheard.own_it(turn, case)
        if wishes.wants_apology(turn) and comfort.apologize(turn, case) and awaited in (*YES_NO, *ASKED_FACTS):
            return ask_again(turn, case)
        if awaited == "code" and (code := facts.code_told(turn)):
            return _hear_code(turn, case, code)
        if awaited in OFFER_FACTS and learned and case.needs:
            return "lead"
        if step := resuming.take_up(turn, case):
            return step
        if not learned and questions.asks_why(turn, case):
            return questions.explain(turn, case)
        if step := offer_time.tell(turn, case):
            return step
        if step := knowledge.hear(turn, case, learned=learned):
            return step
        if awaited == "wish":
            return ask_again(turn, case) if _only_names_order(turn, case) else _hear_wish(turn, case)
        if case.awaiting == "offer":
            if made_offer.is_changed(turn, case):
                return "lead"
            if offer_answers.asks_for_another(turn, case):
                return _go_on(turn, case)
            if step := offer_answers.hear(turn, case, learned=learned):
                return step
        if case.matter and (step := returning.take_up(turn, case)):
            return _go_on(turn, case) if step == "hear" else step
        if awaited == "problem" and turn.intent == "affirm" and case.greeted_order:
            case.request_type, case.order_number = "track_order", case.greeted_order
            return _go_on(turn, case)
        if awaited == "also" and (turn.intent == "affirm" or case.next_step == "hear"):
            if case.also_asked[0].get("offer"):
                resuming.resume(case, case.also_asked[0])
                return ask_again(turn, case)
            other_requests.take_up_other_request(turn, case)
            return _go_on(turn, case)
        if awaited in ASKED_FACTS and not learned and unclear.has_not(turn):
            return unclear.hear_it_is_not_there(turn, case)
        told_request = requests.take_request(turn, case, awaited, learned=learned)
        if case.not_settled:
            wishes.take_wish(turn, case)
        if awaited in ("restatement", "correction"):
            if not (told_request or learned) and correction.is_bare_no(turn):
                return correction.ask_what(turn, case)
            if not (told_request or learned) and correction.is_bare_question(turn):
                return unclear.hear_nothing_new(turn, case)
            if turn.intent in smalltalk.INTENTS and not (told_request or learned):
                return smalltalk.answer(turn, case)
            correction.take(turn, case, before)
        if turn.intent in smalltalk.INTENTS and not told_request and not (learned and case.request_type):
            return smalltalk.answer(turn, case)
        if awaited in OFFER_FACTS and case.needs and not told_request:
            return unclear.hear_nothing_new(turn, case)
        if awaited == "colleague" and not told_request:
            return unclear.hear_about_colleague(turn, case)
        if case.request_type is None:
            return unclear.hear_without_request(turn, case, learned=learned)
        if case.awaiting == "check" and settling.is_remark(turn, case, told_request=told_request):
            return unclear.hear_remark(turn, case)
        answers = awaited in (None, *requests.SAME_MATTER)
        if not (told_request or learned or turn.intent == "express_frustration" or answers):
            return unclear.hear_nothing_new(turn, case)
        return _go_on(turn, case)


def _go_on(turn: Turn, case: Case) -> str:
    """The request is known: say it back if that is due, otherwise go on to comfort and solve."""
    order = identify_order(turn, case)
    if order and case.request_type:
        take_records(turn, case, order)
    if probing.is_due(turn, case):
        restatement.note(turn, case, order, restatement.of_case(case, order, turn, spoken=False))
        return probing.ask(turn, case)
    if case.restated or not _wants_restatement(turn, case):
        case.misunderstood = 0
        restatement.note(turn, case, order, restatement.of_case(case, order, turn, spoken=False))
        return "empathize"
    text = restatement.of_case(case, order, turn, spoken=True)
    restatement.note(turn, case, order, text)
    turn.say_text(
        f"{text} {turn.phrase('hear.right')}",
        buttons=[("button.right", "/affirm"), ("button.not_quite", "/deny")],
    )
    case.awaiting = "restatement"
    return LISTEN


def _wants_restatement(turn: Turn, case: Case) -> bool:
    if case.not_settled or case.awaiting in ASKED_FACTS:
        return False  # the story is known; only what is still missing was asked
    if case.request_type == requests.guess(turn):
        return True
    if case.cause is None and _asks_plainly(turn, case):
        return False  # a plain question is answered at once (H1)
    is_plain = case.cause in causes.plain_causes()
    restate = "upset" if is_plain else rule_of(case).restate
    went_wrong = case.cause is not None and not is_plain and case.feeling != "calm"
    return restate == "always" or (restate == "upset" and (went_wrong or case.feeling in UPSET))


def _asks_plainly(turn: Turn, case: Case) -> bool:
    """Whether it is a question of somebody who is calm, or hardly ruffled where nothing went wrong."""
    if rule_of(case).restate == "upset":
        return case.feeling in ("calm", "annoyed") and "?" in turn.text
    return case.feeling == "calm" and turn.text.rstrip().endswith("?")


def _hear_wish(turn: Turn, case: Case) -> str:
    """The answer to "what would make this right?" is kept in the customer's own words (L1)."""
    case.awaiting = None
    if turn.intent == "goodbye":
        return smalltalk.answer(turn, case)
    wishes.take_wish_in_own_words(turn, case)
    return "lead"


def _only_names_order(turn: Turn, case: Case) -> bool:
    """Whether an answer to the question for a wish tells the number of the order and wishes for nothing."""
    wishes_for = offers.wish_of(turn.text, turn.language)
    return case.awaiting == "wish" and turn.intent == "inform" and orders.names_order(turn) and wishes_for is None


def _hear_code(turn: Turn, case: Case, code: str) -> str:
    """Check the one-time code; what it proves holds at once."""
    order = turn.parts.back_office.order(case.order_number or "")
    customer = turn.parts.back_office.customer(order.customer_id) if order else None
    outcome = CodeCheck.EXPIRED
    if customer:
        with turn.parts.store.writing() as session:
            conversation = conversations.require(session, turn.conversation_id)
            outcome = identity.check_code(session, conversation, code, customer, key=turn.key("check"), at=turn.at)
    if outcome == CodeCheck.RIGHT:
        case.awaiting = None
        case.misunderstood = 0
        turn.say("hear.code_right", name=names.first_name(customer.name, customer.language) if customer else "")
        return "empathize"
    if outcome == CodeCheck.WRONG:
        turn.say("hear.code_wrong")
        return LISTEN
    turn.say("hear.code_expired")
    return "ask"


def _hear_abuse(turn: Turn, case: Case, awaited: str | None, *, learned: bool) -> str:
    """One calm boundary, then a human (A1, H4). What was asked for in the same breath is not lost."""
    if case.boundary_set:
        return _hand_over(turn, case, awaited, Reason.ABUSE)
    case.boundary_set = True
    turn.note(StatusType.BOUNDARY_SET, "boundary", offsets=turn.offsets)
    requests.take_request(turn, case, awaited or "problem", learned=learned)
    if case.request_type is None:
        turn.say("hear.boundary_open")
        case.awaiting = "problem"
        return LISTEN
    turn.say("hear.boundary")
    if learned or case.awaiting in (None, "problem"):
        return _go_on(turn, case)
    return ask_again(turn, case)


def _hand_over(turn: Turn, case: Case, awaited: str | None, reason: Reason) -> str:
    """To a human at once, with what this turn told."""
    requests.take_request(turn, case, awaited, learned=False)
    if awaited in ("wish", "offer"):
        wishes.take_wish(turn, case)
    restatement.note_unspoken(turn, case)
    case.handoff_reason = reason
    return "handoff"
