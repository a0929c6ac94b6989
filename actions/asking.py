"""Whether words ask a question that can be answered, whatever they were taken for (STD5, B3)."""

import re

from actions import goods
from actions.case import Case
from actions.needs import own_order_named, rule_of
from actions.turn import Turn
from frontdesk.log import StatusType, latest
from frontdesk.shop import knowledge, offers
from frontdesk.wording import words

OF_CONDITIONS = "policy_question"
OF_GOODS = "product_question"
NOT_TAKEN_FOR_A_QUESTION = frozenset({"out_of_scope", "nlu_fallback", "inform", "chitchat", "ask_recommendation"})
"""What a question that can be answered is sometimes taken for."""
UNKNOWN = frozenset({"out_of_scope", "nlu_fallback"})
MOSTLY_FOR_A_PERSON = frozenset({"account_access", "privacy_request"})
"""Requests that the assistant mostly hands over, so that an answer that is known comes first."""
MAY_BE_OF_GOODS = 0.2
"""Confidence from which words that ask whether something is sold are believed to do so."""
MAX_ECHO_WORDS = 5
"""A question of at most so many words, with a number of the answer in it, asks what the answer meant."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def question_asked(turn: Turn, case: Case, awaited: str | None) -> str | None:
    """The request type of the question that the turn asks; None while another matter is open, or if it asks none."""
    after_answer = rule_of(case).knowledge and awaited == "check"
    if turn.by_button or not (case.request_type is None or rule_of(case).knowledge):
        return None
    if turn.intent in NOT_TAKEN_FOR_A_QUESTION:
        return _hidden(turn, case, after_answer=after_answer)
    rule = offers.request_rules().get(turn.intent)
    if rule is not None and rule.knowledge:
        return turn.intent
    if rule is not None and _is_general(turn, after_answer=after_answer):
        return OF_CONDITIONS
    return OF_CONDITIONS if after_answer and _echoes(turn, case) else None


def _hidden(turn: Turn, case: Case, *, after_answer: bool) -> str | None:
    """The question in words that were taken for none. After an answer, what is asked next is a question too."""
    if turn.knows_the_answer or (after_answer and len(turn.entries) == 1 and "?" in turn.text):
        return OF_CONDITIONS
    if (
        _asks_for_goods(turn)
        or goods.can_tell(turn, case)
        or (turn.intent == "ask_recommendation" and goods.is_choice(turn))
    ):
        return OF_GOODS
    if after_answer and _echoes(turn, case):
        return OF_CONDITIONS
    return case.request_type if after_answer and turn.intent in UNKNOWN and "?" in turn.text else None


def _asks_for_goods(turn: Turn) -> bool:
    """Whether words that may be a question about goods ask whether something is sold: "have you got garden gnomes"."""
    likely = {str(r["name"]) for r in turn.nlu.get("intent_ranking") or [] if r["confidence"] >= MAY_BE_OF_GOODS}
    return OF_GOODS in likely and turn.is_far_from_known and goods.asks_if_sold(turn, goods.words_of(turn))


def _is_general(turn: Turn, *, after_answer: bool) -> bool:
    """Whether words that were taken for a request ask how things are in general, and wish for nothing."""
    names_order = turn.value_of("order_number") or own_order_named(turn, turn.text)
    if names_order or not turn.knows_the_answer or offers.wish_of(turn.text, turn.language):
        return False
    asks = words.says("answers", "asks_in_general", turn.language).search(turn.text) is not None
    believed = turn.is_sure and turn.intent not in MOSTLY_FOR_A_PERSON
    return "?" in turn.text if after_answer else asks and not believed


def _echoes(turn: Turn, case: Case) -> bool:
    """Whether the turn asks back about the answer just given: "4.90 for what?"; its entry then stands in the case."""
    told = latest(turn.events, StatusType.KNOWLEDGE_TOLD)
    entry = knowledge.entry(str(told.data["entry"]), turn.language, turn.today) if told else None
    asks = turn.text.rstrip().endswith("?") and len(turn.text.split()) <= MAX_ECHO_WORDS
    if entry is None or not asks or turn.entries or not _numbers(entry.text) & _numbers(turn.text):
        return False
    case.entries = [entry.id]
    return True


def _numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(text))
