"""By which terms a conversation is found: the words that were said, and what the log knows of it.

Written with each event, so that a search reads an index and never the log.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from frontdesk.tables import SearchTermRow

LONGEST = 64
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
"""Scripts whose words may stand without spaces: they are found by pairs of signs."""


class Term(StrEnum):
    """What a term is."""

    WORD = "word"
    ORDER = "order"
    CUSTOMER = "customer"
    REQUEST_TYPE = "request_type"
    FEELING = "feeling"


def words_of(text: str) -> set[str]:
    """The words of a text, without accents and in small letters."""
    folded = unicodedata.normalize("NFC", "".join(c for c in _decomposed(text) if unicodedata.category(c) != "Mn"))
    plain = {word[:LONGEST] for word in _WORD.findall(_UNSPACED.sub(" ", folded))}
    runs = _UNSPACED.findall(folded)
    return plain | {run[at : at + 2] for run in runs for at in range(max(1, len(run) - 1))}


def terms_of(kind: str, text: str | None, data: dict[str, Any]) -> Iterator[tuple[Term, str]]:
    """The terms that an event of the log adds."""
    if kind in ("message", "note") and text:
        yield from ((Term.WORD, word) for word in words_of(text))
    elif kind == "nlu" and (level := (data.get("frustration") or {}).get("level")):
        yield Term.FEELING, str(level)
    elif kind == "status" and data.get("type") == "request_heard":
        yield Term.REQUEST_TYPE, str(data["request_type"])
    elif kind == "status" and data.get("type") == "fact":
        value = str(data["value"])
        if data["name"] == "order_number":
            yield Term.ORDER, value[:LONGEST]
        elif data["name"] in ("person", "email"):
            yield from terms_of_customer(value)


def terms_of_customer(*told: str | None) -> Iterator[tuple[Term, str]]:
    """The terms by which a customer is found whose name and address are known."""
    yield from ((Term.CUSTOMER, word) for text in told if text for word in words_of(text))


def keep(session: Session, conversation_id: str, terms: Iterable[tuple[Term, str]]) -> None:
    """Keep the terms of a conversation; those that are there stay."""
    rows = [{"conversation_id": conversation_id, "kind": kind, "value": value} for kind, value in sorted(set(terms))]
    if rows:
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        session.execute(insert(SearchTermRow).on_conflict_do_nothing(), rows)


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFKD", text.casefold())
