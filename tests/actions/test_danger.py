"""Somebody may be in danger: a humane word and a human at once, whatever was going on (H4, A1, W2)."""

from collections.abc import Callable

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


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("the kettle is smoking!!", "unplug"),
        ("my lamp smells of burning when it's on", "unplug"),
        ("sparks came out of the plug", "unplug"),
        ("it sparked and went dark", "unplug"),
        ("I got an electric shock from your coffee machine", "unplug"),
        ("the lamp gave my son a nasty shock", "unplug"),
        ("the charger melted on my table", "unplug"),
        ("that heater of yours caught FIRE in my sons room", "unplug"),
        ("the battery is swollen and hot", "unplug"),
        ("there are bare wires at the back", "unplug"),
        ("burnt my hand on the handle of the pan", "unplug"),
        ("the grill leaks gas", "windows"),
        ("there is a smell of gas in the kitchen since yesterday", "windows"),
        ("theres glass in the honey", "eat"),
        ("I found a splinter of glass in my jar of jam", "eat"),
        ("my daughter bit on a piece of metal", "eat"),
    ],
)
@pytest.mark.row("H4", "W2", "C5")
def test_goods_that_may_hurt_somebody_bring_a_line_of_safety_and_a_person_first(
    opens: Opens, text: str, line: str
) -> None:
    conversation = opens("cus_amara")
    safety, handed = conversation.say(text, "damaged_or_wrong_item", "annoyed")
    assert line in safety and "112" in safety
    assert "offer" not in handed.lower()
    assert conversation.handoff_reason == "safety"
    assert conversation.card["reason"]["text"] == "Somebody may be in danger"
    assert conversation.card["request"]["type"] == "damaged_or_wrong_item"
    assert "unplugged, put away" in conversation.card["next"]["text"]


@pytest.mark.parametrize(
    "text",
    [
        "it isn't smoking, it just stopped",
        "I took the amber vase but my room wants the smoke one",
        "they took our gas away, is the casserole good for induction?",
        "does this bench spark joy or what",
        "I got a shock when I saw the bill",
        "how long do these candles burn",
        "the sofa cover smells of smoke",
        "my dinner's burnt because I was waiting for your driver",
        "the glass of the lamp is broken",
        "your delivery men smoked in our stairwell",
        "the jar exploded in the post",
        "fire the driver",
    ],
)
@pytest.mark.row("H4", "W1")
def test_what_only_sounds_like_it_is_an_ordinary_matter(opens: Opens, text: str) -> None:
    conversation = opens("cus_amara")
    conversation.say(text, "damaged_or_wrong_item")
    assert conversation.handoff_reason != "safety"


@pytest.mark.parametrize(("text", "kind"), [("I can't go on, 1026", "self_harm"), ("1026: it sparks", None)])
def test_a_shop_that_is_down_keeps_nobody_from_help(
    opens: Opens, shop_goes_down: Callable[[], None], text: str, kind: str | None
) -> None:
    conversation = opens("cus_amara")
    shop_goes_down()
    help_first, _ = conversation.say(text, "inform", danger=kind)
    assert "112" in help_first
    assert conversation.handoff_reason == "safety"
