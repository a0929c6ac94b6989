"""Reading along: what a customer writes to people is on the card, once, whatever dies in between (W6, H4)."""

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from frontdesk.backoffice import open_back_office
from frontdesk.conversation.erasure import erase
from frontdesk.desk import announcements, handoffs, queue, reading, summary, waiting
from frontdesk.desk.reading import Message
from frontdesk.log import Kind, StatusType
from frontdesk.settings import Settings
from frontdesk.staff import agents
from frontdesk.staff.agents import Agent, Change, Role
from frontdesk.store import Store
from frontdesk.tables import OutboxRow
from tests.frontdesk.scenes import (
    AT,
    MIA,
    add_agent,
    at_once,
    claimed,
    events,
    greeted,
    hand_over,
    later,
    note,
    record,
    say,
    statuses,
    take,
)

CALM = {"score": 0.1, "level": "calm"}
ANGRY = {"score": 0.9, "level": "angry"}


def handed_over(store: Store, at: datetime = AT) -> str:
    """Asked for a person about order 1001."""
    conversation_id = greeted(store, identity=MIA)
    offset = say(store, conversation_id, "a person please, it is about order 1001").offset
    note(store, conversation_id, StatusType.FACT, name="order_number", value="1001", words="1001", offsets=[offset])
    turn = take(store, conversation_id)
    assert turn is not None
    record(store, turn, "I'm getting a colleague.", nlu={"frustration": CALM})
    hand_over(store, conversation_id, at=at)
    return conversation_id


def read_all(store: Store, settings: Settings, **understood: Any) -> list[str]:
    """Understand what nobody has read yet; the texts."""
    back_office, read = open_back_office(settings), []
    while found := reading.unread(store):
        for message in found:
            reading.record(store, back_office, message, {"entities": [], "frustration": CALM, **understood}, later(60))
            read.append(message.text)
    return read


def is_there(store: Store, agent: Agent) -> None:
    with store.writing() as session:
        agents.set_available(session, agent.id, True, Change.AGENT, AT)


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


SELF_HARM = {"kind": "self_harm", "score": 0.9}
THREAT = {"kind": "threat", "score": 0.9}


@pytest.mark.row("H4", "W2")
def test_somebody_who_waits_and_speaks_of_harm_hears_whom_to_call_once(store: Store, settings: Settings) -> None:
    conversation_id = handed_over(store)
    for text in ("I don't want to be here tomorrow", "I mean it"):
        say(store, conversation_id, text)
        read_all(store, settings, danger=SELF_HARM)
    said = events(store, conversation_id, Kind.MESSAGE)[-2:]
    assert "116 123" in (said[0].text or "")
    assert [e.data["danger"] for e in statuses(store, conversation_id, StatusType.DANGER)] == ["self_harm"]
    with store.reading() as session:
        wait = waiting.wait_of(session, conversation_id, later(60))
    assert wait is not None and wait.help is not None


@pytest.mark.row("H4", "W2")
def test_somebody_who_waits_and_tells_of_sparks_hears_what_to_do(store: Store, settings: Settings) -> None:
    conversation_id = handed_over(store)
    say(store, conversation_id, "and now sparks came out of the plug")
    read_all(store, settings)
    [*_, said] = events(store, conversation_id, Kind.MESSAGE)
    assert "unplug" in (said.text or "")
    with store.reading() as session:
        wait = waiting.wait_of(session, conversation_id, later(60))
    assert wait is not None and wait.help and "unplugged" in wait.help


@pytest.mark.row("H4", "W2", "STD3")
def test_somebody_who_speaks_of_harm_while_waiting_is_taken_first_and_the_leads_hear_of_it(
    store: Store, settings: Settings
) -> None:
    lead = add_agent(store, "Lena", Role.LEAD)
    angry = handed_over(store)
    conversation_id = handed_over(store)
    announcements.announce_handoffs(store, settings, later(1))
    say(store, angry, "WELL?")
    read_all(store, settings, frustration=ANGRY)
    say(store, conversation_id, "I don't want to be here tomorrow")
    read_all(store, settings, danger=SELF_HARM)
    queue.keep_current(store, open_back_office(settings), later(60))
    with store.reading() as session:
        [first, _] = queue.page_of(session, "waiting", "sam", 1).items
    assert first["conversation_id"] == conversation_id
    assert first["reason"]["code"] == "safety"
    for _ in range(2):
        announcements.announce_handoffs(store, settings, later(70))
    with store.reading() as session:
        assert [row.recipient for row in session.scalars(sa.select(OutboxRow))] == [lead.email]
    card = summary.summary_of(store, conversation_id)
    assert card is not None
    assert card["reason"]["text"] == "Somebody may be in danger"
    assert "no word about orders" in card["next"]["text"]


