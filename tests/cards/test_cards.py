"""The card of forty conversations: everything that was told, done and promised, and nothing else (H3, W6, STD1).

What is missing and what nobody said is counted for each of them and in sum, and every item is traced to its events.
"""

from typing import Any

import pytest

from frontdesk.rehearsal.player import fill
from tests.cards.conftest import Cards
from tests.cards.items import texts_of
from tests.cards.scripts import CardScript, card_scripts

SCRIPTS = card_scripts()
SOUND = [script for script in SCRIPTS if not script.gap]
LEAST_SCRIPTS = 40
MOST_GAPS = 4


def as_parameter(script: CardScript) -> Any:
    """A gap that is none any more is told, so that its line goes."""
    marks = [pytest.mark.xfail(reason=script.gap, strict=True)] if script.gap else []
    return pytest.param(script, id=f"{script.path.stem}: {script.name}", marks=marks)


@pytest.mark.row("H3", "W6", "STD1", "PRIDE")
@pytest.mark.parametrize("script", [as_parameter(script) for script in SCRIPTS])
def test_the_card_holds_all_that_was_told_and_done_and_nothing_else(cards: Cards, script: CardScript) -> None:
    read = cards.read(script)
    assert not (read.missing or read.invented), read.told()


@pytest.mark.row("W6", "STD2")
def test_on_all_of_them_nothing_is_missing_and_nothing_invented(cards: Cards) -> None:
    assert len(SCRIPTS) >= LEAST_SCRIPTS
    assert len(SCRIPTS) - len(SOUND) <= MOST_GAPS
    read = [cards.read(script) for script in SOUND]
    counted = {"missing": sum(len(r.missing) for r in read), "invented": sum(len(r.invented) for r in read)}
    assert counted == {"missing": 0, "invented": 0}
    assert sum(len(r.expected) for r in read) > 5 * len(read), "a card of next to nothing proves nothing"


@pytest.mark.row("W6", "B4")
@pytest.mark.parametrize("script", [as_parameter(script) for script in SCRIPTS if script.holds.without])
def test_what_was_put_right_stands_nowhere_but_in_the_customers_own_words(cards: Cards, script: CardScript) -> None:
    read = cards.read(script)
    shown = list(texts_of(read.card))
    for words in script.holds.without:
        assert not [text for text in shown if fill(words, read.day) in text], read.told()


@pytest.mark.row("W6")
def test_every_item_rests_on_the_words_or_the_event_that_say_so(cards: Cards) -> None:
    unfounded = [f"{script.name}: {item}" for script in SCRIPTS for item in cards.read(script).unfounded()]
    assert not unfounded, "\n".join(unfounded)
