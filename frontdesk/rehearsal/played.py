"""What came of a script: an outcome for each turn, and where it went otherwise than it should."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from frontdesk.rehearsal.outcome import Outcome
from frontdesk.rehearsal.script import Script, ScriptedTurn


@dataclass(frozen=True)
class Failure:
    """Where a conversation went otherwise than it should; `turn` counts from 1, 0 is the greeting."""

    turn: int
    line: int
    expected: str
    instead: str


@dataclass
class Played:
    """What came of a script: an outcome for the greeting and one for each turn that could be played."""

    script: Script
    day: date
    """The day on which it was played."""
    outcomes: list[Outcome] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    conversation_ids: list[str] = field(default_factory=list)
    """A conversation for each visit of the customer."""

    @property
    def turns(self) -> Iterator[tuple[int, ScriptedTurn, Outcome]]:
        """The turns that were played, from 1."""
        for number, (turn, outcome) in enumerate(zip(self.script.turns, self.outcomes[1:], strict=False), start=1):
            yield number, turn, outcome

    @property
    def handed_over_at(self) -> int | None:
        """The customer's turn at which a human was asked for first; 0 is the greeting."""
        own = 0
        for _, turn, outcome in self.turns:
            own += turn.is_customers
            if outcome.handed_over:
                return own
        return None
