"""Whether a message is one clear thing, tells a story, or breaks off: decided by its words alone, without Rasa (H1).

Rasa is asked once for a turn, and a turn ends where the customer has ended: what decides when that is comes before it.
"""

import re
import unicodedata
from enum import Enum, StrEnum, auto
from functools import cache

from frontdesk.conversation.listening import Manner, Words


class Telling(StrEnum):
    """What kind of message it is."""

    CLEAR = auto()
    """A question, a plain request, the answer to what was asked, or something urgent: it is answered at once."""
    STORY = auto()
    """More may come."""
    UNFINISHED = auto()
    """More is to come: "and then,"."""


class Asked(Enum):
    """What the assistant asked last."""

    NOTHING = auto()
    SOMETHING = auto()
    FACT = auto()
    """An order number, an e-mail address, a code."""
    CHOICE = auto()
    """With buttons to press."""


_FACT = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\d{4,}")
_BREAKS_OFF = re.compile(r"(?:\.{2,}|[,;:…&+/(\-–—、，：；])$")
_NEXT_SENTENCE = re.compile(r"[.!?]\s+\w|\n")
_EMOTICON = re.compile(r"(?:[:;=]['-]?[()DPp/\\|]|<3)$")
_LOUD = re.compile(r"!{2,}|\?!|!\?")
_CLOSERS = "\"'”’»)]"
_QUESTION_MARKS = ("?", "？", "؟")
_LEAST_SHOUTED = 6
_SHARE_SHOUTED = 0.7


def is_urgent(text: str, manner: Manner) -> bool:
    """Whether it tells of something that cannot wait for the rest of a story."""
    return re.search(rf"(?<!\w){_any(manner.urgent)}(?!\w)", _plain(text)) is not None


def telling_of(text: str, manner: Manner, *, asked: Asked = Asked.NOTHING, before: int = 0) -> Telling:
    """What kind of message `text` is, with `before` others before it that have no answer either."""
    if is_urgent(text, manner):
        return Telling.CLEAR
    said = _bare_end(_plain(text))
    if _BREAKS_OFF.search(said) or _ends(manner.connectors, said):
        return Telling.UNFINISHED
    short = len(said) <= manner.short.statement and not _NEXT_SENTENCE.search(said)
    if _answers(said, asked, manner, short=short, first=before == 0) or _only(manner.farewells, said):
        return Telling.CLEAR
    if before + 1 >= manner.burst.messages:
        return Telling.STORY
    if said.endswith(_QUESTION_MARKS):
        return Telling.CLEAR if len(said) <= manner.short.question else Telling.STORY
    matter = _without_lead_ins(said, manner.lead_ins)
    if short and _begins(manner.questions + manner.requests, matter):
        return Telling.CLEAR
    return Telling.STORY


def shouts(text: str) -> bool:
    """Whether it is typed in anger: capitals, or marks in a heap."""
    letters = [c for c in text if c.isalpha()]
    loud = sum(c.isupper() for c in letters)
    return bool(_LOUD.search(text)) or (loud >= _LEAST_SHOUTED and loud >= _SHARE_SHOUTED * len(letters))


def _answers(said: str, asked: Asked, manner: Manner, *, short: bool, first: bool) -> bool:
    if asked == Asked.NOTHING:
        return False
    if asked == Asked.FACT and short and _FACT.search(said):
        return True
    if asked == Asked.CHOICE and short and first and _begins(manner.answers, said):
        return True
    return not said or _only(manner.answers, said)


def _plain(text: str) -> str:
    return text.casefold().replace("’", "'")


def _bare_end(text: str) -> str:
    """`text` without what may stand after its end: blanks, quotes, brackets, smileys."""
    before = None
    while before != text:
        before = text
        text = _EMOTICON.sub("", text.rstrip())
        while text and (text[-1] in _CLOSERS or unicodedata.category(text[-1]) in ("So", "Sk", "Mn", "Cf")):
            text = text[:-1]
    return text.lstrip()


def _without_lead_ins(said: str, lead_ins: Words) -> str:
    match = re.match(rf"(?>{_any(lead_ins)}(?!\w)\W*)*+", said)
    return said[match.end() :] if match else said


def _only(words: Words, said: str) -> bool:
    return re.fullmatch(rf"(?>{_any(words)}(?!\w)\W*)++", said) is not None


def _begins(words: Words, said: str) -> bool:
    return re.match(rf"{_any(words)}(?!\w)", said) is not None


def _ends(words: Words, said: str) -> bool:
    return re.search(rf"(?<![\w']){_any(words)}$", said) is not None


@cache
def _any(words: Words) -> str:
    """An expression for any of `words`, the longest first; for nothing at all if there are none."""
    longest_first = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, longest_first))})" if words else r"(?!)"
