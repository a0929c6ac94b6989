"""What was accepted is carried out exactly once and confirmed; what fails is said honestly (P1, P2, B7)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from frontdesk.backoffice import Operation, OperationKind, Receipt
from frontdesk.backoffice.demo import DemoShop
from frontdesk.desk import promises
from frontdesk.log import StatusType
from frontdesk.tables import OutboxRow
from frontdesk.wording import texts
from tests.actions.conftest import Opens
from tests.actions.conversation import Conversation
from tests.actions.offer_cases import CASES, reach
from tests.frontdesk.scenes import at_once


def offered(opens: Opens) -> Conversation:
    """Jonas, with the second payment for 1017 offered back."""
    conversation = opens("cus_jonas")
    conversation.say("I was charged twice", "billing_problem")
    conversation.press("Yes, that's right")
    return conversation


def all_promises(conversation: Conversation) -> list[dict[str, object]]:
    """The promises of the conversation."""
    with conversation.parts.store.reading() as session:
        return promises.promises_of(session, conversation.id)


def test_a_repeated_turn_changes_shop_and_log_once(opens: Opens) -> None:
    """P1: Rasa dies after the steps and before the record, and the turn is taken again."""
    conversation = offered(opens)
    before = conversation.parts.back_office.order("1017")
    conversation.press_payload("/affirm")
    turn = conversation.take()
    first = conversation.run(turn)
    log_of_first = [event.data for event in conversation.events]
    second = conversation.run(turn)
    conversation.record(turn, second)
    assert [m["text"] for m in first.messages] == [m["text"] for m in second.messages]
    assert [e.data for e in conversation.events][: len(log_of_first)] == log_of_first
    assert len(conversation.statuses(StatusType.OFFER_CARRIED_OUT)) == 1
    assert len(all_promises(conversation)) == 1
    after = conversation.parts.back_office.order("1017")
    assert before and after
    assert before.refundable().amount - after.refundable().amount == before.payments[1].amount.amount


@pytest.mark.row("P1", "B4")
def test_what_two_chats_were_offered_at_the_same_time_one_of_them_gets(opens: Opens) -> None:
    first, second = offered(opens), opens("cus_jonas")
    second.say("I was charged twice", "billing_problem")
    assert second.offer == "refund_duplicate"
    before = first.parts.back_office.order("1017")
    first.press("Yes, please")
    said = second.press("Yes, please")
    assert said[0] in [w.format(order_number="1017") for w in texts.wordings("trouble.refused.had_elsewhere")]
    assert len(first.statuses(StatusType.OFFER_CARRIED_OUT)) == 1
    assert second.statuses(StatusType.OFFER_CARRIED_OUT) == []
    after = first.parts.back_office.order("1017")
    assert before and after
    assert before.refundable().amount - after.refundable().amount == before.payments[1].amount.amount


@pytest.mark.row("P1", "B4")
def test_what_two_chats_accept_at_the_same_moment_the_shop_does_once(
    opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both turns have looked for what was had elsewhere before either of them asks the shop."""
    chats = [offered(opens), opens("cus_jonas")]
    chats[1].say("I was charged twice", "billing_problem")
    shop = chats[0].parts.back_office
    before, perform, looked = shop.order("1017"), shop.perform, Barrier(len(chats), timeout=60)

    def perform_when_both_have_looked(operation: Operation, key: str) -> Receipt:
        looked.wait()
        return perform(operation, key)

    monkeypatch.setattr(shop, "perform", perform_when_both_have_looked)
    at_once([partial(chat.press, "Yes, please") for chat in chats])
    after = shop.order("1017")
    assert before and after
    assert before.refundable().amount - after.refundable().amount == before.payments[1].amount.amount
    told = [chat.statuses(StatusType.OFFER_CARRIED_OUT)[0]["receipt"]["reference"] for chat in chats]
    assert told[0] == told[1]


def test_a_repeated_turn_of_any_kind_is_in_the_log_once(opens: Opens) -> None:
    """Facts, requests, offers and handoffs as well."""
    conversation = opens("cus_mia")
    for text, intent, feeling in (
        ("order 1042 is late!", "delivery_problem", "angry"),
        ("I want my money back", "refund", "angry"),
        ("a human", "speak_to_human", "calm"),
    ):
        conversation.write(text)
        turn = conversation.take()
        conversation.run(turn, intent=intent, feeling=feeling)
        length = len(conversation.events)
        result = conversation.run(turn, intent=intent, feeling=feeling)
        assert len(conversation.events) == length, text
        conversation.record(turn, result)
    assert len(conversation.statuses(StatusType.HANDOFF_REQUESTED)) == 1


