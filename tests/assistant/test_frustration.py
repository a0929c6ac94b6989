"""Feelings: what raises the score, what does not, and the cues that are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

LEVELS = ("calm", "annoyed", "frustrated", "angry")
Parse = Callable[..., "dict[str, Any]"]

RAISED = [
    ("where is my order", "WHERE IS MY ORDER???"),
    ("where is my order", "where is my order, third time I ask"),
    ("can I have a refund", "I have been waiting six weeks for this refund, nobody answers me"),
    ("can I have a refund", "refund me today or I go to my lawyer"),
    ("thanks, that was quick", "great service, really, only five weeks"),
    ("could you check my parcel please", "this is ridiculous, you are useless"),
    ("the vase is broken", "the vase is broken 😡😡 I am so angry"),
    ("hello", "hello?? is anyone even there??"),
]
CALM = [
    "where is my parcel?",
    "the vase arrived in two pieces, what do I do now?",
    "damn that was fast, thank you",
    "could you tell me when order 1042 will come?",
    "no rush, just curious",
    "Is the garden bench in stock?",
    "my order number is FH-1042",
    "thanks for your help!",
]
HEATED = [
    "WHERE IS MY ORDER??? third time I ask",
    "I am sick of this. Five weeks and nobody answers. Last chance before I call my lawyer.",
    "you bunch of idiots, give me my money back NOW!!!",
    "this is the fourth time I explain the same thing to you people",
]


@pytest.mark.parametrize(("milder", "stronger"), RAISED)
def test_signs_of_trouble_raise_the_score(milder: str, stronger: str, parse: Parse) -> None:
    assert parse(stronger)["frustration"]["score"] > parse(milder)["frustration"]["score"] + 0.1


@pytest.mark.parametrize("text", CALM)
def test_plain_and_friendly_words_are_calm(text: str, parse: Parse) -> None:
    assert parse(text)["frustration"]["level"] == "calm"


@pytest.mark.parametrize("text", HEATED)
def test_heated_words_are_at_least_frustrated(text: str, parse: Parse) -> None:
    assert parse(text)["frustration"]["level"] in ("frustrated", "angry")


def test_the_level_follows_the_score(parse: Parse) -> None:
    told = sorted((parse(text)["frustration"] for text in CALM + HEATED), key=lambda feeling: feeling["score"])
    ranks = [LEVELS.index(feeling["level"]) for feeling in told]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize("text", ["you stupid idiots", "go to hell you useless bot", "you are all morons and thieves"])
def test_insults_are_abuse(text: str, parse: Parse) -> None:
    assert parse(text)["frustration"]["abusive"]


@pytest.mark.parametrize(
    "text", ["damn, my kettle broke again", "this is a bloody disgrace", "I am furious about the delay", *CALM]
)
def test_anger_and_swearing_at_nobody_are_no_abuse(text: str, parse: Parse) -> None:
    assert not parse(text)["frustration"]["abusive"]


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("tell me WHERE IS MY ORDER please", "shouting", "WHERE IS MY ORDER"),
        ("why?!?!", "marks", "?!?!"),
        ("sooooo slow", "stretched", "sooooo"),
        ("the third time I write", "repetition", "third time"),
        ("two weeks now", "waiting", "two weeks now"),
        ("or I call my lawyer", "ultimatum", "lawyer"),
        ("you idiots", "insult", "you idiots"),
        ("nobody answers", "ignored", "nobody answers"),
        ("bad 😡", "angry_sign", "😡"),
        ("it’s\u200b the \u200bthird\u200b time", "repetition", "third\u200b time"),
    ],
)
def test_cues_are_shown_where_they_are(text: str, kind: str, shown: str, parse: Parse) -> None:
    cues = [(cue["kind"], text[cue["start"] : cue["end"]]) for cue in parse(text)["frustration"]["cues"]]
    assert (kind, shown) in cues


@pytest.mark.parametrize("text", ["DHL and UPS", "FH-1042", "OK", "my TV has HDMI", "a USB hub"])
def test_names_in_capitals_are_not_shouted(text: str, parse: Parse) -> None:
    assert "shouting" not in [cue["kind"] for cue in parse(text)["frustration"]["cues"]]
