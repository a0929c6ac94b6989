"""What a turn should have come to and did not."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from frontdesk.rehearsal.outcome import Outcome
from frontdesk.rehearsal.script import NOTHING, UPSET, Expectation

Unmet = tuple[str, str]
"""What was expected, and what was there instead."""


def unmet(expected: Expectation, outcome: Outcome) -> Iterator[Unmet]:
    """What was expected of a turn and did not come."""
    for name in Expectation.model_fields:
        if name in expected.model_fields_set:
            yield from CHECKS[name](getattr(expected, name), outcome)


def _is(name: str, words: str) -> Callable[[bool, Outcome], Iterator[Unmet]]:
    """Whether a yes-or-no property is as expected."""

    def check(expected: bool, outcome: Outcome) -> Iterator[Unmet]:
        if getattr(outcome, name) is not expected:
            yield (words, "it did not") if expected else (f"not that it {words}", "it did")

    return check


def _exactly(name: str, words: str) -> Callable[[tuple[str, ...], Outcome], Iterator[Unmet]]:
    """Whether exactly these offers were made or carried out."""

    def check(expected: tuple[str, ...], outcome: Outcome) -> Iterator[Unmet]:
        actual = getattr(outcome, name)
        if sorted(set(expected) - {NOTHING}) != sorted(actual):
            yield f"{words} {_listed(expected)}", _listed(actual)

    return check


def _feels(expected: str, outcome: Outcome) -> Iterator[Unmet]:
    felt = outcome.feeling
    if felt != expected and not (expected == UPSET and felt not in (None, "calm")):
        yield f"feels {expected}", felt or NOTHING


def _hears(expected: tuple[str, ...], outcome: Outcome) -> Iterator[Unmet]:
    if missing := [request for request in expected if request not in outcome.heard]:
        yield f"hears {_listed(missing)}", _listed(outcome.heard)


def _learns(expected: dict[str, str], outcome: Outcome) -> Iterator[Unmet]:
    for name, value in expected.items():
        if value.casefold() not in outcome.learned.get(name, "").casefold():
            yield f"learns {name} {value!r}", repr(outcome.learned[name]) if name in outcome.learned else NOTHING


def _asks(expected: str, outcome: Outcome) -> Iterator[Unmet]:
    if (expected == NOTHING and outcome.asked) or (expected != NOTHING and expected not in outcome.asked):
        yield f"asks {expected}", _listed(outcome.asked)


def _hands_over(expected: str, outcome: Outcome) -> Iterator[Unmet]:
    reason = outcome.handed_over
    if expected not in (reason, str(reason is not None).lower()):
        yield f"hands over: {expected}", reason or "no handoff"


def _owner(expected: str, outcome: Outcome) -> Iterator[Unmet]:
    if outcome.owner != expected:
        yield f"owner {expected}", outcome.owner


def _tells(expected: tuple[str, ...], outcome: Outcome) -> Iterator[Unmet]:
    yield from ((f"tells {words!r}", "not told") for words in expected if not _stand_in(words, outcome.told))


def _not_tells(expected: tuple[str, ...], outcome: Outcome) -> Iterator[Unmet]:
    yield from ((f"does not tell {words!r}", "told") for words in expected if _stand_in(words, outcome.told))


def _buttons(expected: tuple[str, ...], outcome: Outcome) -> Iterator[Unmet]:
    if (not expected and outcome.buttons) or set(expected) - set(outcome.buttons):
        yield f"buttons {_listed(expected)}", _listed(outcome.buttons)


def _mails(expected: tuple[str, ...], outcome: Outcome) -> Iterator[Unmet]:
    if not expected and outcome.mails:
        yield "no mail", _listed(outcome.mails)
    for words in expected:
        if not _stand_in(words, outcome.mails):
            yield f"mails {words!r}", _listed(outcome.mails)


def _card(expected: tuple[str, ...], outcome: Outcome) -> Iterator[Unmet]:
    shown = list(_texts_in(outcome.card))
    yield from ((f"card with {words!r}", _listed(shown)) for words in expected if not _stand_in(words, shown))


def _silent(expected: bool, outcome: Outcome) -> Iterator[Unmet]:
    if bool(outcome.told) is expected:
        yield ("silence", "something was said") if expected else ("something said", "silence")


CHECKS: dict[str, Callable[[Any, Outcome], Iterator[Unmet]]] = {
    "feels": _feels,
    "hears": _hears,
    "learns": _learns,
    "restates": _is("restates", "says back what it heard"),
    "empathizes": _is("empathizes", "shows empathy"),
    "asks": _asks,
    "offers": _exactly("offered", "offers"),
    "does": _exactly("done", "does"),
    "promises": _is("promises", "gives a promise"),
    "keeps": _is("keeps", "keeps a promise"),
    "moves": _is("moves", "gives a promise a new day"),
    "checks": _is("checks", "asks whether it is settled"),
    "sets_boundary": _is("sets_boundary", "sets a boundary"),
    "hands_over": _hands_over,
    "closes": _is("closes", "closes the matter"),
    "owner": _owner,
    "tells": _tells,
    "not_tells": _not_tells,
    "buttons": _buttons,
    "mails": _mails,
    "card": _card,
    "silent": _silent,
}


def _stand_in(words: str, said: Iterable[str]) -> bool:
    """Whether one of the texts has these words, in capitals or not."""
    return any(words.casefold() in text.casefold() for text in said)


def _texts_in(card: Any) -> Iterator[str]:
    if isinstance(card, dict):
        for value in card.values():
            yield from _texts_in(value)
    elif isinstance(card, list):
        for value in card:
            yield from _texts_in(value)
    elif isinstance(card, str):
        yield card


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or NOTHING
