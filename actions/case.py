"""The case: what the assistant keeps in mind of a conversation. Every field is a slot of the same name.

Rasa saves slots once, at the end of a turn, so a turn that is repeated after a crash begins from the same case.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, fields
from typing import Any

from rasa_sdk.events import SlotSet

LISTEN = "listen"
"""The next step is the customer's."""


@dataclass
class Case:
    """What is known and what has been done. A new request begins a new case; who the customer is stays."""

    awaiting: str | None = None
    """What was asked for last: problem, story, restatement, correction, wish, offer, check, also, colleague, choice,
    or one of `needs.ASKED_FACTS`."""
    next_step: str | None = None
    """The step that follows in this turn, or `listen`; the rules read it."""
    request_type: str | None = None
    order_number: str | None = None
    email: str | None = None
    cause: str | None = None
    also_asked: list[dict[str, Any]] = field(default_factory=list)
    """Other requests of the customer, for later: `request_type`, `text`, `offsets`, and `order_number` where known.
    A question has the `entries` that may answer it."""
    entries: list[str] = field(default_factory=list)
    """Entries of the knowledge files that may answer what was asked, best first; or those to choose from."""
    products: list[str] = field(default_factory=list)
    """SKUs of the products that were spoken of last."""
    product_asked: bool = False
    """It was asked which product is meant."""
    wish: str | None = None
    """What would make it right: a key of `data/service/wishes`, or `other`."""
    unwanted: list[str] = field(default_factory=list)
    """What the customer says no to before it was offered: keys of `data/service/wishes`."""
    asked_amount: str | None = None
    """How much money was wished for."""
    details: dict[str, str] = field(default_factory=dict)
    """What was told of what offers need (`needs.OFFER_FACTS`): an address, an ISO date, a phone number, a moment."""
    needs: list[str] = field(default_factory=list)
    """What the next offer needs; what of it is missing is asked for."""
    story: list[str] = field(default_factory=list)
    """What the customer said of this request."""
    heard: list[int] = field(default_factory=list)
    """Offsets of the messages of the story."""
    repeated: bool = False
    """The customer has had to ask before."""
    matter: dict[str, Any] | None = None
    """The matter of an earlier conversation that the greeting asked about (`history.Matter`)."""
    feeling_open: bool = False
    """It is settled in fact, and the feeling is not (C6)."""
    greeted_order: str | None = None
    """The late order that the greeting asked about."""
    not_order: str | None = None
    """The order that the customer said it is not."""
    told: str | None = None
    """The order whose facts were told; they are not told again."""
    probed: bool = False
    """It was asked what happened."""
    restated: bool = False
    felt_with: str | None = None
    """The feeling to which a word of empathy was said last; only a stronger one calls for another (E2)."""
    wish_asked: bool = False
    helped: bool = False
    """An offer was carried out; what is wished for on top of it is for a human to decide."""
    offer: dict[str, Any] | None = None
    """The offer that waits for a yes or no, or that was accepted last, with its terms (`Offer.terms`)."""
    expected_on: str | None = None
    """When the customer will have what was carried out last, as an ISO date."""
    offers_made: list[str] = field(default_factory=list)
    declined: int = 0
    feeling: str = "calm"
    angry_turns: int = 0
    misunderstood: int = 0
    boundary_set: bool = False
    not_settled: int = 0
    closed: bool = False
    handoff_reason: str | None = None
    said: list[str] = field(default_factory=list)
    """Ids of the wordings already used, oldest first; none is used twice while there is another (E2)."""

    @classmethod
    def from_slots(cls, slots: Mapping[str, Any]) -> "Case":
        """The case as the tracker holds it; slots that were never set keep the defaults."""
        case = cls()
        for item in fields(cls):
            value = slots.get(item.name)
            if value is not None:
                setattr(case, item.name, deepcopy(value))
        return case

    def changes_since(self, before: "Case") -> list[SlotSet]:
        """A slot event for each field that changed."""
        return [
            SlotSet(item.name, getattr(self, item.name))
            for item in fields(self)
            if getattr(self, item.name) != getattr(before, item.name)
        ]

    def copy(self) -> "Case":
        """A copy that does not change with this one."""
        return deepcopy(self)

    def begin(self, request_type: str | None) -> None:
        """Begin a new request in this conversation: what was told, tried and asked belongs to the old one."""
        fresh = Case(
            request_type=request_type,
            order_number=self.order_number,
            email=self.email,
            feeling=self.feeling,
            angry_turns=self.angry_turns,
            boundary_set=self.boundary_set,
            also_asked=self.also_asked,
            details={name: value for name, value in self.details.items() if name == "phone"},
            entries=self.entries,
            products=self.products,
            said=self.said,
        )
        self.__dict__.update(fresh.__dict__)
