"""The first line (C1)."""

from collections.abc import Callable

import pytest

from tests.actions.conftest import Opens


def test_a_stranger_is_welcomed_and_asked_to_tell_in_their_own_words(opens: Opens) -> None:
    """C1"""
    assert "in your own words" in opens().said[0]


def test_a_known_customer_is_greeted_by_first_name(opens: Opens) -> None:
    """C1, K7"""
    greeting = opens("cus_priya").said[0]
    assert greeting.startswith("Hello Priya")
    assert "Nair" not in greeting


def test_a_late_order_is_mentioned_and_not_asked_for(opens: Opens) -> None:
    """C1, C3: "yes" to the greeting is enough to be told what became of the order."""
    conversation = opens("cus_tomasz")
    assert "1009" in conversation.said[0]
    assert conversation.titles == ["Yes, it's about that"]
    answer = conversation.say("yes", "affirm")
    assert any("order 1009 was promised" in text for text in answer)
    assert conversation.offer == "trace"


def test_a_later_yes_is_no_answer_to_the_greeting(opens: Opens) -> None:
    """C1, C3: only the first word can be."""
    conversation = opens("cus_tomasz")
    conversation.say("no, something else", "deny")
    (asked,) = conversation.say("yes", "affirm")
    assert "1009" not in asked


def test_a_hello_does_not_pass_over_the_greeting(opens: Opens) -> None:
    """C1"""
    conversation = opens("cus_tomasz")
    conversation.say("hi", "greet")
    assert any("order 1009 was promised" in text for text in conversation.say("yes", "affirm"))


@pytest.mark.row("C1", "H3")
def test_a_no_in_passing_leaves_the_order_of_the_greeting_alone(opens: Opens) -> None:
    conversation = opens("cus_mia")
    words = "Good morning dear. Thank you, no, the bench is another thing. I think I have ordered something wrong."
    said = conversation.say(words, "nlu_fallback", product="bench", like={"damaged_or_wrong_item": 0.3})
    assert not any("1042" in text for text in said)
    said = conversation.say("It is the lights, I want only one of the two.", "correct")
    assert not any("1042" in text for text in said)


def test_the_button_of_the_greeting_does_the_same(opens: Opens) -> None:
    """C1"""
    conversation = opens("cus_tomasz")
    assert any("order 1009 was promised" in text for text in conversation.press("Yes, it's about that"))


def test_no_order_is_named_to_a_customer_without_a_late_one(opens: Opens) -> None:
    """C1, E2"""
    conversation = opens("cus_liam")
    assert not any(character.isdigit() for character in conversation.said[0])
    assert conversation.buttons == []


def test_the_greeting_does_not_need_the_back_office(opens: Opens, shop_goes_down: Callable[[], None]) -> None:
    """B7: while the shop is down a known customer is welcomed all the same."""
    conversation = opens.unanswered("cus_tomasz")
    shop_goes_down()
    assert conversation.answer()[0].startswith("Hello Tomasz")
    assert conversation.owner == "assistant"


@pytest.mark.row("C1", "H1")
def test_who_writes_before_the_greeting_came_is_answered_and_not_greeted_below_their_words(opens: Opens) -> None:
    conversation = opens.unanswered("cus_liam")
    opening = conversation.take()
    greeting = conversation.run(opening)
    conversation.write("where is order 1004?")
    conversation.record(opening, greeting)
    assert conversation.said == []
    conversation.answer("where is order 1004?", "track_order", order_number="1004")
    assert "1004" in conversation.said[0]
    assert "Hello" not in " ".join(conversation.said)


@pytest.mark.row("C1", "W6")
def test_a_yes_is_not_taken_for_an_answer_to_a_greeting_that_nobody_read(opens: Opens) -> None:
    conversation = opens.unanswered("cus_tomasz")
    opening = conversation.take()
    greeting = conversation.run(opening)
    conversation.write("anybody there?")
    conversation.record(opening, greeting)
    (said,) = conversation.answer("anybody there?", "greet")
    assert "1009" not in said
