"""Checking, closing, and what comes after (C6, STD4, W8)."""

from datetime import timedelta

import pytest

from frontdesk.aftercare import promise_keeping
from frontdesk.desk import handoffs, promises
from frontdesk.desk.handoffs import FollowUp, Resolution, RootCause
from frontdesk.log import Kind, StatusType
from frontdesk.staff import agents
from frontdesk.staff.agents import Role
from frontdesk.wording import texts
from tests.actions.conftest import Opens
from tests.actions.conversation import Conversation


@pytest.fixture
def answered(opens: Opens) -> Conversation:
    """Liam has been told where 1004 is, and asked if that answers it."""
    conversation = opens("cus_liam")
    conversation.say("where is order 1004?", "track_order", order_number="1004")
    return conversation


def give_back(conversation: Conversation, agreed: str | None) -> list[str]:
    """Sam takes the conversation and gives it back; what the assistant then says."""
    with conversation.parts.store.writing() as session:
        sam = agents.add_agent(session, "sam@example.com", "Sam", Role.AGENT, "a long password")
        handoff = handoffs.open_handoff(session, conversation.id)
        assert handoff is not None
        handoffs.claim(session, handoff.id, sam, conversation.at)
        handoffs.give_back(session, conversation.id, sam, agreed, conversation.at)
    return conversation.answer()


@pytest.mark.parametrize(("text", "intent"), [("yes", "affirm"), ("thanks", "thank"), ("bye", "goodbye")])
def test_settled_closes_and_asks_how_it_was(answered: Conversation, text: str, intent: str) -> None:
    """C6, STD4"""
    answered.say(text, intent)
    assert answered.owner == "closed"
    assert answered.events[-1].data["rating"] is True
    assert answered.statuses(StatusType.CHECKED)[-1]["settled"] is True


@pytest.mark.parametrize("intent", ["thank", "goodbye", "affirm"])
def test_a_last_word_after_closing_is_answered_and_it_stays_closed(answered: Conversation, intent: str) -> None:
    """K6: and it is not asked again how it was."""
    answered.press("Yes, thanks")
    (said,) = answered.say("…", intent)
    assert said
    assert answered.owner == "closed"
    assert sum("rating" in event.data for event in answered.events) == 1


def test_a_new_request_after_closing_begins_anew(answered: Conversation) -> None:
    """C1: nothing of the old matter is mixed in."""
    answered.press("Yes, thanks")
    (said,) = answered.say("my blender stopped working", "damaged_or_wrong_item", "annoyed")
    assert "Stand blender" in said
    assert answered.slots["closed"] is False
    assert answered.slots["order_number"] == "1022"
    assert answered.owner == "assistant"


@pytest.mark.parametrize("closed_before", [False, True])
def test_what_is_written_while_it_is_being_closed_is_answered(answered: Conversation, closed_before: bool) -> None:
    """B2: "thanks!", and at once the next matter, before the assistant has answered the first."""
    if closed_before:
        answered.press("Yes, thanks")
    answered.write("thanks!")
    turn = answered.take()
    answered.write("and my blender stopped working")
    answered.record(turn, answered.run(turn, intent="thank"))
    (said,) = answered.answer(intent="damaged_or_wrong_item", feeling="annoyed")
    assert "Stand blender" in said


@pytest.fixture
def asked_two_things(opens: Opens) -> Conversation:
    """Liam has asked for two things in one message, and been told the first."""
    conversation = opens("cus_liam")
    conversation.say(
        "where is order 1004? also the blender I got last month leaks",
        "track_order",
        besides={"damaged_or_wrong_item": "also the blender I got last month leaks"},
        order_number="1004",
    )
    return conversation


def test_a_second_request_of_the_same_message_is_taken_up_when_the_first_is_settled(
    asked_two_things: Conversation,
) -> None:
    """H1, H2: in the customer's own words, before any goodbye."""
    (asked,) = asked_two_things.press("Yes, thanks")
    assert "the blender I got last month leaks" in asked
    assert asked_two_things.owner == "assistant"
    (said,) = asked_two_things.press("Yes, let's")
    assert "Stand blender" in said
    assert asked_two_things.slots["request_type"] == "damaged_or_wrong_item"
    assert asked_two_things.slots["also_asked"] == []


