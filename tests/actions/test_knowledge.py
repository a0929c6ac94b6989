"""Questions: told with fact and condition, chosen among close ones, or promised; facts of goods, comparison, advice."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from frontdesk.desk import promises
from frontdesk.desk.handoffs import Resolution, claim, open_handoff, resolve
from frontdesk.log import StatusType
from frontdesk.shop import knowledge
from frontdesk.staff.agents import Role, add_agent
from tests.actions.conftest import Opens
from tests.actions.conversation import Conversation

YES, NO = "Yes, please", "No, thanks"
TODAY = datetime.now(UTC).date()


def ask(conversation: Conversation, text: str, *entries: str, intent: str = "policy_question") -> list[str]:
    """Ask a question, with the entries that are found for it."""
    return conversation.say(text, intent, knowledge=entries)


def ask_of_goods(conversation: Conversation, text: str, intent: str = "product_question") -> list[str]:
    """Ask about goods; nothing in the knowledge files is near."""
    return conversation.say(text, intent)


def sources(conversation: Conversation) -> list[str]:
    """Where what was told stands, as agents read it."""
    return [str(told["source"]) for told in conversation.statuses(StatusType.KNOWLEDGE_TOLD)]


@pytest.mark.row("STD5", "B3")
def test_a_sure_answer_is_told_with_its_condition_and_checked(opens: Opens) -> None:
    conversation = opens()
    told, check = ask(conversation, "what does delivery cost?", "delivery_cost")
    assert "4.90 euros" in told and "From 120 euros on it's free" in told
    assert conversation.slots["awaiting"] == "check"
    assert conversation.owner == "assistant"
    assert check == "Does that answer it?"
    assert sources(conversation) == ["Delivery terms, section 2"]


@pytest.mark.row("STD5", "H1")
def test_an_angry_question_is_felt_with_and_answered_at_once(opens: Opens) -> None:
    conversation = opens()
    words = "WHAT IS YOUR RETURN POLICY, one sentence!!"
    said = conversation.say(words, "policy_question", "angry", knowledge=["return_window"])
    assert "within 30 days" in " ".join(said)
    assert conversation.slots["awaiting"] == "check"


@pytest.mark.row("STD5")
def test_the_answer_settles_it(opens: Opens) -> None:
    conversation = opens()
    ask(conversation, "are you open on Sundays", "opening_hours")
    conversation.press("Yes, thanks")
    assert conversation.owner == "closed"
    assert conversation.statuses(StatusType.PROMISE_MADE) == []


@pytest.mark.row("STD5", "B3")
def test_a_page_is_told_with_its_link(opens: Opens) -> None:
    conversation = opens()
    told, _ = ask(conversation, "who sees my data", "data_use")
    assert "https://fernhill.example/privacy" in told


@pytest.mark.row("STD5", "C3")
def test_of_close_answers_the_customer_chooses_by_button(opens: Opens) -> None:
    conversation = opens()
    (question,) = ask(conversation, "how long do I have", "return_window", "guarantee_length")
    assert question == "Let me make sure I answer the right thing. Is it one of these?"
    assert conversation.titles == ["How long you can return things", "How long the guarantee is", "None of these"]
    told, _ = conversation.press("How long the guarantee is")
    assert "two years of guarantee" in told
    assert conversation.slots["awaiting"] == "check"


@pytest.mark.row("STD5")
@pytest.mark.parametrize("words", ["the second one please", "the guarantee", "I meant the guarantee"])
def test_of_close_answers_the_customer_chooses_in_words(opens: Opens, words: str) -> None:
    conversation = opens()
    ask(conversation, "how long do I have", "return_window", "guarantee_length")
    told, _ = conversation.say(words, "inform")
    assert "two years of guarantee" in told


@pytest.mark.row("W4", "B3")
@pytest.mark.parametrize("no", ["None of these", None])
def test_none_of_the_close_ones_is_a_question_for_a_person(opens: Opens, no: str | None) -> None:
    conversation = opens()
    ask(conversation, "how long do I have", "return_window", "guarantee_length")
    if no:
        conversation.press(no)
    else:
        conversation.say("neither", "deny")
    assert conversation.handoff_reason == "needs_human"
    assert "how long do I have" in conversation.statuses(StatusType.PROMISE_MADE)[0]["what"]


@pytest.mark.row("C3")
def test_a_choice_that_was_not_understood_is_offered_again_with_its_buttons(opens: Opens) -> None:
    conversation = opens()
    ask(conversation, "how long do I have", "return_window", "guarantee_length")
    titles = conversation.titles
    conversation.say("hmm", "affirm")
    assert conversation.titles == titles


def test_another_question_instead_of_a_choice_is_answered(opens: Opens) -> None:
    conversation = opens()
    ask(conversation, "how long do I have", "return_window", "guarantee_length")
    told, _ = ask(conversation, "never mind, do you gift wrap?", "gift_wrap")
    assert "3.50 euros" in told


@pytest.mark.row("W4", "B3", "P2")
def test_what_is_not_known_is_promised_and_a_person_has_the_question(opens: Opens) -> None:
    conversation = opens("cus_emma")
    honest, handed = ask(conversation, "do you sponsor school events?")
    assert "I don't know that" in honest and honest != handed
    (promise,) = conversation.statuses(StatusType.PROMISE_MADE)
    assert promise["what"] == "the answer to “do you sponsor school events?”"
    due = datetime.fromisoformat(promise["due"])
    assert timedelta(days=2) <= due.date() - TODAY <= timedelta(days=4)
    assert due.weekday() < 5
    assert due.strftime("%A") in honest
    assert (conversation.owner, conversation.handoff_reason) == ("waiting", "needs_human")
    assert conversation.card["request"]["quote"] == "do you sponsor school events?"


@pytest.mark.row("W4", "P2")
def test_the_promise_is_given_once_however_often_the_turn_is_repeated(opens: Opens) -> None:
    conversation = opens("cus_emma")
    conversation.write("do you sponsor school events?")
    turn = conversation.take()
    for _ in range(3):
        result = conversation.run(turn, "do you sponsor school events?", "policy_question")
    conversation.record(turn, result)
    assert len(conversation.statuses(StatusType.PROMISE_MADE)) == 1


@pytest.mark.row("W4", "P2")
def test_the_promise_is_kept_when_the_person_has_answered(opens: Opens) -> None:
    conversation = opens("cus_emma")
    ask(conversation, "do you sponsor school events?")
    with conversation.parts.store.writing() as session:
        agent = add_agent(session, "kim@fernhill.example", "Kim", Role.AGENT, "a long password")
        row = open_handoff(session, conversation.id)
        assert row
        claim(session, row.id, agent, conversation.at)
        solved = Resolution.SOLVED
        resolve(session, conversation.id, agent, resolution=solved, root_cause=None, follow_up=None, at=conversation.at)
    with conversation.parts.store.reading() as session:
        assert [p["status"] for p in promises.promises_of(session, conversation.id)] == ["kept"]


@pytest.mark.row("B3", "W4")
def test_an_answer_is_not_given_after_its_last_day(
    opens: Opens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "en").mkdir()
    entry = "- {{id: {id}, title: T, answer: '{id}.', source: S, valid_until: {day}}}\n"
    yesterday = TODAY - timedelta(days=1)
    lines = [entry.format(id="still", day=TODAY), entry.format(id="over", day=yesterday)]
    (tmp_path / "en/x.yml").write_text("".join(lines))
    monkeypatch.setattr(knowledge, "KNOWLEDGE_DIR", tmp_path)
    today = opens()
    assert ask(today, "?", "still")[0] == "still."
    late = opens()
    ask(late, "?", "over")
    assert late.handoff_reason == "needs_human"
    between = opens()
    ask(between, "?", "over", "still")
    assert between.titles == ["T", "None of these"]


@pytest.mark.row("C3")
def test_a_question_in_the_middle_is_answered_and_the_open_one_asked_again(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("where is my bench, order 1042", "delivery_problem", order_number="1042")
    conversation.press("Yes, that's right")
    offered = conversation.offer
    told, again = ask(conversation, "how long do refunds take anyway?", "refund_time", intent="refund")
    assert "within five working days" in told
    assert conversation.titles == [YES, NO] and again
    conversation.press(YES)
    assert [done["offer"] for done in conversation.statuses(StatusType.OFFER_CARRIED_OUT)] == [offered]


@pytest.mark.row("C3", "B3")
def test_a_fact_of_goods_in_the_middle_is_told_and_the_open_question_asked_again(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("where is my bench, order 1042", "delivery_problem", order_number="1042")
    conversation.press("Yes, that's right")
    told, _ = ask_of_goods(conversation, "while I have you, can that bench stay outside all winter, or will it rot?")
    assert "covered in winter" in told
    assert conversation.titles == [YES, NO]


@pytest.mark.row("C3")
def test_a_question_beside_the_asked_fact_is_answered_and_the_fact_taken(opens: Opens) -> None:
    conversation = opens()
    conversation.say("where is my order", "track_order")
    words = "it's 1004. do you deliver on Saturdays by the way?"
    told, *_ = conversation.say(words, "policy_question", knowledge=["delivery_weekend"], order_number="1004")
    assert "Monday to Saturday" in told
    assert conversation.slots["order_number"] == "1004"
    assert conversation.slots["awaiting"] == "email"


@pytest.mark.row("C3", "L3")
def test_a_wish_in_the_middle_is_no_digression(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("where is my bench, order 1042", "delivery_problem", order_number="1042")
    conversation.press("Yes, that's right")
    conversation.say("can I have my money back?", "refund", knowledge=["refund_method"])
    assert conversation.statuses(StatusType.KNOWLEDGE_TOLD) == []


@pytest.mark.row("B3", "C3")
def test_whoever_asks_for_their_own_parcel_is_not_told_of_parcels_in_general(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("where is my bench, order 1042", "delivery_problem", order_number="1042")
    conversation.say("how long does it take?", "track_order", knowledge=["delivery_time"])
    assert conversation.statuses(StatusType.KNOWLEDGE_TOLD) == []


@pytest.mark.row("STD5")
@pytest.mark.parametrize("intent", ["out_of_scope", "nlu_fallback", "chitchat"])
def test_a_question_that_can_be_answered_is_answered_whatever_it_was_taken_for(opens: Opens, intent: str) -> None:
    conversation = opens()
    told, _ = ask(conversation, "dogs ok in your shop?", "dogs", intent=intent)
    assert "welcome on a lead" in told


@pytest.mark.row("B3")
@pytest.mark.parametrize(
    ("customer", "order", "said"), [("cus_liam", "1022", "so you have until"), ("cus_sofia", "1016", "40 days")]
)
def test_for_a_known_order_the_answer_is_exact(opens: Opens, customer: str, order: str, said: str) -> None:
    conversation = opens(customer)
    words = f"can I still return {order}?"
    told, _ = conversation.say(words, "policy_question", knowledge=["return_window"], order_number=order)
    assert said in told


@pytest.mark.row("C6", "W4")
def test_an_answer_that_did_not_help_is_not_told_again(opens: Opens) -> None:
    conversation = opens()
    ask(conversation, "do you deliver to Norway", "delivery_countries")
    conversation.press("Not really")
    ask(conversation, "but to Norway?", "delivery_countries")
    assert conversation.handoff_reason == "needs_human"


@pytest.mark.row("E2")
def test_an_answer_that_is_asked_for_again_is_not_the_same_sentence(opens: Opens) -> None:
    conversation = opens()
    first, _ = ask(conversation, "when do you open", "opening_hours")
    again, _ = ask(conversation, "sorry, when do you open?", "opening_hours")
    assert again != first and "9:30" in again


@pytest.mark.row("C3", "B3")
def test_who_asks_back_about_the_answer_has_it_explained(opens: Opens) -> None:
    conversation = opens()
    ask(conversation, "how much is delivery", "delivery_cost")
    told, _ = ask(conversation, "4.90 for what?", intent="billing_problem")
    assert "4.90 euros is for bringing you the whole order" in told


@pytest.mark.row("STD5", "C3")
@pytest.mark.parametrize(
    ("text", "intent", "confidence"),
    [
        ("ok and do you gift wrap?", "policy_question", 0.5),
        ("if I've nothing to wrap it in, can you do it?", "return_or_exchange", 0.9),
        ("and wrapping, what is that with you?", "ask_recommendation", 0.5),
    ],
)
def test_one_question_after_the_other_is_answered(opens: Opens, text: str, intent: str, confidence: float) -> None:
    conversation = opens("cus_liam")
    ask(conversation, "dogs ok in your shop?", "dogs")
    told, _ = conversation.say(text, intent, confidence=confidence, knowledge=["gift_wrap"])
    assert "3.50 euros" in told


@pytest.mark.row("STD5", "W1")
def test_a_question_in_general_is_answered_though_it_was_half_taken_for_a_request(opens: Opens) -> None:
    conversation = opens("cus_mia")
    words = "I'd like to send a friend something small. Do you wrap presents?"
    besides = {"return_or_exchange": words, "policy_question": "Do you wrap presents?"}
    told, _ = conversation.say(words, "return_or_exchange", confidence=0.35, besides=besides, knowledge=["gift_wrap"])
    assert "3.50 euros" in told
    assert conversation.statuses(StatusType.ALSO_ASKED) == []


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


@pytest.mark.row("E2")
def test_an_annoyed_question_gets_its_answer_and_no_apology(opens: Opens) -> None:
    conversation = opens()
    told, _ = conversation.say(
        "returns are free? and who pays?", "policy_question", "annoyed", knowledge=["return_cost"]
    )
    assert told.startswith("Returns are free")


@pytest.mark.row("C3", "STD5")
def test_a_question_asked_besides_is_answered_when_its_turn_comes(opens: Opens) -> None:
    conversation = opens("cus_liam")
    besides = {"policy_question": "do you gift wrap"}
    words = "where is 1004? and do you gift wrap"
    conversation.say(words, "track_order", order_number="1004", besides=besides, knowledge=["gift_wrap"])
    conversation.press("Yes, thanks")
    said = conversation.press("Yes, let's")
    assert "3.50 euros" in " ".join(said)


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


@pytest.mark.row("STD5")
def test_after_the_answer_another_question_is_answered_and_the_first_not_repeated(opens: Opens) -> None:
    conversation = opens()
    ask_of_goods(conversation, "how heavy is the bench?")
    told, _ = ask(conversation, "and what does delivery cost?", "delivery_cost")
    assert told.startswith("It costs 4.90 euros")


@pytest.mark.row("W4", "P2")
@pytest.mark.parametrize(("day", "due"), [(18, 20), (20, 24), (21, 24)])
def test_a_promise_is_for_a_working_day(opens: Opens, day: int, due: int) -> None:
    """Of November 2026: from a Wednesday, a Friday and a Saturday."""
    conversation = opens()
    conversation.at = datetime(2026, 11, day, 12, tzinfo=UTC)
    ask(conversation, "do you rent out tables?")
    assert conversation.statuses(StatusType.PROMISE_MADE)[0]["due"].startswith(f"2026-11-{due}")


@pytest.mark.row("W4", "B3")
def test_what_was_told_of_goods_is_not_told_again_where_a_better_answer_is_known(opens: Opens) -> None:
    conversation = opens()
    ask_of_goods(conversation, "is the blender back in stock?")
    told, _ = conversation.say(
        "can i get a message when its in stock again", "product_question", knowledge=["back_in_stock"]
    )
    assert "Tell me" in told
