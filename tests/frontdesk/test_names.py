"""How people are called (K7)."""

import pytest

from frontdesk.wording.names import first_name


@pytest.mark.row("C1", "K7")
@pytest.mark.parametrize(
    ("name", "language", "called"),
    [
        ("Mia Lindqvist", "en", "Mia"),
        ("Jonas Weber", "de-AT", "Jonas"),
        ("Park Seo-yeon", "ko", "Park Seo-yeon"),
        ("Yuki Tanaka", "ja", "Yuki Tanaka"),
        ("田中 由紀", "en", "田中 由紀"),
        ("Nagy Péter", "hu", "Nagy Péter"),
        ("Dr. Anna Berg", "de", "Dr. Anna Berg"),
        ("Cher", "en", "Cher"),
        ("Tomasz Nowak", None, "Tomasz Nowak"),
    ],
)
def test_nobody_is_called_by_their_family_name(name: str, language: str | None, called: str) -> None:
    assert first_name(name, language) == called
