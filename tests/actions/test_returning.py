"""Customers who come back: by name, with the open matter, and nothing asked that is known (C1, W6)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from frontdesk.desk import handoffs
from frontdesk.log import StatusType
from frontdesk.staff import agents
from frontdesk.staff.agents import Role
from tests.actions.conftest import Opens
from tests.actions.conversation import Conversation


@pytest.fixture
def traced(opens: Opens) -> Conversation:
    """Tomasz's parcel is searched for, and news is promised."""
    conversation = opens("cus_tomasz")
    conversation.press("Yes, it's about that")
    conversation.press("Yes, please")
    return conversation


@pytest.mark.row("C1", "K7")
@pytest.mark.parametrize(
    ("customer", "name"), [("cus_seoyeon", "Park Seo-yeon"), ("cus_yuki", "Yuki Tanaka"), ("cus_priya", "Priya")]
)
def test_nobody_is_greeted_by_their_family_name(opens: Opens, customer: str, name: str) -> None:
    assert opens(customer).said[0].startswith(f"Hello {name},")


@pytest.mark.row("C1", "W6", "P2")
@pytest.mark.parametrize("closed", [True, False])
def test_an_open_promise_is_mentioned_with_its_day(opens: Opens, traced: Conversation, closed: bool) -> None:
    if closed:
        traced.press("Yes, that's fine")
    greeting = opens("cus_tomasz").said[0]
    assert "I'll tell you what the carrier found about order 1009" in greeting
    assert greeting.count("?") == 1


@pytest.mark.row("C1", "W6")
@pytest.mark.parametrize("how", ["button", "yes", "words", "news"])
def test_yes_to_the_promise_is_answered_with_the_news(opens: Opens, traced: Conversation, how: str) -> None:
    conversation = opens("cus_tomasz")
    if how == "button":
        (said,) = conversation.press("Yes, it's about that")
    elif how == "yes":
        (said,) = conversation.say("yes", "affirm")
    elif how == "words":
        (said,) = conversation.say("where is my mower?", "track_order")
    else:
        (said,) = conversation.say("any news?", "nlu_fallback")
    assert "still searching for order 1009" in said
    assert conversation.slots["order_number"] == "1009"
    assert len(traced.statuses(StatusType.OFFER_CARRIED_OUT)) == 1


@pytest.mark.row("C1")
def test_something_else_is_heard_as_something_else(opens: Opens, traced: Conversation) -> None:
    conversation = opens("cus_tomasz")
    conversation.say("I can't log in", "account_access")
    assert conversation.slots["request_type"] == "account_access"
    assert conversation.slots.get("order_number") is None


@pytest.mark.row("C1", "W6")
def test_a_matter_that_waits_for_a_human_is_mentioned_and_handed_on(opens: Opens, traced: Conversation) -> None:
    conversation = opens("cus_emma")
    conversation.say("I was charged too much for order 1018", "billing_problem", order_number="1018")
    conversation.ask_for_human()
    again = opens("cus_emma")
    assert "order 1018" in again.said[0] and "colleagues" in again.said[0]
    again.press("Yes, it's about that")
    assert again.owner == "waiting"


@pytest.mark.row("C1", "W6", "C3")
def test_a_matter_that_was_left_unsettled_goes_on_where_it_was(opens: Opens) -> None:
    """Neither the order nor the story is asked again."""
    first = opens("cus_emma")
    first.say("I was charged too much for order 1018", "billing_problem", order_number="1018")
    again = opens("cus_emma")
    assert "order 1018" in again.said[0]
    again.press("Yes, it's about that")
    assert again.offer == "refund_overcharge"
    assert not any("Which" in text or "Did I get that right" in text for text in again.said[1:])