def test_what_is_told_with_a_second_request_is_known_when_it_is_taken_up(opens: Opens) -> None:
    """C3: an invoice that was asked for calmly is sent without a question back."""
    conversation = opens("cus_liam")
    words = "can you send me the invoice for the blender I bought last month"
    conversation.say(f"where is 1004? {words}", "track_order", besides={"billing_problem": words}, order_number="1004")
    conversation.press("Yes, thanks")
    conversation.press("Yes, let's")
    assert conversation.slots["cause"] == "invoice"
    assert conversation.slots["order_number"] == "1022"
    assert conversation.slots["awaiting"] != "restatement"


def test_a_second_request_that_can_wait_is_left(asked_two_things: Conversation) -> None:
    """STD4: and the goodbye comes."""
    asked_two_things.press("Yes, thanks")
    asked_two_things.press("No, that's all")
    assert asked_two_things.owner == "closed"
    assert asked_two_things.events[-1].data["rating"] is True


def test_a_second_request_that_was_not_taken_up_stands_on_the_card(asked_two_things: Conversation) -> None:
    """REF: with its message as evidence."""
    asked_two_things.ask_for_human()
    (question,) = asked_two_things.card["open_questions"]
    assert "the blender I got last month leaks" in question["text"]
    said = {event.offset: event.text for event in asked_two_things.events}
    assert any("blender" in (said[offset] or "") for offset in question["offsets"])


def test_not_settled_opens_it_again(answered: Conversation) -> None:
    """C6: what is open is asked, openly."""
    (asked,) = answered.press("Not really")
    assert asked.endswith("?")
    assert answered.statuses(StatusType.CHECKED)[-1]["settled"] is False


def test_what_is_told_after_not_really_is_not_said_back_again(answered: Conversation) -> None:
    """H3, L3: the story is known; more than was granted is for a human, with the wish."""
    answered.press("Not really")
    answered.say("I want my money back", "refund", "annoyed")
    assert "Did I get that right?" not in " ".join(answered.said)
    assert answered.owner == "waiting"
    assert answered.card["wishes"][0]["text"] == "I want my money back"


def test_twice_not_settled_brings_a_human(opens: Opens) -> None:
    """C6, C5: by an agent and by the assistant."""
    conversation = opens("cus_liam")
    conversation.ask_for_human()
    give_back(conversation, None)
    conversation.press("Not really")
    conversation.say("where is order 1004?", "track_order", order_number="1004")
    assert conversation.owner == "assistant"
    conversation.press("Not really")
    assert (conversation.owner, conversation.handoff_reason) == ("waiting", "not_settled")


def test_what_is_promised_for_a_day_is_not_called_settled(opens: Opens) -> None:
    """C6, B3: until then it is all right, or it is not."""
    conversation = opens("cus_jonas")
    conversation.say("I was charged twice", "billing_problem")
    conversation.press("Yes, that's right")
    *_, check = conversation.press("Yes, please")
    assert "until then" in check
    (closing,) = conversation.press("Yes, that's fine")
    assert "You'll hear from me on" in closing


def test_after_an_agent_what_was_agreed_is_said_and_checked(opens: Opens) -> None:
    """C6, B4, W6"""
    conversation = opens("cus_liam")
    conversation.ask_for_human()
    (said,) = give_back(conversation, "You get 20 euros back by Friday.")
    assert "Sam" in said and "You get 20 euros back by Friday." in said
    conversation.press("Yes, settled")
    assert conversation.owner == "closed"


def test_after_an_agent_without_an_agreement_nothing_is_invented(opens: Opens) -> None:
    """C6"""
    conversation = opens("cus_liam")
    conversation.ask_for_human()
    (said,) = give_back(conversation, None)
    assert said == "Sam has handed back to me. Is everything settled for you?"


