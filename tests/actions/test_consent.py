"""Only a plain yes carries an offer out; whatever names another thing is asked about once more (P1, L3, H3)."""

import pytest

from frontdesk.log import StatusType
from tests.actions.conftest import Opens
from tests.actions.conversation import Conversation
from tests.actions.offer_cases import CASES, NO, YES, reach


def carried_out(conversation: Conversation) -> list[str]:
    """What was done in the shop."""
    return [str(done["offer"]) for done in conversation.statuses(StatusType.OFFER_CARRIED_OUT)]


def offered(opens: Opens, offer: str) -> Conversation:
    """A conversation in which this offer waits for its answer."""
    conversation = opens(CASES[offer].customer)
    reach(conversation, CASES[offer])
    assert conversation.offer == offer
    assert conversation.slots["awaiting"] == "offer"
    return conversation


@pytest.mark.row("P1", "L3", "H3")
@pytest.mark.parametrize(
    ("offer", "text", "intent"),
    [
        ("refund_goods", "Just the vase then, please send it", "affirm"),
        ("refund_goods", "fine, send the vase", "affirm"),
        ("refund_goods", "ok then the vase", "affirm"),
        ("refund_goods", "yes please send the lamp as well", "affirm"),
        ("refund_goods", "sure, the bowl", "affirm"),
        ("refund_goods", "only if I get to keep the vase", "affirm"),
        ("refund_goods", "yes but not to my card", "affirm"),
        ("refund_goods", "yes, if you throw in the delivery", "affirm"),
        ("refund_goods", "yes but only if it's quick", "affirm"),
        ("refund_goods", "yes I am angry", "affirm"),
        ("refund_goods", "yes it was broken when it came", "affirm"),
        ("refund_goods", "of course it's broken", "affirm"),
        ("refund_goods", "yes I heard you the first time", "affirm"),
        ("refund_goods", "yes I know", "affirm"),
        ("refund_goods", "Yes I'm angry. Great.", "affirm"),
        ("refund_goods", "yeah right", "affirm"),
        ("refund_goods", "yes, and pigs can fly", "affirm"),
        ("refund_goods", "sure, whenever pigs fly", "affirm"),
        ("refund_goods", "oh yes please, ruin my week some more", "affirm"),
        ("refund_goods", "sure why not, you've ruined everything anyway", "affirm"),
        ("refund_goods", "ok, I'll think about it", "affirm"),
        ("refund_goods", "yes maybe", "affirm"),
        ("refund_goods", "ok but not today", "affirm"),
        ("refund_goods", "yes but first tell me when it comes", "affirm"),
        ("refund_goods", "yes but how long does it take?", "affirm"),
        ("refund_goods", "my money back, but to another account", "refund"),
        ("refund_goods", "money back only if I needn't send the vase to you", "refund"),
        ("refund_goods", "I want a refund for the vase and also for the lamp", "refund"),
        ("refund_goods", "nah, a refund is a joke", "deny"),
        ("trace", "yes, search your pockets first", "affirm"),
        ("trace", "ok send a new one then", "affirm"),
        ("trace", "yes, and where is it now?", "affirm"),
        ("replacement", "yes to the money, not the vase", "affirm"),
        ("replacement", "yes but I'd rather have a voucher", "affirm"),
        ("replacement", "yes, two of them please", "affirm"),
        ("cancel", "ok, cancel only the lamp", "affirm"),
        ("refund_duplicate", "yes, when hell freezes over", "affirm"),
        ("refund_duplicate", "ok and what about the interest", "affirm"),
        ("return_label", "sure, if a courier picks it up", "affirm"),
        ("refund_duplicate", "ok but the invoice first", "affirm"),
        ("voucher", "yes but in cash", "affirm"),
        ("new_address", "yes but number 7", "affirm"),
    ],
)
def test_an_answer_that_is_not_a_plain_yes_carries_nothing_out(
    opens: Opens, offer: str, text: str, intent: str
) -> None:
    conversation = offered(opens, offer)
    answer = conversation.say(text, intent)
    assert carried_out(conversation) == []
    assert conversation.slots["awaiting"] == "offer" or conversation.owner == "waiting"
    assert conversation.owner == "waiting" or answer[-1].rstrip().endswith(("?", "."))


