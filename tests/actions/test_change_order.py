"""Another address, another day: asked for once, said back, corrected at any time, done once (W1, P1, C3)."""

from datetime import UTC, datetime, timedelta

import pytest

from frontdesk.backoffice import Operation, OperationKind, OrderStatus
from frontdesk.desk import promises
from frontdesk.log import StatusType
from frontdesk.wording import texts
from tests.actions.conftest import Opens
from tests.actions.conversation import Conversation

TODAY = datetime.now(UTC).date()
NEW = "5 Mill Lane, Bath BA1 1AA"
YES, NO = "Yes, please", "No, thanks"


def in_days(days: int) -> str:
    """The day so many days from now, as it is understood."""
    return (TODAY + timedelta(days=days)).isoformat()


def address_of(conversation: Conversation, number: str) -> str:
    order = conversation.parts.back_office.order(number)
    assert order
    return order.address


def lead_texts(name: str) -> tuple[str, ...]:
    """The wordings of a text of leading."""
    return tuple(texts.wordings(f"lead.{name}", "en"))


@pytest.fixture
def asked_for_address(opens: Opens) -> Conversation:
    """Seo-yeon has been asked where 1002 should go."""
    conversation = opens("cus_seoyeon")
    conversation.say("I need to change the delivery address", "change_order")
    return conversation


@pytest.mark.row("C3", "H3", "W1")
def test_an_address_is_asked_for_said_back_and_then_changed(asked_for_address: Conversation) -> None:
    (offer,) = asked_for_address.say(f"Please send it to {NEW}, thanks", "inform")
    assert NEW in offer
    assert address_of(asked_for_address, "1002") != NEW
    done, *_ = asked_for_address.press(YES)
    assert NEW in done
    assert address_of(asked_for_address, "1002") == NEW
    assert [s["name"] for s in asked_for_address.statuses(StatusType.QUESTION_ASKED)] == ["address"]


@pytest.mark.row("C3")
def test_an_address_that_was_told_at_once_is_not_asked_for(opens: Opens) -> None:
    conversation = opens("cus_seoyeon")
    (offer,) = conversation.say("could my order go to 5 Mill Lane, Bath?", "change_order")
    assert "5 Mill Lane, Bath" in offer
    assert conversation.statuses(StatusType.QUESTION_ASKED) == []


@pytest.mark.row("H3", "P1")
@pytest.mark.parametrize(("text", "intent"), [("no, number 6!", "deny"), ("sorry, I meant number 6", "correct")])
def test_a_wrong_number_in_the_address_is_put_right_before_anything_is_done(
    asked_for_address: Conversation, text: str, intent: str
) -> None:
    asked_for_address.say(NEW, "inform")
    (offer,) = asked_for_address.say(text, intent)
    assert "6 Mill Lane, Bath BA1 1AA" in offer
    asked_for_address.press(YES)
    assert address_of(asked_for_address, "1002") == "6 Mill Lane, Bath BA1 1AA"
    assert asked_for_address.statuses(StatusType.OFFER_DECLINED) == []


@pytest.mark.row("H3", "P1")
@pytest.mark.parametrize("intent", ["correct", "deny", "inform", "nlu_fallback", "change_order"])
def test_a_wrong_street_is_put_right_and_the_offer_made_anew(asked_for_address: Conversation, intent: str) -> None:
    asked_for_address.say("14 Hill Street, Bath BA1 1AA", "inform")
    (offer,) = asked_for_address.say("no I meant 15 Mill Lane", intent)
    assert "15 Mill Lane, Bath BA1 1AA" in offer
    assert asked_for_address.statuses(StatusType.OFFER_DECLINED) == []
    asked_for_address.press(YES)
    assert address_of(asked_for_address, "1002") == "15 Mill Lane, Bath BA1 1AA"


