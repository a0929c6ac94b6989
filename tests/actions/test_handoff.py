"""A person is asked for in the same breath as the matter: who takes over finds it on the card (W2, W6, B4)."""

import pytest

from frontdesk.clock import now
from frontdesk.desk import grantable, handoffs
from frontdesk.staff.agents import Role, add_agent
from tests.actions.conftest import Opens
from tests.actions.conversation import Conversation


def offers_at_the_desk(conversation: Conversation) -> list[str]:
    """What an agent who has the conversation can have done, best first."""
    with conversation.parts.store.writing() as session:
        sam = add_agent(session, "sam@example.com", "Sam", Role.AGENT, "a-long-password")
        handoff = handoffs.open_handoff(session, conversation.id)
        assert handoff is not None
        handoffs.claim(session, handoff.id, sam, now())
    parts = conversation.parts
    return [g.offer.id for g in grantable.find(parts.store, parts.back_office, conversation.id, sam, now())]


@pytest.mark.row("W6", "B4")
def test_who_asks_for_a_person_with_the_first_words_has_told_what_it_is_about(opens: Opens) -> None:
    conversation = opens("cus_yuki")
    broken = "my vase came in pieces, order 1013"
    conversation.say(
        f"hi, {broken}. can I talk to a real person please",
        "speak_to_human",
        besides={"damaged_or_wrong_item": broken},
        order_number="1013",
        product="vase",
    )
    assert conversation.handoff_reason == "asked_for_human"
    request = conversation.card["request"]
    assert (request["type"], request["cause"]) == ("damaged_or_wrong_item", "damaged")
    assert offers_at_the_desk(conversation)[0] == "replacement"


@pytest.mark.row("W6", "B4")
def test_the_cause_in_the_words_names_the_request_where_nothing_else_does(opens: Opens) -> None:
    conversation = opens("cus_emma")
    said = "I want to speak to a human about my order 1018, the discount is missing"
    conversation.say(said, "speak_to_human", order_number="1018")
    assert conversation.card["request"]["type"] == "billing_problem"
    assert offers_at_the_desk(conversation)[0] == "refund_overcharge"


@pytest.mark.row("W6", "B4")
def test_what_the_records_show_can_be_granted_though_a_person_came_before_they_were_read(
    opens: Opens,
) -> None:
    conversation = opens("cus_mia")
    conversation.say("WHERE IS MY BENCH. third time I ask, order 1042", "track_order", "angry", order_number="1042")
    conversation.press("Yes, that's right")
    conversation.say("No. I want my money back and I want a person, this is a disgrace", "refund", "angry")
    assert conversation.card["request"]["type"] == "refund"
    assert "trace" in offers_at_the_desk(conversation)


def test_who_only_asks_for_a_person_has_told_nothing(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("I want to talk to a person", "speak_to_human")
    assert "type" not in conversation.card["request"]
