"""What offers need is read from the customer's words: addresses and times (C3)."""

from datetime import UTC, date, datetime

import pytest

from frontdesk.conversation import details

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("5 Mill Lane, Bath", "5 Mill Lane, Bath"),
        ("Could the parcel go to 22 Wharf Lane, Bristol, rather than Elm Road?", "22 Wharf Lane, Bristol"),
        ("The new address is 5 Orchard Close, Ludlow. Would you put it on both?", "5 Orchard Close, Ludlow"),
        ("it should go to Gartenweg 4, 50667 Köln", "Gartenweg 4, 50667 Köln"),
        ("change it to 12 The Green\nLondon SE1 9AA", "12 The Green, London SE1 9AA"),
        ("send it to ul. Lipowa 9/4, 31-065 Kraków", None),
        ("She's Lena Horvath, Gartenweg 4.", None),
        ("my order 1042 is late", None),
        ("I ordered 2 Solar Lights, Garden Bench and more", None),
        ("", None),
    ],
)
def test_an_address_is_taken_from_a_longer_text_only_without_doubt(text: str, address: str | None) -> None:
    """W1: what is whole is not asked for again; what isn't is asked for, never guessed."""
    assert details.address_in(text, "en") == address


@pytest.mark.parametrize(
    ("answer", "address"),
    [
        ("ul. Lipowa 9/4, 31-065 Kraków, Poland", "ul. Lipowa 9/4, 31-065 Kraków, Poland"),
        ("Please send it to Rua das Flores 31, 1200 Lisbon, thanks!", "Rua das Flores 31, 1200 Lisbon"),
        ("it's flat 2, 14 high street, leeds ls1 4dt", "flat 2, 14 high street, leeds ls1 4dt"),
        ("5 Mill Lane\nBath\nBA1 1AA", "5 Mill Lane, Bath, BA1 1AA"),
        ("what do you mean?", None),
        ("12b not 12c", None),
        ("to my mum's place, she is always in", None),
        ("5 Mill Lane, " + "very long " * 40, None),
        ("no", None),
    ],
)
def test_the_answer_to_the_question_is_the_address_without_the_words_around_it(
    answer: str, address: str | None
) -> None:
    """H3: it is said back as it goes on the parcel."""
    assert details.address_of(answer, "en") == address


@pytest.mark.parametrize(
    ("text", "day", "moment"),
    [
        ("at 5", None, "2026-03-10T17:00"),
        ("tomorrow at 5", date(2026, 3, 11), "2026-03-11T17:00"),
        ("9ish", None, "2026-03-11T09:00"),
        ("at 9.30 am", None, "2026-03-11T09:30"),
        ("14:30 please", None, "2026-03-10T14:30"),
        ("12 am", None, "2026-03-11T00:00"),
        ("in the morning", None, "2026-03-11T10:00"),
        ("Friday evening", date(2026, 3, 13), "2026-03-13T18:00"),
        ("as soon as possible", None, "2026-03-10T13:00"),
        ("whenever, on Friday", date(2026, 3, 13), "2026-03-13T09:00"),
    ],
)
def test_a_time_for_a_call_is_one_to_come(text: str, day: date | None, moment: str) -> None:
    """P2"""
    assert details.call_time(text, day, NOON, "en") == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "the 14th", "order 1042", "yes", "at 99", "half of 5%", "12/05"])
def test_what_names_no_time_is_none(text: str) -> None:
    assert details.call_time(text, None, NOON, "en") is None


@pytest.mark.parametrize(("text", "price"), [("I paid 268", True), ("it cost me 30", True), ("I want 50", False)])
def test_what_something_cost_is_no_wish(text: str, price: bool) -> None:
    """L1"""
    assert details.is_price(text, next(i for i, c in enumerate(text) if c.isdigit()), "en") is price


@pytest.mark.row("H3")
@pytest.mark.parametrize(
    ("correction", "address"),
    [
        ("no, number 6!", "6 Mill Lane, Bath BA1 1AA"),
        ("it's 15 not 5", "15 Mill Lane, Bath BA1 1AA"),
        ("5a please", "5a Mill Lane, Bath BA1 1AA"),
        ("6 or 7, I forget", None),
        ("not 9 but 6", None),
        ("number 5", None),
        ("the wrong street", None),
        ("no I meant 15 Mill Lane", "15 Mill Lane, Bath BA1 1AA"),
        ("no, 14 Hill Street", "14 Hill Street, Bath BA1 1AA"),
        ("its 14 hill street", "14 hill street, Bath BA1 1AA"),
        ("not 14 Hill Street", None),
        ("Number 15 please", "15 Mill Lane, Bath BA1 1AA"),
    ],
)
def test_a_corrected_number_is_put_into_the_address(correction: str, address: str | None) -> None:
    assert details.corrected_address("5 Mill Lane, Bath BA1 1AA", correction, "en") == address


@pytest.mark.parametrize(
    ("answer", "phone"),
    [
        ("+44 7700 900418", "+44 7700 900418"),
        ("it's (0171) 555-0199, thanks", "(0171) 555-0199"),
        ("call 12345", None),
        ("none of your business", None),
    ],
)
def test_a_number_to_call_is_taken_as_it_was_typed(answer: str, phone: str | None) -> None:
    assert details.phone_of(answer) == phone
