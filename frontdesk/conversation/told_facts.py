"""The facts in a customer's words as the log keeps them: what was told, and what is no longer so (C3, H3)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from frontdesk.log import Event, StatusType
from frontdesk.wording import words

OF_THE_CUSTOMER = ("person", "email", "phone", "language")
"""Facts that hold for all matters of a conversation."""
SEVERAL = ("amount", "date", "product")
"""Facts of which a matter may have more than one; of all others the newest holds."""
TOLD = ("email", "phone", "person", *SEVERAL)
"""Facts that are taken as they are told; which order is meant takes more than the words."""
_BARE_NUMBER = re.compile(r"(?<!\d)\d{4,6}(?!\d)")
_NUMBER = re.compile(r"\d[\d.,]*(?<![.,])")

Entity = Mapping[str, Any]


@dataclass(frozen=True)
class Fact:
    """`words` are the customer's own, which stand in the messages at `offsets`; what was looked up has none."""

    name: str
    value: str
    words: str
    offsets: tuple[int, ...]

    def as_data(self) -> dict[str, Any]:
        """The fact as data of a status."""
        return {**asdict(self), "offsets": list(self.offsets)}


def told_in(text: str, entities: Sequence[Entity], messages: Sequence[Event]) -> Iterator[Fact]:
    """The facts that the messages tell, in their order. "Not 45, 54" tells of 54 alone."""
    for name in TOLD:
        found = [e for e in entities if e["entity"] == name]
        said = [e for e in found if not words.is_denied(text, e.get("start", 0))] or found
        newest = {_shown(e["value"]): e for e in said}
        for value, entity in newest.items() if name in SEVERAL else list(newest.items())[-1:]:
            yield fact_of(name, value, text[entity.get("start", 0) : entity.get("end", 0)], messages)


def fact_of(name: str, value: str, said: str, messages: Sequence[Event]) -> Fact:
    """The fact that `said` tells, with the messages in which it stands; with all of them if it stands in none."""
    standing = [e.offset for e in messages if said and said in (e.text or "")]
    return Fact(name, value, said if standing else "", tuple(standing or [e.offset for e in messages]))


def bare_numbers(text: str) -> list[str]:
    """Numbers of four to six digits, which may be those of orders."""
    return _BARE_NUMBER.findall(text)


def put_right(text: str, told: Sequence[Fact], before: Sequence[Event], *, corrects: bool) -> Iterator[Event]:
    """The facts of the log `before` that are no longer so: denied in the text, or replaced in one that `corrects`."""
    for event in before:
        name, value = event.data.get("name"), event.data.get("value")
        values = {fact.value for fact in told if fact.name == name}
        is_other = event.type == StatusType.FACT and name in SEVERAL and values and value not in values
        if is_other and (corrects or _is_denied(text, str(event.data.get("words", "")))):
            yield event


def _is_denied(text: str, said: str) -> bool:
    number = _NUMBER.search(said)
    forms = [form for form in (said, number[0] if number else "") if form]
    return any(
        words.is_denied(text, place.start())
        for form in forms
        for place in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text, re.IGNORECASE)
    )


def _shown(value: Any) -> str:
    return " ".join(str(part) for part in value.values()) if isinstance(value, Mapping) else str(value)
