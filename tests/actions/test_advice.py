"""Comparison and advice: facts side by side, and one recommended with its reason (W3)."""

import pytest

from tests.actions.conftest import Opens
from tests.actions.questions import ask_of_goods


@pytest.mark.row("W3", "B3")
def test_two_products_are_compared_in_two_lines_of_facts(opens: Opens) -> None:
    conversation = opens()
    told, _ = ask_of_goods(conversation, "what's the difference between the two benches?")
    little, large = told.splitlines()
    assert little.startswith("Little Ashdown bench: price €189.00; size 120")
    assert little.endswith("sold out for now.")
    assert large.startswith("Ashdown garden bench: price €249.00; size 150") and "guarantee" not in large


@pytest.mark.row("C3", "B3")
def test_of_compared_products_a_word_of_the_name_says_which_is_meant(opens: Opens) -> None:
    conversation = opens()
    ask_of_goods(conversation, "what's the difference between the two benches?")
    told, _ = ask_of_goods(conversation, "is the little one in stock? it's for a balcony")
    assert "sold out of the Little Ashdown bench" in told


@pytest.mark.row("W3")
@pytest.mark.parametrize(
    ("question", "product", "reason"),
    [
        ("which coffee machine would you take? I live on cappuccino", "Alba espresso machine", "steam wand"),
        ("which lamp would you take, I don't want anything expensive", "Cordless table lamp", "€69.00"),
        ("floor lamp or table lamp, which one lasts longer?", "Willow floor lamp", "3 years"),
        ("which coffee machine would you recommend?", "Filter coffee machine", "longest guarantee, 5 years"),
        ("the kettle or the blender, which one?", "Pourover kettle", "in stock"),
    ],
)
def test_one_is_recommended_with_the_reason(opens: Opens, question: str, product: str, reason: str) -> None:
    conversation = opens()
    told, _ = ask_of_goods(conversation, question, "ask_recommendation")
    assert product in told and reason in told
    assert conversation.slots["awaiting"] == "check"


@pytest.mark.row("W3", "B3")
def test_what_is_sold_out_is_not_recommended_but_named_if_it_would_be_best(opens: Opens) -> None:
    conversation = opens()
    told, _ = ask_of_goods(conversation, "which bench for a tiny balcony, just the two of us?", "ask_recommendation")
    assert told.startswith("The Little Ashdown bench would fit that best, but it's sold out for now.")
    assert "I'd take the Ashdown garden bench" in told


@pytest.mark.row("W3")
def test_advice_keeps_to_the_budget(opens: Opens) -> None:
    conversation = opens()
    words = "which coffee machine should I take, I've 300 euros at most"
    amount = {"amount": "300", "currency": "EUR"}
    told, _ = conversation.say(words, "ask_recommendation", amount=amount)
    assert "Filter coffee machine" in told


@pytest.mark.row("W3", "C3")
def test_advice_without_goods_asks_once_between_which(opens: Opens) -> None:
    conversation = opens()
    (asked,) = ask_of_goods(conversation, "what would you take?", "ask_recommendation")
    assert "Between which products" in asked
    told, _ = conversation.say("the floor lamp or the table lamp", "inform")
    assert "Willow floor lamp" in told


@pytest.mark.row("W3", "W4")
def test_taste_is_not_invented(opens: Opens) -> None:
    conversation = opens()
    ask_of_goods(conversation, "would the vase suit my mother?", "ask_recommendation")
    assert conversation.handoff_reason == "needs_human"
