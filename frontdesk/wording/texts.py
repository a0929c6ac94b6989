"""Texts that people read, from `data/service/texts/<language>/*.yml`: keys with one or several wordings.

The file's name is the first part of the key: `late.angry` in `empathy.yml` is `empathy.late.angry`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any

from frontdesk import yaml_text
from frontdesk.settings import ROOT

TEXTS_DIR = ROOT / "data" / "service" / "texts"
DEFAULT_LANGUAGE = "en"


class UnknownText(KeyError):
    """No text has this key in the default language."""


@dataclass(frozen=True)
class Wording:
    """One wording of a text, chosen and filled in."""

    id: str
    """Key and number of the wording, such as `empathy.late.angry/1`; never said twice in a conversation (E2)."""
    text: str


@cache
def _all(language: str) -> dict[str, tuple[str, ...]]:
    flat: dict[str, tuple[str, ...]] = {}
    for path in sorted((TEXTS_DIR / language).glob("*.yml")):
        _flatten(yaml_text.load(path.read_text("utf-8")), path.stem, flat)
    return flat


def _flatten(node: Any, prefix: str, into: dict[str, tuple[str, ...]]) -> None:
    if isinstance(node, dict):
        for name, child in node.items():
            _flatten(child, f"{prefix}.{name}", into)
    else:
        into[prefix] = tuple(str(v).strip() for v in node) if isinstance(node, list) else (str(node).strip(),)


def has_text(key: str) -> bool:
    """Whether the default language has a text for `key`."""
    return key in _all(DEFAULT_LANGUAGE)


def wordings(key: str, language: str = DEFAULT_LANGUAGE) -> tuple[str, ...]:
    """All wordings of `key`, in `language` or else in the default one. Raises UnknownText."""
    found = _all(language).get(key) or _all(DEFAULT_LANGUAGE).get(key)
    if not found:
        raise UnknownText(f"{key!r} is missing in {TEXTS_DIR / DEFAULT_LANGUAGE}")
    return found


def has_unsaid(key: str, language: str, said: Collection[str], **facts: Any) -> bool:
    """Whether a wording of `key` that needs no more than `facts` was not said yet."""
    texts = enumerate(wordings(key, language))
    return any(f"{key}/{number}" not in said and _facts(text) <= facts.keys() for number, text in texts)


def choose(key: str, language: str, said: Collection[str] = (), **facts: Any) -> Wording:
    """The first wording of `key` that was not said yet, filled with `facts`; then the least recently said one.

    A wording that needs a fact which is not given is passed over while there is another (B3). Raises KeyError if
    there is none.
    """
    texts = wordings(key, language)
    ids = [f"{key}/{number}" for number in range(len(texts))]
    order = {wording_id: place for place, wording_id in enumerate(said)}
    number = min(range(len(texts)), key=lambda n: (not _facts(texts[n]) <= facts.keys(), order.get(ids[n], -1), n))
    return Wording(ids[number], texts[number].format(**facts))


@cache
def _facts(wording: str) -> frozenset[str]:
    """The facts that a wording names in braces."""
    return frozenset(name for _, name, _, _ in Formatter().parse(wording) if name)


def text(key: str, language: str = DEFAULT_LANGUAGE, **facts: Any) -> str:
    """The first wording of `key`, filled with `facts`."""
    return choose(key, language, (), **facts).text


def group(prefix: str, language: str = DEFAULT_LANGUAGE) -> dict[str, str]:
    """All texts under `prefix`, by the rest of their keys."""
    known = {**_all(DEFAULT_LANGUAGE), **_all(language)}
    return {k[len(prefix) + 1 :]: v[0] for k, v in known.items() if k.startswith(f"{prefix}.")}