@pytest.mark.row("L3", "P1")
@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("wait, don't cancel. can it go to another address", ("wait, don't cancel.", "can it go to another address")),
        ("wait, don't cancel. can it go to another address?", ("wait, don't cancel.", "can it go to another address?")),
        ("don't cancel it, i just want another address", ("don't cancel it, i just want another address",)),
    ],
)
def test_who_would_rather_change_the_address_than_cancel_is_asked_for_it_and_nothing_is_cancelled(
    opens: Opens, text: str, asks: tuple[str, ...]
) -> None:
    conversation = opens("cus_seoyeon")
    conversation.say("cancel order 1002", "cancel_order", order_number="1002")
    besides = dict(zip(("cancel_order", "change_order"), asks, strict=False))
    conversation.say(text, "cancel_order", besides=besides, knowledge=["gift_other_address"])
    assert conversation.slots["awaiting"] == "address"
    assert conversation.statuses(StatusType.OFFER_CARRIED_OUT) == []
    conversation.say(NEW, "inform")
    conversation.press(YES)
    assert address_of(conversation, "1002") == NEW
    order = conversation.parts.back_office.order("1002")
    assert order and order.status == OrderStatus.PLACED
    assert "cancel" not in " ".join(conversation.press("Yes, that's fine"))


@pytest.mark.row("H3", "P1")
def test_an_address_that_is_wrong_in_another_way_is_asked_for_anew(asked_for_address: Conversation) -> None:
    asked_for_address.say(NEW, "inform")
    (asked,) = asked_for_address.say("sorry, that's my old street", "correct")
    assert NEW in asked and "whole address" in asked
    asked_for_address.say("14 Hill Street, Bath BA1 2BB", "inform")
    asked_for_address.press(YES)
    assert address_of(asked_for_address, "1002") == "14 Hill Street, Bath BA1 2BB"


@pytest.mark.row("C3", "B2")
def test_what_is_no_address_is_asked_about_again_in_other_words_and_then_a_human_reads_it(
    asked_for_address: Conversation,
) -> None:
    (again,) = asked_for_address.say("hm well", "nlu_fallback")
    assert "5 Mill Lane" in again
    asked_for_address.say("dunno what you mean", "nlu_fallback")
    assert asked_for_address.handoff_reason == "not_understood"


@pytest.mark.row("W2")
def test_an_address_in_another_language_is_an_address(asked_for_address: Conversation) -> None:
    asked_for_address.written_in = "de"
    asked_for_address.say("Gartenstraße 4, 50667 Köln", "nlu_fallback")
    assert asked_for_address.offer == "new_address"


def test_what_looks_like_a_template_stays_what_was_typed(asked_for_address: Conversation) -> None:
    """Data protection: what a customer types is data."""
    (offer,) = asked_for_address.say("5 {order_number} %s Lane, Bath", "inform")
    assert "5 {order_number} %s Lane, Bath" in offer


@pytest.mark.row("L3")
def test_after_a_no_the_order_stays_and_nobody_is_bothered(asked_for_address: Conversation) -> None:
    asked_for_address.say(NEW, "inform")
    kept, _ = asked_for_address.press(NO)
    assert "1002 stays as it is" in kept
    assert asked_for_address.owner == "assistant"


@pytest.mark.row("B3", "C5")
def test_what_has_left_cannot_be_changed_and_no_address_is_asked_for(opens: Opens) -> None:
    conversation = opens("cus_mia")
    told, _ = conversation.say("change the address of 1042", "change_order", order_number="1042")
    assert "already left us with Postella" in told
    assert conversation.handoff_reason == "needs_human"
    assert conversation.statuses(StatusType.QUESTION_ASKED) == []


@pytest.mark.row("W4")
def test_adding_to_an_order_is_for_people(opens: Opens) -> None:
    conversation = opens("cus_seoyeon")
    honest, _ = conversation.say("can I add a candle?", "change_order")
    assert "those who pack" in honest
    assert conversation.handoff_reason == "needs_human"


@pytest.mark.row("C3", "W1")
def test_a_day_is_asked_for_and_friday_is_the_next_one(opens: Opens) -> None:
    conversation = opens("cus_seoyeon")
    conversation.say("could it come on another day?", "change_order")
    conversation.say("Friday", "inform", date=in_days(-2))
    conversation.press(YES)
    order = conversation.parts.back_office.order("1002")
    assert order and order.promised_on.isoformat() == in_days(5)


@pytest.mark.row("C3", "W4")
def test_who_asks_for_today_hears_that_it_is_too_soon_and_is_asked_for_a_later_day(opens: Opens) -> None:
    """And is not offered the day a week later."""
    conversation = opens("cus_seoyeon")
    conversation.say("could it come on another day?", "change_order")
    (asked,) = conversation.say("today!", "inform", date=in_days(0))
    assert "tomorrow" in asked
    assert conversation.offer is None
    conversation.say("tomorrow then", "inform", date=in_days(1))
    conversation.press(YES)
    order = conversation.parts.back_office.order("1002")
    assert order and order.promised_on.isoformat() == in_days(1)


