"""What customers say of the talk itself: nobody listens, no person please, say that you are sorry (H2, W2, E2)."""

import pytest

from tests.actions.conftest import Opens
from tests.actions.offer_cases import CASES, NO, YES, reach


@pytest.mark.row("H2", "H3", "B2")
@pytest.mark.parametrize(
    "text",
    [
        "yes but you not answer. What you do?",
        "Are you even reading what I write?",
        "you are not listening to me",
        "you don't answer my question",
        "you just repeat yourself, do you read this at all",
        "its like talking to a wall",
    ],
)
def test_who_is_not_heard_hears_what_is_known_and_what_comes_next(opens: Opens, text: str) -> None:
    conversation = opens("cus_yuki")
    reach(conversation, CASES["replacement"])
    owned, offer = conversation.say(text, "challenge_bot", "annoyed")
    assert "sorry" in owned and "vase" in owned.lower()
    assert "program" not in owned
    assert "Hand-blown vase" in offer
    assert conversation.titles == [YES, NO]


@pytest.mark.row("H2", "H3")
def test_who_is_not_heard_before_it_was_said_what_it_is_about_is_asked_for_it(opens: Opens) -> None:
    (owned,) = opens().say("Are you even reading what I write?", "challenge_bot")
    assert "sorry" in owned and owned.count("?") == 1


@pytest.mark.row("B2", "W2")
def test_who_is_not_heard_a_second_time_gets_a_person(opens: Opens) -> None:
    conversation = opens("cus_mia")
    for _ in range(2):
        conversation.say("Are you even reading what I write?", "challenge_bot")
    assert conversation.handoff_reason == "not_understood"


@pytest.mark.parametrize("text", ["are you a robot?", "am i talking to a human"])
def test_who_asks_if_it_is_a_program_is_told_so(opens: Opens, text: str) -> None:
    assert "program" in " ".join(opens().say(text, "challenge_bot")) or "person" in opens().said[-1]


@pytest.mark.row("W2", "H2")
@pytest.mark.parametrize(
    "text",
    [
        "I not want person, I want my lamps",
        "please dont put me through to anyone",
        "I don't want to talk to a person",
        "no human please, you do it",
        "do not connect me with anybody",
    ],
)
def test_who_wants_no_person_gets_none(opens: Opens, text: str) -> None:
    conversation = opens("cus_mia")
    conversation.say("my bench is late", "delivery_problem", order_number="1042")
    conversation.say(text, "speak_to_human")
    assert conversation.owner == "assistant"
    assert conversation.titles == ["Yes, that's right", "Not quite"]


@pytest.mark.row("W1", "W2")
def test_who_wants_their_parcel_and_no_person_has_it_looked_for(opens: Opens) -> None:
    conversation = opens("cus_liam")
    conversation.say("I don't want to talk to a person, just find my parcel", "speak_to_human")
    assert conversation.owner == "assistant"
    assert conversation.slots["request_type"] in ("track_order", "delivery_problem")


@pytest.mark.row("W2", "C6")
def test_who_needs_no_person_because_it_is_settled_has_it_closed(opens: Opens) -> None:
    conversation = opens("cus_liam")
    conversation.say("where is order 1004?", "track_order", order_number="1004")
    conversation.say("no need for a human, that's all I wanted. thanks", "speak_to_human")
    assert conversation.owner == "closed"


@pytest.mark.row("W2")
@pytest.mark.parametrize(
    "text", ["get me a person", "no person answers me here, I want one", "why can't I talk to a human", "a human. now"]
)
def test_who_wants_a_person_still_gets_one(opens: Opens, text: str) -> None:
    conversation = opens("cus_mia")
    conversation.say(text, "speak_to_human")
    assert conversation.owner == "waiting"


@pytest.mark.row("E2", "L1")
@pytest.mark.parametrize("intent", ["express_frustration", "complaint", "nlu_fallback"])
def test_who_wishes_for_an_apology_gets_one_about_what_happened(opens: Opens, intent: str) -> None:
    conversation = opens("cus_yuki")
    reach(conversation, CASES["replacement"])
    said = conversation.say("I want an apology first", intent, "annoyed")
    assert "sorry" in said[0] and "broken" in said[0]
    assert conversation.titles == [YES, NO]
    assert conversation.card["wishes"][0]["text"] == "I want an apology first"


@pytest.mark.row("B2", "W2")
def test_an_answer_that_is_not_understood_counts_only_until_one_is(opens: Opens) -> None:
    """Two in a row bring a person; one, and later another one, do not."""
    conversation = opens("cus_mia")
    conversation.say("hrmpf grmbl", "nlu_fallback")
    conversation.say("my bench is late", "delivery_problem", order_number="1042")
    conversation.press("Yes, that's right")
    conversation.say("hrmpf bzzt", "nlu_fallback")
    assert conversation.owner == "assistant"
    assert conversation.titles == [YES, NO]


@pytest.mark.row("E3", "K6")
def test_a_calm_question_where_a_parcel_is_gets_its_answer_and_no_voucher(opens: Opens) -> None:
    conversation = opens("cus_emma")
    conversation.say("where is 1007?", "track_order", order_number="1007")
    assert conversation.offer is None
    assert conversation.slots["awaiting"] == "check"
