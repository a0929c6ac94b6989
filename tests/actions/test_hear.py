"""Hearing out, saying back, and what goes wrong in listening (H1–H4, C2, C3, A1)."""

import pytest

from frontdesk.log import StatusType
from tests.actions.conftest import Opens


def test_a_plain_request_is_answered_at_once(opens: Opens) -> None:
    """H1: nothing is said back to a calm question, and no empathy is poured over it (E2)."""
    conversation = opens("cus_liam")
    told, check = conversation.say("where is order 1004?", "track_order", order_number="1004")
    assert told.startswith("Order 1004 is on its way")
    assert "sorry" not in told + check
    assert conversation.slots["awaiting"] == "check"


def test_what_an_upset_customer_tells_is_said_back(opens: Opens) -> None:
    """H3: with order, day and that it is not the first time."""
    conversation = opens("cus_mia")
    (said,) = conversation.say("WHERE IS MY ORDER, third time!", "track_order", "angry", repeated=True)
    assert "order 1042 (Ashdown garden bench)" in said
    assert "should have been with you" in said
    assert "isn't the first time" in said
    assert conversation.titles == ["Yes, that's right", "Not quite"]


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
    assert said.startswith("You've been charged twice for your order.")


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


@pytest.mark.row("C3")
@pytest.mark.parametrize(
    ("text", "request_type"),
    [
        ("I have a problem with my delivery", "delivery_problem"),
        ("there is an issue with an item I ordered", "damaged_or_wrong_item"),
        ("something's wrong with my bill", "billing_problem"),
        ("I want to make a complaint", "complaint"),
    ],
)
def test_a_trouble_that_is_named_and_not_told_is_asked_about_once(opens: Opens, text: str, request_type: str) -> None:
    """A short, curious question; what is answered is heard and said back, not asked about again."""
    conversation = opens("cus_carlos")
    (question,) = conversation.say(text, request_type)
    assert question.count("?") == 1
    assert conversation.slots["awaiting"] == "story"
    conversation.say("oh you know, it's all just not right", "inform")
    assert conversation.slots["awaiting"] != "story"


@pytest.mark.row("C3")
def test_a_trouble_that_was_told_is_not_asked_about(opens: Opens) -> None:
    conversation = opens("cus_emma")
    conversation.say("your driver shouted at me", "complaint", "annoyed")
    assert conversation.titles == ["Yes, that's right", "Not quite"]


@pytest.mark.row("C3", "L1")
def test_a_wish_that_is_told_with_the_trouble_is_not_asked_for(opens: Opens) -> None:
    conversation = opens("cus_yuki")
    conversation.say("the vase came broken, please send me a new one", "damaged_or_wrong_item", "frustrated")
    conversation.press("Yes, that's right")
    assert conversation.offer == "replacement"
    assert [q for q in conversation.statuses(StatusType.QUESTION_ASKED) if q["name"] == "wish"] == []


@pytest.mark.row("C3", "L1")
def test_money_back_in_the_middle_of_a_trouble_is_its_wish_and_no_second_matter(opens: Opens) -> None:
    """What was told before is not lost."""
    conversation = opens("cus_yuki")
    conversation.say("my vase is broken!", "damaged_or_wrong_item", "frustrated")
    conversation.press("Yes, that's right")
    assert conversation.slots["awaiting"] == "wish"
    conversation.say("just refund me", "refund", "frustrated")
    assert conversation.slots["request_type"] == "damaged_or_wrong_item"
    assert conversation.offer == "refund_goods"


@pytest.mark.row("C3")
def test_a_matter_that_is_left_for_another_is_picked_up_again(opens: Opens) -> None:
    conversation = opens("cus_liam")
    conversation.say("my blender stopped working", "damaged_or_wrong_item")
    conversation.press("Yes, that's right")
    assert conversation.slots["awaiting"] == "offer"
    conversation.say("wait, where is order 1004?", "track_order", order_number="1004")
    (again,) = conversation.press("Yes, thanks")
    assert "my blender stopped working" in again
    conversation.press("Yes, let's")
    assert conversation.slots["request_type"] == "damaged_or_wrong_item"


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


