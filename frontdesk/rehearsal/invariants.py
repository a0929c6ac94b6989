"""What holds in every conversation without being written: answered, nothing said, asked or offered twice, one question
a turn, and silence once a human has it (H2, E2, L3, C3, B2)."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from frontdesk.conversation.conversations import Owner
from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.rehearsal.outcome import Outcome, questions, sentences
from frontdesk.rehearsal.played import Played

WORDS_OF_A_WORDING = 5
"""A sentence of so many words is a wording; "Shall I?" may be said again, though not twice in a row."""

Broken = tuple[int, str, str]
"""Number of the turn, what should hold, and what was found."""
NumberedEvents = Iterable[tuple[int, Event]]


def broken(played: Played) -> Iterator[Broken]:
    """Where the conversation breaks one of the rules."""
    for number, turn, outcome in played.turns:
        if turn.is_customers:
            yield from _unanswered(number, outcome)
    for number, outcome in enumerate(played.outcomes):
        yield from _empty(number, outcome)
        yield from _several_questions(number, outcome)
    visits = groupby(enumerate(played.outcomes), key=lambda numbered: numbered[1].visit)
    for _, visit in visits:
        outcomes = list(visit)
        events = [(number, event) for number, outcome in outcomes for event in outcome.events]
        yield from _said_twice(outcomes)
        yield from _asked_for_what_is_known(events)
        yield from _offered_twice(events)
        yield from _spoken_over_a_human(events)


def _unanswered(number: int, outcome: Outcome) -> Iterator[Broken]:
    if outcome.owner_before == Owner.AGENT:
        return
    if not (outcome.messages if outcome.owner_before != Owner.WAITING else outcome.told):
        yield number, "every turn is answered", "nothing was said"


def _empty(number: int, outcome: Outcome) -> Iterator[Broken]:
    if any(not text.strip() for text in outcome.said):
        yield number, "no message is empty", "an empty one"


def _several_questions(number: int, outcome: Outcome) -> Iterator[Broken]:
    asked = questions(outcome.said)
    if len(asked) > 1:
        yield number, "at most one question a turn", " / ".join(asked)


def _said_twice(outcomes: list[tuple[int, Outcome]]) -> Iterator[Broken]:
    before: set[str] = set()
    last: set[str] = set()
    for number, outcome in outcomes:
        said = {sentence for text in outcome.said for sentence in sentences(text)}
        for sentence in sorted(said & last):
            yield number, "no sentence twice in a row", repr(sentence)
        for sentence in sorted(said & (before - last)):
            if len(sentence.split()) >= WORDS_OF_A_WORDING:
                yield number, "no wording twice in a conversation", repr(sentence)
        before |= said
        last = said or last


def _asked_for_what_is_known(events: NumberedEvents) -> Iterator[Broken]:
    """A fact that does not help, such as the number of somebody else's order, is named when it is asked for again."""
    written: list[str] = []
    known: dict[str, str] = {}
    for number, event in events:
        if event.author == Author.CUSTOMER and event.kind == Kind.MESSAGE:
            written += [event.text or "", str(event.data.get("payload", ""))]
        match event.type:
            case StatusType.FACT if any(_value(event) in text for text in written):
                known[str(event.data["name"])] = _value(event)
            case StatusType.WISH:
                known["wish"] = event.text or ""
            case StatusType.VERIFIED:
                known |= {"email": "who is signed in", "code": "who is signed in"}
            case StatusType.RESOLVED:
                known.pop("wish", None)
                known.pop("order_number", None)
            case StatusType.QUESTION_ASKED:
                value = known.get(str(event.data["name"]))
                if value is not None and value not in (event.text or ""):
                    yield number, "nothing is asked for that is known", f"{event.data['name']}: {value!r}"


def _offered_twice(events: NumberedEvents) -> Iterator[Broken]:
    made: set[tuple[str, str, str]] = set()
    order = ""
    for number, event in events:
        if event.type == StatusType.FACT and event.data["name"] == "order_number":
            order = _value(event)
        elif event.type == StatusType.RESOLVED:
            made.clear()
        elif event.type == StatusType.OFFER_MADE:
            offer = (str(event.data["offer"]), order, str(event.data.get("details", "")))
            if offer in made:
                yield number, "nothing is offered twice", offer[0]
            made.add(offer)


def _spoken_over_a_human(events: NumberedEvents) -> Iterator[Broken]:
    """What is said in the turn of the handoff itself is its answer; what is said to who waits talks over nobody."""
    handed_over_in: Any = None
    for number, event in events:
        if event.type == StatusType.HANDOFF_REQUESTED:
            handed_over_in = event.data["offsets"][0]
        elif event.type in (StatusType.RETURNED, StatusType.RESOLVED):
            handed_over_in = None
        elif handed_over_in not in (None, event.data.get("turn")) and _is_spoken(event) and not _is_to_who_waits(event):
            yield number, "silence after a handoff", repr(event.text)


def _is_spoken(event: Event) -> bool:
    return event.kind == Kind.MESSAGE and event.author == Author.ASSISTANT


def _is_to_who_waits(event: Event) -> bool:
    return bool(event.data.get("while_waiting"))


def _value(event: Event) -> str:
    return str(event.data["value"])