@pytest.mark.row("C3")
def test_todays_weekday_is_that_of_next_week(opens: Opens) -> None:
    conversation = opens("cus_seoyeon")
    conversation.say("could it come on another day?", "change_order")
    conversation.say(f"on {TODAY:%A}", "inform", date=in_days(0))
    conversation.press(YES)
    order = conversation.parts.back_office.order("1002")
    assert order and order.promised_on.isoformat() == in_days(7)


@pytest.mark.row("L2", "H3")
def test_a_day_that_is_put_right_is_offered_without_a_word_of_what_cannot_be(opens: Opens) -> None:
    conversation = opens("cus_jonas")
    conversation.say("I was at home and he took 1008 back", "delivery_problem", "angry", order_number="1008")
    conversation.press("Yes, that's right")
    conversation.say("an apology in writing", "inform")
    (offer,) = conversation.say(f"on {in_days(6)}", "inform", date=in_days(6))
    assert offer.startswith(lead_texts("appreciate_cannot"))
    (offer,) = conversation.say(f"no, on {in_days(3)}", "deny", date=in_days(3))
    assert not offer.startswith(lead_texts("appreciate_cannot"))
    assert conversation.offer == "new_day"


@pytest.mark.row("C3")
def test_a_day_that_is_ruled_out_is_not_taken_for_the_wish(opens: Opens) -> None:
    conversation = opens("cus_seoyeon")
    conversation.say(f"I need another day, not {in_days(6)}", "change_order", date=in_days(6))
    assert conversation.slots["awaiting"] == "date"


@pytest.mark.row("P1", "W4")
def test_a_day_that_the_shop_cannot_keep_is_said_and_another_one_asked_for(opens: Opens) -> None:
    conversation = opens("cus_seoyeon")
    conversation.say("could it come on another day?", "change_order")
    conversation.say("in 40 days", "inform", date=in_days(40))
    said, asked = conversation.press(YES)
    assert "plan a month ahead" in said
    assert asked.endswith("?")
    conversation.say("in 6 days", "inform", date=in_days(6))
    conversation.press(YES)
    order = conversation.parts.back_office.order("1002")
    assert order and order.promised_on.isoformat() == in_days(6)


@pytest.mark.row("P1", "W4", "B7")
def test_an_order_that_left_while_the_offer_stood_is_honestly_told(asked_for_address: Conversation) -> None:
    asked_for_address.say(NEW, "inform")
    asked_for_address.parts.back_office.perform(Operation(OperationKind.CANCEL_ORDER, order_number="1002"), key="desk")
    said, *_ = asked_for_address.press(YES)
    assert "cancelled in the meantime" in said
    assert asked_for_address.owner == "waiting"
    assert asked_for_address.statuses(StatusType.OFFER_CARRIED_OUT) == []


@pytest.mark.row("W1")
def test_address_and_then_day_are_both_changed(opens: Opens) -> None:
    """A second wish for the same order after the first is done is no complaint."""
    conversation = opens("cus_seoyeon")
    conversation.say("could my order go to 5 Mill Lane, Bath?", "change_order")
    conversation.press(YES)
    conversation.say("and can it come on another day?", "change_order", date=in_days(6))
    assert conversation.offer == "new_day"
    conversation.press(YES)
    order = conversation.parts.back_office.order("1002")
    assert order and order.promised_on.isoformat() == in_days(6)


@pytest.mark.row("C3")
def test_an_address_told_with_a_new_request_is_known(opens: Opens) -> None:
    """The matter before was another one."""
    conversation = opens("cus_seoyeon")
    conversation.say("where is 1002?", "track_order", order_number="1002")
    conversation.say("then it should go to 5 Mill Lane, Bath", "change_order")
    assert conversation.offer == "new_address"


def promised(conversation: Conversation) -> list[tuple[str, str]]:
    """What the customer's list of promises shows: the day and how it stands."""
    with conversation.parts.store.reading() as session:
        return [(p["due"][:10], p["status"]) for p in promises.told_to_customer(session, conversation.id)]


