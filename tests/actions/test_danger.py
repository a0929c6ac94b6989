"""Somebody may be in danger: a humane word and a human at once, whatever was going on (H4, A1, W2)."""

import pytest

from tests.actions.conftest import Opens

pytestmark = pytest.mark.row("H4", "A1", "W2")


def test_talk_of_self_harm_brings_a_human_and_no_word_of_orders(opens: Opens) -> None:
    conversation = opens("cus_liam")
    humane, handed = conversation.say("I can't do this any more", "express_frustration", danger="self_harm")
    assert "112" in humane
    assert not {"order", "refund", "offer"} & set(handed.lower().split())
    assert conversation.handoff_reason == "safety"
    assert conversation.owner == "waiting"


@pytest.mark.parametrize("intent", ["deny", "affirm", "thank", "goodbye", "speak_to_human", "track_order", "abuse"])
@pytest.mark.parametrize("at", ["offer", "check"])
def test_it_comes_before_everything_else(opens: Opens, intent: str, at: str) -> None:
    """Whichever step would have answered, nothing is carried out, declined or closed."""
    conversation = opens("cus_seoyeon" if at == "offer" else "cus_liam")
    if at == "offer":
        conversation.say("cancel order 1002", "cancel_order", order_number="1002")
    else:
        conversation.say("where is order 1004?", "track_order", order_number="1004")
    assert conversation.slots["awaiting"] == at
    before = len(conversation.events)
    conversation.say("…", intent, danger="self_harm")
    assert conversation.handoff_reason == "safety"
    happened = {e.type for e in conversation.events[before:] if e.type}
    assert not happened & {"offer_carried_out", "offer_declined", "resolved", "boundary_set"}


def test_a_threat_is_taken_at_its_word(opens: Opens) -> None:
    conversation = opens("cus_tomasz")
    conversation.say("I'll come and find your driver", "abuse", "angry", abusive=True, danger="threat")
    assert conversation.handoff_reason == "safety"


def test_the_desk_sees_it_first(opens: Opens) -> None:
    conversation = opens("cus_liam")
    conversation.say("I can't do this any more", "express_frustration", danger="self_harm")
    assert conversation.card["reason"]["text"] == "Somebody may be in danger"
    assert "no word about orders" in conversation.card["next"]["text"]


def test_it_is_heard_again_after_a_human_has_given_back(opens: Opens) -> None:
    """The words are other ones, too."""
    conversation = opens("cus_liam")
    first, _ = conversation.say("I can't do this any more", "express_frustration", danger="self_harm")
    conversation.slots["handoff_reason"] = None
    second, _ = (
        conversation.say("I mean it", "express_frustration", danger="self_harm")
        if conversation.owner == ("assistant")
        else (None, None)
    )
    assert first != second
