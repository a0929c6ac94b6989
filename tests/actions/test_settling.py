"""Is it settled, the fact and the feeling? And what is not over after all (C6)."""

from datetime import timedelta

import pytest

from frontdesk.desk import handoffs
from frontdesk.desk.handoffs import Resolution
from frontdesk.log import StatusType
from frontdesk.staff import agents
from frontdesk.staff.agents import Role
from frontdesk.wording import texts
from tests.actions.conftest import Opens
from tests.actions.conversation import Conversation


@pytest.fixture
def helped(opens: Opens) -> Conversation:
    """Emma was upset, has her overcharge back on the way, and is asked about it."""
    conversation = opens("cus_emma")
    conversation.say("you charged me too much for order 1018!!", "billing_problem", "frustrated", order_number="1018")
    conversation.press("Yes, that's right")
    conversation.press("Yes, please")
    return conversation


@pytest.fixture
def traced(opens: Opens) -> Conversation:
    """Tomasz's parcel is searched for, and he is content with that until the day."""
    conversation = opens("cus_tomasz")
    conversation.press("Yes, it's about that")
    conversation.press("Yes, please")
    conversation.press("Yes, that's fine")
    assert conversation.owner == "closed"
    return conversation


def come_back(conversation: Conversation, **later: float) -> None:
    """Some time passes."""
    conversation.at += timedelta(**later)


@pytest.mark.row("C6")
def test_an_upset_customer_is_asked_about_fact_and_feeling_in_one_question(opens: Opens) -> None:
    conversation = opens("cus_yuki")
    conversation.say("my vase came in pieces, I want compensation", "damaged_or_wrong_item", "angry")
    conversation.press("Yes, that's right")
    conversation.press("No, thanks")
    *_, check = conversation.press("Yes, please")
    assert check.count("?") == 1
    assert any(word in check for word in ("how it went", "came before"))


@pytest.mark.row("C6")
@pytest.mark.parametrize(
    ("text", "intent", "feeling"),
    [
        ("yes but I'm still angry about it", "affirm", "annoyed"),
        ("it's done but that was awful", "express_frustration", "frustrated"),
        ("done, I'm just really disappointed in you", "complaint", "annoyed"),
        ("no, it is done, it should never have happened though", "deny", "annoyed"),
    ],
)
def test_settled_in_fact_and_not_in_feeling_gets_a_warm_word_and_something_for_the_trouble(
    helped: Conversation, text: str, intent: str, feeling: str
) -> None:
    (said,) = helped.say(text, intent, feeling)
    assert "harder than it should be" in said or "undo" in said
    assert helped.offer == "voucher"
    assert helped.owner == "assistant"
    checked = helped.statuses(StatusType.CHECKED)[-1]
    assert (checked["settled"], checked["feeling"]) == (True, "open")


@pytest.mark.row("C6", "P1")
def test_what_is_given_for_the_trouble_ends_it(helped: Conversation) -> None:
    """Neither is it asked once more whether it is settled, nor does it go on to a human."""
    helped.say("yes but that was awful", "affirm", "annoyed")
    given, closing = helped.press("Yes, please")
    assert "FERN" in given
    assert "You'll hear from me on" in closing and "How did we do" in closing
    assert helped.owner == "closed"


@pytest.mark.row("C6", "L3")
def test_a_declined_trifle_ends_it_with_thanks_and_no_handoff(helped: Conversation) -> None:
    helped.say("yes but that was awful", "affirm", "annoyed")
    (closing,) = helped.press("No, thanks")
    assert "Thank you" in closing
    assert helped.owner == "closed"


@pytest.mark.row("C6")
def test_where_nothing_may_be_given_there_is_a_warm_word_and_thanks(opens: Opens) -> None:
    conversation = opens("cus_liam")
    conversation.say("where is order 1004?", "track_order", order_number="1004")
    warm, closing = conversation.say("fine, but how long this took is a joke", "affirm", "annoyed")
    assert warm != closing
    assert conversation.owner == "closed"


@pytest.mark.row("C6")
def test_a_no_that_says_what_is_missing_is_not_asked_what_is_missing(helped: Conversation) -> None:
    said = helped.say("no, the discount is still not there and I want my money back", "deny", "annoyed")
    assert not any("still open" in text or "missing" in text for text in said)
    assert helped.handoff_reason == "not_settled"
    assert helped.card["wishes"]


