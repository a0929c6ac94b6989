"""A question that nobody has the answer to, asked while an offer waits (W4, L3)."""

import pytest

from frontdesk.log import StatusType
from tests.actions.conftest import Opens
from tests.actions.conversation import Conversation

QUESTION = "do you sponsor school events?"


@pytest.fixture
def offered(opens: Opens) -> Conversation:
    """A conversation in which an offer waits for yes or no."""
    conversation = opens("cus_jonas")
    conversation.say("I was charged twice", "billing_problem")
    conversation.press("Yes, that's right")
    return conversation


@pytest.mark.row("W4", "B3", "L3")
@pytest.mark.parametrize("intent", ["policy_question", "product_question", "out_of_scope", "nlu_fallback"])
def test_it_is_said_to_be_unknown_and_who_finds_out_and_the_offer_stays(offered: Conversation, intent: str) -> None:
    honest, again = offered.say(QUESTION, intent)
    (promise,) = offered.statuses(StatusType.PROMISE_MADE)
    assert QUESTION in promise["what"] and promise["by"] == "desk"
    assert "?" not in honest and again.endswith("?")
    assert offered.titles == ["Yes, please", "No, thanks"]
    assert offered.owner == "assistant"
    offered.press("Yes, please")
    assert len(offered.statuses(StatusType.OFFER_CARRIED_OUT)) == 1


@pytest.mark.row("W4")
def test_two_such_questions_get_two_promises_and_no_sentence_twice(offered: Conversation) -> None:
    said = [*offered.say(QUESTION, "policy_question"), *offered.say("who carves the lamps?", "out_of_scope")]
    assert len(set(said)) == len(said)
    assert len(offered.statuses(StatusType.PROMISE_MADE)) == 2


@pytest.mark.row("P2")
def test_the_promise_is_given_once_however_often_the_turn_is_repeated(offered: Conversation) -> None:
    offered.write(QUESTION)
    turn = offered.take()
    for _ in range(2):
        offered.run(turn, QUESTION, "policy_question")
    assert len(offered.statuses(StatusType.PROMISE_MADE)) == 1


@pytest.mark.row("C3")
@pytest.mark.parametrize(
    ("text", "intent"), [("so?", "nlu_fallback"), ("can I have my money back?", "policy_question")]
)
def test_a_bare_so_and_a_wish_are_no_such_questions(offered: Conversation, text: str, intent: str) -> None:
    offered.say(text, intent)
    assert offered.statuses(StatusType.PROMISE_MADE) == []


@pytest.mark.row("P2", "W6")
def test_who_comes_back_for_the_money_hears_of_the_money_first(offered: Conversation) -> None:
    offered.say(QUESTION, "policy_question")
    offered.press("Yes, please")
    offered.press("Yes, that's fine")
    said = " ".join(offered.say("the money still hasn't come", "refund"))
    assert "179.00" in said and "sponsor" not in said