@pytest.mark.row("W2", "STD3")
def test_the_leads_hear_anew_when_a_threat_turns_into_self_harm_whoever_is_a_lead_by_then(
    store: Store, settings: Settings
) -> None:
    lena = add_agent(store, "Lena", Role.LEAD)
    conversation_id = handed_over(store)
    say(store, conversation_id, "I will come and break your windows")
    read_all(store, settings, danger=THREAT)
    announcements.announce_handoffs(store, settings, later(65))
    ada = add_agent(store, "Ada", Role.LEAD)
    say(store, conversation_id, "or I just end it, I don't want to be here tomorrow")
    read_all(store, settings, danger=SELF_HARM)
    announcements.announce_handoffs(store, settings, later(70))
    with store.reading() as session:
        told = session.scalars(sa.select(OutboxRow.recipient).order_by(OutboxRow.id)).all()
    assert told[0] == lena.email
    assert sorted(told[1:]) == sorted([ada.email, lena.email])


@pytest.mark.row("H4", "W2")
def test_nobody_talks_over_the_person_who_is_there_when_words_of_harm_come(store: Store, settings: Settings) -> None:
    lead = add_agent(store, "Lena", Role.LEAD)
    conversation_id = claimed(store, add_agent(store, "Sam"))
    announcements.announce_handoffs(store, settings, later(1))
    say(store, conversation_id, "I don't want to be here tomorrow")
    said = events(store, conversation_id, Kind.MESSAGE)
    read_all(store, settings, danger=SELF_HARM)
    assert events(store, conversation_id, Kind.MESSAGE) == said
    announcements.announce_handoffs(store, settings, later(70))
    with store.reading() as session:
        assert [row.recipient for row in session.scalars(sa.select(OutboxRow))] == [lead.email]


@pytest.mark.row("H4")
def test_words_of_harm_that_are_read_by_two_at_once_are_met_once(store: Store, settings: Settings) -> None:
    conversation_id = handed_over(store)
    say(store, conversation_id, "I don't want to be here tomorrow")
    [message] = reading.unread(store)
    back_office = open_back_office(settings)
    understood = {"entities": [], "frustration": CALM, "danger": SELF_HARM}
    at_once([lambda: reading.record(store, back_office, message, understood, later(60))] * 4)
    said = [e.text or "" for e in events(store, conversation_id, Kind.MESSAGE)]
    assert sum("116 123" in text for text in said) == 1


@pytest.mark.row("B1", "STD3")
@pytest.mark.parametrize(
    ("text", "intent"),
    [("how long will it take", "track_order"), ("how much longer", "express_frustration"), ("hello?", "greet")],
)
def test_who_asks_how_long_it_takes_hears_that_they_are_next_and_no_number_that_nobody_knows(
    store: Store, settings: Settings, text: str, intent: str
) -> None:
    is_there(store, add_agent(store, "Sam"))
    conversation_id = handed_over(store)
    say(store, conversation_id, text)
    read_all(store, settings, intent={"name": intent})
    said = events(store, conversation_id, Kind.MESSAGE)[-1].text or ""
    assert "next" in said and not any(c.isdigit() for c in said)


@pytest.mark.row("B1", "STD3")
def test_who_asks_twice_how_long_it_takes_reads_the_minutes_in_other_words(store: Store, settings: Settings) -> None:
    sam = add_agent(store, "Sam")
    is_there(store, sam)
    for _ in range(6):
        waits = handed_over(store, later(-300))
        with store.writing() as session:
            row = handoffs.open_handoff(session, waits)
            assert row is not None
            handoffs.claim(session, row.id, sam, later(-120))
    handed_over(store)
    conversation_id = handed_over(store, later(30))
    for _ in range(2):
        say(store, conversation_id, "how long do I have to wait?")
        read_all(store, settings, intent={"name": "policy_question"})
    texts = [e.text or "" for e in events(store, conversation_id, Kind.MESSAGE) if e.data.get("while_waiting")]
    assert len(set(texts)) == 2
    assert all("1" in text and "minutes" in text for text in texts)


@pytest.mark.row("B1")
@pytest.mark.parametrize(
    ("text", "intent", "knowledge"),
    [
        ("how long do I have to return something", "policy_question", [{"id": "return_window", "score": 1.0}]),
        ("it was a blue one", "inform", []),
        ("how long is the cable?", "product_question", []),
    ],
)
def test_who_asks_something_else_while_waiting_is_left_to_the_person(
    store: Store, settings: Settings, text: str, intent: str, knowledge: list[dict[str, object]]
) -> None:
    is_there(store, add_agent(store, "Sam"))
    conversation_id = handed_over(store)
    say(store, conversation_id, text)
    read_all(store, settings, intent={"name": intent}, knowledge=knowledge)
    assert events(store, conversation_id, Kind.MESSAGE)[-1].text == text


@pytest.mark.row("L1", "W6")
def test_a_wish_that_is_told_while_waiting_stands_on_the_card(store: Store, settings: Settings) -> None:
    conversation_id = handed_over(store)
    for text in ("I'm at home today", "all I want is an apology", "and my money back please"):
        say(store, conversation_id, text)
        read_all(store, settings)
    card = summary.summary_of(store, conversation_id) or {}
    assert [wish["text"] for wish in card["wishes"]] == ["and my money back please", "all I want is an apology"]
