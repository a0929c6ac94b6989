"""Cues in a message: whole words, in any capitals, as the lines of a cue file describe them."""

from __future__ import annotations

import pytest

from assistant.cues import find_cues, lexicon

WORDS = lexicon(
    {
        "kinds": {
            "waiting": [r"(?:\d+|a|two) weeks? (?:later|ago)"],
            "anger": ["Rage", r"f+u+me"],
            "sign": [r"[😡]", r"(?:-?\:\()"],
        },
        "capitals_that_do_not_shout": [],
    },
    "cues/en.yml",
)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("a week later", ["waiting"]),
        ("12 weeks ago", ["waiting"]),
        ("two weeks agog", []),
        ("no banana week later", []),
        ("such rage", ["anger"]),
        ("İ rage", ["anger"]),
        ("such Rage", ["anger"]),
        ("of courage", []),
        ("ffuume", ["anger"]),
        ("so😡so", ["sign"]),
        ("so:(", ["sign"]),
    ],
)
def test_a_cue_is_found_in_whole_words(text: str, kinds: list[str]) -> None:
    assert [cue.kind for cue in find_cues(text, WORDS)] == kinds


def test_a_cue_keeps_its_place_behind_letters_that_grow_in_lower_case() -> None:
    [cue] = find_cues("İİ rage", WORDS)
    assert (cue.start, cue.end) == (3, 7)
