"""Empathy by cause and feeling, once, meant, and without admitting what is not established (E1–E3)."""

import pytest

from frontdesk.wording import texts
from tests.actions.conftest import Opens

LATE = {"days": 4}
"""Order 1042, which Mia waits for."""


@pytest.mark.parametrize(("feeling", "words"), [("annoyed", "planned around"), ("angry", "every reason to be angry")])
def test_the_words_fit_cause_and_feeling(opens: Opens, feeling: str, words: str) -> None:
    """E1, E2"""
    conversation = opens("cus_tomasz")
    conversation.say("my mower is late", "delivery_problem", feeling)
    answer = conversation.press("Yes, that's right")
    assert words in answer[0]


def test_no_empathy_is_poured_over_a_calm_question(opens: Opens) -> None:
    """E2"""
    conversation = opens("cus_seoyeon")
    (offer,) = conversation.say("please cancel order 1002", "cancel_order", order_number="1002")
    assert "sorry" not in offer


def test_a_calm_short_answer_does_not_mean_that_the_anger_is_over(opens: Opens) -> None:
    """E2: "1042" is calm by nature."""
    conversation = opens("cus_mia")
    conversation.say("my bench is late!", "delivery_problem", "angry")
    answer = conversation.say("yes, 1042", "affirm", order_number="1042")
    assert answer[0] in (wording.format(**LATE) for wording in texts.wordings("empathy.late.angry"))


def test_empathy_comes_once_for_a_matter(opens: Opens) -> None:
    """E2: a second apology makes it worse."""
    conversation = opens("cus_sofia")
    conversation.say("I want my money back, what a mess", "refund", "frustrated")
    sorry, which = conversation.press("Yes, that's right")
    assert "sorry" in sorry and which.endswith("?")
    answer = conversation.press(next(title for title in conversation.titles if title.startswith("1016")))
    assert "action_empathize" in conversation.steps
    assert not any("sorry" in text for text in answer)


@pytest.mark.row("E3", "C4")
def test_a_fault_that_is_not_established_is_not_admitted(opens: Opens) -> None:
    """E3: the records show one payment, so nothing confirms that it was charged twice."""
    conversation = opens("cus_emma")
    conversation.say("you charged me twice for order 1015", "billing_problem", "angry", order_number="1015")
    answer = conversation.press("Yes, that's right")
    assert "sorry that you see this charge twice" in answer[0]
    assert not any("two payments" in text for text in answer)


@pytest.mark.row("E1", "E3")
def test_how_late_it_is_is_said_only_of_an_order_that_is_known_to_be_late(opens: Opens) -> None:
    known, unknown = opens("cus_mia"), opens(None)
    known.say("my bench is late!", "delivery_problem", "angry")
    (said, *_) = known.press("Yes, that's right")
    assert "4 days ago" in said
    unknown.say("my parcel is late!", "delivery_problem", "angry")
    (said, *_) = unknown.press("Yes, that's right")
    assert said in texts.wordings("empathy.late.angry")
    assert "{" not in said


def test_what_the_records_show_is_said(opens: Opens) -> None:
    """B3, E3"""
    conversation = opens("cus_jonas")
    conversation.say("you charged me twice", "billing_problem", "annoyed")
    answer = conversation.press("Yes, that's right")
    assert any("I see two payments for order 1017" in text for text in answer)


def test_the_records_correct_what_was_said(opens: Opens) -> None:
    """E1: whoever writes of a late parcel that is marked delivered has another trouble."""
    conversation = opens("cus_pierre")
    (said,) = conversation.say("my lamps are late", "delivery_problem", "annoyed")
    assert "delivered, and you don't have it" in said


@pytest.mark.row("E1", "E2")
def test_who_tells_of_a_death_hears_that_we_are_sorry_once_and_nothing_of_annoyance(opens: Opens) -> None:
    conversation = opens("cus_pierre")
    first = conversation.say(
        "my wife died, the lamps she ordered say delivered and are not here", "delivery_problem", "frustrated"
    )
    assert first[0] in texts.wordings("hear.loss")
    then = conversation.press("Yes, that's right")
    answer = conversation.say("since my wife died I haven't opened the post", "inform")
    said = [*first[1:], *then, *answer]
    assert not any(text in texts.wordings("hear.loss") for text in said)
    assert not any(text in texts.wordings("empathy.not_received.frustrated") for text in said)


@pytest.mark.row("E2")
@pytest.mark.parametrize("words", ["my kettle died on me", "my husband died laughing, the kettle sings"])
def test_nobody_is_mourned_who_did_not_die(opens: Opens, words: str) -> None:
    first, *_ = opens("cus_pierre").say(words, "damaged_or_wrong_item")
    assert first not in texts.wordings("hear.loss")


@pytest.mark.row("E2", "E3")
def test_a_calm_question_about_a_late_parcel_gets_its_answer_and_no_word_of_sorrow(opens: Opens) -> None:
    conversation = opens("cus_mia")
    told, offer = conversation.say("where is 1042?", "track_order", order_number="1042")
    assert told.startswith("Here's what I can see")
    assert conversation.offer == "trace" and offer.endswith("?")
