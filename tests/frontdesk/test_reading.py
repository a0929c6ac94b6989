"""Reading along: what a customer writes to people is on the card, once, whatever dies in between (W6, H4)."""

from typing import Any

import pytest

from frontdesk.backoffice import open_back_office
from frontdesk.conversation.erasure import erase
from frontdesk.desk import reading, summary
from frontdesk.desk.reading import Message
from frontdesk.log import Kind, StatusType
from frontdesk.settings import Settings
from frontdesk.store import Store
from tests.frontdesk.scenes import MIA, at_once, events, greeted, hand_over, later, note, record, say, statuses, take

CALM = {"score": 0.1, "level": "calm"}
ANGRY = {"score": 0.9, "level": "angry"}


def handed_over(store: Store) -> str:
    """Asked for a person about order 1001."""
    conversation_id = greeted(store, identity=MIA)
    offset = say(store, conversation_id, "a person please, it is about order 1001").offset
    note(store, conversation_id, StatusType.FACT, name="order_number", value="1001", words="1001", offsets=[offset])
    turn = take(store, conversation_id)
    assert turn is not None
    record(store, turn, "I'm getting a colleague.", nlu={"frustration": CALM})
    hand_over(store, conversation_id)
    return conversation_id


def read_all(store: Store, settings: Settings, **understood: Any) -> list[str]:
    """Understand what nobody has read yet; the texts."""
    back_office, read = open_back_office(settings), []
    while found := reading.unread(store):
        for message in found:
            reading.record(store, back_office, message, {"entities": [], "frustration": CALM, **understood}, later(60))
            read.append(message.text)
    return read


def facts_of(store: Store, conversation_id: str) -> list[tuple[str, str]]:
    card = summary.summary_of(store, conversation_id)
    assert card is not None
    return [(fact["name"], fact["value"]) for fact in card["facts"]]


def test_each_message_to_people_is_read_once_and_none_that_the_assistant_answered(
    store: Store, settings: Settings
) -> None:
    conversation_id = handed_over(store)
    assert reading.unread(store) == []
    say(store, conversation_id, "are you there")
    say(store, conversation_id, "hello")
    assert read_all(store, settings) == ["are you there", "hello"]
    assert read_all(store, settings) == []


@pytest.mark.row("W6", "H3")
def test_an_order_that_is_put_right_after_the_handoff_is_the_one_on_the_card(store: Store, settings: Settings) -> None:
    conversation_id = handed_over(store)
    say(store, conversation_id, "sorry, I meant 1042")
    read_all(store, settings)
    assert facts_of(store, conversation_id) == [("order_number", "1042")]


def test_a_number_that_is_no_order_of_theirs_is_none(store: Store, settings: Settings) -> None:
    conversation_id = handed_over(store)
    say(store, conversation_id, "I live at number 1017")
    read_all(store, settings)
    assert facts_of(store, conversation_id) == [("order_number", "1001")]


@pytest.mark.row("H4", "STD3")
def test_the_feeling_on_the_card_is_that_of_the_last_message(store: Store, settings: Settings) -> None:
    conversation_id = handed_over(store)
    say(store, conversation_id, "HOW LONG DOES THIS TAKE")
    read_all(store, settings, frustration=ANGRY)
    card = summary.summary_of(store, conversation_id)
    assert card is not None
    assert (card["feelings"]["start"], card["feelings"]["now"]) == ("calm", "angry")


def test_an_amount_that_is_denied_leaves_the_card(store: Store, settings: Settings) -> None:
    conversation_id = handed_over(store)
    for text, euros in (("it was 45 euros", "45"), ("not 45, it was 54 euros", "54"), ("and 10 euros postage", "10")):
        say(store, conversation_id, text)
        start = text.index(f"{euros} euros")
        amount = {"amount": f"{euros}.00", "currency": "EUR"}
        entity = {"entity": "amount", "value": amount, "start": start, "end": start + 8}
        read_all(store, settings, entities=[entity])
    assert facts_of(store, conversation_id)[1:] == [("amount", "54.00 EUR"), ("amount", "10.00 EUR")]


def test_a_message_that_is_read_by_two_at_once_is_recorded_once(store: Store, settings: Settings) -> None:
    conversation_id = handed_over(store)
    say(store, conversation_id, "it is about 1042")
    [message] = reading.unread(store)
    back_office = open_back_office(settings)
    understood = {"entities": [], "frustration": ANGRY}
    at_once([lambda: reading.record(store, back_office, message, understood, later(60))] * 4)
    assert [e.data["value"] for e in statuses(store, conversation_id, StatusType.FACT)] == ["1001", "1042"]
    assert [e.data["turn"] for e in events(store, conversation_id, Kind.NLU)][1:] == [message.offset]


def test_an_erased_conversation_stays_erased(store: Store, settings: Settings) -> None:
    conversation_id = handed_over(store)
    offset = say(store, conversation_id, "1042").offset
    message = Message(conversation_id, offset, "1042", "en", later(60))
    erase(store, conversation_id)
    reading.record(store, open_back_office(settings), message, {"frustration": CALM}, later(60))
    assert events(store, conversation_id) == []
