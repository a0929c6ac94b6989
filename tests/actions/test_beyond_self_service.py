"""What only people do, and what wants nothing done: an honest word, and a person where one is needed (W4, W8)."""

from datetime import timedelta

import pytest

from frontdesk.log import StatusType
from tests.actions.conftest import Opens
from tests.actions.offer_cases import TODAY


@pytest.mark.parametrize(
    "request_type",
    [
        "payment_problem",
        "account_access",
        "technical_fault",
        "product_question",
        "policy_question",
    ],
)
def test_what_only_people_do_goes_to_people_with_an_honest_word(opens: Opens, request_type: str) -> None:
    """W4, C5"""
    conversation = opens("cus_emma")
    honest, handed = conversation.say("the hinge keeps jamming", request_type)
    assert honest != handed
    assert conversation.handoff_reason == "needs_human"
    assert conversation.card["request"]["type"] == request_type


@pytest.mark.row("C3", "W4")
def test_a_page_that_does_not_work_is_about_no_order(opens: Opens) -> None:
    conversation = opens("cus_emma")
    conversation.say("the search is not working", "technical_fault")
    assert conversation.statuses(StatusType.QUESTION_ASKED) == []
    assert conversation.handoff_reason == "needs_human"


@pytest.mark.row("W4", "P2")
@pytest.mark.parametrize(
    ("text", "words"),
    [("a copy of my data please", "as a file"), ("please delete my account", "removes what you want")],
)
def test_who_asks_for_their_data_hears_what_happens_and_by_when(opens: Opens, text: str, words: str) -> None:
    conversation = opens("cus_emma")
    honest, _, promised = conversation.say(text, "privacy_request")
    assert words in honest
    due = TODAY + timedelta(days=3)
    assert str(due.day) in promised
    (promise,) = conversation.card["promises"]
    assert promise["due"].startswith(due.isoformat())


@pytest.mark.row("W4")
def test_without_a_subscription_nothing_is_made_up(opens: Opens) -> None:
    conversation = opens("cus_jonas")
    honest, _ = conversation.say("cancel my subscription", "cancel_order")
    assert "which subscription" in honest
    assert conversation.handoff_reason == "needs_human"


@pytest.mark.row("W8", "B5")
@pytest.mark.parametrize(
    "text", ["the new boxes are lovely, no plastic at all", "your checkout has far too many steps"]
)
def test_feedback_is_thanked_for_and_kept_and_nobody_is_kept_waiting(opens: Opens, text: str) -> None:
    conversation = opens("cus_emma")
    conversation.say(text, "give_feedback")
    assert conversation.owner == "assistant"
    conversation.press("Yes, that's all")
    assert conversation.owner == "closed"


@pytest.mark.row("W8", "B5")
def test_feedback_that_wants_an_answer_gets_a_person(opens: Opens) -> None:
    conversation = opens("cus_emma")
    conversation.say("your checkout has far too many steps. please let me know what you do about it", "give_feedback")
    assert conversation.handoff_reason == "needs_human"
