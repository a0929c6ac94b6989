"""Which goods of an order a story names (B3)."""

import re
from collections.abc import Sequence

from frontdesk.backoffice import Order, OrderLine
from frontdesk.shop import causes

COMMON_WORDS = frozenset({"and", "box", "can", "for", "four", "pieces", "pot", "set", "six", "the", "three", "two"})
"""Words in the names of products that say nothing of which it is."""
_DENIED = re.compile(
    r"(?:\bnot|n['’]t)\s+(?:the|my|a|an)\s+\w+(?:\s\w+)?"
    r"|\b(?:the|my)\s+\w+(?:\s\w+)?(?=\s+(?:is|are)\s+(?:fine|whole|intact|ok(?:ay)?|all right)\b)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?;\n]+")


def named_lines(
    order: Order, story: Sequence[str], request_type: str, cause: str | None, language: str
) -> list[OrderLine]:
    """The lines that the story names; best, those named where it tells what is wrong with them."""
    text = " ".join(story)
    named = _named_in(order, text, denied(story))
    if not named or cause is None:
        return named
    told = [s for s in _SENTENCE.split(text) if causes.said_cause(s, request_type, language) == cause]
    return _named_in(order, " ".join(told), denied(story)) or named


def hits(line: OrderLine, text: str, denied: set[str]) -> int:
    """How many words of the line's name stand in the text; "not the vase" names no vase."""
    return len(_words(line.name) & _words(_DENIED.sub(" ", text).lower()) - denied)


def denied(story: Sequence[str]) -> set[str]:
    """Words of goods that the newest telling says it is not about."""
    return _words(" ".join(_DENIED.findall(story[-1]))) if story else set()


def _named_in(order: Order, text: str, denied: set[str]) -> list[OrderLine]:
    counts = [hits(line, text, denied) for line in order.lines]
    most = max(counts, default=0)
    return [line for line, count in zip(order.lines, counts, strict=True) if most and count == most]


def _words(text: str) -> set[str]:
    """The words by which a customer may name a product."""
    words = set(re.findall(r"[^\W\d]{3,}", text.lower())) - COMMON_WORDS
    return {word[:-1] if word.endswith("s") and not word.endswith("ss") else word for word in words}
