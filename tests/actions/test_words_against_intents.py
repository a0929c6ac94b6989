"""What the words themselves tell counts against what they were taken for (C3, W7)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.actions.conftest import Opens

IN_TWO, IN_SIX = ((datetime.now(UTC) + timedelta(days=days)).date().isoformat() for days in (2, 6))


@pytest.mark.parametrize(
    ("customer", "text", "intent", "facts", "heard"),
    [
        (None, "my mower still hasn't come", "damaged_or_wrong_item", {"product": "mower"}, "delivery_problem"),
        ("cus_tomasz", "1024 came, and it's the wrong thing", "delivery_problem", {}, "damaged_or_wrong_item"),
        (
            "cus_amara",
            "1026 stopped heating, so do tell me if that is that",
            "product_question",
            {},
            "damaged_or_wrong_item",
        ),
    ],
    ids=["what has not come is not broken", "what came wrong has come", "what is broken is no question"],
)
@pytest.mark.row("C3", "H3")
def test_it_is_heard_as_what_was_told(
    opens: Opens, customer: str | None, text: str, intent: str, facts: dict[str, Any], heard: str
) -> None:
    conversation = opens(customer)
    conversation.say(text, intent, **facts, besides={intent: text})
    assert conversation.slots["request_type"] == heard
    assert conversation.slots.get("also_asked", []) == [], "it is no second matter either"


@pytest.mark.row("W1", "C3")
def test_who_rules_out_one_day_and_names_another_wants_it_changed(opens: Opens) -> None:
    conversation = opens("cus_emma")
    text = f"please not on {IN_TWO} for order 1003, bring it on {IN_SIX}"
    conversation.say(text, "track_order", order_number="1003", date=[IN_TWO, IN_SIX])
    assert conversation.slots["request_type"] == "change_order"


@pytest.mark.row("C6", "B2", "W7")
def test_a_neighbour_who_has_the_key_on_a_day_to_come_has_no_parcel_yet(opens: Opens) -> None:
    """Nothing has come right by itself, and the day that is named is the one on which it is to come."""
    conversation = opens("cus_yuki")
    conversation.say("where is order 1006?", "track_order", order_number="1006")
    conversation.say(f"better on Saturday {IN_SIX}, my neighbour has the key then", "inform", date=IN_SIX)
    assert conversation.owner == "assistant"
    assert conversation.offer == "new_day"


def test_a_day_that_is_thanked_for_is_no_other_day(opens: Opens) -> None:
    conversation = opens("cus_yuki")
    conversation.say("where is order 1006?", "track_order", order_number="1006")
    conversation.say(f"great, see you on Saturday {IN_SIX}", "thank", date=IN_SIX)
    assert conversation.offer is None
