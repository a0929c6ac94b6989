"""Cards of the scripted conversations, each played once a run and read through the agent's API."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from frontdesk.backoffice.demo import demo_customers
from tests.cards.evidence import is_founded
from tests.cards.items import Card, Item, expected_items, invented, items_of, missing
from tests.cards.scripts import CardScript
from tests.rehearsals import Rehearsal

ACCOUNTS = {customer["id"]: customer["name"] for customer in demo_customers()}


@dataclass(frozen=True)
class Read:
    """A conversation as the agent's API gives it, and what its card should hold."""

    script: CardScript
    day: date
    casefile: dict[str, Any]
    expected: list[Item]

    @property
    def card(self) -> Card:
        """The summary card."""
        card: Card = self.casefile["summary"]
        return card

    @property
    def missing(self) -> list[Item]:
        """What should be on the card and is not."""
        return missing(self.expected, list(items_of(self.card)))

    @property
    def invented(self) -> list[Item]:
        """What is on the card and was neither said nor done."""
        return invented(self.expected, list(items_of(self.card)))

    def unfounded(self) -> Iterator[Item]:
        """Items whose offsets do not hold what they say."""
        events = {event["offset"]: event for event in self.casefile["events"]}
        return (item for item in items_of(self.card) if not is_founded(item, events))

    def told(self) -> str:
        """What is wrong, and the conversation beside it."""
        wrong = [f"missing: {item}" for item in self.missing] + [f"invented: {item}" for item in self.invented]
        said = [
            f"  {e['offset']} {e['author']}: {e['text']}" for e in self.casefile["events"] if e["kind"] == "message"
        ]
        return "\n".join([self.script.name, *wrong, self.card["headline"], *said])


class Cards:
    """The cards, each read once."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self.rehearsal = rehearsal
        self.known: dict[str, Read] = {}

    def read(self, script: CardScript) -> Read:
        """The card at the end of the conversation."""
        if script.name not in self.known:
            self.known[script.name] = self._read(script)
        return self.known[script.name]

    def _read(self, script: CardScript) -> Read:
        played = self.rehearsal.play(script)
        assert len(played.outcomes) == len(script.turns) + 1, played.failures
        path = f"/conversations/{played.conversation_ids[-1]}"
        answer = self.rehearsal.runner.run(self.rehearsal.stage.desk.get(path)).raise_for_status()
        expected = expected_items(script, played.day, ACCOUNTS.get(script.customer or ""))
        return Read(script, played.day, answer.json(), list(expected))


@pytest.fixture(scope="session")
def cards(rehearsal: Rehearsal) -> Cards:
    return Cards(rehearsal)
