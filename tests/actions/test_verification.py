"""Nobody learns anything about an order that they have not proved to be theirs; nothing known is asked (C3)."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from frontdesk.conversation.identity import CODE_MINUTES
from frontdesk.log import StatusType
from frontdesk.tables import OutboxRow
from tests.actions.conftest import Opens
from tests.actions.conversation import Conversation

SECRETS = ("bench", "Dublin", "PO-88110326", "Mia", "249", "268")


def mails(conversation: Conversation) -> list[str]:
    """The bodies of the mails sent for the conversation, oldest first."""
    with conversation.parts.store.reading() as session:
        query = sa.select(OutboxRow.body).where(OutboxRow.conversation_id == conversation.id).order_by(OutboxRow.id)
        return list(session.scalars(query))


def code_in(mail: str) -> str:
    """The six digits in a mail."""
    return next(word for word in mail.split() if word.isdigit() and len(word) == 6)


def asked_for_code(opens: Opens, email: str = "mia@example.com") -> Conversation:
    """A stranger who has named order 1042 and an address."""
    conversation = opens()
    conversation.say("where is order 1042?", "track_order", order_number="1042")
    conversation.say(email, "inform", email=email)
    return conversation


def test_a_stranger_is_asked_one_thing_at_a_time(opens: Opens) -> None:
    """C3"""
    conversation = opens()
    (number,) = conversation.say("where is my order?", "track_order")
    (email,) = conversation.say("1042", "inform", order_number="1042")
    (code,) = conversation.say("mia@example.com", "inform", email="mia@example.com")
    assert "number" in number
    assert "e-mail address" in email
    assert "six-digit code" in code
    assert [s["name"] for s in conversation.statuses(StatusType.QUESTION_ASKED)] == ["order_number", "email", "code"]


def test_the_right_code_proves_who_it_is(opens: Opens) -> None:
    """B3: and the answer follows in the same turn."""
    conversation = asked_for_code(opens)
    code = code_in(mails(conversation)[0])
    thanks, *told = conversation.say(code, "inform", code=code)
    assert "Mia" in thanks
    assert any("order 1042 was promised" in text for text in told)
    assert conversation.statuses(StatusType.VERIFIED)[-1]["how"] == "code"


@pytest.mark.row("C3", "K2")
def test_a_code_is_found_among_other_words(opens: Opens) -> None:
    conversation = asked_for_code(opens)
    code = code_in(mails(conversation)[0])
    conversation.say(f"She is on the telephone and reads it to me: {code}", "inform")
    assert conversation.statuses(StatusType.VERIFIED)[-1]["how"] == "code"


def test_without_the_code_nothing_is_told(opens: Opens) -> None:
    """Data protection: a wrong code tells nothing about the order."""
    conversation = asked_for_code(opens)
    conversation.say("000000", "inform", code="000000")
    assert conversation.statuses(StatusType.VERIFIED) == []
    said = " ".join(conversation.said[1:])
    assert not any(secret in said for secret in SECRETS)


def test_another_address_gets_no_mail_and_the_same_answer(opens: Opens) -> None:
    """Data protection: the answer does not tell whether the address belongs to the order."""
    right, wrong = asked_for_code(opens), asked_for_code(opens, "eve@example.com")
    assert len(mails(right)) == 1
    assert mails(wrong) == []
    assert wrong.said[-1] == right.said[-1].replace("mia@example.com", "eve@example.com")


def test_an_unknown_order_gets_the_same_answer_too(opens: Opens) -> None:
    """Data protection: nor whether the order exists."""
    conversation = opens()
    conversation.say("where is order 9999?", "track_order", order_number="9999")
    (said,) = conversation.say("mia@example.com", "inform", email="mia@example.com")
    assert said == asked_for_code(opens).said[-1].replace("1042", "9999")
    assert mails(conversation) == []


def test_an_old_code_is_replaced(opens: Opens) -> None:
    """A code that came too late brings a new one, and the new one works."""
    conversation = asked_for_code(opens)
    old = code_in(mails(conversation)[0])
    conversation.at += timedelta(minutes=CODE_MINUTES + 1)
    expired, _ = conversation.say(old, "inform", code=old)
    assert "no longer works" in expired
    new = code_in(mails(conversation)[1])
    conversation.say(new, "inform", code=new)
    assert len(conversation.statuses(StatusType.VERIFIED)) == 1


def test_asked_often_enough_a_human_takes_over(opens: Opens) -> None:
    """W2: verification is no endless loop."""
    conversation = asked_for_code(opens, "eve@example.com")
    for address in ("eve1@example.com", "eve2@example.com", "eve3@example.com"):
        conversation.say(address, "inform", email=address)
    assert conversation.handoff_reason == "not_understood"


@pytest.mark.row("W2", "W7")
def test_who_has_no_code_gets_one_more_and_then_a_colleague_does_without(opens: Opens) -> None:
    conversation = asked_for_code(opens, "eve@example.com")
    (fresh,) = conversation.say("I don't have a code", "inform")
    assert "six digits" in fresh or "What does it say" in fresh
    said, *_ = conversation.say("I still don't have a code", "inform")
    assert "colleague" in said
    assert conversation.handoff_reason == "needs_human"


@pytest.mark.row("H4", "W2")
def test_who_is_angry_is_not_asked_for_the_code_a_third_time(opens: Opens) -> None:
    conversation = asked_for_code(opens, "eve@example.com")
    conversation.say("I don't have a code", "inform")
    conversation.say("then I'll tell the newspapers", "express_frustration", "angry")
    assert conversation.handoff_reason == "anger"


def test_a_signed_in_customer_is_never_asked_who_they_are(opens: Opens) -> None:
    """C3: nor for an order number, where only one order can be meant."""
    conversation = opens("cus_pierre")
    conversation.say("it says delivered but nothing is here", "delivery_problem")
    conversation.press("Yes, that's right")
    assert conversation.statuses(StatusType.QUESTION_ASKED) == []
    assert conversation.slots["order_number"] == "1014"


def test_where_several_orders_may_be_meant_they_are_offered_as_a_choice(opens: Opens) -> None:
    """C3, K6: nobody has to look up a number."""
    conversation = opens("cus_sofia")
    conversation.say("I want my money back", "refund")
    assert {title.split(" ")[0] for title in conversation.titles} == {"1011", "1016"}
    conversation.press(next(title for title in conversation.titles if title.startswith("1016")))
    assert conversation.slots["order_number"] == "1016"


def test_the_goods_that_are_named_tell_which_order_it_is(opens: Opens) -> None:
    """C3"""
    conversation = opens("cus_amara")
    (said,) = conversation.say("the humidifier is broken", "damaged_or_wrong_item", product="humidifier")
    assert "order 1019" in said


def test_somebody_elses_order_stays_theirs(opens: Opens) -> None:
    """Data protection: a signed-in customer learns nothing of an order that is not theirs."""
    conversation = opens("cus_emma")
    (said,) = conversation.say("where is order 1042?", "track_order", order_number="1042")
    assert "can't find order 1042 among yours" in said
    assert not any(secret in said for secret in SECRETS)
    assert all(not title.startswith("1042") for title in conversation.titles)


def test_a_corrected_order_number_counts(opens: Opens) -> None:
    """H3: the facts of the other order are told, as of a new question."""
    conversation = opens("cus_emma")
    conversation.say("where is order 1015?", "track_order", order_number="1015")
    told = conversation.say("sorry, I meant 1003", "correct", order_number="1003")
    assert any("Order 1003 is packed" in text for text in told)


@pytest.mark.row("C3", "B2")
@pytest.mark.parametrize("text", ["7602", "458 999 6324", "7248 hawthorne st"])
def test_a_number_that_answers_nothing_is_no_other_order(opens: Opens, text: str) -> None:
    """Asked for an e-mail address: the order stays, and the question is not put anew for another one."""
    conversation = opens()
    conversation.say("where is order 1042?", "track_order", order_number="1042")
    (said,) = conversation.say(text, "inform", order_number=re.findall(r"\d{4}", text)[-1])
    assert conversation.slots["order_number"] == "1042"
    assert text not in said
    conversation.say("mia@example.com", "inform", email="mia@example.com")
    assert conversation.slots["awaiting"] == "code"


@pytest.mark.row("C3")
def test_the_end_of_a_phone_number_is_no_order(opens: Opens) -> None:
    conversation = opens()
    conversation.say("where is my parcel", "track_order")
    conversation.say("458 999 6324", "inform", phone="458 999 6324")
    assert conversation.slots.get("order_number") is None
