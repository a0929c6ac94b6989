"""The matters of a conversation as they were heard: the one that it is about, and the others (H3, W6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from frontdesk.log import Event, StatusType
from frontdesk.shop.offers import request_rules


@dataclass(frozen=True)
class Matter:
    """What was heard of one matter last, and the offset of the message that it began with."""

    heard: Event
    since: int

    @property
    def type(self) -> str:
        """Its request type."""
        return str(self.heard.data["request_type"])

    @property
    def order_number(self) -> str | None:
        """The order that it was said to be about."""
        return self.heard.data.get("order_number")


def matters_of(events: Sequence[Event]) -> list[Matter]:
    """The matters in the order in which they were spoken of; the last is what it is about now.

    A restatement that was not right is no matter of its own, and a question that was answered is none for anybody.
    """
    besides: set[str] = set()
    matters: list[Matter] = []
    for event in events:
        if event.type == StatusType.ALSO_ASKED:
            besides.add(str(event.data["request_type"]))
        elif event.type == StatusType.REQUEST_HEARD:
            since = min(event.data["offsets"], default=event.offset)
            before = [m for m in matters if _is_same(m, event, besides)]
            matters = [m for m in matters if m not in before]
            matters.append(Matter(event, min([since, *(m.since for m in before)])))
    answered = [m for m in matters if _is_answered(m, events)]
    return [*answered, *(m for m in matters if m not in answered)]


def _is_same(matter: Matter, heard: Event, besides: Iterable[str]) -> bool:
    """Whether what is heard goes on with the matter, or puts right what it was taken for."""
    overlap = set(matter.heard.data["offsets"]) & set(heard.data["offsets"])
    is_other = heard.data["request_type"] != matter.type and heard.data["request_type"] in besides
    return bool(overlap) and not is_other


def _is_answered(matter: Matter, events: Iterable[Event]) -> bool:
    rule = request_rules().get(matter.type)
    told = any(e.type == StatusType.KNOWLEDGE_TOLD and e.offset > matter.since for e in events)
    return rule is not None and rule.knowledge and told