def test_a_person_comes_at_any_moment(opens: Opens) -> None:
    """W2: whatever waits for an answer."""
    conversation = opens("cus_jonas")
    conversation.say("I was charged twice", "billing_problem")
    conversation.press("Yes, that's right")
    (said,) = conversation.ask_for_human()
    assert "colleague" in said
    assert (conversation.owner, conversation.handoff_reason) == ("waiting", "asked_for_human")


def test_what_is_told_with_the_wish_for_a_person_is_on_the_card(opens: Opens) -> None:
    """W6: nothing has to be told again."""
    conversation = opens()
    conversation.say(
        "a person please, it is about order 1042, mia@example.com",
        "speak_to_human",
        "frustrated",
        order_number="1042",
        email="mia@example.com",
    )
    assert {fact["name"]: fact["value"] for fact in conversation.card["facts"]} == {
        "order_number": "1042",
        "email": "mia@example.com",
    }
    assert conversation.card["headline"]


def test_after_the_handoff_of_a_reopened_matter_it_is_a_new_one(opens: Opens) -> None:
    """C1: whoever writes again after a closed matter and an agent is heard, not waved off."""
    conversation = opens("cus_liam")
    conversation.say("where is order 1004?", "track_order", order_number="1004")
    conversation.press("Yes, thanks")
    conversation.say("let me talk to a person", "speak_to_human")
    give_back(conversation, None)
    conversation.press("Not really")
    (said,) = conversation.say("my blender stopped working", "damaged_or_wrong_item", "annoyed")[:1]
    assert "blender" in said or "sorry" in said


def test_no_wording_is_used_twice_while_there_is_another(opens: Opens) -> None:
    """E2, B2: five matters in one conversation."""
    conversation = opens("cus_emma")
    for number in ("1015", "1003", "1018"):
        conversation.say(f"where is order {number}?", "track_order", order_number=number)
    for _ in range(2):
        conversation.say("thanks!", "chitchat")
    checks = [text for text in conversation.said if text in texts.wordings("check.answered")]
    assert len(checks) == len(set(checks)) == 3
    assert len(conversation.said) == len(set(conversation.said))


def test_at_most_one_question_a_turn(opens: Opens) -> None:
    """C3: over a whole conversation, up to an offer and beyond."""
    conversation = opens("cus_yuki")
    conversation.say("my vase is broken!!", "damaged_or_wrong_item", "frustrated")
    conversation.press("Yes, that's right")
    conversation.say("a new one", "damaged_or_wrong_item")
    conversation.press("Yes, please")
    turns: dict[int, int] = {}
    for event in conversation.events:
        if event.kind == Kind.MESSAGE and "turn" in event.data:
            turns[event.data["turn"]] = turns.get(event.data["turn"], 0) + (event.text or "").count("?")
    assert turns and max(turns.values()) == 1


@pytest.mark.row("W6", "B4", "L3")
@pytest.mark.parametrize("answer", ["Yes, settled", None], ids=["after the goodbye", "instead of an answer"])
def test_what_was_agreed_with_a_person_stands_when_it_is_asked_about(opens: Opens, answer: str | None) -> None:
    """Nothing is offered over it, and who asks once more gets a person: the assistant knows no more."""
    conversation = opens("cus_mia")
    conversation.say("Where is my bench?", "track_order", "annoyed", order_number="1042")
    conversation.press("Yes, that's right")
    conversation.ask_for_human()
    offered = len(conversation.statuses(StatusType.OFFER_MADE))
    give_back(conversation, "The bench comes on Tuesday between 8 and 10.")
    if answer:
        conversation.press(answer)
    (said,) = conversation.say("and where is it now?", "track_order")
    assert "Sam" in said and "The bench comes on Tuesday between 8 and 10." in said
    assert len(conversation.statuses(StatusType.OFFER_MADE)) == offered
    assert conversation.titles == ["Yes, settled", "Not really"]
    conversation.say("but where exactly?", "track_order")
    assert (conversation.owner, conversation.handoff_reason) == ("waiting", "not_settled")
    assert len(conversation.statuses(StatusType.OFFER_MADE)) == offered


