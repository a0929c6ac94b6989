"""Questions about goods: facts from the catalogue, of the product that is meant (B3, STD5)."""

import pytest

from frontdesk.log import StatusType
from frontdesk.wording import texts
from tests.actions.conftest import Opens
from tests.actions.questions import ask, ask_of_goods, sources


@pytest.mark.row("B3", "STD5")
def test_it_means_the_product_spoken_of_whatever_is_known_in_general(opens: Opens) -> None:
    conversation = opens()
    ask_of_goods(conversation, "how much is the Alba espresso machine?")
    told, _ = ask(conversation, "and how many years of guarantee does it have?", "guarantee_length")
    assert "3 years" in told


@pytest.mark.row("B3", "STD5")
def test_a_question_about_goods_is_answered_whatever_it_was_taken_for(opens: Opens) -> None:
    conversation = opens()
    told, _ = conversation.say("the humidifier, is it loud??", "out_of_scope", product="humidifier")
    assert "26 dB" in told
    told, _ = conversation.say("ok. how often do i have to clean it", "nlu_fallback")
    assert "weekly" in told


@pytest.mark.row("W4", "P2")
def test_what_no_fact_answers_is_promised_though_it_was_not_understood(opens: Opens) -> None:
    conversation = opens()
    ask_of_goods(conversation, "how long does the battery of the cordless vacuum cleaner last?")
    conversation.say("And does it cope with the hair of two huskies?", "out_of_scope")
    assert conversation.handoff_reason == "needs_human"
    assert "huskies" in conversation.statuses(StatusType.PROMISE_MADE)[0]["what"]


@pytest.mark.row("B3", "STD5")
@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("how heavy is the bench", "19 kg"),
        ("is the blender dishwasher safe?", "jug and lid, not the blades"),
        ("how much is the little bench", "€189.00"),
        ("how long is the guarantee on the table?", "5 years"),
        ("can the garden table stay outside in winter", "may stay outside all year"),
        ("what colours do the mugs come in", "moss green or sand"),
        ("I'm 120 kg, does the bench hold me", "holds up to 320 kg"),
        ("is the coffee grinder in stock", "10"),
        ("any of the small benches left?", "sold out"),
        ("can the knives go in the dishwasher", "by hand"),
        ("does the clock tick", "no ticking"),
    ],
)
def test_a_fact_of_goods_is_told_from_the_catalogue(opens: Opens, question: str, answer: str) -> None:
    conversation = opens()
    told, _ = ask_of_goods(conversation, question)
    assert answer in told
    assert conversation.slots["awaiting"] == "check"
    assert sources(conversation) == ["catalogue"]


@pytest.mark.row("B3")
@pytest.mark.parametrize("question", ["is the vase dishwasher safe?", "is the parasol waterproof"])
def test_an_unknown_fact_stays_unknown(opens: Opens, question: str) -> None:
    conversation = opens()
    honest, _ = ask_of_goods(conversation, question)
    assert "30 cm" in honest or "Sorrel parasol" in honest
    assert conversation.statuses(StatusType.KNOWLEDGE_TOLD) == []
    assert len(conversation.statuses(StatusType.PROMISE_MADE)) == 1
    assert conversation.handoff_reason == "needs_human"


@pytest.mark.row("C3")
def test_it_is_the_product_that_was_spoken_of_last(opens: Opens) -> None:
    conversation = opens()
    ask_of_goods(conversation, "how heavy is the parasol base?")
    told, _ = ask_of_goods(conversation, "and is it in stock?")
    assert "Parasol base 35 kg" in told and "15" in told


@pytest.mark.row("C3")
def test_the_only_thing_in_the_order_is_the_product_that_is_meant(opens: Opens) -> None:
    conversation = opens("cus_amara")
    words = "how long is the guarantee on the thing in order 1025"
    told, _ = conversation.say(words, "product_question", order_number="1025")
    assert "Alba espresso machine" in told and "3 years" in told


@pytest.mark.row("C3", "W4")
def test_a_product_that_was_not_named_is_asked_for_once(opens: Opens) -> None:
    conversation = opens()
    (which,) = ask_of_goods(conversation, "how heavy is it?")
    assert which == "Gladly. Which product is it about?"
    told, _ = conversation.say("the casserole", "inform", product="casserole")
    assert "6.3 kg" in told


@pytest.mark.row("B3")
def test_a_product_as_it_was_misspelt_is_the_product(opens: Opens) -> None:
    told, _ = opens().say("how loud is the humidifer", "product_question", product="humidifier")
    assert "26 dB(A)" in told


@pytest.mark.row("W4", "B3")
def test_what_was_told_of_goods_is_not_told_again_where_a_better_answer_is_known(opens: Opens) -> None:
    conversation = opens()
    ask_of_goods(conversation, "is the blender back in stock?")
    told, _ = conversation.say(
        "can i get a message when its in stock again", "product_question", knowledge=["back_in_stock"]
    )
    assert "Tell me" in told


@pytest.mark.row("STD5", "B3")
@pytest.mark.parametrize("intent", ["product_question", "policy_question"])
def test_what_is_not_sold_is_said_plainly_and_nobody_is_called(opens: Opens, intent: str) -> None:
    conversation = opens()
    told, _ = ask_of_goods(conversation, "do you have drones?", intent)
    assert "everything we sell" in told
    assert conversation.owner == "assistant"


@pytest.mark.row("B3", "STD5")
@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("do you sell drones?", "policy_question"),
        ("have you got garden gnomes", "chitchat"),
        ("do you have a wheelbarrow", "chitchat"),
    ],
)
def test_who_asks_for_goods_that_are_none_of_ours_is_told_so_at_once(opens: Opens, text: str, intent: str) -> None:
    conversation = opens()
    told, _ = conversation.say(text, intent, like={intent: 0.5, "product_question": 0.25})
    assert told in texts.wordings("knowledge.not_sold", "en")


@pytest.mark.row("K6")
def test_small_talk_with_the_same_words_asks_for_no_goods(opens: Opens) -> None:
    conversation = opens()
    conversation.say("have you got a minute", "chitchat", like={"chitchat": 0.8, "product_question": 0.05})
    assert conversation.statuses(StatusType.KNOWLEDGE_TOLD) == []


@pytest.mark.row("B3", "STD5")
def test_rain_is_asked_of_the_goods_just_spoken_of(opens: Opens) -> None:
    conversation = opens()
    ask_of_goods(conversation, "how much is the Ashdown garden bench?")
    told, _ = conversation.say("does it last if it rains", "nlu_fallback")
    assert "may stay outside" in told
