"""After the rating: what went wrong in the customer's own words, and the codes for a friend (W8, B5, P4, REF)."""

from collections.abc import Callable

import pytest

from frontdesk.aftercare import ratings
from frontdesk.log import StatusType
from tests.actions.conftest import Opens
from tests.actions.conversation import Conversation


@pytest.fixture
def closed(opens: Opens) -> Conversation:
    """Liam was told where 1004 is, and is content."""
    conversation = opens("cus_liam")
    conversation.say("where is order 1004?", "track_order", order_number="1004")
    conversation.press("Yes, thanks")
    return conversation


def rate(conversation: Conversation, score: int) -> None:
    with conversation.parts.store.writing() as session:
        ratings.rate(session, conversation.id, score=score, comment=None, at=conversation.at)


@pytest.mark.row("REF")
@pytest.mark.parametrize("pressed", [True, False])
def test_a_yes_gives_a_code_for_the_friend_and_one_for_the_customer(closed: Conversation, pressed: bool) -> None:
    rate(closed, 5)
    (said,) = closed.press("Yes, make the codes") if pressed else closed.say("yes please", "affirm")
    [accepted] = closed.statuses(StatusType.REFERRAL_ACCEPTED)
    assert len(set(accepted["codes"])) == 2
    assert all(code in said for code in accepted["codes"])
    assert closed.owner == "closed"


@pytest.mark.row("REF", "P1")
def test_a_repeated_turn_makes_no_second_pair_of_codes(closed: Conversation) -> None:
    rate(closed, 5)
    closed.press_payload("/affirm")
    turn = closed.take()
    first, second = closed.run(turn), closed.run(turn)
    assert [m["text"] for m in first.messages] == [m["text"] for m in second.messages]


@pytest.mark.row("REF")
@pytest.mark.parametrize("intent", ["deny", "thank", "goodbye"])
def test_a_no_is_easy_and_final(closed: Conversation, intent: str) -> None:
    rate(closed, 5)
    (said,) = closed.say("no thanks", intent)
    assert "?" not in said
    assert closed.owner == "closed"
    assert len(closed.statuses(StatusType.REFERRAL_DECLINED)) == 1
    assert closed.statuses(StatusType.REFERRAL_ACCEPTED) == []


@pytest.mark.row("REF", "B7")
def test_a_shop_that_is_down_makes_the_codes_later(closed: Conversation, shop_goes_down: Callable[[], None]) -> None:
    rate(closed, 5)
    shop_goes_down()
    closed.press("Yes, make the codes")
    assert closed.owner == "closed"
    assert closed.titles == ["Yes, make the codes", "No, thanks"]


@pytest.mark.row("REF")
def test_a_new_question_instead_of_an_answer_is_a_new_question(closed: Conversation) -> None:
    rate(closed, 5)
    (said,) = closed.say("my blender stopped working", "damaged_or_wrong_item", "annoyed")
    assert "Stand blender" in said


@pytest.mark.row("W8", "B5", "P4")
@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("nobody could tell me a day", "complaint"),
        ("the answers were too slow", "give_feedback"),
        ("you sounded like a robot", "express_frustration"),
    ],
)
def test_what_went_wrong_is_kept_as_a_lesson_and_thanked_for(closed: Conversation, text: str, intent: str) -> None:
    rate(closed, 1)
    (said,) = closed.say(text, intent, "annoyed")
    assert "in your own words" in said or "word for word" in said
    lesson = closed.statuses(StatusType.LESSON)[-1]
    assert (lesson["words"], lesson["request_type"]) == (text, "track_order")
    assert closed.owner == "closed"


@pytest.mark.row("W8", "C6")
def test_what_is_still_open_is_no_mere_lesson(closed: Conversation) -> None:
    rate(closed, 1)
    closed.say("it still hasn't arrived!", "delivery_problem", "annoyed")
    assert closed.slots["not_settled"] == 1
    assert len(closed.statuses(StatusType.LESSON)) == 1, "only that of the rating itself"


@pytest.mark.row("W8", "W2")
def test_the_person_offered_after_a_low_rating_comes(closed: Conversation) -> None:
    rate(closed, 1)
    assert closed.titles == ["I'd like to talk to a person"]
    closed.ask_for_human()
    assert closed.owner == "waiting"
