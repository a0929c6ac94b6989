"""Answers in people's own words, whatever they were taken for: a no with a reason, a thank-you, a number told bare."""

import pytest

from frontdesk.log import StatusType
from frontdesk.wording import texts
from tests.actions.conftest import Opens

RIGHT = "Yes, that's right"


@pytest.mark.row("W1", "H1")
def test_a_little_annoyance_does_not_come_between_a_plain_request_and_its_step(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("cancel 1001 pls, found it cheaper", "cancel_order", "annoyed", order_number="1001")
    assert conversation.offer == "cancel"


@pytest.mark.row("H3")
def test_who_is_upset_is_still_told_what_was_heard(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("cancel 1001, I'm sick of this", "cancel_order", "frustrated", order_number="1001")
    assert RIGHT in conversation.titles


@pytest.mark.row("L3", "W2")
def test_a_no_with_a_reason_is_no_wish_to_leave_everything_as_it_is(opens: Opens) -> None:
    """A link to a mailbox that is gone helps nobody."""
    conversation = opens("cus_jonas")
    conversation.say("I forgot my password", "account_access")
    assert conversation.offer == "password_link"
    conversation.say("No. That address was my old firm, I can't read that any more.", "correct", confidence=0.47)
    assert conversation.handoff_reason == "offers_declined"


@pytest.mark.row("L3", "K2")
@pytest.mark.parametrize(
    ("words", "intent"),
    [("no, leave it, I'll keep it", "deny"), ("No.", "deny"), ("nope, changed my mind about it", "inform")],
)
def test_a_no_that_lets_it_be_ends_there(opens: Opens, words: str, intent: str) -> None:
    conversation = opens("cus_seoyeon")
    conversation.say("cancel 1002", "cancel_order", order_number="1002")
    conversation.say(words, intent)
    assert conversation.owner == "assistant"
    assert any("1002" in said and "stays" in said for said in conversation.said)


@pytest.mark.row("L2", "C5")
def test_who_does_not_want_what_is_offered_gets_somebody_who_can_do_more(opens: Opens) -> None:
    conversation = opens("cus_yuki")
    conversation.say("can I swap the amber vase of 1013 for smoke?", "return_or_exchange", order_number="1013")
    assert conversation.offer == "return_label"
    conversation.say("No, thank you. I want the smoke vase. Is there really no way?", "refund", product="vase")
    assert conversation.owner == "waiting"


@pytest.mark.row("C6")
@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("aaah paypal! I was looking in the bank. found it, thanks", "payment_problem"),
        ("ah, that explains it", "inform"),
        ("phew", "nlu_fallback"),
    ],
)
def test_thanks_and_relief_settle_it_in_whatever_words(opens: Opens, words: str, intent: str) -> None:
    conversation = opens("cus_sofia")
    conversation.say("did you refund the clock? 1011", "refund", order_number="1011")
    conversation.say(words, intent, confidence=0.4)
    assert conversation.owner == "closed"


@pytest.mark.row("C6")
@pytest.mark.parametrize("words", ["thanks, but still no money here", "thanks. and when does the next one come?"])
def test_thanks_with_something_open_settle_nothing(opens: Opens, words: str) -> None:
    conversation = opens("cus_sofia")
    conversation.say("did you refund the clock? 1011", "refund", order_number="1011")
    conversation.say(words, "inform", confidence=0.4)
    assert conversation.owner != "closed"


@pytest.mark.row("K2", "B3")
def test_who_says_what_they_were_told_hears_it_once_more(opens: Opens) -> None:
    conversation = opens("cus_priya")
    conversation.say("my bank says 1021 was declined, is it paid?", "payment_problem", order_number="1021")
    told = conversation.say("So the card failed, then PayPal worked, and I paid once.", "payment_problem")
    assert any("50.90" in text for text in told)
    assert conversation.owner == "assistant"


@pytest.mark.row("B3", "K2")
def test_where_it_is_is_told_again_while_an_offer_waits(opens: Opens) -> None:
    conversation = opens("cus_emma")
    conversation.say("where is 1007?", "delivery_problem", order_number="1007")
    conversation.press(RIGHT)
    assert conversation.offer == "voucher"
    told = conversation.say("just tell me honestly where it is", "track_order", "frustrated")
    assert any("Birmingham hub" in text for text in told)
    assert conversation.offer == "voucher"


@pytest.mark.row("B3")
def test_what_an_amount_is_made_of_is_told(opens: Opens) -> None:
    conversation = opens("cus_carlos")
    told = conversation.say("what are the 4.90 more on 1005 for?", "billing_problem", order_number="1005")
    assert any("€4.90 for delivery" in text for text in told)
    assert conversation.owner == "assistant"


@pytest.mark.row("C6", "C5")
def test_another_loss_is_not_answered_with_the_promise_that_stands(opens: Opens) -> None:
    conversation = opens("cus_jonas")
    conversation.say("charged twice for one lamp", "billing_problem", "angry")
    conversation.press(RIGHT)
    conversation.press("Yes, please")
    bank = {"amount": "12.00", "currency": "EUR"}
    conversation.say("No, not settled. The bank took 12 euros.", "billing_problem", "annoyed", amount=bank)
    assert conversation.handoff_reason == "not_settled"


@pytest.mark.row("C6")
def test_the_same_trouble_under_another_name_reopens_the_matter(opens: Opens) -> None:
    conversation = opens("cus_liam")
    conversation.say("cancel the barbecue please, 1010", "cancel_order", order_number="1010")
    conversation.say("I did! but there's still no money on my card", "payment_problem", "frustrated")
    assert conversation.owner == "waiting"
    assert "1010" in str(conversation.card)


