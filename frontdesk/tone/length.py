"""Short and easy to read: the length of a message and of its sentences, and reading ease (K1)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from frontdesk.tone.finding import Finding, shortened
from frontdesk.tone.guide import Ease, Guide, Limit
from frontdesk.tone.sources import Wording

FACT = re.compile(r"\{[^{}]*\}")
WORD = re.compile(r"[^\W_]+(?:['’\-.][^\W_]+)*")
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”')]*\s+|(?<=[。！？])")
PARAGRAPH_END = re.compile(r"\n\s*\n")
ENOUGH_WORDS = 12
"""Of fewer words a formula of reading ease tells nothing."""


@dataclass(frozen=True)
class Measured:
    """What a part of a text comes to, with the limit and what to do about it."""

    amount: float
    limit: Limit | None
    what: str
    why: str
    better: str
    at_least: bool = False
    """Whether less is worse."""

    @property
    def is_hint(self) -> bool:
        """Whether it is worth a look."""
        return self.limit is not None and self._beyond(self.limit.hint)

    @property
    def is_error(self) -> bool:
        """Whether it is wrong."""
        return self.limit is not None and self._beyond(self.limit.error)

    def _beyond(self, bound: float) -> bool:
        return self.amount < bound if self.at_least else self.amount > bound


def too_long(wording: Wording, guide: Guide) -> Iterator[Finding]:
    """Messages and sentences that are too long, and words that are too hard; the paragraphs of a mail each alone."""
    for paragraph in PARAGRAPH_END.split(wording.text):
        for measured in (*_message(paragraph, guide), *_sentences(paragraph, guide), *_ease(paragraph, guide)):
            if measured.is_hint or measured.is_error:
                yield wording.finding(
                    is_error=measured.is_error,
                    what=measured.what,
                    why=measured.why,
                    row="K1",
                    better=measured.better,
                )


def words(text: str) -> list[str]:
    """The words of a text; a fact in braces is one word."""
    return WORD.findall(FACT.sub(" fact ", text))


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [sentence for sentence in SENTENCE_END.split(text) if words(sentence)]


def reading_ease(text: str, ease: Ease) -> float:
    """How easy a text is to read: 60 to 70 is plain language, more is easier.

    A name (December, Mastercard) counts as one syllable: whoever has to do with it knows it.
    """
    found = [words(sentence) for sentence in sentences(text)]
    count = sum(map(len, found))
    syllables = sum(
        1 if place and word[0].isupper() else _syllables(word, ease)
        for sentence in found
        for place, word in enumerate(sentence)
    )
    return ease.base - ease.per_word * count / len(found) - ease.per_syllable * syllables / count


def _message(text: str, guide: Guide) -> Iterator[Measured]:
    why = "a long message is not read to its end"
    better = "Keep what the customer needs now, and leave out the rest."
    count = len(words(text))
    yield Measured(count, guide.limits.message_words, f"has {count} words", why, better)
    yield Measured(len(text), guide.limits.message_characters, f"has {len(text)} characters", why, better)


def _sentences(text: str, guide: Guide) -> Iterator[Measured]:
    for sentence in sentences(text):
        count = len(words(sentence))
        what = f"has a sentence of {count} words, “{shortened(sentence, 40)}”"
        why = "whoever is upset takes in one idea at a time"
        yield Measured(count, guide.limits.sentence_words, what, why, "Make two sentences of it.")


def _ease(text: str, guide: Guide) -> Iterator[Measured]:
    if guide.ease is None or len(words(text)) < ENOUGH_WORDS:
        return
    ease = reading_ease(text, guide.ease)
    what = f"is hard to read (reading ease {ease:.0f})"
    better = "Use shorter words and shorter sentences."
    why = "plain words are understood at once"
    yield Measured(ease, guide.limits.reading_ease, what, why, better, at_least=True)


def _syllables(word: str, ease: Ease) -> int:
    """An estimate: groups of vowels, without the silent ones, and at least one."""
    return max(1, len(ease.vowels.findall(ease.silent.sub("", word.casefold()))))
