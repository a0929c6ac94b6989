"""What a message is: one clear thing, a part of a story, or broken off. Written as people write (H1)."""

import pytest

from frontdesk.conversation.listening import manner_of
from frontdesk.conversation.telling import Asked, Telling, shouts, telling_of

pytestmark = pytest.mark.row("H1")

EN = manner_of("en")
CLEAR, STORY, UNFINISHED = Telling.CLEAR, Telling.STORY, Telling.UNFINISHED

FIRST_WORDS = [
    # questions, with and without their mark
    ("where is my order 1042", CLEAR),
    ("Where is my order?", CLEAR),
    ("WHERE IS MY ORDER 1042???", CLEAR),
    ("hello?", CLEAR),
    ("is anybody there?!", CLEAR),
    ("hi, can i still change the adress", CLEAR),
    ("how do i return this", CLEAR),
    ("Hi! Do you ship to Norway?", CLEAR),
    ("My parcel was due on Friday. Where is it?", CLEAR),
    ("any news on my refund", CLEAR),
    ("whats the status of fh-1042", CLEAR),
    ("When will it arrive? 🙄", CLEAR),
    ("“is it in stock?”", CLEAR),
    ("can you help me :)", CLEAR),
    ("do you know if the lamp comes in green", CLEAR),
    # plain requests
    ("cancel order 1042", CLEAR),
    ("please cancel my order", CLEAR),
    ("CANCEL IT NOW!!!", CLEAR),
    ("I want my money back", CLEAR),
    ("i'd like to return the blue shoes", CLEAR),
    ("I’d like a refund please", CLEAR),
    ("agent", CLEAR),
    ("talk to a human pls", CLEAR),
    ("Good morning, I need to change my address.", CLEAR),
    ("send me the invoice for 1033", CLEAR),
    # nothing to wait for
    ("thanks", CLEAR),
    ("ok thank you so much, bye", CLEAR),
    ("that's all, thanks 😊", CLEAR),
    # what cannot wait
    ("i can't do this any more, i want to kill myself and", CLEAR),
    ("I don’t want to live any more", CLEAR),
    ("the kettle caught fire and", CLEAR),
    ("i bought a skillet and a smoker", STORY),
    # a greeting opens something
    ("hi", STORY),
    ("Hello there!", STORY),
    ("good evening", STORY),
    ("quick question", STORY),
    # stories, and how they begin
    ("i have a problem with my order", STORY),
    ("I need help", STORY),
    ("my parcel never came", STORY),
    ("My lamp arrived broken.", STORY),
    ("So I ordered a bench two weeks ago", STORY),
    ("this is ridiculous!", STORY),
    ("third time I write to you", STORY),
    ("nobody answers the phone. nobody answers mails", STORY),
    ("WHERE IS MY ORDER 1042??? third time I ask, this is ridiculous", STORY),
    ("I bought it for my mum", STORY),
    ("she turns 70 tomorrow 😢", STORY),
    ("1042", STORY),
    ("my email is mia@example.com", STORY),
    ("yes", STORY),
    ("😡", STORY),
    ("Where do I start. I ordered on the 3rd, paid at once, then got a mail that it is late", STORY),
    ("Can you please tell me why it takes three weeks to send a lamp that your page says is in stock, when I paid for "
     "express delivery and took a day off?", STORY),
    # broken off
    ("so i ordered this lamp and", UNFINISHED),
    ("my order 1042,", UNFINISHED),
    ("I called your hotline three times, but", UNFINISHED),
    ("well...", UNFINISHED),
    ("first it was late…", UNFINISHED),
    ("the driver said that I'm", UNFINISHED),
    ("here is what happened:", UNFINISHED),
    ("it came broken -", UNFINISHED),
    ("i paid for express because", UNFINISHED),
    ("can you check my", UNFINISHED),
    ("it was for my daughter, you know", UNFINISHED),
    ("and then", UNFINISHED),
    # what only looks broken off
    ("i cant log in", STORY),
    ("been waiting for a while", STORY),
    ("i didn't order that", STORY),
    ("what's going on", CLEAR),
    # other languages fall back, and marks are marks
    ("Wo ist mein Paket?", CLEAR),
    ("注文はどこですか？", CLEAR),
    ("荷物が届いていなくて、", UNFINISHED),
]  # fmt: skip

ANSWERS = [
    ("1042", Asked.FACT, CLEAR),
    ("it's FH-1042", Asked.FACT, CLEAR),
    ("mia@example.com", Asked.FACT, CLEAR),
    ("the code is 481516", Asked.FACT, CLEAR),
    ("i dont have it with me", Asked.FACT, STORY),
    ("1042, and", Asked.FACT, UNFINISHED),
    ("order 1042 never came. I called twice, and then I wrote", Asked.FACT, STORY),
    ("yes", Asked.CHOICE, CLEAR),
    ("yep thats right", Asked.CHOICE, CLEAR),
    ("no i want my money back", Asked.CHOICE, CLEAR),
    ("no", Asked.CHOICE, CLEAR),
    ("no,", Asked.CHOICE, UNFINISHED),
    ("No. It never came, and nobody told me anything", Asked.CHOICE, STORY),
    ("👍", Asked.CHOICE, CLEAR),
    ("ok sounds good", Asked.SOMETHING, CLEAR),
    ("my parcel never came", Asked.SOMETHING, STORY),
    ("1042", Asked.SOMETHING, STORY),
]


@pytest.mark.parametrize(("text", "telling"), FIRST_WORDS)
def test_first_words_are_a_clear_thing_a_story_or_broken_off(text: str, telling: Telling) -> None:
    assert telling_of(text, EN) == telling


@pytest.mark.parametrize(("text", "asked", "telling"), ANSWERS)
def test_the_answer_to_our_question_is_a_clear_thing(text: str, asked: Asked, telling: Telling) -> None:
    assert telling_of(text, EN, asked=asked) == telling


@pytest.mark.parametrize(
    ("text", "before", "telling"),
    [
        ("where is it?", 1, CLEAR),
        ("are you kidding me?", 2, STORY),
        ("I want my money back", 2, STORY),
        ("thanks", 2, CLEAR),
        ("it was for my mum and", 2, UNFINISHED),
    ],
)
def test_in_a_burst_a_question_is_a_part_of_the_story(text: str, before: int, telling: Telling) -> None:
    assert telling_of(text, EN, before=before) == telling


def test_only_the_first_words_after_our_buttons_are_the_answer_to_them() -> None:
    assert telling_of("it is my rent money", EN, asked=Asked.CHOICE) == CLEAR
    assert telling_of("it is my rent money", EN, asked=Asked.CHOICE, before=1) == STORY


@pytest.mark.parametrize("text", ["yes please " * 360 + "x", "hi " * 1300, "?" * 4000, "😀" * 4000, "a " * 2000])
def test_odd_long_messages_are_told_apart_in_no_time(text: str) -> None:
    for asked in Asked:
        assert telling_of(text, EN, asked=asked) in Telling


@pytest.mark.parametrize(
    ("text", "loud"),
    [
        ("WHERE IS MY ORDER", True),
        ("Nobody answers!!", True),
        ("what?!", True),
        ("Where is my DHL parcel?", False),
        ("OK", False),
        ("Thanks!", False),
    ],
)
def test_shouting_is_capitals_or_heaps_of_marks(text: str, loud: bool) -> None:
    assert shouts(text) is loud
