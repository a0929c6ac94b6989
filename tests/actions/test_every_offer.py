"""Every offer of offers.yml: made where it fits, carried out once, explained, never made twice (L3, P1, W3)."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from frontdesk.log import StatusType
from frontdesk.shop import offer_rules
from frontdesk.wording import texts
from tests.actions.conftest import Opens
from tests.actions.offer_cases import CASES, NO, YES, reach

AT_ONCE = {"invoice"}
TRIED_ALONE = {"hurry", "refund_parcel"}
"""In test_lead.py."""
CALLS = {"call_back"}
"""In test_call_back.py."""


def test_every_offer_of_the_file_is_tried_here() -> None:
    """A new offer needs its test."""
    assert offer_rules.rules().offers.keys() == CASES.keys() | AT_ONCE | TRIED_ALONE | CALLS


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
