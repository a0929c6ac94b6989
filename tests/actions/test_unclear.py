"""What is not clear, or beyond the assistant: open questions, an honest word, a human (H2, C3, C5, W4)."""

import pytest

from tests.actions.conftest import Opens


@pytest.mark.row("C3", "W7")
@pytest.mark.parametrize("words", ["I don't have the number any more", "no idea, I deleted the mail", "can't find it"])
def test_nobody_has_to_search_for_a_number(opens: Opens, words: str) -> None:
    conversation = opens()
    conversation.say("where is my parcel", "track_order")
    conversation.say(words, "inform")
    assert conversation.handoff_reason == "needs_human"
    assert not any("couldn't find" in text for text in conversation.said)


@pytest.mark.row("W4", "B2")
def test_what_is_beyond_us_is_offered_to_a_colleague(opens: Opens) -> None:
    conversation = opens()
    conversation.say("can you check my seat on flight 512?", "out_of_scope")
    assert conversation.titles == ["Ask a colleague", "No, something else"]
    conversation.press("Ask a colleague")
    assert conversation.handoff_reason == "needs_human"


@pytest.mark.row("W4", "B2")
def test_whoever_goes_on_telling_what_is_beyond_us_is_not_asked_what_it_is_about(opens: Opens) -> None:
    conversation = opens()
    conversation.say("can you check my seat on a flight?", "out_of_scope")
    conversation.say("it's under Nola Benson", "inform", person="Nola Benson")
    assert conversation.handoff_reason == "needs_human"
    assert not any("What is it about" in text for text in conversation.said[1:])


@pytest.mark.row("K2")
def test_a_calm_customer_who_was_not_understood_is_not_comforted(opens: Opens) -> None:
    """E2: that it took two tries strains the conversation; it is no reason to be sorry that "it has come to this"."""
    conversation = opens()
    conversation.say("asdf", "nlu_fallback", repeated=True)
    conversation.say("Sam Hill", "inform", person="Sam Hill")
    assert "come to this" not in " ".join(conversation.said)


@pytest.mark.row("H2", "C2")
def test_anger_without_a_matter_is_listened_to(opens: Opens) -> None:
    """H2, C3: one open question, no form."""
    conversation = opens("cus_liam")
    (said,) = conversation.say("I have had it with you", "express_frustration", "angry")
    assert said.count("?") == 1
    assert conversation.slots["awaiting"] == "problem"


def test_not_understood_twice_brings_a_human(opens: Opens) -> None:
    """C5, B2: never the same fallback twice."""
    conversation = opens()
    (first,) = conversation.say("asdf", "nlu_fallback")
    (second,) = conversation.say("qwer", "nlu_fallback")
    assert first != second
    assert conversation.handoff_reason == "not_understood"


def test_a_no_without_a_matter_is_left_at_that(opens: Opens) -> None:
    """K2: nobody is pressed."""
    conversation = opens("cus_liam")
    (said,) = conversation.say("no thanks, nothing", "deny")
    assert "?" not in said
    assert conversation.owner == "assistant"


def test_open_questions_come_to_an_end(opens: Opens) -> None:
    """C5, B2: whoever tells facts that lead nowhere is not asked for ever."""
    conversation = opens()
    for number in range(3):
        conversation.say(f"my name is Sam {number}", "inform", person="Sam")
        assert conversation.owner == "assistant"
    conversation.say("Sam, I said", "inform", person="Sam")
    assert conversation.handoff_reason == "not_understood"


def test_understanding_in_between_starts_the_count_again(opens: Opens) -> None:
    """C5: only failures in a row are failures of understanding."""
    conversation = opens("cus_liam")
    conversation.say("asdf", "nlu_fallback")
    conversation.say("where is order 1004?", "track_order", order_number="1004")
    conversation.say("qwer", "nlu_fallback")
    assert conversation.owner == "assistant"


def test_what_is_beyond_our_matters_is_said_so(opens: Opens) -> None:
    """W4: no invented answer."""
    conversation = opens()
    (said,) = conversation.say("what is the weather in Paris?", "out_of_scope")
    assert "orders" in said
    assert conversation.owner == "assistant"
