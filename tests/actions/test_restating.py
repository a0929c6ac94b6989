"""Saying back what was heard, and correcting only what was wrong (H3, C3)."""

import pytest

from tests.actions.conftest import Opens


def test_what_an_upset_customer_tells_is_said_back(opens: Opens) -> None:
    """H3: with order, day and that it is not the first time."""
    conversation = opens("cus_mia")
    (said,) = conversation.say("WHERE IS MY ORDER, third time!", "track_order", "angry", repeated=True)
    assert "order 1042 (Ashdown garden bench)" in said
    assert "should have been with you" in said
    assert "isn't the first time" in said
    assert conversation.titles == ["Yes, that's right", "Not quite"]


@pytest.mark.row("H3", "E2")
@pytest.mark.parametrize(
    ("text", "asked_before"),
    [
        ("where is it, I've asked you three times", True),
        ("four times now. WHERE IS MY BENCH", True),
        ("three times I have called, and still no bench", True),
        ("six emails and no bench", True),
        ("the bench is late and I stayed at home for it two times", False),
        ("you took the money for it two times and I still have no bench", False),
    ],
)
def test_only_who_had_to_ask_before_is_told_so(opens: Opens, text: str, asked_before: bool) -> None:
    conversation = opens("cus_mia")
    said = conversation.say(text, "track_order", "angry")
    again = [told for told in said if "first time" in told or "told us about this before" in told]
    assert bool(again) == asked_before


@pytest.mark.row("H3")
def test_not_quite_asks_which_part_and_corrects_only_that(opens: Opens) -> None:
    """The order stays, what happened to it changes."""
    conversation = opens("cus_pierre")
    conversation.say("order 1014 is late", "delivery_problem", "annoyed", order_number="1014")
    (which,) = conversation.press("Not quite")
    assert which.count("?") == 1
    (said,) = conversation.say("it came, but one of the two is broken", "damaged_or_wrong_item", "annoyed")
    assert "order 1014" in said and "damaged" in said
    assert conversation.titles == ["Yes, that's right", "Not quite"]


