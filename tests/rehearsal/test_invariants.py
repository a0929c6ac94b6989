"""What must hold in every conversation is held against each rule alone."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.rehearsal.invariants import broken
from frontdesk.rehearsal.outcome import Outcome
from frontdesk.rehearsal.played import Played
from frontdesk.rehearsal.reading import read_scripts

AT = datetime(2031, 5, 17, 9, 30, tzinfo=UTC)


@dataclass
class Log:
    """A conversation for tests, turn by turn."""

    outcomes: list[Outcome] = field(default_factory=list)
    owner: str = "assistant"

    def turn(self, *events: Event | str, said: str | None = "Hello", owner: str = "assistant", visit: int = 0) -> "Log":
        """A turn in which the customer says `said`, and then this happens; texts are the assistant's."""
        customer = [Event(0, AT, Author.CUSTOMER, Kind.MESSAGE, said)] if said else []
        first = sum(len(outcome.events) for outcome in self.outcomes) + 1
        written = [*customer, *(spoken(event) if isinstance(event, str) else event for event in events)]
        numbered = [Event(first + n, e.at, e.author, e.kind, e.text, e.data) for n, e in enumerate(written)]
        self.outcomes.append(Outcome(visit, tuple(numbered), self.owner, owner, (), None))
        self.owner = owner
        return self

    def rules(self, folder: Path) -> list[tuple[int, str]]:
        """The rules that are broken, with the turn."""
        path = folder / "log.yml"
        path.write_text("conversations:\n- name: a\n  turns:\n" + "  - say: x\n" * (len(self.outcomes) - 1))
        played = Played(read_scripts([path])[0], date(2031, 5, 17), self.outcomes)
        return [(number, rule) for number, rule, _ in broken(played)]


def spoken(text: str, **data: Any) -> Event:
    return Event(0, AT, Author.ASSISTANT, Kind.MESSAGE, text, data)


def status(type_: StatusType, text: str | None = None, **data: Any) -> Event:
    return Event(0, AT, Author.ASSISTANT, Kind.STATUS, text, {"type": type_, **data})


def fact(name: str, value: str) -> Event:
    return status(StatusType.FACT, name=name, value=value)


def asked(name: str, text: str) -> Event:
    return status(StatusType.QUESTION_ASKED, text, name=name)


def offer(name: str) -> Event:
    return status(StatusType.OFFER_MADE, "I can.", offer=name)


def handoff(turn: int) -> Event:
    return status(StatusType.HANDOFF_REQUESTED, reason="anger", offsets=[turn])


NOTED = Event(0, AT, Author.SYSTEM, Kind.STATUS, "Passed on", {"type": StatusType.NOTED})
AGENT = Event(0, AT, Author.AGENT, Kind.MESSAGE, "Sam here.")


@pytest.mark.parametrize(
    ("turns", "rule"),
    [
        ([()], "every turn is answered"),
        ([(" ",)], "no message is empty"),
        ([("Which one?", "And when?")], "at most one question a turn"),
        ([("Right. Shall I?",), ("Fine. Shall I?",)], "no sentence twice in a row"),
        ([("It is on the way to you.",), ("Yes.",), ("It is on the way to you.",)], "no wording twice"),
        ([("Gladly.", fact("order_number", "1042"), asked("order_number", "Which order is it?"))], "asked for that is"),
        ([("Hm.", status(StatusType.VERIFIED), asked("email", "Your address?"))], "asked for that is"),
        ([("Hm.", status(StatusType.WISH, "a new one"), asked("wish", "What would you like?"))], "asked for that is"),
        ([("I can.", offer("trace")), ("Or this.", offer("trace"))], "nothing is offered twice"),
        ([("Now a colleague.", handoff(2)), ("May I add something.",)], "silence after a handoff"),
    ],
)
def test_a_broken_rule_is_found(tmp_path: Path, turns: list[tuple[Event | str, ...]], rule: str) -> None:
    log = Log().turn("Good morning.", said=None)
    for events in turns:
        log.turn(*events, said="my order 1042")
    (found,) = log.rules(tmp_path)
    assert found[0] == len(turns)
    assert rule in found[1]


@pytest.mark.parametrize(
    "turns",
    [
        [("I sent “where is it?” on. Is that right?",)],
        [("Yes. Shall I?",), ("It is done.",), ("Fine. Shall I?",)],
        [("I see.", fact("order_number", "1042"), asked("order_number", "1042 is not yours. Which one is it?"))],
        [("I see.", fact("order_number", "1013"), asked("order_number", "Which one is it?"))],
        [("I can.", offer("trace")), ("I see.", fact("order_number", "1013"), offer("trace"))],
        [("I can.", offer("voucher")), ("Done.", status(StatusType.RESOLVED)), ("Again.", offer("voucher"))],
        [(handoff(2), spoken("Now a colleague.", turn=2))],
        [("Now.", handoff(2)), (status(StatusType.RETURNED), "Is it settled?")],
    ],
)
def test_what_is_right_breaks_no_rule(tmp_path: Path, turns: list[tuple[Event | str, ...]]) -> None:
    log = Log().turn("Good morning.", said=None)
    for events in turns:
        log.turn(*events, said="my order 1042")
    assert log.rules(tmp_path) == []


def test_whoever_waits_is_told_that_it_is_kept_and_with_an_agent_the_assistant_is_silent(tmp_path: Path) -> None:
    log = Log().turn("Good morning.", said=None)
    log.turn(handoff(2), spoken("Now a colleague.", turn=2), owner="waiting")
    log.turn(NOTED, owner="waiting").turn(AGENT, said=None, owner="agent").turn(owner="agent")
    assert log.rules(tmp_path) == []


def test_a_new_visit_may_begin_with_the_same_words(tmp_path: Path) -> None:
    log = Log().turn("Good to see you again, Mia.", said=None)
    assert log.turn("Good to see you again, Mia.", said=None, visit=1).rules(tmp_path) == []
    assert log.turn("Good to see you again, Mia.", said=None, visit=1).rules(tmp_path) != []
