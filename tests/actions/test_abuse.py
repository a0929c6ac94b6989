"""Insults and anger: one calm boundary, nothing lost, and a human in time (A1, H4)."""

from frontdesk.log import StatusType
from tests.actions.conftest import Opens


def test_a_question_about_the_assistant_is_no_insult(opens: Opens) -> None:
    """A1: even if its words are taken for abuse."""
    conversation = opens("cus_liam")
    conversation.say("are you a robot?", "challenge_bot", "annoyed", abusive=True)
    assert conversation.statuses(StatusType.BOUNDARY_SET) == []


def test_insults_meet_one_boundary_and_then_a_human(opens: Opens) -> None:
    """A1, H4"""
    conversation = opens()
    (boundary,) = conversation.say("you idiots", "abuse", "angry", abusive=True)
    assert "insults" in boundary
    assert len(conversation.statuses(StatusType.BOUNDARY_SET)) == 1
    conversation.say("fucking idiots", "abuse", "angry", abusive=True)
    assert conversation.handoff_reason == "abuse"
    assert len(conversation.statuses(StatusType.BOUNDARY_SET)) == 1


def test_a_request_inside_an_insult_is_not_lost(opens: Opens) -> None:
    """A1, C3: what they need was told, so it is not asked."""
    conversation = opens("cus_tomasz")
    boundary, restated = conversation.say("where is order 1009 you idiots", "track_order", "angry", abusive=True)
    assert "insults" in boundary
    assert "What do you need" not in boundary
    assert "order 1009" in restated
    assert conversation.titles == ["Yes, that's right", "Not quite"]


def test_an_insult_while_an_offer_waits_declines_nothing(opens: Opens) -> None:
    """A1, L3: the offer is asked about again, its buttons still there."""
    conversation = opens("cus_jonas")
    conversation.say("I was charged twice", "billing_problem")
    conversation.press("Yes, that's right")
    conversation.say("you idiots", "abuse", "angry", abusive=True)
    assert conversation.statuses(StatusType.OFFER_DECLINED) == []
    assert conversation.titles == ["Yes, please", "No, thanks"]


def test_anger_is_not_punished_and_three_angry_turns_bring_a_human(opens: Opens) -> None:
    """A1, C5: and the human reads what it is about."""
    conversation = opens("cus_mia")
    conversation.say("WHERE IS MY BENCH", "track_order", "angry")
    conversation.say("I AM SICK OF THIS", "express_frustration", "angry")
    assert conversation.owner == "assistant"
    conversation.say("DO SOMETHING", "express_frustration", "angry")
    assert conversation.handoff_reason == "anger"
    assert conversation.statuses(StatusType.BOUNDARY_SET) == []
    assert conversation.card["request"]["type"] == "track_order"
