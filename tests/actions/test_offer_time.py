"""When it would be there: a question about the offer that waits (B3, C3)."""

from datetime import UTC, datetime, timedelta

import pytest

from frontdesk.log import StatusType
from tests.actions.conftest import Opens, offer_waits
from tests.actions.conversation import Conversation

YES, NO = "Yes, please", "No, thanks"


@pytest.fixture
def vase(opens: Opens) -> Conversation:
    """Yuki's vase came in pieces, and a new one is offered to her."""
    conversation = opens("cus_yuki")
    conversation.say("the vase came in two pieces", "damaged_or_wrong_item")
    conversation.press("Yes, that's right")
    assert conversation.offer == "replacement"
    return conversation


@pytest.mark.row("B3", "C3", "L3")
def test_when_the_new_one_would_come_is_told_and_it_stays_offered(vase: Conversation) -> None:
    thursday = (datetime.now(UTC).date() + timedelta(days=4)).isoformat()
    told, again = vase.say("very kind. would it arrive before thursday?", "track_order", date=thursday)
    assert "working days" in told and "delivered" not in told
    assert "promise" in told
    assert again.endswith("?") and offer_waits(vase)
    vase.press(YES)
    assert vase.statuses(StatusType.OFFER_CARRIED_OUT)


@pytest.mark.row("B3")
@pytest.mark.parametrize(
    "text", ["When is it on my account?", "I do not ask where is the lamp. I ask when the money is on my account"]
)
def test_when_the_money_would_be_there_is_told(charged_twice: Conversation, text: str) -> None:
    told, _ = charged_twice.say(text, "track_order")
    assert "five working days" in told
    assert offer_waits(charged_twice)


@pytest.mark.row("B3", "K2")
def test_asked_twice_it_is_told_in_two_ways(charged_twice: Conversation) -> None:
    told = [charged_twice.say("and when is it on my account?", "track_order")[0] for _ in range(2)]
    assert len(set(told)) == 2 and all("five working days" in words for words in told)
    assert offer_waits(charged_twice)


@pytest.fixture
def lost(opens: Opens) -> Conversation:
    """Pierre's parcel is said to be delivered, and a search is offered to him."""
    conversation = opens("cus_pierre")
    conversation.say("delivered, but not there", "delivery_problem")
    conversation.press("Yes, that's right")
    assert conversation.offer == "trace"
    return conversation


@pytest.mark.row("B3", "L3")
def test_how_long_a_search_takes_is_told(lost: Conversation) -> None:
    told, _ = lost.say("how long does that take?", "track_order")
    assert "two days" in told
    assert offer_waits(lost)


@pytest.mark.row("L3")
def test_a_word_about_tonight_is_no_no_to_a_search(lost: Conversation) -> None:
    """Nothing that is sent again would be there today."""
    today = datetime.now(UTC).date().isoformat()
    lost.say("how long does search take i work tonight", "chitchat", date=today)
    assert lost.offer == "trace" and offer_waits(lost)
    assert lost.statuses(StatusType.WISH) == []


@pytest.mark.row("C3", "W6")
def test_where_another_order_is_is_another_matter(charged_twice: Conversation) -> None:
    said = " ".join(charged_twice.say("and where is 1008?", "track_order", order_number="1008"))
    assert "1008" in said and "working days" not in said
