"""How texts are to be written, from `data/service/tone`: words to avoid, limits, and which texts stand where.

`<language>.yml` holds for one language, `any.yml` for all of them, `keys.yml` says what is special about which texts.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from frontdesk.tone.finding import Finding, Unreadable
from frontdesk.tone.sources import line_of, read_yaml

FOLDER = Path("data", "service", "tone")
ANY_LANGUAGE = "any"
Severity = Literal["error", "hint"]


class _Part(BaseModel):
    """A part of a file; what it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(_Part):
    """Words that do not belong in a text, each with a better way to say it."""

    about: str
    severity: Severity
    row: str
    """The row of docs/service.md that it serves."""
    why: str
    words: dict[str, str] = {}
    """Whole words, as regular expressions; capitals do not matter."""
    signs: dict[str, str] = {}
    """What may also stand inside a word."""
    unless: list[str] = []
    """Words that make it right when they stand in the same text."""
    only_in_trouble: bool = False
    """Whether it matters only where the mood is not light."""

    def found_in(self, text: str) -> Iterator[tuple[str, str]]:
        """What is found, each with its better way."""
        if self._pardon and self._pardon.search(text):
            return
        for pattern, better in self._patterns:
            if match := pattern.search(text):
                yield match.group(), better

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        signs = [(re.compile(sign, re.IGNORECASE), better) for sign, better in self.signs.items()]
        return [*signs, *((_whole([words]), better) for words, better in self.words.items())]

    @cached_property
    def _pardon(self) -> re.Pattern[str] | None:
        return _whole(self.unless) if self.unless else None


class Limit(_Part):
    """From where on a measure is worth a look, and from where on it is wrong."""

    hint: float
    error: float


class Limits(_Part):
    """How long a text may be, and how easy to read it must be; None where nothing is said of it."""

    message_words: Limit | None = None
    message_characters: Limit | None = None
    sentence_words: Limit | None = None
    reading_ease: Limit | None = None


class Ease(_Part):
    """A formula of reading ease: base − per_word × words a sentence − per_syllable × syllables a word."""

    base: float
    per_word: float
    per_syllable: float
    vowels: re.Pattern[str]
    """What makes a syllable."""
    silent: re.Pattern[str]
    """Vowels that are written and not spoken."""


class Guide(_Part):
    """How texts of one language are to be written."""

    unfit: list[Rule] = []
    """Words that do not belong in a text. Not `rules`: Rasa would take the file for its own."""
    limits: Limits = Limits()
    ease: Ease | None = None


class Keys(_Part):
    """Patterns of keys (`offer.*.make`) about which something is special; each stands for all that is under it."""

    desk: list[str] = []
    """Read by people at the desk alone."""
    light: list[str] = []
    """Said where nothing is wrong; everywhere else there may be trouble."""
    one_wording: list[str] = []
    """Said once in a conversation, or always in the same words."""
    optional_facts: list[str] = []
    """Some wordings need facts that are not always known; others do without."""
    families: list[str] = []
    """Texts that can follow each other in a conversation, besides the wordings of one text."""


_Shape = TypeVar("_Shape", bound=_Part)


def read_guide(root: Path, language: str) -> Guide:
    """The guide for a language, with what holds for all of them. Raises Unreadable."""
    common = _read(root / FOLDER / f"{ANY_LANGUAGE}.yml", root, Guide)
    own = _read(root / FOLDER / f"{language}.yml", root, Guide)
    limits = {**common.limits.model_dump(exclude_none=True), **own.limits.model_dump(exclude_none=True)}
    return Guide(unfit=[*common.unfit, *own.unfit], limits=Limits.model_validate(limits), ease=own.ease)


def read_keys(root: Path) -> Keys:
    """What is special about which texts. Raises Unreadable."""
    return _read(root / FOLDER / "keys.yml", root, Keys)


def is_any(key: str, patterns: Iterable[str]) -> bool:
    """Whether one of the patterns covers a key: `offer.*.make` covers `offer.cancel.make`, `button` all of its file."""
    names = key.split(".")
    return any(
        len(parts) <= len(names) and all(part in ("*", name) for part, name in zip(parts, names, strict=False))
        for parts in (pattern.split(".") for pattern in patterns)
    )


def _read(path: Path, root: Path, shape: type[_Shape]) -> _Shape:
    """A file of the guide; without the file nothing is asked for."""
    if not path.exists():
        return shape()
    file = str(path.relative_to(root))
    node = read_yaml(path, file)
    if node is None:
        return shape()
    try:
        guide = shape.model_validate(yaml.constructor.SafeConstructor().construct_document(node))
        for rule in guide.unfit if isinstance(guide, Guide) else ():
            list(rule.found_in(""))
    except ValidationError as error:
        first = error.errors()[0]
        what = f"{'.'.join(map(str, first['loc'])) or 'This'}: {first['msg']}."
        raise _unusable(file, _line(node, first["loc"]), what) from None
    except re.error as error:
        raise _unusable(file, 1, f"{error.pattern!r} is no regular expression: {error}.") from None
    return guide


def _line(node: yaml.Node, names: Iterable[str | int]) -> int:
    """The line of a part that is named by keys and numbers, or of what it is missing from."""
    for name in names:
        match node, name:
            case yaml.MappingNode(value=pairs), str():
                child = next((child for key, child in pairs if key.value == name), None)
            case yaml.SequenceNode(value=items), int() if name < len(items):
                child = items[name]
            case _:
                child = None
        if child is None:
            break
        node = child
    return line_of(node)


def _whole(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


def _unusable(file: str, line: int, what: str) -> Unreadable:
    return Unreadable(Finding(True, file, line, what, "the check cannot use it", None, "Write it like its neighbours."))