@pytest.mark.row("C6", "W6")
@pytest.mark.parametrize("days", [0, 2])
def test_a_closed_matter_that_is_not_over_is_taken_up_with_everything_known(opens: Opens, days: int) -> None:
    conversation = opens("cus_liam")
    conversation.say("where is order 1004?", "track_order", order_number="1004")
    conversation.press("Yes, thanks")
    come_back(conversation, days=days)
    said = conversation.say("it still hasn't come", "delivery_problem", "annoyed")
    assert conversation.slots["order_number"] == "1004"
    assert conversation.slots["not_settled"] == 1
    assert not any("Which" in text or "Did I get that right" in text for text in said)
    assert conversation.statuses(StatusType.CHECKED)[-1]["settled"] is False
    assert any("1004" in text for text in said) == (days > 0), "what has changed since is told, and nothing twice"


@pytest.mark.row("C6", "W6")
def test_a_running_promise_is_not_begun_again(traced: Conversation) -> None:
    news, check = traced.say("it still hasn't come", "delivery_problem", "annoyed")
    assert "still searching for order 1009" in news and "My promise stands" in news
    assert "until then" in check
    traced.press("Not really")
    assert traced.handoff_reason == "not_settled"
    assert len(traced.statuses(StatusType.OFFER_CARRIED_OUT)) == 1


@pytest.mark.row("C6", "C5")
def test_who_comes_back_angry_gets_a_person_at_once(traced: Conversation) -> None:
    traced.say("STILL NOTHING HERE", "express_frustration", "angry")
    assert (traced.owner, traced.handoff_reason) == ("waiting", "not_settled")


@pytest.mark.row("C6")
def test_another_matter_after_closing_begins_anew(traced: Conversation) -> None:
    traced.say("can I still change the delivery day of order 1028?", "change_order", order_number="1028")
    assert traced.slots["request_type"] == "change_order"
    assert not traced.slots.get("not_settled")


@pytest.mark.row("C6", "C5")
def test_what_an_agent_closed_and_is_not_over_goes_back_to_a_person(traced: Conversation) -> None:
    traced.ask_for_human()
    with traced.parts.store.writing() as session:
        sam = agents.add_agent(session, "sam@example.com", "Sam", Role.AGENT, "a long password")
        handoff = handoffs.open_handoff(session, traced.id)
        assert handoff is not None
        handoffs.claim(session, handoff.id, sam, traced.at)
        handoffs.resolve(
            session, traced.id, sam, resolution=Resolution.SOLVED, root_cause=None, follow_up=None, at=traced.at
        )
    (said,) = traced.say("thank you", "thank")
    assert traced.owner == "closed" and said
    traced.say("it's not over after all", "express_frustration", "annoyed")
    assert (traced.owner, traced.handoff_reason) == ("waiting", "not_settled")


@pytest.mark.row("P2", "P3")
@pytest.mark.parametrize("text", ["so?", "any news?", "have you heard anything?"])
def test_a_question_for_news_is_answered_with_what_is_known_and_when(traced: Conversation, text: str) -> None:
    (said,) = traced.say(text, "nlu_fallback")
    assert "order 1009" in said and "on " in said
    assert traced.owner == "closed"
    again = traced.say(text, "nlu_fallback")
    assert again != [said]


@pytest.mark.row("P2", "P3")
def test_news_may_be_asked_for_before_the_matter_is_closed(opens: Opens) -> None:
    conversation = opens("cus_tomasz")
    conversation.press("Yes, it's about that")
    conversation.press("Yes, please")
    (said,) = conversation.say("well?", "nlu_fallback")
    assert "promise stands" in said
    assert conversation.slots["awaiting"] == "check"


@pytest.mark.row("C3")
def test_so_is_about_the_offer_while_an_offer_waits(opens: Opens) -> None:
    conversation = opens("cus_tomasz")
    conversation.press("Yes, it's about that")
    (said,) = conversation.say("so?", "nlu_fallback")
    assert "promise" not in said


@pytest.mark.row("C6")
@pytest.mark.parametrize(
    ("text", "intent", "confidence"),
    [
        ("brilliant, we'll be in all day", "track_order", 0.5),
        ("ah yes, I see it now, it was under another name", "correct", 0.7),
        ("I sleep on it. Thank you", "chitchat", 0.6),
        ("grand so", "greet", 0.5),
    ],
)
def test_that_it_is_settled_may_be_said_by_the_way(opens: Opens, text: str, intent: str, confidence: float) -> None:
    conversation = opens("cus_liam")
    conversation.say("where is order 1004?", "track_order", order_number="1004")
    conversation.say(text, intent, confidence=confidence)
    assert conversation.owner == "closed"


