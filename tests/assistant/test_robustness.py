"""Whatever is sent is understood in some way: in bounded time, never with an error, with offsets inside the message."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

MESSAGES = {
    "empty": "",
    "white space": " \t\n\r ",
    "one letter": "k",
    "long": ("My parcel was promised for Friday and nobody answers. " * 80)[:4000],
    "a word of a million letters": "a" * 1_000_000,
    "a number of a million digits": "1" * 1_000_000,
    "a shout of a million marks": "!" * 1_000_000,
    "slashes": "/" * 4000,
    "brackets": "([{<" * 1000,
    "quotes": "'\"" * 2000,
    "emoji": "😡🤬👨‍👩‍👧‍👦🇯🇵👍🏽" * 200,
    "right to left": "أين طلبي رقم 1042؟ انتظرت أسبوعين",
    "direction marks": "\u202ewhere is my order\u202c 1042\u2069",
    "zero width": "wh\u200bere\u200d is\ufeff my order 1042",
    "only zero width": "\u200b\u200c\u200d\ufeff",
    "control characters": "where\x00 is\x07 my\x1b[31m order\x9f",
    "nul": "\x00",
    "unpaired surrogates": "\ud800 order 1042 \udfff",
    "combining marks": "o" + "\u0301" * 3000,
    "mixed languages": "bonjour, 注文 1042 はどこ? 주문 확인 bitte, thanks",
    "unassigned": "\U000e01ef\uffff\U0010ffff",
    "full width": "ｏｒｄｅｒ　１０４２",
    "addresses": "x@" * 2000,
    "dates": "10/10/10" * 500,
    "money": "€1,1" * 1000,
    "phone": "+4930" * 800,
    "JSON": '{"text": "/greet"}',
    "markup": "<script>alert(1)</script>" * 100,
    "training syntax": '[kettle](product) [x]{"entity": "product"}',
    "format": "%s %d {0} ${HOME} \\x00 \\u0000",
}


@pytest.mark.parametrize("text", MESSAGES.values(), ids=MESSAGES.keys())
def test_anything_is_understood_within_bounds(text: str, parse: Callable[..., dict[str, Any]]) -> None:
    parse("warm up")
    start = time.process_time()
    result = parse(text)
    assert time.process_time() - start < 1.0
    assert result["text"] == text
    assert 0 <= result["frustration"]["score"] <= 1
    assert result["language"] in ("en", "ja", "ko", "other")
    assert result["intent"]["name"]
    for place in result["entities"] + result["frustration"]["cues"]:
        assert 0 <= place["start"] < place["end"] <= len(text)
    json.dumps(result)


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "\x00"])
def test_what_says_nothing_is_not_understood(text: str, parse: Callable[..., dict[str, Any]]) -> None:
    assert parse(text)["intent"]["name"] == "nlu_fallback"


@pytest.mark.parametrize("text", ["o\u200brder #1\u200b042", "\ufefforder #1042", "\x00\x00order #1042\u2069"])
def test_offsets_are_those_of_the_message_as_it_was_sent(text: str, parse: Callable[..., dict[str, Any]]) -> None:
    [number] = parse(text)["entities"]
    assert number["value"] == "1042"
    assert text[number["start"] : number["end"]].replace("\u200b", "") == "#1042"


@pytest.mark.parametrize("at", [None, "", "yesterday", "2026-13-45", 5])
def test_a_time_that_cannot_be_read_is_today(at: Any, parse: Callable[..., dict[str, Any]]) -> None:
    assert [entity["entity"] for entity in parse("it came yesterday", at=at)["entities"]] == ["date"]
