"""What the shipped model makes of messages by authors whose words it never learned from: `tests/nlu`, `requests.yml`.

The figures themselves are the benchmark's (`bench/understanding`); here they are only kept from falling.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from conftest import ROOT
from sklearn.metrics import roc_auc_score

from assistant.levels import LEVELS

AUTHORS = sorted((ROOT / "tests/nlu/en").glob("*.yml"))
REQUESTS = yaml.safe_load((ROOT / "tests/assistant/requests.yml").read_text(encoding="utf-8"))
REQUEST_TYPES = frozenset(yaml.safe_load((ROOT / "data/service/requests.yml").read_text(encoding="utf-8")))


class Told(NamedTuple):
    """A held-out message: its right intent, its level (0–3), whether it abuses; and what was understood."""

    text: str
    intent: str
    level: int
    abusive: bool
    understood: dict[str, Any]

    @property
    def intent_is_right(self) -> bool:
        """The fallback passes on what it was least unsure of."""
        ranking = [guess["name"] for guess in self.understood["intent_ranking"] if guess["name"] != "nlu_fallback"]
        return ranking[0] == self.intent

    @property
    def found_level(self) -> int:
        return LEVELS.index(self.understood["frustration"]["level"])


def _read(author: Path, parse: Callable[..., dict[str, Any]]) -> Iterator[Told]:
    for block in yaml.safe_load(author.read_text(encoding="utf-8"))["nlu"]:
        metadata = block["metadata"]
        for line in block["examples"].splitlines():
            text = line.removeprefix("- ")
            level, abusive = LEVELS.index(metadata["feeling"]), bool(metadata.get("abusive"))
            yield Told(text, block["intent"], level, abusive, parse(text))


@pytest.fixture(scope="module")
def told(shipped_parse: Callable[..., dict[str, Any]]) -> dict[str, list[Told]]:
    return {author.stem: list(_read(author, shipped_parse)) for author in AUTHORS}


def _share(hits: list[bool]) -> float:
    return sum(hits) / len(hits)


@pytest.mark.parametrize("author", [author.stem for author in AUTHORS])
def test_every_author_is_understood(author: str, told: dict[str, list[Told]]) -> None:
    assert _share([message.intent_is_right for message in told[author]]) >= 0.83


@pytest.mark.parametrize("author", [author.stem for author in AUTHORS])
def test_the_feelings_of_every_author_are_told_apart(author: str, told: dict[str, list[Told]]) -> None:
    upset = [message.level >= LEVELS.index("frustrated") for message in told[author]]
    scores = [message.understood["frustration"]["score"] for message in told[author]]
    assert roc_auc_score(upset, scores) >= 0.93
    assert _share([abs(message.level - message.found_level) <= 1 for message in told[author]]) >= 0.93


@pytest.fixture(scope="module")
def everybody(told: dict[str, list[Told]]) -> list[Told]:
    return [message for messages in told.values() for message in messages]


def test_most_messages_are_understood(everybody: list[Told]) -> None:
    assert len(everybody) > 1_300
    assert _share([message.intent_is_right for message in everybody]) >= 0.91


def test_the_calm_are_seldom_taken_for_angry_or_the_angry_for_calm(everybody: list[Told]) -> None:
    calm, angry = LEVELS.index("calm"), LEVELS.index("angry")
    assert _share([message.found_level == angry for message in everybody if message.level == calm]) <= 0.01
    assert _share([message.found_level == calm for message in everybody if message.level == angry]) <= 0.03


def test_abuse_is_mostly_found_and_nearly_nothing_else_is_called_so(everybody: list[Told]) -> None:
    called = [message for message in everybody if message.understood["frustration"]["abusive"]]
    assert _share([message.abusive for message in called]) >= 0.85
    abuse = [message for message in everybody if message.abusive]
    assert _share([message.understood["frustration"]["abusive"] for message in abuse]) >= 0.7


def _requests_of(message: dict[str, Any], parse: Callable[..., dict[str, Any]]) -> set[str]:
    return {request["name"] for request in parse(message["text"])["requests"]}


def test_both_requests_of_a_message_are_mostly_found(shipped_parse: Callable[..., dict[str, Any]]) -> None:
    several = [message for message in REQUESTS if len(message["requests"]) > 1]
    wanted = [REQUEST_TYPES & set(message["requests"]) for message in several]
    found = [_requests_of(message, shipped_parse) for message in several]
    assert _share([want <= got for want, got in zip(wanted, found, strict=True)]) >= 0.6


def test_one_request_told_at_length_is_mostly_one(shipped_parse: Callable[..., dict[str, Any]]) -> None:
    single = [message for message in REQUESTS if len(message["requests"]) == 1]
    assert _share([len(_requests_of(message, shipped_parse)) <= 1 for message in single]) >= 0.8