@pytest.mark.row("C6", "C5")
def test_a_remark_after_help_needs_nobody_else(opens: Opens) -> None:
    conversation = opens("cus_tomasz")
    conversation.press("Yes, it's about that")
    conversation.press("Yes, please")
    (asked,) = conversation.say("my neighbour is at home too", "inform")
    assert asked.endswith("?")
    conversation.say("he likes mowers", "inform")
    assert (conversation.owner, conversation.handoff_reason) == ("closed", None)


@pytest.mark.row("C6")
@pytest.mark.parametrize("text", ["great, it still hasn't come", "thanks for nothing, this is not settled!"])
def test_thanks_do_not_settle_what_is_not_over(traced: Conversation, text: str) -> None:
    traced.say(text, "express_frustration", "frustrated")
    assert traced.owner != "closed"


@pytest.mark.row("H1", "W6")
def test_what_is_asked_with_the_yes_is_taken_up_at_once(opens: Opens) -> None:
    conversation = opens("cus_seoyeon")
    conversation.say("cancel order 1002 please", "cancel_order", order_number="1002")
    conversation.press("Yes, please")
    words = "And the grinder, 1028? My money is still not there."
    said = conversation.say(f"Yes, that one is fine. {words}", "affirm", besides={"refund": words})
    assert "1028" in " ".join(said)
    assert conversation.owner != "closed"


@pytest.mark.row("H3")
def test_the_other_order_after_an_answer_is_no_remark(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.say("when will the string lights be here?", "track_order", product="string lights")
    said = conversation.say("hm no, I meant the other order. the bench, that worries me", "correct", product="bench")
    assert "1042" in " ".join(said)


@pytest.mark.row("C6", "K2")
@pytest.mark.parametrize(
    ("told", "works"),
    [
        ("the kettle won't turn on", "oh, it wasn't plugged in. it works now, how silly of me"),
        ("my radio stopped working", "wait, it's running again, sorry for the fuss"),
    ],
)
def test_what_works_after_all_is_left_at_that(opens: Opens, told: str, works: str) -> None:
    conversation = opens("cus_emma")
    conversation.say(told, "damaged_or_wrong_item")
    first, *_ = conversation.say(works, "inform")
    assert first in texts.wordings("check.works_after_all")
    assert "action_close" in conversation.steps


@pytest.mark.row("C6")
def test_what_still_does_not_work_is_not_settled(opens: Opens) -> None:
    conversation = opens("cus_emma")
    conversation.say("the kettle won't turn on", "damaged_or_wrong_item")
    conversation.say("I plugged it in elsewhere and it is still not working", "inform")
    assert "action_close" not in conversation.steps


@pytest.mark.row("B3", "W4")
def test_what_was_never_looked_for_is_not_said_to_have_been_looked_for(opens: Opens) -> None:
    """A calm question was answered, and what is still open is for a colleague: one reason, and it is true."""
    conversation = opens("cus_emma")
    conversation.say("where is 1003?", "track_order", order_number="1003")
    conversation.press("Not really")
    said = conversation.say("it is for my mum in Marlborough", "inform")
    assert conversation.handoff_reason == "not_settled"
    assert not set(said) & set(texts.wordings("lead.nothing_to_offer"))


@pytest.mark.row("C6")
@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("so-so", "express_frustration"),
        ("well, half", "affirm"),
        ("kind of", "affirm"),
        ("yes and no", "affirm"),
        ("not entirely", "deny"),
        ("partly", "nlu_fallback"),
    ],
)
def test_half_a_yes_to_whether_it_is_settled_is_asked_what_is_missing(
    helped: Conversation, text: str, intent: str
) -> None:
    (asked,) = helped.say(text, intent)
    assert asked in (*texts.wordings("check.what_is_open_upset", "en"), *texts.wordings("check.what_is_open", "en"))
    assert helped.statuses(StatusType.CHECKED)[-1]["settled"] is False
    assert helped.owner == "assistant"


@pytest.mark.row("C6")
def test_half_a_yes_said_twice_is_for_a_human(helped: Conversation) -> None:
    helped.say("well, half", "affirm")
    helped.slots["awaiting"] = "check"
    helped.say("so-so", "affirm")
    assert helped.handoff_reason == "not_settled"
