"""What was accepted is carried out exactly once and confirmed; what fails is said honestly (P1, P2, B7)."""

from collections.abc import Callable
from datetime import date

from frontdesk import promises, texts
from frontdesk.backoffice import Operation, OperationKind
from frontdesk.log import StatusType
from tests.actions.conftest import Opens
from tests.actions.conversation import Conversation


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
    assert "can't reach our order system" in answer[0]
    assert conversation.handoff_reason == "back_office_down"
    assert conversation.statuses(StatusType.OFFER_CARRIED_OUT) == []


def test_a_shop_that_is_down_from_the_start_is_no_dead_end(opens: Opens, shop_goes_down: Callable[[], None]) -> None:
    """B7: nobody is asked for facts that cannot be looked up."""
    conversation = opens("cus_liam")
    shop_goes_down()
    conversation.say("where is order 1004?", "track_order", order_number="1004")
    assert conversation.handoff_reason == "back_office_down"
    assert conversation.owner == "waiting"
