"""Whether an answer says yes to the offer that waits, and to nothing else: only then is it carried out (P1, L3)."""

import re
from functools import cache
from itertools import chain

from actions.case import Case
from actions.needs import order_of
from actions.turn import Turn
from frontdesk.backoffice import Order
from frontdesk.log import StatusType
from frontdesk.shop import offers, order_lines
from frontdesk.shop.offer_rules import Amount
from frontdesk.wording import words

CALL_BACK = "call_back"
"""By which words a call is taken; it is the one offer for which the shop has nothing to do."""
SERVED_BY_WAITING = frozenset({"find", "know"})
"""Wishes that are in a hurry or in doubt, and name nothing else that could be done."""
ABOUT_NO_GOODS = frozenset({Amount.DUPLICATE_CHARGE, Amount.OVERCHARGE, Amount.SHIPPING})
"""Money that is due for no goods, so that it does not matter which of them are spoken of."""
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def is_plain(turn: Turn, case: Case) -> bool:
    """Whether the turn takes the offer that waits as it was made: no condition, no limit, nothing else or besides.

    A remark before the yes is none of these: "goodness, after two years? Yes please". Whatever is not known to be
    part of a yes makes it none, for to ask once more costs little, and to do what nobody asked for a lot.
    """
    if turn.by_button or not _WORD.search(turn.text):
        return True
    if is_ironic(turn) or names_another(turn, case):
        return False
    sentences = _sentences(turn, case)
    said_yes = [number for number, sentence in enumerate(sentences) if _says_yes(turn, case, sentence)]
    if not said_yes:
        return _approves(turn) and all(_is_only_yes(turn, case, sentence) for sentence in sentences)
    plain = all(_is_only_yes(turn, case, sentences[number]) for number in said_yes)
    rest = sentences[said_yes[-1] :]
    return plain and not any(_says(turn, "hesitates").search(s) or _reserves(turn, case, s) for s in rest)


def is_unreserved(turn: Turn, case: Case) -> bool:
    """Whether a wish for the very thing that is offered comes without condition, limit or question (P1)."""
    return not (_reserves(turn, case, _answer_in(turn, case)) or is_ironic(turn) or names_another(turn, case))


def is_meant_after_all(turn: Turn, case: Case) -> bool:
    """Whether a no goes on to want the very offer: "cancel was the wrong word, I meant send it back"."""
    says_so = any(words.says("answers", name, turn.language).search(turn.text) for name in ("meant", "wants"))
    return says_so and names_it(turn, case) and is_unreserved(turn, case)


def names_it(turn: Turn, case: Case) -> bool:
    """Whether the words name the very thing that is offered, wished for or scorned: "a refund is a joke"."""
    wish = offers.wish_of(turn.text, turn.language)
    return wish not in (None, "find") and offers.is_granted(str(wish), str((case.offer or {}).get("id")))


def is_ironic(turn: Turn) -> bool:
    """Whether the words are kind, and mean the opposite: "yeah great, thanks for nothing"."""
    return not turn.by_button and _says(turn, "ironic").search(turn.text) is not None


def names_another(turn: Turn, case: Case) -> bool:
    """Whether the words name another thing to be done, or other goods, than the offer that waits is about."""
    waiting = offers.rule_of(str((case.offer or {}).get("id")))
    wished = offers.wishes_in(_takes(turn, case).sub(" ", _answer_in(turn, case)), turn.language)
    if any(wish not in (*waiting.wishes, *SERVED_BY_WAITING) for wish in wished):
        return True
    order = order_of(turn, case)
    if order is None or waiting.amount in ABOUT_NO_GOODS:
        return False
    answers = [s for s in _sentences(turn, case) if _says_yes(turn, case, s)] or [turn.text]
    return _names_other_goods(turn, case, order, " ".join(answers))


def _answer_in(turn: Turn, case: Case) -> str:
    """The words of the turn without what was kept for later, and what was meant where another word is taken back."""
    text = turn.text
    if meant := words.says("answers", "meant", turn.language).search(text):
        text = text[meant.end() :]
    for other in case.also_asked:
        text = text.replace(str(other["text"]), " ")
    return text


def _sentences(turn: Turn, case: Case) -> list[str]:
    return [sentence for sentence in _SENTENCE.split(_answer_in(turn, case)) if _WORD.search(sentence)]


def _names_other_goods(turn: Turn, case: Case, order: Order, answer: str) -> bool:
    """Whether goods are named in the answer that the offer is not about, or only a part of those that it is about."""
    skus = (case.offer or {}).get("skus") or [line.sku for line in order.lines]
    named = [line.sku for line in order.lines if order_lines.hits(line, answer, set())]
    if not named:
        return any(e["entity"] == "product" and str(e["value"]) in answer for e in turn.entities)
    return set(named) != set(skus)


def _says_yes(turn: Turn, case: Case, sentence: str) -> bool:
    return any(pattern.search(sentence) for pattern in (_says(turn, "says_yes"), _takes(turn, case)))


def _approves(turn: Turn) -> bool:
    return _says(turn, "approves").search(turn.text) is not None


def _is_only_yes(turn: Turn, case: Case, sentence: str) -> bool:
    """Whether nothing is left of the sentence without what a yes is made of, and what the offer itself says."""
    left = _part_of_yes(_operation(case), turn.language).sub(" ", sentence)
    return set(_WORD.findall(left.casefold())) <= _words_of_offer(turn, case, sentence)


def _words_of_offer(turn: Turn, case: Case, sentence: str) -> set[str]:
    """The words in which the offer was made. What goods are called counts only where goods or their price are meant."""
    waiting = str((case.offer or {}).get("id"))
    made = [e.text or "" for e in turn.events if e.type == StatusType.OFFER_MADE and e.data["offer"] == waiting]
    said = set(_WORD.findall(made[-1].casefold())) if made else set()
    order = order_of(turn, case)
    goods = set(_WORD.findall(" ".join(line.name for line in order.lines).casefold())) if order else set()
    sends_goods = offers.rule_of(waiting).goods is not None
    return said | goods if sends_goods or _takes(turn, case).search(sentence) else said - goods


def _reserves(turn: Turn, case: Case, text: str) -> bool:
    left = _takes(turn, case).sub(" ", text)
    return text.rstrip().endswith("?") or _says(turn, "reserves").search(left) is not None


def _takes(turn: Turn, case: Case) -> re.Pattern[str]:
    """The words by which the offer that waits is taken."""
    return words.pattern(words.entries("consent", turn.language)["takes"][_operation(case)])


def _operation(case: Case) -> str:
    return str((case.offer or {}).get("operation") or CALL_BACK)


@cache
def _part_of_yes(operation: str, language: str) -> re.Pattern[str]:
    lists = words.entries("consent", language)
    lines = (lists["takes"][operation], *(lists[name] for name in ("says_yes", "approves", "around")))
    return words.pattern(chain.from_iterable(lines))


def _says(turn: Turn, what: str) -> re.Pattern[str]:
    return words.says("consent", what, turn.language)