@pytest.mark.row("W2", "P4")
def test_who_says_that_what_was_agreed_has_not_happened_gets_a_person(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.ask_for_human()
    give_back(conversation, "The bench comes on Tuesday between 8 and 10.")
    conversation.press("Yes, settled")
    conversation.say("it still hasn't come", "delivery_problem", "frustrated")
    assert (conversation.owner, conversation.handoff_reason) == ("waiting", "not_settled")


@pytest.mark.row("C1")
def test_another_order_is_heard_whatever_was_agreed_about_the_first(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("Where is my bench?", "track_order", order_number="1042")
    conversation.ask_for_human()
    give_back(conversation, "The bench comes on Tuesday between 8 and 10.")
    conversation.press("Yes, settled")
    said = " ".join(conversation.say("and 1001?", "track_order", order_number="1001"))
    assert "1001" in said and "Tuesday" not in said


@pytest.mark.row("P4", "W2")
def test_who_was_let_down_by_a_person_and_writes_gets_a_person(opens: Opens) -> None:
    """ "Write here, and we find another way" is kept, and no form begins anew."""
    conversation = opens("cus_yuki")
    conversation.say("my vase came in pieces, order 1013", "damaged_or_wrong_item", order_number="1013")
    conversation.ask_for_human()
    with conversation.parts.store.writing() as session:
        sam = agents.add_agent(session, "sam@example.com", "Sam", Role.AGENT, "a long password")
        handoff = handoffs.open_handoff(session, conversation.id)
        assert handoff is not None
        handoffs.claim(session, handoff.id, sam, conversation.at)
        call = FollowUp("ring you about the vase", conversation.at + timedelta(days=1), "phone")
        solved = {"resolution": Resolution.SOLVED, "root_cause": RootCause.PROCESS, "follow_up": call}
        handoffs.resolve(session, conversation.id, sam, **solved, at=conversation.at)
        (promise,) = promises.open_promises(session, [conversation.id])
        lesson = {"cause": RootCause.ROLES, "lesson": "Ask for the number first."}
        promise_keeping.fail(session, promise.id, sam, message="I'm sorry.", **lesson, at=conversation.at)
    conversation.say("that is sad. what happens now with the vase?", "return_or_exchange")
    assert (conversation.owner, conversation.handoff_reason) == ("waiting", "not_settled")


@pytest.mark.row("E2", "K6", "STD4")
@pytest.mark.parametrize(
    "text",
    [
        "my husband died last week, where is order 1004?",
        "order 1004 is for my dad's funeral, where is it?",
        "the ashes of my mother go into the kettle of 1004, where is it?",
    ],
)
def test_who_told_of_a_death_is_not_asked_how_it_was_and_nothing_cheerful_is_said(opens: Opens, text: str) -> None:
    conversation = opens("cus_liam")
    sorry, *_ = conversation.say(text, "track_order", order_number="1004")
    assert sorry in texts.wordings("hear.loss", "en")
    (closing,) = conversation.press("Yes, thanks")
    assert closing in texts.wordings("close.after_loss", "en")
    (last,) = conversation.say("thanks", "thank")
    assert last in texts.wordings("smalltalk.thank.after_loss", "en")
    assert not any(event.data.get("rating") for event in conversation.events)
    assert conversation.owner == "closed"


@pytest.mark.row("E2", "P2")
def test_after_a_death_what_is_promised_is_said_at_the_end_and_nothing_is_asked(opens: Opens) -> None:
    conversation = opens("cus_seoyeon")
    conversation.say("my husband died, cancel order 1002", "cancel_order", order_number="1002")
    conversation.press("Yes, please")
    (closing,) = conversation.press("Yes, that's fine")
    assert "I'll write to you on" in closing and "?" not in closing
