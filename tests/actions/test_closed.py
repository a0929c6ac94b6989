"""A greeting after the matter was closed: a hello to somebody who is known, or a goodbye (C1, K6, W6)."""

from datetime import timedelta

import pytest

from tests.actions.conftest import Opens
from tests.actions.conversation import Conversation


@pytest.fixture
def closed(opens: Opens) -> Conversation:
    """A matter that was just closed."""
    conversation = opens("cus_liam")
    conversation.say("where is order 1004?", "track_order", order_number="1004")
    conversation.press("Yes, thanks")
    return conversation


@pytest.mark.row("C1", "W6")
def test_a_greeting_later_on_is_answered_as_to_somebody_known(closed: Conversation) -> None:
    closed.at += timedelta(hours=3)
    said = [*closed.say("Good evening", "greet"), *closed.say("hello again", "greet")]
    assert len(set(said)) == 2
    assert all("back" in text or "again" in text for text in said)
    assert closed.owner == "closed"
    assert closed.slots["request_type"] == "track_order", "what it was about is still known"


@pytest.mark.row("K6")
def test_a_good_evening_at_parting_is_a_goodbye(closed: Conversation) -> None:
    (said,) = closed.say("Good evening.", "greet")
    assert said == "Goodbye, and all the best."


@pytest.mark.row("H1")
def test_a_greeting_with_a_request_in_it_is_heard(closed: Conversation) -> None:
    text = "hello again, can you send me the invoice for 1022"
    closed.say(text, "greet", besides={"billing_problem": "can you send me the invoice for 1022"})
    assert closed.slots["request_type"] == "billing_problem"


@pytest.mark.row("K2", "B2")
@pytest.mark.parametrize("facts", [{"order_number": "1004"}, {}], ids=["with its number", "without"])
def test_a_question_that_is_asked_once_more_is_answered_once_more(closed: Conversation, facts: dict[str, str]) -> None:
    """In other words, and nobody is fetched for it."""
    closed.at += timedelta(hours=5)
    told, _ = closed.say("so where is it now?", "track_order", "annoyed", **facts)
    assert "1004" in told and "Dublin hub" in told
    assert closed.said.count(told) == 1
    assert closed.owner == "assistant"


@pytest.mark.row("STD4", "K6")
@pytest.mark.parametrize("text", ["no", "no thanks", "rather not"])
def test_a_no_to_the_question_how_it_was_is_a_goodbye(closed: Conversation, text: str) -> None:
    (said,) = closed.say(text, "deny")
    assert said == "Goodbye, and all the best."
    assert closed.owner == "closed"


@pytest.mark.row("C6")
def test_a_no_that_says_it_is_not_over_opens_it_again(closed: Conversation) -> None:
    closed.say("no, it still hasn't come", "deny")
    assert closed.owner != "closed"
