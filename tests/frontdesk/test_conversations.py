"""Conversations: opened, written to by the customer, never twice and never lost."""

from functools import partial

import pytest

from frontdesk.conversation import conversations
from frontdesk.conversation.conversations import OPENING, SPEAK_TO_HUMAN, InvalidMessage, Owner
from frontdesk.desk import handoffs
from frontdesk.desk.handoffs import Resolution
from frontdesk.log import Event, Kind, StatusType
from frontdesk.staff.agents import Agent
from frontdesk.store import Store
from tests.frontdesk.scenes import (
    AT,
    MIA,
    answer,
    at_once,
    claimed,
    events,
    greeted,
    hand_over,
    later,
    open_conversation,
    opened,
    press,
    row_of,
    say,
    statuses,
    take,
    words,
)

BUTTONS = {"text": "Shall I?", "buttons": [{"title": "Yes, please", "payload": "/affirm"}]}


def test_an_opened_conversation_waits_for_its_greeting(store: Store) -> None:
    """C1"""
    conversation_id = open_conversation(store)
    turn = take(store, conversation_id)
    assert turn is not None
    assert (turn.payload, turn.text, turn.turn_id) == (OPENING, None, 1)


def test_who_the_website_names_is_verified_with_evidence(store: Store) -> None:
    conversation_id = open_conversation(store, identity=MIA)
    [verified] = statuses(store, conversation_id, StatusType.VERIFIED)
    assert verified.data["how"] == "site_token"
    assert verified.data["offsets"] == [1]
    assert row_of(store, conversation_id).customer_id == MIA.customer_id


def test_only_the_secret_of_this_conversation_opens_it(store: Store) -> None:
    one, other = opened(store), opened(store)
    conversation = row_of(store, one.conversation_id)
    assert conversations.token_opens(conversation, one.token)
    assert not conversations.token_opens(conversation, other.token)
    assert not conversations.token_opens(conversation, "")
    assert one.token not in conversation.token_hash


def test_the_same_message_again_changes_nothing(store: Store) -> None:
    conversation_id = greeted(store)
    first = say(store, conversation_id, "Where is my order?", message_id="m1")
    again = say(store, conversation_id, "Where is my order?", message_id="m1", at=later(60))
    assert again == first
    assert [e.offset for e in events(store, conversation_id) if e.author == "customer"] == [first.offset]


def test_the_same_message_many_times_at_once_is_taken_once(store: Store) -> None:
    conversation_id = greeted(store)
    taken = at_once([partial(say, store, conversation_id, "Hello?", message_id="m1") for _ in range(10)])
    assert len({e.offset for e in taken if isinstance(e, Event)}) == 1
    assert all(isinstance(e, Event) for e in taken), taken
    turn = take(store, conversation_id)
    assert turn is not None
    assert turn.text == "Hello?"


def test_a_message_sent_again_after_its_answer_asks_for_no_second_answer(store: Store) -> None:
    conversation_id = greeted(store)
    say(store, conversation_id, "Hello?", message_id="m1")
    answer(store, conversation_id, "Hello!")
    say(store, conversation_id, "Hello?", message_id="m1")
    assert take(store, conversation_id) is None


def test_a_message_sent_again_when_it_no_longer_fits_is_still_known(store: Store) -> None:
    """A retry is answered as the first try was, whatever has been said since."""
    conversation_id = greeted(store)
    say(store, conversation_id, "yes")
    answer(store, conversation_id, BUTTONS)
    with store.writing() as session:
        conversation = conversations.require(session, conversation_id)
        pressed = conversations.press_button(session, conversation, client_message_id="b1", payload="/affirm", at=AT)
    answer(store, conversation_id, "Done.")
    with store.writing() as session:
        conversation = conversations.require(session, conversation_id)
        again = conversations.press_button(session, conversation, client_message_id="b1", payload="/affirm", at=AT)
    assert again == pressed


@pytest.mark.parametrize("text", ["", " ", "\n\t ", "\x00", "\u200b\u200f", "\u3000"])
def test_a_message_without_anything_visible_is_refused(text: str) -> None:
    with pytest.raises(InvalidMessage) as refused:
        conversations.clean_text(text)
    assert refused.value.code == "empty_message"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x00b", "ab"),
        ("a\ud800b", "ab"),
        ("a\x1b[31mb", "a[31mb"),
        ("  two\n\tlines ", "two\n\tlines"),
        ("👍", "👍"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("مرحبا", "مرحبا"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("'; DROP TABLE events; --", "'; DROP TABLE events; --"),
        ("/restart", "/restart"),
    ],
)
def test_text_is_kept_but_for_what_nothing_can_hold(text: str, kept: str) -> None:
    assert conversations.clean_text(text) == kept


def test_four_thousand_characters_fit_and_one_more_does_not() -> None:
    assert len(conversations.clean_text("ä" * 4000)) == 4000
    with pytest.raises(InvalidMessage) as refused:
        conversations.clean_text("ä" * 4001)
    assert refused.value.code == "message_too_long"


