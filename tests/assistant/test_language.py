"""Which language a message is taken for."""

from __future__ import annotations

import pytest

from assistant.language import identify


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
        ("1042", None, "en"),
        ("???", "fr", "en"),
        ("😡", "ja", "ja"),
        ("", None, "en"),
        ("my 注文 has not arrived and I want to know why", "en", "en"),
    ],
)
def test_the_language_of(text: str, prior: str | None, language: str) -> None:
    assert identify(text, prior) == language
