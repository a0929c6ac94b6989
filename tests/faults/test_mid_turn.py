"""`kill -9` in the middle of a turn that changes the world: done once, promised once, answered once (P1, P2, B7).

Held databases show where the turn is: the shop's before the shop has done anything, Helpline's after the shop has
committed and before that is in the log, Rasa's after all is in the log and before the answer exists.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.locks import held, look, wait_for
from tests.people import Agent, Customer, Json
from tests.stack import Stack

EVERYTHING = ("frontdesk", "rasa", "actions")
ANSWERED_WITHIN_SECONDS = 90


@dataclass(frozen=True)
class Matter:
    """What a customer of the demo shop comes with, and which of its operations settles it."""

    customer_id: str
    words: str
    order: str
    operation: str


TWICE = Matter("cus_jonas", "I was charged twice for order 1017", "1017", "refund")
OVERCHARGED = Matter("cus_emma", "You charged me too much for order 1018, the discount is missing", "1018", "refund")
CANCEL = Matter("cus_seoyeon", "Please cancel order 1002", "1002", "cancel_order")
CANCEL_TOO = Matter("cus_mia", "Please cancel order 1001", "1001", "cancel_order")
LATE = Matter("cus_tomasz", "Where is my order 1009?", "1009", "trace")
BROKEN = Matter("cus_yuki", "The vase from order 1013 arrived broken", "1013", "replacement")
LATE_BENCH = Matter("cus_mia", "Where is my order 1042?", "1042", "trace")
NOT_THERE = Matter("cus_pierre", "Order 1014 is marked delivered but I never received it", "1014", "trace")


class Files:
    """The databases of a Helpline, looked into from outside."""

    def __init__(self, helpline: Stack, order: str = "") -> None:
        self.order = order
        folder: Path = helpline.settings.data_dir
        self.shop, self.log, self.trackers = folder / "shop.db", folder / "helpline.db", folder / "trackers.db"

    def under_way(self, customer: Customer) -> bool:
        """Whether a turn of the customer is on its way to Rasa."""
        rows = look(self.log, "SELECT turn_id FROM conversations WHERE id = ?", customer.id)
        return rows[0][0] is not None

    def performed(self, customer: Customer) -> list[str]:
        """Keys of what the shop has done in this conversation, or once for its order."""
        query = "SELECT key FROM performed_operations WHERE key LIKE ? OR key LIKE ? ORDER BY key"
        return [str(key) for (key,) in look(self.shop, query, f"{customer.id}:%", f"once:{self.order}:%")]

    def promised(self, customer: Customer) -> int:
        """How many promises the conversation holds."""
        return len(look(self.log, "SELECT id FROM promises WHERE conversation_id = ?", customer.id))

    def refunds(self, order: str) -> int:
        """How many refunds of an order the shop has booked."""
        query = "SELECT id FROM payments WHERE order_number = ? AND kind IN ('refund', 'REFUND')"
        return len(look(self.shop, query, order))


def before_the_shop_acts(files: Files, customer: Customer, kill: Callable[[], None]) -> int:
    """The action waits for the shop, which has done nothing yet."""
    with held(files.shop):
        accepted = customer.press("Yes, please")
        wait_for(lambda: files.under_way(customer))
        kill()
        assert files.performed(customer) == []
    return accepted


def after_the_shop_acted(files: Files, customer: Customer, kill: Callable[[], None]) -> int:
    """The shop has committed; neither the log nor the customer knows."""
    with ExitStack() as stack:
        let_the_shop_go = stack.enter_context(held(files.shop))
        accepted = customer.press("Yes, please")
        wait_for(lambda: files.under_way(customer))
        stack.enter_context(held(files.log))
        let_the_shop_go()
        wait_for(lambda: files.performed(customer))
        kill()
        assert files.promised(customer) == 0
    return accepted


def before_the_answer_is_kept(files: Files, customer: Customer, kill: Callable[[], None]) -> int:
    """All is done and in the log, promise included; Rasa cannot record its answer."""
    with held(files.trackers):
        accepted = customer.press("Yes, please")
        wait_for(lambda: files.promised(customer))
        kill()
        assert customer_was_told_nothing(files, customer, accepted)
    return accepted


def customer_was_told_nothing(files: Files, customer: Customer, after: int) -> bool:
    """Whether no message stands in the log after `after`."""
    query = "SELECT seq FROM events WHERE conversation_id = ? AND kind IN ('message', 'MESSAGE') AND offset > ?"
    return look(files.log, query, customer.id, after) == []


Moment = Callable[[Files, Customer, Callable[[], None]], int]


@pytest.mark.parametrize(
    ("killed", "moment", "matter"),
    [
        (("actions",), before_the_shop_acts, LATE),
        (("actions",), after_the_shop_acted, TWICE),
        (("actions",), before_the_answer_is_kept, BROKEN),
        (("frontdesk",), before_the_shop_acts, CANCEL_TOO),
        (("frontdesk",), after_the_shop_acted, OVERCHARGED),
        (("frontdesk",), before_the_answer_is_kept, LATE_BENCH),
        (("rasa",), before_the_answer_is_kept, NOT_THERE),
        (EVERYTHING, after_the_shop_acted, CANCEL),
    ],
    ids=lambda value: getattr(value, "__name__", None) or getattr(value, "order", None) or "+".join(value),
)
def test_an_accepted_offer_is_carried_out_promised_and_answered_once(
    helpline: Stack, agent: Agent, killed: tuple[str, ...], moment: Moment, matter: Matter
) -> None:
    """P1, P2: whatever dies, and wherever the turn was."""
    files = Files(helpline, matter.order)
    customer = Customer(helpline.url, signed_in_as=matter.customer_id)
    customer.greeting()
    customer.say(matter.words)
    if "Yes, that's right" in buttons_of(customer):
        customer.choose("Yes, that's right")
    assert "Yes, please" in buttons_of(customer)
    refunds = files.refunds(matter.order)

    def kill() -> None:
        for name in killed:
            helpline.kill(name)

    accepted = moment(files, customer, kill)
    for name in killed:
        helpline.start(name)
    helpline.wait_until_ready()
    customer.answer_to(accepted, within=ANSWERED_WITHIN_SECONDS)

    events = agent.casefile(customer.id)["events"]
    carried_out = of_type(events, "offer_carried_out")
    answer = [e["text"] for e in events if e["data"].get("turn") == accepted and e["kind"] == "message"]
    done, _promise, _check = answer
    assert len(files.performed(customer)) == 1
    assert len(carried_out) == 1 and carried_out[0]["data"]["receipt"]["reference"] in done
    assert len(of_type(events, "offer_accepted")) == 1
    assert len(of_type(events, "promise_made")) == files.promised(customer) == 1
    assert [e["offset"] for e in events] == list(range(1, len(events) + 1))
    assert files.refunds(matter.order) - refunds == (matter.operation in ("refund", "cancel_order"))
    assert [e["text"] for e in customer.events(accepted) if e["author"] == "assistant"] == answer
    assert customer.choose(buttons_of(customer)[0]), "the conversation goes on from there"


def test_a_handoff_is_asked_for_once_when_the_answer_to_it_is_lost(helpline: Stack, agent: Agent) -> None:
    """W2: the person is on the way, and says so once, although the turn that asked for them was taken twice."""
    files = Files(helpline)
    customer = Customer(helpline.url, signed_in_as="cus_amara")
    customer.greeting()
    with held(files.trackers):
        asked = customer.send("I want to talk to a person")
        wait_for(lambda: look(files.log, "SELECT id FROM handoffs WHERE conversation_id = ?", customer.id))
        helpline.kill("frontdesk")
    helpline.start("frontdesk")
    helpline.wait_until_ready()
    answer = customer.answer_to(asked)
    assert len(answer) == 1
    assert [i["conversation_id"] for i in agent.queue()["waiting"]].count(customer.id) == 1
    assert len(of_type(agent.casefile(customer.id)["events"], "handoff_requested")) == 1


def test_what_is_written_while_the_matter_is_being_closed_is_answered(helpline: Stack) -> None:
    """C6, B2: the closing turn is repeated after a crash; it must not swallow the message that came meanwhile."""
    files = Files(helpline)
    customer = Customer(helpline.url, signed_in_as="cus_liam")
    customer.greeting()
    customer.say("Where is my order 1004?")
    with held(files.trackers):
        settled = customer.press(buttons_of(customer)[0])
        wait_for(lambda: customer.owner == "closed")
        more = customer.send("One more thing: where is the money for order 1010?")
        helpline.kill("frontdesk")
    helpline.start("frontdesk")
    helpline.wait_until_ready()
    customer.answer_to(settled)
    answer = wait_for(lambda: [t for t in texts_after(customer, more) if "1010" in t])
    assert len(answer) == 1
    assert customer.owner == "assistant"


def buttons_of(customer: Customer) -> list[str]:
    """What the last message offers to press."""
    return [button["title"] for button in customer.events()[-1]["data"].get("buttons", [])]


def texts_after(customer: Customer, offset: int) -> list[str]:
    """What the assistant said after `offset`."""
    return [e["text"] for e in customer.events(offset) if e["author"] == "assistant"]


def of_type(events: list[Json], type_: str) -> list[Json]:
    """The status events of a type."""
    return [event for event in events if event["data"].get("type") == type_]