def move_to(conversation: Conversation, days: int) -> None:
    """Ask for order 1002 on that day, and say yes."""
    text = "please bring 1002 on another day"
    conversation.say(text, "change_order", order_number="1002", date=in_days(days))
    conversation.press(YES)


@pytest.mark.row("P2", "B4")
def test_of_two_days_that_were_chosen_only_the_later_choice_stays_promised(opens: Opens) -> None:
    conversation = opens("cus_seoyeon")
    move_to(conversation, 4)
    conversation.press("Yes, that's fine")
    move_to(conversation, 6)
    assert promised(conversation) == [(in_days(6), "open")]
    assert [p["due"][:10] for p in conversation.card["promises"]] == [in_days(6)]


@pytest.mark.row("P2", "B4")
def test_a_day_chosen_in_another_conversation_replaces_the_promise_of_the_first(opens: Opens) -> None:
    first, second = opens("cus_seoyeon"), opens("cus_seoyeon")
    move_to(first, 4)
    move_to(second, 6)
    assert promised(first) == []
    assert promised(second) == [(in_days(6), "open")]


@pytest.mark.row("P2", "P1")
def test_the_day_of_an_order_that_is_cancelled_is_promised_no_longer(opens: Opens) -> None:
    conversation = opens("cus_seoyeon")
    move_to(conversation, 4)
    conversation.press("Yes, that's fine")
    conversation.say("cancel order 1002", "cancel_order", order_number="1002")
    conversation.press(YES)
    with conversation.parts.store.reading() as session:
        [promise] = promises.told_to_customer(session, conversation.id)
    assert "money" in promise["what"]


@pytest.mark.row("P2")
def test_a_promise_about_another_order_stays(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("where is 1042?", "track_order", order_number="1042")
    conversation.press(YES)
    conversation.press("Yes, that's fine")
    conversation.say("please bring 1001 on another day", "change_order", order_number="1001", date=in_days(6))
    conversation.press(YES)
    assert len(promised(conversation)) == 2


@pytest.mark.row("P2")
def test_a_turn_that_is_repeated_keeps_the_promise_that_it_gave(opens: Opens) -> None:
    conversation = opens("cus_seoyeon")
    text = "please bring 1002 on another day"
    conversation.say(text, "change_order", order_number="1002", date=in_days(4))
    conversation.press_payload("/affirm")
    turn = conversation.take()
    conversation.run(turn)
    conversation.record(turn, conversation.run(turn))
    assert promised(conversation) == [(in_days(4), "open")]


@pytest.mark.row("W1", "C6")
@pytest.mark.parametrize("closes", [True, False])
def test_a_day_that_was_chosen_may_be_chosen_anew_without_a_human(opens: Opens, closes: bool) -> None:
    conversation = opens("cus_seoyeon")
    move_to(conversation, 4)
    if closes:
        conversation.press("Yes, that's fine")
    weekday = (TODAY + timedelta(days=6)).strftime("%A")
    conversation.say(f"actually make it {weekday}", "correct", date=in_days(6))
    assert conversation.titles == [YES, NO]
    conversation.press(YES)
    order = conversation.parts.back_office.order("1002")
    assert order and order.promised_on.isoformat() == in_days(6)
    assert conversation.owner != "waiting"


@pytest.mark.row("W1", "L3")
def test_who_names_an_address_and_nothing_to_cancel_is_not_offered_to_cancel(opens: Opens) -> None:
    conversation = opens("cus_seoyeon")
    text = f"please send order 1002 to {NEW}"
    (offer,) = conversation.say(text, "cancel_order", confidence=0.41, order_number="1002")
    assert NEW in offer
    assert conversation.offer == "new_address"


@pytest.mark.row("K1", "B3")
def test_a_day_is_told_as_people_write_it_also_in_what_the_carrier_notes(opens: Opens) -> None:
    conversation = opens("cus_carlos")
    text = "please bring 1023 on another day"
    conversation.say(text, "change_order", order_number="1023", date=in_days(5))
    conversation.press(YES)
    conversation.press("Yes, that's fine")
    told, *_ = conversation.say("where is order 1023 now", "track_order", order_number="1023")
    assert "delivery moved to" in told
    assert in_days(5) not in told