@pytest.mark.row("W7")
@pytest.mark.parametrize(
    "words",
    [
        "There is no order number, it never comes so far!",
        "There is no order, young man.",
        "I have never bought from you",
    ],
)
def test_who_has_no_order_is_not_sent_to_look_for_its_number(opens: Opens, words: str) -> None:
    conversation = opens()
    conversation.say("64 euros were taken from my bank account by you", "billing_problem")
    conversation.press(RIGHT)
    conversation.say(words, "track_order", confidence=0.43)
    assert conversation.owner == "waiting"


@pytest.mark.row("C3", "B3")
def test_a_number_after_where_is_is_that_of_an_order(opens: Opens) -> None:
    """Somebody else's: nothing of it is told, and nothing of an own order instead."""
    conversation = opens("cus_tomasz")
    (asked,) = conversation.say("where is 1042 please, it's for a friend", "track_order")
    assert "1042" in asked
    assert conversation.titles


@pytest.mark.row("W2")
def test_what_only_may_ask_for_a_human_keeps_the_question_open(opens: Opens) -> None:
    """Who means it says it again, and is understood."""
    conversation = opens("cus_amara")
    conversation.say("stop my coffee club subscription", "cancel_order")
    assert conversation.offer == "stop_subscription"
    conversation.say("may I come back to it one day?", "speak_to_human", confidence=0.4)
    assert conversation.owner == "assistant"
    conversation.say("somebody I could talk to?", "speak_to_human", confidence=0.5)
    assert conversation.owner == "waiting"


@pytest.mark.row("L1", "W2")
def test_a_wish_that_sounds_like_a_call_for_a_human_is_kept_as_the_wish(opens: Opens) -> None:
    conversation = opens()
    conversation.say("Your driver shouted at my dog.", "complaint", "angry")
    conversation.press(RIGHT)
    conversation.say("I want him spoken to, properly.", "speak_to_human", confidence=0.39)
    assert conversation.handoff_reason == "needs_human"
    assert conversation.card["wishes"][0]["text"] == "I want him spoken to, properly."


@pytest.mark.row("L1", "BS6")
def test_no_small_gift_is_pressed_on_who_may_want_a_new_one(opens: Opens) -> None:
    """What would help is beyond the assistant: it asks what is wished for, and a human decides."""
    conversation = opens("cus_sofia")
    conversation.say("The wool rug of 1016 is torn along the edge.", "damaged_or_wrong_item", order_number="1016")
    conversation.press(RIGHT)
    assert conversation.slots["awaiting"] == "wish"
    conversation.say("A new one, the same.", "inform")
    assert conversation.handoff_reason == "beyond_authority"


@pytest.mark.row("L3")
def test_who_asks_for_a_voucher_is_offered_one(opens: Opens) -> None:
    conversation = opens("cus_emma")
    conversation.say("two plates of 1018 came chipped", "damaged_or_wrong_item", order_number="1018")
    conversation.press(RIGHT)
    conversation.say("no, a little voucher would do", "deny")
    assert conversation.offer == "voucher"


@pytest.mark.row("C3", "W6")
def test_a_fault_of_which_nothing_is_told_is_asked_about_and_kept(opens: Opens) -> None:
    conversation = opens()
    (asked,) = conversation.say("ur site doesnt work", "technical_fault")
    assert asked.endswith("?")
    assert conversation.statuses(StatusType.REQUEST_HEARD)[-1]["request_type"] == "technical_fault"
    conversation.say("the whole page goes white on phone and laptop", "technical_fault")
    assert conversation.owner == "waiting"


@pytest.mark.row("W7", "B3")
def test_who_never_ordered_is_not_told_that_their_order_will_be_found(opens: Opens) -> None:
    conversation = opens()
    conversation.say("64 euros were taken from my bank account by you", "billing_problem")
    conversation.press(RIGHT)
    conversation.say("What number? There is no order.", "correct")
    assert not any("find your order" in said for said in conversation.said)


@pytest.mark.row("C6", "W8")
def test_a_kind_word_with_thanks_is_the_end(opens: Opens) -> None:
    conversation = opens("cus_amara")
    conversation.say("stop my coffee club subscription", "cancel_order")
    conversation.press("Yes, please")
    conversation.say("It was lovely coffee, tell them that. Thank you.", "give_feedback", confidence=0.62)
    assert conversation.owner == "closed"


@pytest.mark.row("H3", "C3")
def test_two_times_on_a_statement_is_charged_twice(opens: Opens) -> None:
    conversation = opens("cus_jonas")
    (said,) = conversation.say("Bank statement, same day: 2 x the lamp. I bought one lamp.", "inform", product="lamp")
    assert "twice" in said and "1017" in said


@pytest.mark.row("L1", "C3")
def test_a_number_told_instead_of_a_wish_is_no_wish(opens: Opens) -> None:
    conversation = opens("cus_emma")
    conversation.say("the tableware came broken!!", "damaged_or_wrong_item", "frustrated")
    conversation.press("Yes, that's right")
    conversation.say("1018", "inform", order_number="1018")
    assert conversation.slots["awaiting"] == "wish"
    again, *_ = conversation.say("1018, in case you need it", "inform", order_number="1018")
    assert again in texts.wordings("hear.again_wish")
    assert "wishes" not in conversation.card
