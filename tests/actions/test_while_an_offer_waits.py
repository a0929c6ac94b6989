"""Answers to an offer that are neither yes nor no: a feeling, a question, a day, more than that (E1, L2, L3)."""

from datetime import UTC, datetime, timedelta

import pytest

from frontdesk.log import StatusType
from tests.actions.conftest import Opens, offer_waits
from tests.actions.conversation import Conversation

YES, NO = "Yes, please", "No, thanks"
SATURDAY = (datetime.now(UTC).date() + timedelta(days=5)).isoformat()
SALARY = {"amount": "500.00", "currency": "EUR"}


@pytest.fixture
def lost(opens: Opens) -> Conversation:
    """Pierre's parcel is said to be delivered, and a search is offered to him."""
    conversation = opens("cus_pierre")
    conversation.say("delivered, but not there", "delivery_problem")
    conversation.press("Yes, that's right")
    assert conversation.offer == "trace"
    return conversation


@pytest.mark.row("E1", "H4", "L3")
def test_a_feeling_is_heard_and_the_offer_stays(charged_twice: Conversation) -> None:
    heard, again = charged_twice.say("a little disappointed", "express_frustration")
    assert "?" not in heard and again.endswith("?")
    assert offer_waits(charged_twice)


@pytest.mark.row("E2")
def test_three_feelings_in_a_row_are_heard_in_three_ways(charged_twice: Conversation) -> None:
    heard = [charged_twice.say(text, "express_frustration")[0] for text in ("oh dear", "a bit sad", "I feel let down")]
    assert len(set(heard)) == 3


@pytest.mark.row("W4", "B3", "L3")
@pytest.mark.parametrize("text", ["is it safe?", "is it too late for the one that is coming?"])
def test_a_question_that_nothing_answers_is_passed_on_and_the_offer_stays(
    charged_twice: Conversation, text: str
) -> None:
    charged_twice.write(text)
    turn = charged_twice.take()
    result = charged_twice.run(turn, text, "nlu_fallback")
    charged_twice.record(turn, result)
    (promise,) = charged_twice.statuses(StatusType.PROMISE_MADE)
    assert text in promise["what"]
    assert offer_waits(charged_twice)


@pytest.mark.row("L3", "W3")
@pytest.mark.parametrize("intent", ["express_frustration", "out_of_scope", "nlu_fallback", "track_order"])
def test_who_needs_it_by_a_day_is_offered_the_faster_way(lost: Conversation, intent: str) -> None:
    lost.say("by saturday, not excuses", intent, date=SATURDAY)
    assert lost.offer == "redeliver"


@pytest.mark.row("L1", "L3")
def test_who_wishes_for_nothing_but_a_day_is_offered_the_faster_way_first(opens: Opens) -> None:
    conversation = opens("cus_pierre")
    conversation.say("it never arrived!", "delivery_problem", "frustrated")
    conversation.press("Yes, that's right")
    assert conversation.slots["awaiting"] == "wish"
    *_, offer = conversation.say("by saturday, not excuses", "express_frustration", date=SATURDAY)
    assert conversation.offer == "redeliver"
    assert not offer.startswith("Thank you for saying plainly")


@pytest.mark.row("L3")
def test_without_a_faster_way_the_offer_that_waits_is_asked_about_again(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("my bench is late", "delivery_problem", order_number="1042")
    conversation.press("Yes, that's right")
    conversation.say("by saturday, not excuses", "nlu_fallback", date=SATURDAY)
    assert conversation.offer == "trace" and offer_waits(conversation)


def say_with_amount(conversation: Conversation, text: str) -> list[str]:
    """Wish for money with an amount."""
    conversation.write(text)
    turn = conversation.take()
    return conversation.record(turn, conversation.run(turn, text, "refund", "annoyed", amount=SALARY))


@pytest.mark.row("L2", "P1")
def test_the_money_and_more_on_top_is_answered_honestly_and_stands_on_the_card(charged_twice: Conversation) -> None:
    """Nothing is carried out before it is clear that what can be done is wanted."""
    honest, again = say_with_amount(charged_twice, "my money AND 500 euro")
    assert honest.startswith("Thank you for saying plainly") and again.endswith("?")
    assert offer_waits(charged_twice)
    assert charged_twice.card["wishes"][0]["text"] == "my money AND 500 euro"
    charged_twice.press(YES)
    assert [done["offer"] for done in charged_twice.statuses(StatusType.OFFER_CARRIED_OUT)] == ["refund_duplicate"]


@pytest.mark.row("L2", "L3")
def test_more_than_the_money_is_answered_honestly_where_the_money_was_not_offered_yet(opens: Opens) -> None:
    conversation = opens("cus_yuki")
    conversation.say("my vase is broken", "damaged_or_wrong_item")
    conversation.press("Yes, that's right")
    (offer,) = say_with_amount(conversation, "my money AND 500 euro")
    assert offer.startswith("Thank you for saying plainly")
    assert conversation.offer == "refund_goods"
    assert conversation.card["wishes"][0]["text"] == "my money AND 500 euro"


@pytest.mark.row("L2", "W6")
def test_more_than_the_money_stands_on_the_card_when_the_request_begins_with_it(opens: Opens) -> None:
    conversation = opens("cus_seoyeon")
    say_with_amount(conversation, "I want my money AND 500 euro for 1028")
    assert conversation.card["wishes"][0]["text"] == "I want my money AND 500 euro for 1028"


@pytest.mark.row("H1", "C3", "W6")
def test_an_invoice_wanted_besides_a_double_charge_is_given_before_the_goodbye(opens: Opens) -> None:
    conversation = opens("cus_jonas")
    conversation.say("I was charged twice for 1017, and I need an invoice as well", "billing_problem")
    conversation.press("Yes, that's right")
    assert "I need an invoice as well" in str(conversation.card["open_questions"])
    conversation.press(YES)
    (also,) = conversation.press("Yes, that's fine")
    assert "I need an invoice as well" in also
    conversation.say("yes", "affirm")
    assert [done["offer"] for done in conversation.statuses(StatusType.OFFER_CARRIED_OUT)][-1] == "invoice"
    assert "open_questions" not in conversation.card


@pytest.mark.row("H1", "L3")
def test_an_invoice_wanted_while_the_money_is_offered_declines_nothing(charged_twice: Conversation) -> None:
    charged_twice.say("and the invoice for 1017 please", "billing_problem")
    assert offer_waits(charged_twice)
    charged_twice.press(YES)
    (also,) = charged_twice.press("Yes, that's fine")
    assert "the invoice for 1017 please" in also


@pytest.mark.row("H1", "P1")
def test_an_invoice_wanted_with_the_yes_is_not_forgotten(charged_twice: Conversation) -> None:
    charged_twice.say("yes, and the invoice please", "affirm")
    (also,) = charged_twice.press("Yes, that's fine")
    assert "the invoice please" in also


@pytest.mark.row("H1")
def test_an_invoice_that_is_only_spoken_of_is_no_second_wish(opens: Opens) -> None:
    conversation = opens("cus_jonas")
    conversation.say("I was charged twice, your invoice shows it", "billing_problem")
    assert conversation.statuses(StatusType.ALSO_ASKED) == []
