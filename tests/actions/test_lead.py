"""Every offer of offers.yml: made where it fits, carried out in the shop, declined for the next (L1–L3)."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from frontdesk.backoffice import Money, Operation, OperationKind, Order, OrderStatus
from frontdesk.log import StatusType
from frontdesk.shop import offer_rules
from frontdesk.wording import texts
from tests.actions.conftest import Opens
from tests.actions.conversation import Conversation

TODAY = datetime.now(UTC).date()
YES, NO = "Yes, please", "No, thanks"


@dataclass(frozen=True)
class Case:
    """A case in which an offer is made, and how the shop shows that it was carried out."""

    customer: str
    text: str
    intent: str
    order: str = ""
    """The order that it is about, if it is about one."""
    declined: int = 0
    """How many offers come before it."""
    wish: tuple[str, str] | None = None
    """What they say instead of yes to the first offer: text and intent."""
    feeling: str = "calm"
    facts: tuple[tuple[str, str], ...] = ()
    later: int = 0
    """How many days after the shop was filled it is told."""
    carried_out: Callable[[Order, Order], bool] = lambda before, after: before != after


def paid_back(amount: str) -> Callable[[Order, Order], bool]:
    """Whether exactly this amount went back."""

    def check(before: Order, after: Order) -> bool:
        return before.refundable().amount - after.refundable().amount == Decimal(amount)

    return check


def told_in_tracking(words: str) -> Callable[[Order, Order], bool]:
    """Whether the tracking says so now."""
    return lambda _, after: any(words in event.text for event in after.tracking)


def unchanged(before: Order, after: Order) -> bool:
    """What is outside the order: another order, a paper, a voucher."""
    return before == after


CASES = {
    "cancel": Case(
        "cus_seoyeon",
        "cancel order 1002",
        "cancel_order",
        "1002",
        carried_out=lambda _, after: after.status == OrderStatus.CANCELLED,
    ),
    "refund_owed": Case("cus_seoyeon", "refund 1028", "refund", "1028", carried_out=paid_back("119.00")),
    "refund_duplicate": Case("cus_jonas", "charged twice", "billing_problem", "1017", carried_out=paid_back("179.00")),
    "refund_overcharge": Case("cus_emma", "discount gone", "billing_problem", "1018", carried_out=paid_back("13.90")),
    "replacement": Case("cus_yuki", "my vase is broken", "damaged_or_wrong_item", "1013", carried_out=unchanged),
    "trace": Case(
        "cus_mia",
        "my bench is late",
        "delivery_problem",
        "1042",
        carried_out=told_in_tracking("opened with the carrier"),
    ),
    "redeliver": Case(
        "cus_pierre",
        "delivered, but not there",
        "delivery_problem",
        "1014",
        declined=1,
        carried_out=lambda _, after: after.status == OrderStatus.SHIPPED,
    ),
    "refund_goods": Case(
        "cus_yuki",
        "my vase is broken",
        "damaged_or_wrong_item",
        "1013",
        wish=("I want my money back", "refund"),
        carried_out=paid_back("64.00"),
    ),
    "refund_shipping": Case(
        "cus_mia", "my bench is late", "delivery_problem", "1042", declined=1, carried_out=paid_back("19.00")
    ),
    "return_label": Case("cus_emma", "money back for 1015", "refund", "1015", carried_out=unchanged),
    "voucher": Case("cus_emma", "where is 1007?", "track_order", "1007", carried_out=unchanged),
    "voucher_loyal": Case(
        "cus_carlos", "where is 1005?", "track_order", "1005", declined=1, later=1, carried_out=unchanged
    ),
    "stop_subscription": Case("cus_amara", "please stop my coffee subscription", "cancel_order"),
    "password_link": Case("cus_emma", "I forgot my password", "account_access"),
    "payment_link": Case("cus_priya", "my card was declined", "payment_problem", "1020", carried_out=unchanged),
    "new_address": Case(
        "cus_seoyeon",
        "change the address of 1002 to 5 Mill Lane, Bath",
        "change_order",
        "1002",
        carried_out=lambda _, after: after.address == "5 Mill Lane, Bath",
    ),
    "new_day": Case(
        "cus_emma",
        "can 1003 come on another day, in six days?",
        "change_order",
        "1003",
        facts=(("date", (TODAY + timedelta(days=6)).isoformat()),),
        carried_out=lambda _, after: after.promised_on == TODAY + timedelta(days=6),
    ),
    "guarantee": Case(
        "cus_amara", "the filter coffee machine stopped working", "technical_fault", "1026", carried_out=unchanged
    ),
    "keep_it": Case(
        "cus_yuki",
        "my vase is broken",
        "damaged_or_wrong_item",
        "1013",
        wish=("can I keep it for a lower price?", "damaged_or_wrong_item"),
        carried_out=paid_back("12.80"),
    ),
}
AT_ONCE = {"invoice"}
TRIED_BELOW = {"hurry", "refund_parcel"}
TRIED_ELSEWHERE = {"call_back"}
"""In test_call_back.py."""


def reach(conversation: Conversation, case: Case) -> None:
    """Tell the case, up to the offer."""
    numbers = {"order_number": case.order} if case.order and case.order in case.text else {}
    conversation.at += timedelta(days=case.later)
    conversation.say(case.text, case.intent, case.feeling, **numbers, **dict(case.facts))
    if "Yes, that's right" in conversation.titles:
        conversation.press("Yes, that's right")
    for _ in range(case.declined):
        conversation.press(NO)
    if case.wish:
        conversation.say(*case.wish)


def test_every_offer_of_the_file_is_tried_here() -> None:
    """A new offer needs its test."""
    assert offer_rules.rules().offers.keys() == CASES.keys() | AT_ONCE | TRIED_BELOW | TRIED_ELSEWHERE


@pytest.mark.parametrize("offer", CASES)
def test_an_accepted_offer_changes_the_shop(opens: Opens, offer: str) -> None:
    """L3, P1, W1: once, with the facts in the confirmation."""
    case = CASES[offer]
    conversation = opens(case.customer)
    before = conversation.parts.back_office.order(case.order)
    reach(conversation, case)
    assert conversation.offer == offer
    assert conversation.titles == [YES, NO]
    answer = conversation.press(YES)
    after = conversation.parts.back_office.order(case.order)
    assert not case.order or (before and after and case.carried_out(before, after))
    (done,) = conversation.statuses(StatusType.OFFER_CARRIED_OUT)
    assert done["offer"] == offer
    receipt, mailed = done["receipt"], offer_rules.rules().offers[offer].by_mail
    assert mailed or receipt["reference"] in answer[0] or receipt["url"] in answer[0]


@pytest.mark.row("P1")
@pytest.mark.parametrize("offer", CASES)
def test_an_accepted_offer_is_carried_out_once_however_often_the_turn_is_repeated(
    opens: Opens, data_dir: Path, offer: str
) -> None:
    """Rasa dies after the steps and before the record: shop, log, promises and mail stay as they are."""
    conversation = opens(CASES[offer].customer)
    reach(conversation, CASES[offer])
    untouched = everything_in(data_dir / "shop.db")
    conversation.press_payload("/affirm")
    turn = conversation.take()
    first = conversation.run(turn)
    after = {name: everything_in(data_dir / name) for name in ("shop.db", "helpline.db")}
    second = conversation.run(turn)
    assert [m["text"] for m in first.messages] == [m["text"] for m in second.messages]
    assert {name: everything_in(data_dir / name) for name in after} == after
    assert untouched != after["shop.db"]


def everything_in(database: Path) -> list[str]:
    """All rows of a database, as the statements that would write them."""
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.iterdump())


@pytest.mark.parametrize("offer", CASES)
def test_no_offer_is_made_twice(opens: Opens, offer: str) -> None:
    """L3: neither after a no nor in a new matter about the same order."""
    case = CASES[offer]
    conversation = opens(case.customer)
    reach(conversation, case)
    while conversation.owner == "assistant" and NO in conversation.titles:
        conversation.press(NO)
    made = [status["offer"] for status in conversation.statuses(StatusType.OFFER_MADE)]
    assert len(made) == len(set(made))


def test_what_was_given_once_is_not_offered_in_another_conversation(opens: Opens) -> None:
    """L3, B4: goodwill is not a tap."""
    case = CASES["voucher"]
    first = opens(case.customer)
    reach(first, case)
    first.press(YES)
    second = opens(case.customer)
    reach(second, case)
    assert second.offer is None


def test_two_declined_bring_a_human_who_knows_them(opens: Opens) -> None:
    """L3, C5"""
    conversation = opens("cus_pierre")
    reach(conversation, CASES["redeliver"])
    conversation.say("no, give me my money back", "deny")
    assert conversation.handoff_reason == "offers_declined"
    card = conversation.card
    assert [tried["outcome"] for tried in card["tried"]] == ["declined", "declined"]
    assert card["wishes"][0]["text"] == "no, give me my money back"


def test_a_wish_beyond_authority_goes_to_a_human_honestly(opens: Opens) -> None:
    """L2, C5, BS6: appreciated, and decided by somebody who may."""
    conversation = opens("cus_pierre")
    conversation.say("it never arrived!", "delivery_problem", "frustrated")
    conversation.press("Yes, that's right")
    answer = conversation.say("I want my money back", "refund")
    assert any("more than I may decide" in text for text in answer)
    assert conversation.handoff_reason == "beyond_authority"
    assert conversation.card["wishes"][0]["text"] == "I want my money back"


def test_very_upset_customers_are_asked_what_would_make_it_right(opens: Opens) -> None:
    """L1, C3: once, and the wish decides the offer."""
    conversation = opens("cus_yuki")
    conversation.say("my vase is broken, I am done with you", "damaged_or_wrong_item", "frustrated")
    answer = conversation.press("Yes, that's right")
    assert answer[-1] == "What would make this right for you?"
    conversation.say("just my money back", "refund", "frustrated")
    assert conversation.offer == "refund_goods"
    assert [s["name"] for s in conversation.statuses(StatusType.QUESTION_ASKED)] == ["wish"]


def test_a_wish_that_nothing_grants_is_appreciated_and_the_best_offered(opens: Opens) -> None:
    """L2: never a bare no."""
    conversation = opens("cus_yuki")
    conversation.say("my vase is broken, I am done with you", "damaged_or_wrong_item", "frustrated")
    conversation.press("Yes, that's right")
    (offer,) = conversation.say("fire the driver", "nlu_fallback")
    assert offer.startswith("Thank you for saying plainly")
    assert conversation.offer == "replacement"


def test_whoever_asks_for_what_is_offered_has_it(opens: Opens) -> None:
    """P1, W1: a wish for the very offer is a yes."""
    conversation = opens("cus_yuki")
    reach(conversation, CASES["replacement"])
    conversation.say("yes I'd like a new one please", "damaged_or_wrong_item")
    assert [done["offer"] for done in conversation.statuses(StatusType.OFFER_CARRIED_OUT)] == ["replacement"]


def test_a_no_to_what_is_offered_is_never_taken_for_a_wish(opens: Opens) -> None:
    """P1: nothing is carried out that was not wanted."""
    conversation = opens("cus_yuki")
    reach(conversation, CASES["replacement"])
    conversation.say("I don't want a replacement, I want my money back", "refund")
    assert conversation.statuses(StatusType.OFFER_CARRIED_OUT) == []
    assert conversation.offer == "refund_goods"


@pytest.mark.parametrize(
    ("offer", "text"), [("replacement", "would I get a new one for free?"), ("trace", "I need it by tomorrow")]
)
def test_neither_a_question_nor_hurry_accepts_an_offer(opens: Opens, offer: str, text: str) -> None:
    """P1: the offer is asked about again, and nothing is carried out or declined."""
    conversation = opens(CASES[offer].customer)
    reach(conversation, CASES[offer])
    conversation.say(text, "nlu_fallback")
    assert conversation.statuses(StatusType.OFFER_CARRIED_OUT) == conversation.statuses(StatusType.OFFER_DECLINED) == []
    assert conversation.titles == [YES, NO]


def test_frustration_is_no_answer_to_an_offer(opens: Opens) -> None:
    """L3, H4: asked again, kindly; nothing counts as declined."""
    conversation = opens("cus_mia")
    reach(conversation, CASES["trace"])
    conversation.say("this is ridiculous", "express_frustration", "annoyed")
    assert conversation.statuses(StatusType.OFFER_DECLINED) == []
    assert conversation.titles == [YES, NO]


def test_a_doubtful_new_request_does_not_leave_an_offer(opens: Opens) -> None:
    """L3, H3: the wish in it counts, or the offer is asked about again."""
    conversation = opens("cus_pierre")
    conversation.say("the app says delivered, nothing came", "delivery_problem")
    conversation.press("Yes, that's right")
    conversation.say("hm, the what?", "privacy_request", confidence=0.4)
    assert conversation.titles == [YES, NO]
    conversation.say("i don't want a search, send them again", "privacy_request")
    assert conversation.offer == "redeliver"


def test_a_clear_new_request_leaves_an_offer(opens: Opens) -> None:
    """H1, W7: whoever changes the matter is followed."""
    conversation = opens("cus_mia")
    reach(conversation, CASES["trace"])
    conversation.say("and please delete all my data", "privacy_request")
    assert conversation.handoff_reason == "needs_human"
    assert conversation.card["request"]["type"] == "privacy_request"


def test_for_goods_that_have_not_arrived_nothing_is_given(opens: Opens) -> None:
    """B3, BS6: the records speak against it, so a human looks."""
    conversation = opens("cus_carlos")
    conversation.say("the wrong chairs came in order 1023", "damaged_or_wrong_item", order_number="1023")
    conversation.press("Yes, that's right")
    assert conversation.statuses(StatusType.OFFER_MADE) == []
    assert conversation.handoff_reason == "needs_human"


def test_money_that_was_paid_back_already_is_told(opens: Opens) -> None:
    """B3: with amount, day and way."""
    conversation = opens("cus_sofia")
    told, _ = conversation.say("I want my money back for 1011", "refund", order_number="1011")
    assert "was paid back on" in told and "PayPal" in told
    assert conversation.owner == "assistant"


def test_an_invoice_is_given_as_soon_as_it_is_asked_for(opens: Opens) -> None:
    """W1, H1: no restating, no "shall I?"."""
    conversation = opens("cus_mia")
    given, _ = conversation.say("I need the invoice for 1027", "billing_problem", order_number="1027")
    receipt = conversation.statuses(StatusType.OFFER_CARRIED_OUT)[0]["receipt"]
    assert receipt["url"] in given and given.count("http") == 1


def test_only_the_goods_that_are_broken_are_sent_again(opens: Opens) -> None:
    """B3: the vase, not the candles that came with it."""
    conversation = opens("cus_yuki")
    reach(conversation, CASES["replacement"])
    assert "Hand-blown vase" in conversation.said[-1]
    conversation.press(YES)
    number = conversation.statuses(StatusType.OFFER_CARRIED_OUT)[0]["receipt"]["reference"]
    replacement = conversation.parts.back_office.order(number)
    assert replacement and [line.sku for line in replacement.lines] == ["VS-30"]


def test_nothing_is_offered_that_is_not_in_stock(opens: Opens) -> None:
    """P1: the blender is sold out."""
    conversation = opens("cus_liam")
    conversation.say("my blender stopped working", "damaged_or_wrong_item", "annoyed")
    conversation.press("Yes, that's right")
    assert conversation.offer == "return_label"


def test_a_parcel_that_moves_is_not_searched_for(opens: Opens) -> None:
    """W7, B3: the last sign of 1007 is of yesterday."""
    conversation = opens("cus_emma")
    answer = conversation.say("where is 1007?", "track_order", order_number="1007")
    assert any("It is under way" in text for text in answer)
    assert conversation.offer == "voucher"


def test_an_order_in_the_warehouse_that_is_late_is_hurried(opens: Opens) -> None:
    """L3: `hurry`, two days later, when 1006 has become late."""
    conversation = opens("cus_yuki")
    conversation.at += timedelta(days=2)
    conversation.say("where is order 1006?", "track_order", order_number="1006")
    assert conversation.offer == "hurry"
    conversation.press(YES)
    order = conversation.parts.back_office.order("1006")
    assert order and any("priority" in event.text for event in order.tracking)


def test_a_lost_parcel_within_authority_is_paid_back(opens: Opens) -> None:
    """L3, BS6: `refund_parcel`, when only little of the price is left to pay back."""
    conversation = opens("cus_pierre")
    part = Operation(OperationKind.REFUND, order_number="1014", amount=Money(Decimal("50.00"), "EUR"))
    conversation.parts.back_office.perform(part, key="desk")
    conversation.say("it never arrived!", "delivery_problem", "frustrated")
    conversation.press("Yes, that's right")
    conversation.say("I want my money back", "refund")
    assert conversation.offer == "refund_parcel"
    conversation.press(YES)
    order = conversation.parts.back_office.order("1014")
    assert order and order.refundable().amount == 0


def test_second_thoughts_about_cancelling_leave_the_order_as_it_is(opens: Opens) -> None:
    """L3: a no to cancelling is no grievance, so nobody is handed over."""
    conversation = opens("cus_seoyeon")
    reach(conversation, CASES["cancel"])
    kept, _ = conversation.press(NO)
    assert "stays as it is" in kept
    assert conversation.owner == "assistant"
    order = conversation.parts.back_office.order("1002")
    assert order and order.status == OrderStatus.PLACED


@pytest.mark.parametrize(
    ("customer", "order", "words"),
    [("cus_liam", "1010", "longer than a bank should need"), ("cus_amara", "1019", "didn't get through")],
)
def test_money_that_is_lost_on_its_way_goes_to_a_human(opens: Opens, customer: str, order: str, words: str) -> None:
    """B3, C5: with the facts, and without a promise that nobody can keep."""
    conversation = opens(customer)
    answer = conversation.say(f"where is my refund for {order}?", "refund", order_number=order)
    assert any(words in text for text in answer)
    assert conversation.handoff_reason == "needs_human"


@pytest.mark.parametrize(
    "request_type",
    [
        "payment_problem",
        "account_access",
        "technical_fault",
        "product_question",
        "policy_question",
    ],
)
def test_what_only_people_do_goes_to_people_with_an_honest_word(opens: Opens, request_type: str) -> None:
    """W4, C5"""
    conversation = opens("cus_emma")
    honest, handed = conversation.say("the hinge keeps jamming", request_type)
    assert honest != handed
    assert conversation.handoff_reason == "needs_human"
    assert conversation.card["request"]["type"] == request_type


def test_a_complaint_is_heard_and_the_wish_asked(opens: Opens) -> None:
    """C3, L1: and both are on the card."""
    conversation = opens("cus_emma")
    conversation.say("your driver shouted at me", "complaint", "annoyed")
    conversation.press("Yes, that's right")
    conversation.say("an apology", "nlu_fallback")
    assert conversation.handoff_reason == "needs_human"
    assert conversation.card["wishes"][0]["text"] == "an apology"


def upset_about_the_vase(opens: Opens, words: str, amount: str) -> Conversation:
    """Yuki, who wishes for this much money for her broken vase."""
    conversation = opens("cus_yuki")
    conversation.say("my vase is broken, I am done with you", "damaged_or_wrong_item", "frustrated")
    conversation.press("Yes, that's right")
    conversation.write(words)
    turn = conversation.take()
    money = {"amount": amount, "currency": "EUR"}
    conversation.record(turn, conversation.run(turn, intent="nlu_fallback", feeling="annoyed", amount=money))
    return conversation


@pytest.mark.row("L2", "L3", "BS6")
def test_a_wish_above_every_authority_is_appreciated_and_the_best_possible_offered(opens: Opens) -> None:
    conversation = upset_about_the_vase(opens, "I want 9000 euros compensation", "9000.00")
    assert conversation.said[-1].startswith("Thank you for saying plainly")
    assert conversation.offer == "keep_it"
    assert conversation.owner == "assistant"
    assert conversation.card["wishes"][0]["text"] == "I want 9000 euros compensation"


@pytest.mark.row("L2", "BS6", "C5")
def test_a_wish_that_an_agent_may_grant_goes_to_one(opens: Opens) -> None:
    conversation = upset_about_the_vase(opens, "I want 300 euros compensation", "300.00")
    assert "more than I may decide" in " ".join(conversation.said[-2:])
    assert conversation.handoff_reason == "beyond_authority"


@pytest.mark.row("L1", "W1")
def test_a_wish_within_authority_is_met_at_once(opens: Opens) -> None:
    conversation = upset_about_the_vase(opens, "10 euros compensation would do", "10.00")
    assert conversation.offer == "keep_it"
    assert not conversation.said[-1].startswith("Thank you for saying plainly")


@pytest.mark.row("W3")
@pytest.mark.parametrize("offer", CASES)
def test_asked_for_an_opinion_the_assistant_gives_a_reason_for_this_very_offer(opens: Opens, offer: str) -> None:
    conversation = opens(CASES[offer].customer)
    reach(conversation, CASES[offer])
    (first,) = conversation.say("what would you do?", "ask_recommendation")
    (second,) = conversation.say("really?", "ask_recommendation")
    begins = texts.wordings(f"offer.{offer}.why")[0].split("{")[0]
    assert first.startswith(begins)
    assert not second.startswith(begins)
    assert conversation.titles == [YES, NO]
    assert offer not in [declined["offer"] for declined in conversation.statuses(StatusType.OFFER_DECLINED)]


@pytest.mark.row("B3", "P1")
def test_past_the_days_for_returns_it_is_said_and_a_human_decides(opens: Opens) -> None:
    conversation = opens("cus_sofia")
    told, _ = conversation.say("I want to return the rug", "return_or_exchange")
    assert "30 days" in told
    assert conversation.handoff_reason == "needs_human"


@pytest.mark.row("L2", "L3")
def test_another_size_cannot_be_had_and_a_label_can(opens: Opens) -> None:
    conversation = opens("cus_emma")
    (offer,) = conversation.say("can I swap the floor lamp for a bigger size?", "return_or_exchange")
    assert offer.startswith("Thank you for saying plainly")
    assert conversation.offer == "return_label"


@pytest.mark.row("W1", "L3")
def test_an_exchange_of_what_is_damaged_is_a_replacement(opens: Opens) -> None:
    conversation = opens("cus_yuki")
    conversation.say("the vase is cracked, I want to exchange it", "return_or_exchange")
    assert conversation.offer == "replacement"


@pytest.mark.row("B3")
def test_until_when_the_guarantee_runs_is_said_and_what_is_dear_goes_to_a_human(opens: Opens) -> None:
    conversation = opens("cus_amara")
    answer = conversation.say("my espresso machine stopped working", "technical_fault")
    assert any("guarantee on it runs until" in text for text in answer)
    assert conversation.handoff_reason == "beyond_authority"


@pytest.mark.row("B3")
def test_a_guarantee_that_is_over_is_said_and_nothing_given(opens: Opens) -> None:
    conversation = opens("cus_amara")
    conversation.at += timedelta(days=5 * 366)
    answer = conversation.say("the filter coffee machine stopped working", "technical_fault")
    assert any("guarantee on it ended on" in text for text in answer)
    assert conversation.statuses(StatusType.OFFER_MADE) == []
    assert conversation.owner == "waiting"


@pytest.mark.row("C3", "W4")
def test_a_page_that_does_not_work_is_about_no_order(opens: Opens) -> None:
    conversation = opens("cus_emma")
    conversation.say("the search is not working", "technical_fault")
    assert conversation.statuses(StatusType.QUESTION_ASKED) == []
    assert conversation.handoff_reason == "needs_human"


@pytest.mark.row("B3")
def test_an_order_that_is_paid_after_all_is_told_so(opens: Opens) -> None:
    conversation = opens("cus_priya")
    told, _ = conversation.say("did the payment for 1021 go through?", "payment_problem", order_number="1021")
    assert "is paid: €50.90" in told and "PayPal" in told
    assert conversation.owner == "assistant"


@pytest.mark.row("W4", "P2")
@pytest.mark.parametrize(
    ("text", "words"),
    [("a copy of my data please", "as a file"), ("please delete my account", "removes what you want")],
)
def test_who_asks_for_their_data_hears_what_happens_and_by_when(opens: Opens, text: str, words: str) -> None:
    conversation = opens("cus_emma")
    honest, _, promised = conversation.say(text, "privacy_request")
    assert words in honest
    due = TODAY + timedelta(days=3)
    assert str(due.day) in promised
    (promise,) = conversation.card["promises"]
    assert promise["due"].startswith(due.isoformat())


@pytest.mark.row("P1")
def test_a_subscription_is_stopped_without_asking_for_an_order(opens: Opens) -> None:
    conversation = opens("cus_amara")
    reach(conversation, CASES["stop_subscription"])
    assert conversation.statuses(StatusType.QUESTION_ASKED) == []
    conversation.press(YES)
    (subscription,) = conversation.parts.back_office.subscriptions_of("cus_amara")
    assert subscription.status == "stopped"


@pytest.mark.row("W4")
def test_without_a_subscription_nothing_is_made_up(opens: Opens) -> None:
    conversation = opens("cus_jonas")
    honest, _ = conversation.say("cancel my subscription", "cancel_order")
    assert "which subscription" in honest
    assert conversation.handoff_reason == "needs_human"


@pytest.mark.row("W8", "B5")
@pytest.mark.parametrize(
    "text", ["the new boxes are lovely, no plastic at all", "your checkout has far too many steps"]
)
def test_feedback_is_thanked_for_and_kept_and_nobody_is_kept_waiting(opens: Opens, text: str) -> None:
    conversation = opens("cus_emma")
    conversation.say(text, "give_feedback")
    assert conversation.owner == "assistant"
    conversation.press("Yes, that's all")
    assert conversation.owner == "closed"


@pytest.mark.row("W8", "B5")
def test_feedback_that_wants_an_answer_gets_a_person(opens: Opens) -> None:
    conversation = opens("cus_emma")
    conversation.say("your checkout has far too many steps. please let me know what you do about it", "give_feedback")
    assert conversation.handoff_reason == "needs_human"


@pytest.mark.row("E3", "B3")
def test_a_second_charge_that_the_records_do_not_show_is_explained_and_not_paid_for(opens: Opens) -> None:
    """A first try that failed looks like a payment on some statements."""
    conversation = opens("cus_priya")
    conversation.say("you took the money twice for 1021", "billing_problem", order_number="1021")
    answer = " ".join(conversation.press("Yes, that's right"))
    assert "failed" in answer and "PayPal" in answer
    assert conversation.offer is None


@pytest.mark.row("L1", "L3")
def test_what_was_ruled_out_beforehand_is_not_offered(opens: Opens) -> None:
    conversation = opens("cus_pierre")
    conversation.say("marked delivered, nothing here. I don't want a search", "delivery_problem")
    conversation.press("Yes, that's right")
    assert conversation.offer == "redeliver"


@pytest.mark.row("P1", "B3")
def test_only_what_is_said_to_be_broken_is_sent_again(opens: Opens) -> None:
    """The candles are named as well, and fine."""
    conversation = opens("cus_yuki")
    conversation.say("The vase came in pieces. The candles are fine.", "damaged_or_wrong_item")
    conversation.press("Yes, that's right")
    assert "Hand-blown vase" in conversation.said[-1]
    conversation.press(YES)
    number = conversation.statuses(StatusType.OFFER_CARRIED_OUT)[0]["receipt"]["reference"]
    replacement = conversation.parts.back_office.order(number)
    assert replacement and [line.sku for line in replacement.lines] == ["VS-30"]


@pytest.mark.row("L1", "P1", "B3")
def test_a_parcel_that_went_back_to_the_depot_is_brought_on_another_day(opens: Opens) -> None:
    conversation = opens("cus_jonas")
    *_, told, question = conversation.say("where is 1008?", "track_order", order_number="1008")
    assert "Cologne depot" in told
    assert "day" in question
    tomorrow = (conversation.at + timedelta(days=1)).date().isoformat()
    conversation.say("tomorrow", "inform", date=tomorrow)
    conversation.press("Yes, please")
    assert [s["offer"] for s in conversation.statuses(StatusType.OFFER_CARRIED_OUT)] == ["new_day"]


@pytest.mark.row("B3", "W7")
def test_who_wants_to_return_what_is_under_way_hears_when_they_can(opens: Opens) -> None:
    conversation = opens("cus_liam")
    said = conversation.say("I want to send back order 1004", "return_or_exchange", order_number="1004")
    assert "can go back" in " ".join(said)
    assert conversation.slots["awaiting"] == "check"


@pytest.mark.row("L3", "C6")
def test_something_for_the_trouble_does_not_end_what_the_trouble_is_about(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("the bench is late, shambles", "delivery_problem", "frustrated", order_number="1042")
    conversation.press("Yes, that's right")
    conversation.say("some compensation would be a start", "inform")
    conversation.press("Yes, please")
    conversation.say("fine, but the bench still isn't here, is anybody looking for it?", "product_question")
    assert [s["offer"] for s in conversation.statuses(StatusType.OFFER_MADE)] == ["refund_shipping", "trace"]


@pytest.mark.row("H3", "L3")
def test_who_puts_a_word_right_and_wishes_for_the_offer_takes_it(opens: Opens) -> None:
    conversation = opens("cus_emma")
    conversation.say("cancel the lamp, order 1015", "cancel_order", order_number="1015")
    conversation.say("cancel was the wrong word, I meant send it back", "deny")
    assert [s["offer"] for s in conversation.statuses(StatusType.OFFER_CARRIED_OUT)] == ["return_label"]


@pytest.mark.row("L3", "B3")
def test_who_wants_nothing_for_the_trouble_of_a_parcel_that_is_moving_needs_nobody_else(opens: Opens) -> None:
    conversation = opens("cus_emma")
    conversation.say("is order 1007 still stuck in Birmingham?", "track_order", "annoyed", order_number="1007")
    conversation.press("Yes, that's right")
    assert conversation.offer == "voucher"
    conversation.say("no, just wanted to know", "deny")
    assert conversation.handoff_reason is None
    assert conversation.slots["awaiting"] == "check"


@pytest.mark.row("C3")
def test_goods_that_are_still_under_way_are_not_taken_for_broken_ones(opens: Opens) -> None:
    conversation = opens("cus_tomasz")
    conversation.say("my mower, order 1009, is not right", "damaged_or_wrong_item", "calm", order_number="1009")
    assert conversation.slots["request_type"] == "delivery_problem"