def test_the_confirmation_holds_amount_day_and_reference(opens: Opens) -> None:
    """P1, B3"""
    conversation = offered(opens)
    done, promised, _ = conversation.press("Yes, please")
    receipt = conversation.statuses(StatusType.OFFER_CARRIED_OUT)[0]["receipt"]
    assert "€179.00" in done and receipt["reference"] in done
    expected = date.fromisoformat(receipt["expected_on"])
    assert str(expected.day) in done and str(expected.day) in promised


def test_what_takes_time_becomes_a_durable_promise(opens: Opens) -> None:
    """P2: what, by when, by whom, over which channel."""
    conversation = offered(opens)
    conversation.press("Yes, please")
    (promise,) = all_promises(conversation)
    receipt = conversation.statuses(StatusType.OFFER_CARRIED_OUT)[0]["receipt"]
    assert str(promise["due"]).startswith(receipt["expected_on"])
    assert (promise["by"], promise["channel"], promise["status"]) == ("assistant", "email", "open")
    assert "1017" in str(promise["what"])


def test_what_is_done_at_once_promises_nothing(opens: Opens) -> None:
    """P2: a label is there already."""
    conversation = opens("cus_emma")
    conversation.say("money back for 1015", "refund", order_number="1015")
    conversation.press("Yes, please")
    assert all_promises(conversation) == []


def test_what_the_shop_refuses_is_said_and_another_way_found(opens: Opens) -> None:
    """B7, P1: somebody started a search while the offer stood."""
    conversation = opens("cus_mia")
    conversation.say("where is order 1042?", "track_order", order_number="1042")
    assert conversation.offer == "trace"
    conversation.parts.back_office.perform(Operation(OperationKind.TRACE, order_number="1042"), key="desk")
    answer = conversation.press("Yes, please")
    assert answer[0] == texts.text("trouble.refused.already_searching")
    assert answer[1].startswith(texts.text("lead.another_way"))
    assert conversation.statuses(StatusType.OFFER_FAILED)[0]["reason"] == "already_searching"
    assert conversation.offer == "refund_shipping"


def test_when_the_back_office_is_down_it_is_said_and_a_human_has_it(
    opens: Opens, shop_goes_down: Callable[[], None]
) -> None:
    """B7, W4: in the middle of carrying out."""
    conversation = offered(opens)
    shop_goes_down()
    answer = conversation.press("Yes, please")
    assert "order system isn't answering" in answer[0]
    assert conversation.handoff_reason == "back_office_down"
    assert conversation.statuses(StatusType.OFFER_CARRIED_OUT) == []


def test_a_shop_that_is_down_from_the_start_is_no_dead_end(opens: Opens, shop_goes_down: Callable[[], None]) -> None:
    """B7: nobody is asked for facts that cannot be looked up."""
    conversation = opens("cus_liam")
    shop_goes_down()
    conversation.say("where is order 1004?", "track_order", order_number="1004")
    assert conversation.handoff_reason == "back_office_down"
    assert conversation.owner == "waiting"


@pytest.mark.row("P1", "W2")
def test_a_link_for_a_password_is_mailed_to_the_known_address_and_stands_nowhere_else(opens: Opens) -> None:
    conversation = opens("cus_emma")
    conversation.say(
        "I forgot my password, send the link to eve@example.com", "account_access", email="eve@example.com"
    )
    answer = conversation.press("Yes, please")
    assert "emma.clarke@example.com" in answer[0]
    with conversation.parts.store.reading() as session:
        (mail,) = session.scalars(sa.select(OutboxRow).where(OutboxRow.conversation_id == conversation.id)).all()
    assert mail.recipient == "emma.clarke@example.com"
    link = next(word for word in mail.body.split() if "/demo/documents/" in word)
    everything = " ".join(f"{event.text} {event.data}" for event in conversation.events)
    assert "/demo/documents/" not in everything
    shop = conversation.parts.back_office
    assert isinstance(shop, DemoShop)
    assert "emma.clarke@example.com" in (shop.document(link.rsplit("/", 1)[-1]) or "")


@pytest.mark.row("C3", "P1")
def test_nobody_gets_a_link_for_a_password_without_proof(opens: Opens) -> None:
    conversation = opens()
    (asked,) = conversation.say("I forgot my password, I am mia@example.com", "account_access", email="mia@example.com")
    assert "one of your orders" in asked
    conversation.say("1042", "inform", order_number="1042")
    assert conversation.statuses(StatusType.OFFER_MADE) == []
    with conversation.parts.store.reading() as session:
        (mail,) = session.scalars(sa.select(OutboxRow).where(OutboxRow.conversation_id == conversation.id)).all()
    code = next(word for word in mail.body.split() if word.isdigit() and len(word) == 6)
    conversation.say(code, "inform", code=code)
    assert conversation.offer == "password_link"
    assert conversation.statuses(StatusType.QUESTION_ASKED)[0]["name"] == "order_number"


