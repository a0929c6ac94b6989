"""Which language a message is taken for."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest
import yaml

from assistant.language import LANGUAGES_FILE, identify, vocabularies, written_in

ROOT = Path(__file__).resolve().parents[2]
FOREIGN: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parent / "foreign_messages.yml").read_text(encoding="utf-8")
)
MANY = 15
"""Messages from which the share of a single language says something."""


def english_lines() -> list[str]:
    files = sorted((ROOT / "data" / "nlu" / "en").glob("*.yml"))
    blocks = chain.from_iterable(yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"] for file in files)
    lines = chain.from_iterable(block["examples"].splitlines() for block in blocks if "intent" in block)
    return [line[2:] for line in lines if line.startswith("- ")]


@pytest.mark.parametrize(
    ("text", "prior", "language"),
    [
        ("where is my order", None, "en"),
        ("wheres my parcle", "ja", "en"),
        ("注文はどこですか", None, "ja"),
        ("コーヒー", "en", "ja"),
        ("order 1042 はどこですか", "en", "ja"),
        ("주문이 어디에 있나요", "en", "ko"),
        ("注文番号", "ja", "ja"),
        ("订单在哪里", "en", "other"),
        ("где мой заказ", "en", "other"),
        ("أين طلبي", None, "other"),
        ("ich habe das nicht bekommen und will mein Geld zurück", "en", "other"),
        ("où est ma commande, je ne l'ai pas encore reçue", "en", "other"),
        ("Hauptstrasse 5, please", "en", "en"),
        ("1042", "ko", "ko"),
        ("FH-1042", "ja", "ja"),
        ("e.lindqvist@example.com", None, "en"),
        ("1042", None, "en"),
        ("???", "fr", "en"),
        ("😡", "ja", "ja"),
        ("", None, "en"),
        ("my 注文 has not arrived and I want to know why", "en", "en"),
        ("nimotsu wa doko desu ka", "ja", "other"),
    ],
)
def test_the_language_of(text: str, prior: str | None, language: str) -> None:
    assert identify(text, prior) == language


@pytest.mark.parametrize(
    "text",
    [
        *("hi", "ta", "cheers", "ok", "no", "refund", "cancel", "help", "status", "k", "la la la", "n", "brokn", "smh"),
        *("wheres me parcel innit", "pls refnd asap", "oi where's ma stuff mate", "dinnae ken where it is"),
        *("wher is my ordr", "i wnat my mony bak", "delivry?", "r u a bot", "y'all messed up", "il try again"),
        *("the Hauptstrasse parcel", "my café table", "the doppelgänger poster is ripped", "crème brûlée torch"),
        *("the voilà cushion arrived torn", "résumé paper A4", "jalapeño seeds", "deja vu, again no parcel"),
        *("die batteries died", "so da lamp is broke", "was", "man", "war", "hat", "in", "am", "es"),
        *("parcel 1042 Müller", "my name is Jürgen Weiß", "Jose Garcia Lopez", "van der Berg", "Zoë Brontë"),
        *("it's for Frau Schneider, Kaiserstrasse 12, Berlin", "Rue de la Paix 14, 75002 Paris", "O'Brien"),
        *("São Paulo address", "Kraków flat", "Señor Frog tshirt", "le creuset pot", "los angeles address", "DHL"),
        *("Ikea Poäng chair cover", "kimchi jar", "tofu press", "sake set chipped", "schadenfreude much?"),
        *(
            "hola, where is my order",
            "bonjour, I need help with order 1042",
            "danke for the help",
            "por favor hurry up",
        ),
        *("s'il vous plait can you check order 1042", "gracias for nothing", "hallo, my order has not come"),
    ],
)
def test_english_with_slips_dialect_names_and_foreign_words_is_english(text: str) -> None:
    assert identify(text) == "en"


def test_english_customers_are_taken_for_english() -> None:
    """The rest says thank you, hello or goodbye in another language, as English speakers do."""
    lines = english_lines()
    others = [line for line in lines if identify(line) != "en"]
    assert len(lines) > 5000
    assert len(others) <= 0.003 * len(lines), others


def test_foreign_customers_are_not_taken_for_english() -> None:
    messages = list(chain.from_iterable(FOREIGN.values()))
    missed = [message for message in messages if identify(message) == "en"]
    assert len(messages) >= 500
    assert len(missed) <= 0.05 * len(messages), missed


@pytest.mark.parametrize("tag", [tag for tag, messages in FOREIGN.items() if len(messages) >= MANY])
def test_each_language_is_told_apart(tag: str) -> None:
    """At least nine of ten are foreign, and at least eight of ten have the right name."""
    tags = [written_in(message) for message in FOREIGN[tag]]
    assert tags.count("en") <= 0.1 * len(tags)
    assert tags.count(tag) >= 0.8 * len(tags), list(zip(FOREIGN[tag], tags, strict=True))


@pytest.mark.parametrize("prior", [None, "en", "de", "ja", "xx"])
def test_a_website_in_another_language_does_not_make_english_foreign(prior: str | None) -> None:
    assert written_in("where is my order", prior) == "en"


def test_no_word_that_tells_a_language_is_english() -> None:
    known = vocabularies()
    content = yaml.safe_load(LANGUAGES_FILE.read_text(encoding="utf-8"))
    silent = {*known.english, *content["not_evidence"]}
    for tag, vocabulary in known.others.items():
        assert not vocabulary.words & silent, tag
        assert not [word for word in known.english if vocabulary.stems and word.startswith(vocabulary.stems)], tag


def test_the_file_holds_words_and_nothing_that_yaml_reads_otherwise() -> None:
    """An unquoted `no` or `on` is a truth value to YAML, and then no word."""
    content = yaml.safe_load(LANGUAGES_FILE.read_text(encoding="utf-8"))
    lists = [content["not_evidence"], content["borrowed"]]
    lists += [
        entry.get(key, []) for entry in content.values() if isinstance(entry, dict) for key in ("words", "elided")
    ]
    for words in lists:
        assert all(isinstance(word, str) and word == word.lower() for word in words)
        assert len(set(words)) == len(words), [word for word in words if words.count(word) > 1]