@pytest.mark.row("P1", "W1")
@pytest.mark.parametrize(
    ("offer", "text", "intent"),
    [
        *(
            ("refund_goods", text, "affirm")
            for text in (
                "yes",
                "y",
                "ok go ahead",
                "please do",
                "👍",
                "sounds good",
                "perfect",
                "yes please, that would be great, thank you",
                "sure, why not",
                "I'd like that",
                "fine, do it",
                "yes please, as soon as possible",
                "yes but please hurry",
                "yes please, pay me the 64.00 back",
                "yes, the money for the vase please",
                "ok then, give me the money back",
                "Goodness, after two years? Yes please, gladly.",
                "Yes. How kind.",
                "Ah well. Yes, do that.",
            )
        ),
        ("refund_goods", "yes please refund me", "refund"),
        ("refund_goods", "JUST REFUND ME", "refund"),
        ("refund_goods", "this is not what I paid for, I want my money back", "refund"),
        ("refund_overcharge", "now back to the plates: yes, pay me the 13.90 back", "affirm"),
        ("refund_goods", "Yes, please. The watering can may stay, we get on well.", "affirm"),
        ("replacement", "the vase then, yes please", "affirm"),
        ("replacement", "yes please send me a new one today", "affirm"),
        ("trace", "finally. yes, look for it", "affirm"),
        ("trace", "ok im back. yes please, start the search", "affirm"),
        ("cancel", "yes, cancel the whole order", "affirm"),
        ("cancel", "I understand. Then yes, please cancel it.", "affirm"),
        ("refund_duplicate", "Yes. Send it.", "affirm"),
        ("refund_duplicate", "Yes, send it back", "affirm"),
        ("replacement", "yes please, another one", "affirm"),
        ("return_label", "grand, send it over", "affirm"),
        ("voucher", "hm. go on then, I'll take it", "affirm"),
        ("password_link", "Well, this time it's me who asked for it. Please send it.", "affirm"),
        ("stop_subscription", "Then please do stop it.", "affirm"),
        ("new_address", "Correct.", "affirm"),
        ("payment_link", "perfect. then yes, make me one", "affirm"),
    ],
)
def test_a_plain_yes_is_a_yes(opens: Opens, offer: str, text: str, intent: str) -> None:
    conversation = offered(opens, offer)
    conversation.say(text, intent)
    assert carried_out(conversation) == [offer]


@pytest.mark.row("P1", "H3", "L3")
def test_the_offer_is_said_back_in_full_before_it_waits_again(opens: Opens) -> None:
    """In other words than before, with its facts and its buttons; a yes to it is then a yes."""
    conversation = offered(opens, "refund_goods")
    first = conversation.said[-1]
    (again,) = conversation.say("Just the vase then, please send it", "affirm")
    assert again != first
    assert "64.00" in again and "Hand-blown vase" in again
    assert conversation.titles == [YES, NO]
    conversation.press(YES)
    assert carried_out(conversation) == ["refund_goods"]


@pytest.mark.row("P1", "B2", "W2")
def test_two_answers_that_are_no_plain_yes_bring_a_person(opens: Opens) -> None:
    conversation = offered(opens, "refund_goods")
    conversation.say("yes I know", "affirm")
    conversation.say("of course it's broken", "affirm")
    assert conversation.handoff_reason == "not_understood"
    assert carried_out(conversation) == []


@pytest.mark.row("L3")
@pytest.mark.parametrize(
    ("offer", "text", "then"),
    [
        ("refund_goods", "ok but send me a new one instead", "replacement"),
        ("replacement", "yes but I want my money back instead", "refund_goods"),
    ],
)
def test_a_yes_to_another_thing_is_offered_that(opens: Opens, offer: str, text: str, then: str) -> None:
    conversation = offered(opens, offer)
    conversation.say(text, "affirm")
    assert carried_out(conversation) == []
    assert conversation.offer == then or conversation.handoff_reason is not None


@pytest.mark.row("H4", "E1")
def test_irony_is_heard_as_displeasure(opens: Opens) -> None:
    conversation = offered(opens, "refund_goods")
    heard, again = conversation.say("yeah great, thanks for nothing", "thank")
    assert "welcome" not in heard and "Gladly" not in heard
    assert again.endswith("?")
    assert conversation.titles == [YES, NO]