REFUSALS = {
    "already_cancelled": ("cus_seoyeon", "cancel 1002", "cancel_order", "1002", OperationKind.CANCEL_ORDER),
    "nothing_paid": ("cus_jonas", "I was charged twice for 1017", "billing_problem", "1017", OperationKind.REFUND),
    "already_stopped": (
        "cus_amara",
        "stop my coffee subscription",
        "cancel_order",
        "",
        OperationKind.STOP_SUBSCRIPTION,
    ),
}


@pytest.mark.row("W4", "B7", "P1")
@pytest.mark.parametrize("code", REFUSALS)
def test_why_the_shop_refuses_is_said_in_plain_words(opens: Opens, code: str) -> None:
    """Somebody did it while the offer stood."""
    customer, text, intent, number, kind = REFUSALS[code]
    conversation = opens(customer)
    conversation.say(text, intent, **({"order_number": number} if number else {}))
    if "Yes, that's right" in conversation.titles:
        conversation.press("Yes, that's right")
    subscription = None if number else "sub_coffee"
    done = Operation(kind, order_number=number or None, customer_id=customer, subscription_id=subscription)
    conversation.parts.back_office.perform(done, key="desk")
    said, *_ = conversation.press("Yes, please")
    assert said in texts.wordings(f"trouble.refused.{code}")[0].format(order_number=number)
    assert conversation.statuses(StatusType.OFFER_FAILED)[0]["reason"] == code
    assert conversation.owner == "waiting" or conversation.titles


@pytest.mark.row("W4", "P2", "B7")
@pytest.mark.parametrize("offer", CASES)
def test_when_the_shop_goes_down_while_an_offer_stands_somebody_promises_to_write(
    opens: Opens, shop_goes_down: Callable[[], None], offer: str
) -> None:
    """Never a shrug, never silence: what happened, who has it, and by when."""
    conversation = opens(CASES[offer].customer)
    reach(conversation, CASES[offer])
    shop_goes_down()
    down, _, promised = conversation.press("Yes, please")
    assert "order system isn't answering" in down
    assert conversation.handoff_reason == "back_office_down"
    (promise,) = all_promises(conversation)
    assert promise["by"] == "desk"
    due = datetime.fromisoformat(str(promise["due"]))
    assert due.date() == (conversation.at + timedelta(days=1)).date() and str(due.day) in promised


@pytest.mark.row("W4", "B7")
@pytest.mark.parametrize(
    ("customer", "turns"),
    [
        ("cus_emma", [("I need another address", "change_order")]),
        ("cus_emma", [("I need another address", "change_order", "angry"), "Yes, that's right"]),
        ("cus_seoyeon", [("change the address", "change_order"), ("5 Mill Lane, Bath BA1", "inform")]),
        ("cus_seoyeon", [("change the address to 5 Mill Lane, Bath", "change_order"), "No, thanks"]),
        ("cus_seoyeon", [("change the address to 5 Mill Lane, Bath", "change_order"), ("what else?", "deny")]),
        ("cus_emma", [("I forgot my password", "account_access")]),
        ("cus_priya", [("my card was declined", "payment_problem")]),
        ("cus_mia", [("call me please", "speak_to_human")]),
        ("cus_mia", [("call me please", "speak_to_human"), ("at 5", "inform")]),
        ("cus_amara", [("stop my coffee subscription", "cancel_order")]),
    ],
)
def test_a_shop_that_goes_down_at_any_step_brings_a_human(
    opens: Opens, shop_goes_down: Callable[[], None], customer: str, turns: list[Any]
) -> None:
    conversation = opens(customer)
    for turn in turns[:-1]:
        conversation.say(*turn)
    shop_goes_down()
    answer = conversation.press(turns[-1]) if isinstance(turns[-1], str) else conversation.say(*turns[-1])
    assert "order system isn't answering" in answer[0]
    assert conversation.handoff_reason == "back_office_down"


@pytest.mark.row("P1")
def test_half_a_yes_is_asked_about_before_anything_is_done(opens: Opens) -> None:
    """ "So?" while an offer waits may be meant as a yes, and may not."""
    conversation = offered(opens)
    (again,) = conversation.say("so?", "affirm", confidence=0.37)
    assert again.endswith("?")
    assert conversation.titles == ["Yes, please", "No, thanks"]
    assert not conversation.statuses(StatusType.OFFER_CARRIED_OUT)
    conversation.say("yes", "affirm")
    assert len(conversation.statuses(StatusType.OFFER_CARRIED_OUT)) == 1


def test_half_a_yes_to_what_was_said_back_is_asked_about_again(opens: Opens) -> None:
    conversation = opens("cus_jonas")
    conversation.say("I was charged twice", "billing_problem")
    conversation.say("so?", "affirm", confidence=0.37)
    assert conversation.titles == ["Yes, that's right", "Not quite"]
    conversation.press("Yes, that's right")
    assert conversation.offer is not None