@pytest.mark.row("C1")
@pytest.mark.parametrize(("days", "mentioned"), [(0, True), (1, False)])
def test_what_was_resolved_is_mentioned_on_the_same_day_alone(
    opens: Opens, days: int, mentioned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opens("cus_liam")
    first.say("where is order 1004?", "track_order", order_number="1004")
    first.press("Yes, thanks")
    again = Conversation.open(first.parts, "cus_liam", datetime.now(UTC) + timedelta(days=days))
    (greeting,) = again.answer()
    assert ("1004" in greeting) == mentioned
    if mentioned:
        (asked,) = again.press("Yes, it's about that")
        assert "open" in asked or "missing" in asked


@pytest.mark.row("C1")
def test_a_stranger_is_told_of_nobodys_matter(opens: Opens, traced: Conversation) -> None:
    assert "1009" not in opens().said[0]
    assert "1009" not in opens("cus_liam").said[0]


@pytest.mark.row("C1", "B7")
def test_what_is_promised_is_known_while_the_shop_is_down(
    opens: Opens, traced: Conversation, shop_goes_down: Callable[[], None]
) -> None:
    conversation = opens.unanswered("cus_tomasz")
    shop_goes_down()
    (greeting,) = conversation.answer()
    assert greeting.startswith("Hello Tomasz Nowak") and "1009" in greeting
    (said,) = conversation.press("Yes, it's about that")
    assert "My promise stands" in said


@pytest.mark.row("W6")
def test_an_agents_promise_is_told_with_the_agents_name(opens: Opens) -> None:
    first = opens("cus_liam")
    first.ask_for_human()
    with first.parts.store.writing() as session:
        sam = agents.add_agent(session, "sam@example.com", "Sam", Role.AGENT, "a long password")
        handoff = handoffs.open_handoff(session, first.id)
        assert handoff is not None
        handoffs.claim(session, handoff.id, sam, first.at)
        handoffs.resolve(
            session, first.id, sam, resolution=handoffs.Resolution.SOLVED, root_cause=None, at=first.at,
            follow_up=handoffs.FollowUp("call the depot", first.at + timedelta(days=3), "phone"),
        )  # fmt: skip
    again = opens("cus_liam")
    assert "Sam promised you this" in again.said[0] and "call the depot" in again.said[0]
    (said,) = again.press("Yes, it's about that")
    assert "Sam" in said and "call the depot" in said


@pytest.mark.row("C1", "H2")
def test_words_of_the_kind_of_a_promise_without_an_order_are_heard_for_themselves(opens: Opens) -> None:
    opens("cus_emma").say("please delete my account", "privacy_request")
    conversation = opens("cus_emma")
    assert "about your data" in conversation.said[0]
    said = conversation.say("somebody from Minsk has signed in as me, what do you store of that?", "privacy_request")
    assert not any("still open" in text for text in said)
    assert "Minsk" in " ".join(str(text) for text in conversation.slots["story"])


@pytest.mark.row("C1", "W6")
def test_who_asks_for_news_of_a_promise_without_an_order_hears_its_day(opens: Opens) -> None:
    opens("cus_emma").say("please delete my account", "privacy_request")
    (said,) = opens("cus_emma").say("any news?", "nlu_fallback")
    assert "about your data" in said


@pytest.mark.row("C1", "H2")
def test_a_no_in_front_of_the_same_kind_of_request_is_a_no(opens: Opens, traced: Conversation) -> None:
    said = opens("cus_tomasz").say("no, something else. where is the clock I ordered?", "track_order")
    assert not any("1009" in text for text in said)


@pytest.mark.row("C1", "W6")
def test_a_no_that_means_it_has_not_come_is_about_the_order_of_the_greeting(opens: Opens) -> None:
    said = opens("cus_tomasz").say("no, it still hasn't come", "delivery_problem")
    assert any("1009" in text for text in said)


@pytest.mark.row("C1", "W6", "B3")
@pytest.mark.parametrize("intent", ["delivery_problem", "affirm", "billing_problem", "track_order"])
def test_a_number_that_is_not_the_one_of_the_greeting_is_another_matter(opens: Opens, intent: str) -> None:
    first = opens("cus_jonas")
    first.say("I was charged twice", "billing_problem")
    first.press("Yes, that's right")
    first.press("Yes, please")
    again = opens("cus_jonas")
    assert "1017" in again.said[0]
    said = " ".join(again.say("hey 1008, nobody home?? i was home ALL day. any news when he comes?", intent))
    assert "1017" not in said
    assert again.slots["order_number"] == "1008"