def test_only_a_button_of_the_last_message_can_be_pressed(store: Store) -> None:
    conversation_id = greeted(store)
    say(store, conversation_id, "Where is it?")
    answer(store, conversation_id, BUTTONS)
    assert press(store, conversation_id, "/affirm").text == "Yes, please"
    answer(store, conversation_id, "Done.")
    with pytest.raises(InvalidMessage, match="button_expired"):
        press(store, conversation_id, "/affirm")


def test_a_button_that_was_never_offered_cannot_be_pressed(store: Store) -> None:
    conversation_id = greeted(store)
    before = len(events(store, conversation_id))
    with pytest.raises(InvalidMessage, match="button_expired"):
        press(store, conversation_id, "/affirm")
    assert len(events(store, conversation_id)) == before


def test_a_person_can_always_be_asked_for(store: Store) -> None:
    """W2"""
    conversation_id = greeted(store)
    assert press(store, conversation_id, SPEAK_TO_HUMAN).text == "I'd like to talk to a person"


def test_a_closed_conversation_reopens_on_a_new_message(store: Store, sam: Agent) -> None:
    """C6"""
    conversation_id = claimed(store, sam)
    say(store, conversation_id, "said to Sam")
    with store.writing() as session:
        handoffs.resolve(
            session, conversation_id, sam, resolution=Resolution.SOLVED, root_cause=None, follow_up=None, at=AT
        )
    assert row_of(store, conversation_id).owner == Owner.CLOSED
    message = say(store, conversation_id, "It broke again")
    assert row_of(store, conversation_id).owner == Owner.ASSISTANT
    [reopened] = statuses(store, conversation_id, StatusType.REOPENED)
    assert reopened.data["offsets"] == [message.offset]
    turn = take(store, conversation_id)
    assert turn is not None
    assert turn.text == "It broke again"


def test_a_message_at_the_moment_of_closing_is_never_left_lying(store: Store, sam: Agent) -> None:
    """Whichever comes first, the message is either Sam's to see before closing, or it reopens the conversation."""
    conversation_id = claimed(store, sam)

    def resolve() -> None:
        with store.writing() as session:
            handoffs.resolve(
                session, conversation_id, sam, resolution=Resolution.SOLVED, root_cause=None, follow_up=None, at=AT
            )

    at_once([resolve, partial(say, store, conversation_id, "one more thing")])
    log_ = events(store, conversation_id)
    message = next(e for e in log_ if e.text == "one more thing")
    resolved = next(e for e in log_ if e.type == StatusType.RESOLVED)
    owner = row_of(store, conversation_id).owner
    assert owner == (Owner.CLOSED if message.offset < resolved.offset else Owner.ASSISTANT)


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_a_message_written_while_the_owner_changes_sees_the_new_owner(store: Store, sam: Agent) -> None:
    """The message's transaction has read the conversation before it was closed; SQLite lets no two such begin."""
    conversation_id = claimed(store, sam)
    with store.writing() as session:
        conversation = conversations.require(session, conversation_id)
        with store.writing() as other:
            handoffs.resolve(
                other, conversation_id, sam, resolution=Resolution.SOLVED, root_cause=None, follow_up=None, at=AT
            )
        conversations.add_customer_message(
            session, conversation, client_message_id="m", text="one more thing", at=AT, pace=0
        )
    assert row_of(store, conversation_id).owner == Owner.ASSISTANT
    assert take(store, conversation_id) is not None


def test_what_is_added_while_waiting_is_acknowledged_and_kept_for_the_human(store: Store) -> None:
    """B2: in other words each time, until all wordings are used."""
    conversation_id = greeted(store)
    say(store, conversation_id, "A person please")
    answer(store, conversation_id, "Of course.")
    hand_over(store, conversation_id)
    said = [say(store, conversation_id, text) for text in ("it is", "order 1042", "still nothing", "hello?")]
    noted = statuses(store, conversation_id, StatusType.NOTED)
    assert [e.data["offsets"] for e in noted] == [[e.offset] for e in said]
    assert len({e.text for e in noted}) == 4
    assert take(store, conversation_id) is None
    assert [text for author, text in words(store, conversation_id) if author == "customer"][1:] == [
        "it is",
        "order 1042",
        "still nothing",
        "hello?",
    ]


def test_what_is_said_to_an_agent_never_reaches_the_assistant(store: Store, sam: Agent) -> None:
    conversation_id = claimed(store, sam)
    say(store, conversation_id, "between us")
    assert take(store, conversation_id) is None
    assert not statuses(store, conversation_id, StatusType.NOTED)


def test_a_leading_slash_is_text_like_any_other(store: Store) -> None:
    conversation_id = greeted(store)
    say(store, conversation_id, "/speak_to_human")
    turn = take(store, conversation_id)
    assert turn is not None
    assert (turn.text, turn.payload) == ("/speak_to_human", None)


def test_the_log_holds_each_message_once_in_order(store: Store) -> None:
    conversation_id = greeted(store)
    for number in range(3):
        say(store, conversation_id, f"part {number}")
    assert [e.text for e in events(store, conversation_id, Kind.MESSAGE)] == ["Hello!", "part 0", "part 1", "part 2"]