@pytest.mark.row("H3")
def test_an_order_that_was_only_guessed_is_guessed_anew_for_another_matter(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("where is it??", "track_order", "angry")
    assert conversation.slots["order_number"] == "1042"
    conversation.press("Not quite")
    (said,) = conversation.say("I was charged twice", "billing_problem", "annoyed")
    assert said.startswith("You see the charge for your order twice.")


@pytest.mark.row("H3")
def test_what_a_correction_leaves_as_it_was_is_not_said_back_again(opens: Opens) -> None:
    conversation = opens("cus_pierre")
    (first,) = conversation.say("my lamp never came", "delivery_problem", "annoyed")
    conversation.press("Not quite")
    answer = conversation.say("it just never came to my door", "delivery_problem", "annoyed")
    assert first not in answer
    assert "action_empathize" in conversation.steps


@pytest.mark.row("H3", "C5")
def test_whoever_only_says_that_it_is_wrong_gets_a_human(opens: Opens) -> None:
    conversation = opens("cus_pierre")
    conversation.say("my lamp never came", "delivery_problem", "annoyed")
    conversation.press("Not quite")
    conversation.say("no", "deny")
    assert conversation.handoff_reason == "not_understood"


@pytest.mark.row("H3")
def test_a_no_that_brings_the_right_fact_is_a_correction(opens: Opens) -> None:
    conversation = opens("cus_sofia")
    conversation.say("order 1016, I want my money back!", "refund", "frustrated", order_number="1016")
    (said,) = conversation.say("no, 1011 it is", "correct", order_number="1011")
    assert "1011" in said
    assert conversation.titles == ["Yes, that's right", "Not quite"]


@pytest.mark.row("H3")
def test_the_other_order_is_known_if_there_is_only_one_other(opens: Opens) -> None:
    conversation = opens("cus_sofia")
    conversation.say("refund for 1016!", "refund", "frustrated", order_number="1016")
    (said,) = conversation.say("no, the other order", "correct")
    assert "order 1011" in said


@pytest.mark.row("H3", "C3")
def test_the_order_that_it_is_not_is_not_taken_again(opens: Opens) -> None:
    """Corrections at any time, also while an offer waits."""
    conversation = opens("cus_emma")
    conversation.say("send me a label for 1015, I want my money back", "refund", order_number="1015")
    assert conversation.slots["awaiting"] == "offer"
    conversation.say("sorry, I mean the other order", "correct")
    assert conversation.slots["order_number"] != "1015"
    assert not any(title.startswith("1015") for title in conversation.titles)


@pytest.mark.row("H3")
def test_a_cause_that_is_corrected_counts_and_the_old_one_does_not(opens: Opens) -> None:
    conversation = opens("cus_tomasz")
    (wrong,) = conversation.say(
        "my headphones from 1024 are broken", "damaged_or_wrong_item", "annoyed", order_number="1024"
    )
    assert "damaged" in wrong or "broken" in wrong
    (said,) = conversation.say("not broken, you sent me somebody else's", "correct")
    assert "didn't order" in said


def test_the_same_is_not_said_back_twice(opens: Opens) -> None:
    """H3: whoever only grows angrier was understood."""
    conversation = opens("cus_mia")
    conversation.say("where is my bench!!", "track_order", "angry")
    answer = conversation.say("answer me!", "express_frustration", "angry")
    assert conversation.offer == "trace"
    assert "Is that how it is?" not in " ".join(answer)


@pytest.mark.row("C3", "H3")
def test_a_corrected_order_number_counts_also_while_a_code_is_awaited(opens: Opens) -> None:
    conversation = opens()
    conversation.say("where is order 1024", "track_order", order_number="1024")
    conversation.say("mia@example.com", "inform", email="mia@example.com")
    assert conversation.slots["awaiting"] == "code"
    conversation.say("sorry, it's 1042", "correct", order_number="1042")
    assert conversation.slots["order_number"] == "1042"
    assert conversation.slots["awaiting"] == "code"


@pytest.mark.row("C3", "B2")
def test_goods_that_are_denied_are_not_meant(opens: Opens) -> None:
    conversation = opens("cus_yuki")
    conversation.say("the vase came broken", "damaged_or_wrong_item", "annoyed")
    (said,) = conversation.say("not the vase, the candles", "correct")
    assert "andle" in said and "vase" not in said


@pytest.mark.row("H3")
def test_what_is_only_likely_is_said_back_before_anything_is_done(opens: Opens) -> None:
    conversation = opens("cus_pierre")
    (said,) = conversation.say(
        "box 1014 here, not lamps in it", "nlu_fallback", like={"change_order": 0.26, "refund": 0.2}
    )
    assert conversation.slots["request_type"] == "change_order"
    assert conversation.titles == ["Yes, that's right", "Not quite"]
    conversation.press("Not quite")
    (said,) = conversation.say("the lamps in it are broken", "damaged_or_wrong_item")
    assert "order 1014" in said


def test_displeasure_without_a_reason_is_taken_to_be_about_the_late_order(opens: Opens) -> None:
    """H2, C3: the greeting spoke of it, so it is not asked what it is about."""
    conversation = opens("cus_mia")
    (said,) = conversation.say("oh great, another day. well done.", "nlu_fallback", "annoyed")
    assert "order 1042" in said
    assert conversation.titles == ["Yes, that's right", "Not quite"]


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("hm so", {"refund": 0.3}),
        ("well it is about the thing", {"refund": 0.12}),
        ("can it do that in blue", {"product_question": 0.3}),
    ],
    ids=["two words", "hardly like anything", "a question"],
)
def test_where_a_guess_would_be_wild_it_is_asked_what_happened(opens: Opens, text: str, like: dict[str, float]) -> None:
    conversation = opens("cus_pierre")
    (said,) = conversation.say(text, "nlu_fallback", like=like)
    assert said.endswith("?")
    assert conversation.slots.get("request_type") is None


@pytest.mark.row("H3", "L1")
@pytest.mark.parametrize(
    "text",
    [
        "yes. I don't want it swapped for another one though, can someone repair it?",
        "yes, and if it can't be mended I want my money and not another one",
        "right, so send me another one",
    ],
)
def test_another_one_is_a_new_one_and_no_other_order(opens: Opens, text: str) -> None:
    conversation = opens("cus_yuki")
    conversation.say("the vase came in two pieces!", "damaged_or_wrong_item", "annoyed", product="vase")
    conversation.say(text, "inform")
    assert conversation.slots["order_number"] == "1013"


@pytest.mark.row("H3", "K6")
@pytest.mark.parametrize(("text", "intent"), [("thanks", "thank"), ("hello?", "greet"), ("nice weather", "chitchat")])
def test_a_kind_word_while_what_was_heard_waits_leaves_its_buttons(opens: Opens, text: str, intent: str) -> None:
    conversation = opens("cus_mia")
    conversation.say("where is my bench", "track_order", "annoyed")
    conversation.say(text, intent)
    assert conversation.titles == ["Yes, that's right", "Not quite"]
    conversation.press("Yes, that's right")
    assert conversation.offer == "trace"