@pytest.mark.row("E2")
def test_a_feeling_that_grows_is_met_again_and_never_in_the_same_words(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("my bench is late", "delivery_problem", "annoyed")
    conversation.press("Yes, that's right")
    conversation.say("I'm losing my patience here", "express_frustration", "frustrated")
    conversation.say("and still nothing!!", "express_frustration", "frustrated")
    assert conversation.titles == ["Yes, please", "No, thanks"]
    assert len(set(conversation.said)) == len(conversation.said)


def test_yes_with_a_fact_keeps_the_fact(opens: Opens) -> None:
    """C3: what was told in the same breath is not asked again."""
    conversation = opens("cus_sofia")
    conversation.say("I want my money back!", "refund", "frustrated")
    conversation.say("yes, for order 1011", "affirm", order_number="1011")
    assert conversation.slots["order_number"] == "1011"
    assert conversation.statuses(StatusType.QUESTION_ASKED) == []


def test_a_complaint_that_asks_for_nothing_is_understood_by_its_cause(opens: Opens) -> None:
    """C3: what happened was told, so it is not asked."""
    conversation = opens("cus_amara")
    (said,) = conversation.say(
        "My espresso machine stopped working. Unacceptable!", "express_frustration", "frustrated"
    )
    assert said.startswith("The Alba espresso machine from order 1025 stopped working.")


@pytest.mark.row("H2", "C2")
def test_anger_without_a_matter_is_listened_to(opens: Opens) -> None:
    """H2, C3: one open question, no form."""
    conversation = opens("cus_liam")
    (said,) = conversation.say("I have had it with you", "express_frustration", "angry")
    assert said.count("?") == 1
    assert conversation.slots["awaiting"] == "problem"


def test_a_number_without_a_matter_is_kept(opens: Opens) -> None:
    """C3, H2"""
    conversation = opens("cus_liam")
    (said,) = conversation.say("it's 1022", "inform", order_number="1022")
    assert "1022" in said
    conversation.say("where is it", "track_order")
    assert not any("Which" in text for text in conversation.said)


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


def test_displeasure_without_a_reason_is_taken_to_be_about_the_late_order(opens: Opens) -> None:
    """H2, C3: the greeting spoke of it, so it is not asked what it is about."""
    conversation = opens("cus_mia")
    (said,) = conversation.say("oh great, another day. well done.", "nlu_fallback", "annoyed")
    assert "order 1042" in said
    assert conversation.titles == ["Yes, that's right", "Not quite"]


def test_the_same_is_not_said_back_twice(opens: Opens) -> None:
    """H3: whoever only grows angrier was understood."""
    conversation = opens("cus_mia")
    conversation.say("where is my bench!!", "track_order", "angry")
    answer = conversation.say("answer me!", "express_frustration", "angry")
    assert conversation.offer == "trace"
    assert "Is that how it is?" not in " ".join(answer)


def test_a_question_about_the_assistant_is_no_insult(opens: Opens) -> None:
    """A1: even if its words are taken for abuse."""
    conversation = opens("cus_liam")
    conversation.say("are you a robot?", "challenge_bot", "annoyed", abusive=True)
    assert conversation.statuses(StatusType.BOUNDARY_SET) == []


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


def test_insults_meet_one_boundary_and_then_a_human(opens: Opens) -> None:
    """A1, H4"""
    conversation = opens()
    (boundary,) = conversation.say("you idiots", "abuse", "angry", abusive=True)
    assert "insults" in boundary
    assert len(conversation.statuses(StatusType.BOUNDARY_SET)) == 1
    conversation.say("fucking idiots", "abuse", "angry", abusive=True)
    assert conversation.handoff_reason == "abuse"
    assert len(conversation.statuses(StatusType.BOUNDARY_SET)) == 1


def test_a_request_inside_an_insult_is_not_lost(opens: Opens) -> None:
    """A1, C3: what they need was told, so it is not asked."""
    conversation = opens("cus_tomasz")
    boundary, restated = conversation.say("where is order 1009 you idiots", "track_order", "angry", abusive=True)
    assert "insults" in boundary
    assert "What do you need" not in boundary
    assert "order 1009" in restated
    assert conversation.titles == ["Yes, that's right", "Not quite"]


def test_an_insult_while_an_offer_waits_declines_nothing(opens: Opens) -> None:
    """A1, L3: the offer is asked about again, its buttons still there."""
    conversation = opens("cus_jonas")
    conversation.say("I was charged twice", "billing_problem")
    conversation.press("Yes, that's right")
    conversation.say("you idiots", "abuse", "angry", abusive=True)
    assert conversation.statuses(StatusType.OFFER_DECLINED) == []
    assert conversation.titles == ["Yes, please", "No, thanks"]


def test_anger_is_not_punished_and_three_angry_turns_bring_a_human(opens: Opens) -> None:
    """A1, C5: and the human reads what it is about."""
    conversation = opens("cus_mia")
    conversation.say("WHERE IS MY BENCH", "track_order", "angry")
    conversation.say("I AM SICK OF THIS", "express_frustration", "angry")
    assert conversation.owner == "assistant"
    conversation.say("DO SOMETHING", "express_frustration", "angry")
    assert conversation.handoff_reason == "anger"
    assert conversation.statuses(StatusType.BOUNDARY_SET) == []
    assert conversation.card["request"]["type"] == "track_order"


@pytest.mark.parametrize("intent", ["greet", "thank", "goodbye", "chitchat", "challenge_bot"])
def test_small_talk_is_answered_and_the_matter_stays_open(opens: Opens, intent: str) -> None:
    """K6: an offer that waits still waits, with its buttons."""
    conversation = opens("cus_jonas")
    conversation.say("I was charged twice", "billing_problem")
    conversation.press("Yes, that's right")
    conversation.say("…", intent)
    assert conversation.slots["awaiting"] == "offer"
    assert conversation.titles == ["Yes, please", "No, thanks"]
    conversation.press("Yes, please")
    assert len(conversation.statuses(StatusType.OFFER_CARRIED_OUT)) == 1


def test_asked_for_an_opinion_the_assistant_has_one(opens: Opens) -> None:
    """W3: "what would you do?" is no refusal."""
    conversation = opens("cus_jonas")
    conversation.say("I was charged twice", "billing_problem")
    conversation.press("Yes, that's right")
    (said,) = conversation.say("what would you do?", "ask_recommendation")
    assert "the second €179.00 is simply yours" in said
    assert conversation.statuses(StatusType.OFFER_DECLINED) == []


def test_a_question_of_taste_goes_to_people_who_know_the_goods(opens: Opens) -> None:
    """W3, W4: no advice is invented."""
    conversation = opens("cus_liam")
    conversation.say("would a vase suit my mother?", "ask_recommendation", product="vase")
    assert conversation.handoff_reason == "needs_human"
    assert conversation.card["request"]["type"] == "product_question"


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


@pytest.mark.row("H2")
@pytest.mark.parametrize("intent", ["greet", "out_of_scope", "chitchat"])
def test_a_request_among_other_talk_is_heard(opens: Opens, intent: str) -> None:
    conversation = opens("cus_liam")
    text = "Lovely weather for ducks over here. Has order 1004 left?"
    told, _ = conversation.say(
        text, intent, besides={"track_order": "Has order 1004 left?"}, order_number="1004", confidence=0.6
    )
    assert told.startswith("Order 1004 is on its way")
