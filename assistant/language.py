"""Which language a message is written in."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.sources import Sourced
from assistant.text import plain

LANGUAGE = "language"
"""Message key and output field: `en`, `ja`, `ko` or `other`."""

WRITTEN_IN = "written_in"
"""Message key and output for the actions: the BCP 47 tag behind `LANGUAGE`: `de`, `ja-Latn`, or `und` if unclear."""

UNDETERMINED = "und"
LANGUAGES_FILE = Path(__file__).resolve().parent.parent / "data" / "service" / "languages.yml"

MAX_READ = 600
"""How many characters of a text are looked at."""
MAX_WORDS = 200
"""Words that are looked at; by then a language has shown."""
LONG = 4
"""Letters from which a little word tells its language alone."""

_KNOWN = ("en", "ja", "ko")
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff\uff66-\uff9f]")),
    ("ko", re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("latin", re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")),
    ("uk", re.compile(r"[іїєґІЇЄҐ]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")),
)
_NO_WORDS = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+|\S*\d\S*")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_UNFOLDED = str.maketrans({"ł": "l", "ı": "i", "ß": "ss", "ø": "o", "æ": "ae", "đ": "d"})


@dataclass(frozen=True)
class Vocabulary:
    """The words of a language other than English, in small letters."""

    words: frozenset[str]
    """Each of these alone tells the language."""
    stems: tuple[str, ...]
    """So does each word that begins like this."""
    little: frozenset[str]
    """Little words; a short one alone tells nothing."""
    elided: frozenset[str]
    """Little words before an apostrophe."""
    letters: frozenset[str]
    """Letters that only this language has."""
    shared: frozenset[str]
    """Words that are English as well, and so speak for neither."""

    def lead(self, words: Sequence[str], english: frozenset[str]) -> int:
        """By how many of the words this language is ahead of English; 0 or less where it does not show."""
        telling = sum(word in self.words or bool(self.stems and word.startswith(self.stems)) for word in words)
        little = sum(word in self.little or self._is_elided(word) for word in words)
        if not telling and little < 2 and not any(len(word) >= LONG and word in self.little for word in words):
            return 0
        return telling + little - sum(word in english and word not in self.shared for word in words)

    def _is_elided(self, word: str) -> bool:
        head, apostrophe, _ = word.partition("'")
        return bool(apostrophe) and head in self.elided


@dataclass(frozen=True)
class Vocabularies:
    """English, the other languages in Latin script, and the accented words that English has borrowed."""

    english: frozenset[str]
    others: dict[str, Vocabulary]
    borrowed: frozenset[str]


def written_in(text: str, prior: str | None = None) -> str:
    """The BCP 47 tag of a text's language, `und` where it is foreign and unclear. Never raises.

    The script decides first. Chinese characters alone are Japanese or Korean only if `prior` (the language of the
    website or of the conversation so far) says so; a text without words keeps the prior. In Latin script it is English
    unless more of the words are known in another language: names, codes and a foreign word in an English sentence
    do not matter. Japanese and Korean in Latin letters get tags of their own, for nothing that follows can read them.
    """
    default = prior if prior in _KNOWN else "en"
    text = plain(text).text[:MAX_READ]
    counts = Counter({name: len(script.findall(text)) for name, script in _SCRIPTS})
    letters = len(_LETTER.findall(text))
    if letters == 0:
        return default
    east_asian = counts["ja"] + counts["ko"] + counts["zh"]
    if east_asian and 2 * east_asian >= counts["latin"]:
        if counts["ja"] or counts["ko"]:
            return "ja" if counts["ja"] >= counts["ko"] else "ko"
        return default if prior in ("ja", "ko") else "zh"
    if 2 * counts["latin"] < letters:
        return _by_script(counts)
    words = _WORD.findall(_NO_WORDS.sub(" ", text))[:MAX_WORDS]
    return _by_words(words) if words else default


def identify(text: str, prior: str | None = None) -> str:
    """The language of a text as the components need it: `en`, `ja`, `ko` or `other`."""
    return _known_tag(written_in(text, prior))


def _known_tag(tag: str) -> str:
    return tag if tag in _KNOWN else "other"


def _by_script(counts: Counter[str]) -> str:
    if counts["uk"]:
        return "uk"
    found = max(("ru", "ar", "th", "hi", "he", "el"), key=lambda name: counts[name])
    return found if counts[found] else UNDETERMINED


def _by_words(words: list[str]) -> str:
    known = vocabularies()
    small = [word.lower() for word in words]
    leads = {tag: vocabulary.lead(small, known.english) for tag, vocabulary in known.others.items()}
    first = max(leads, key=lambda tag: leads[tag])
    if leads[first] > 0:
        return first
    accented = [word for word in words if word.islower() and not word.isascii() and word not in known.borrowed]
    if len(accented) <= sum(word in known.english for word in small):
        return "en"
    letters = set("".join(accented))
    return next((tag for tag, language in known.others.items() if letters & language.letters), UNDETERMINED)


@lru_cache(maxsize=1)
def vocabularies() -> Vocabularies:
    """The words of all languages, from spaCy and `LANGUAGES_FILE`; read once."""
    content = yaml.safe_load(LANGUAGES_FILE.read_text(encoding="utf-8"))
    english = frozenset({*_little_words("en"), *content["en"]["words"]})
    silent = english | frozenset(content["not_evidence"])
    others = {
        tag: _vocabulary(entry, _little_words(tag) if entry.get("little") else frozenset(), english, silent)
        for tag, entry in content.items()
        if tag != "en" and isinstance(entry, dict) and "words" in entry
    }
    return Vocabularies(english, others, frozenset(content["borrowed"]))


def _vocabulary(
    entry: dict[str, Any], little: frozenset[str], english: frozenset[str], silent: frozenset[str]
) -> Vocabulary:
    words = _with_bare_letters(word for word in entry["words"] if not word.endswith("*"))
    little = _with_bare_letters(little) - words
    return Vocabulary(
        words=words - silent,
        stems=tuple(sorted(_with_bare_letters(word[:-1] for word in entry["words"] if word.endswith("*")))),
        little=little - silent,
        elided=frozenset(entry.get("elided", ())),
        letters=frozenset(entry.get("letters", "")),
        shared=(words | little) & english,
    )


def _little_words(tag: str) -> frozenset[str]:
    return frozenset(import_module(f"spacy.lang.{tag}.stop_words").STOP_WORDS)


def _with_bare_letters(words: Iterable[str]) -> frozenset[str]:
    """The words, and the same ones as they are typed without accents."""
    words = frozenset(words)
    return words | frozenset(map(_folded, words))


def _folded(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.translate(_UNFOLDED))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class LanguageIdentifier(Sourced, GraphComponent):
    """Puts `language` and `written_in` on each message; the metadata's `language` is the prior."""

    @classmethod
    def data_files(cls, config: dict[str, Any]) -> list[Path]:
        """The words of the languages."""
        return [LANGUAGES_FILE]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageIdentifier:
        vocabularies()
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Identify the language of incoming messages."""
        for message in messages:
            prior = (message.get("metadata") or {}).get("language")
            tag = written_in(message.get(TEXT) or "", prior)
            message.set(WRITTEN_IN, tag, add_to_output=True)
            message.set(LANGUAGE, _known_tag(tag), add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Identify the language of the training examples."""
        self.process(training_data.training_examples)
        return training_data
