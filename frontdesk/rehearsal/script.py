"""A script: a conversation as a trainer writes it, turn by turn, with what the assistant should do (STD7).

`frontdesk.rehearsal.reading` reads scripts from YAML; every value there is a text, and is given its type here.
"""

import re
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, model_validator

from frontdesk.backoffice.demo import demo_customers
from frontdesk.conversation.conversations import Owner
from frontdesk.desk.handoffs import Reason, Resolution
from frontdesk.shop.offers import request_rules
from frontdesk.wording import texts

NOTHING = "nothing"
OPENLY = "openly"
RATING = "rating"
REFERRAL = "referral"
UPSET = "upset"
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _one_of(kind: str, known: Iterable[str], value: str) -> str:
    names = sorted(known)
    if value not in names:
        raise ValueError(f"{value!r} is no {kind}; known are {', '.join(names)}")
    return value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _duration(value: Any) -> Any:
    found = re.fullmatch(r"(\d+)\s*([smhd])", value) if isinstance(value, str) else None
    if not found:
        raise ValueError(f"{value!r} is no time; write it like 90s, 45m, 26h or 3d")
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def _handoff(value: Any) -> Any:
    return _one_of("reason for a handoff", [*Reason, "true", "false"], str(value))


def _row(value: str) -> str:
    if not re.fullmatch(r"[A-Z]+\d*", value):
        raise ValueError(f"{value!r} is no row of SERVICE.md; rows look like H3, STD2 or PRIDE")
    return value


def _at_least(count: int, what: str) -> AfterValidator:
    def check(value: tuple[Any, ...]) -> tuple[Any, ...]:
        if len(value) < count:
            raise ValueError(f"there should be at least {what}")
        return value

    return AfterValidator(check)


Customer = Annotated[
    str, AfterValidator(lambda v: _one_of("customer of the demo shop", (c["id"] for c in demo_customers()), v))
]
Offer = Annotated[
    str, AfterValidator(lambda v: _one_of("offer of offers.yml", [*texts.group("label.offer"), NOTHING], v))
]
Request = Annotated[str, AfterValidator(lambda v: _one_of("request type of requests.yml", request_rules(), v))]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Words = Annotated[str, Field(min_length=1)]
Several = BeforeValidator(_listed)


class Part(BaseModel):
    """A part of a script, which knows the line of the file that it begins in."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    _line: int = PrivateAttr(default=0)

    @property
    def line(self) -> int:
        """Line of the file, from 1."""
        return self._line


class Expectation(Part):
    """What should come of a turn; what is not named may be as it is."""

    feels: Literal["calm", "annoyed", "frustrated", "angry", "upset"] | None = None
    """How the message is taken; `upset` is anything but calm."""
    hears: Annotated[tuple[Request, ...], Several] = ()
    """Request types that were heard or kept for later, each of these."""
    learns: dict[str, Words] = Field(default_factory=dict)
    """Facts that were noted, such as order_number, by name; `wish` holds a part of the customer's words."""
    restates: bool | None = None
    """What was heard is said back (H3)."""
    empathizes: bool | None = None
    """A text of empathy.yml is said (E1, E2)."""
    asks: str | None = None
    """The fact that is asked for, `wish`, `rating`, `referral`, `openly` for any other question, or `nothing`."""
    offers: Annotated[tuple[Offer, ...], Several] | None = None
    """Exactly these offers are made, or `nothing`."""
    does: Annotated[tuple[Offer, ...], Several] | None = None
    """Exactly these offers are carried out in the shop, or `nothing` (P1)."""
    promises: bool | None = None
    """A promise is given (P2)."""
    keeps: bool | None = None
    """A promise is kept (P3)."""
    moves: bool | None = None
    """A promise gets a new day, and the customer is told (STD3)."""
    checks: bool | None = None
    """It is asked whether the matter is settled (C6)."""
    sets_boundary: bool | None = None
    """Insults are asked to stop (A1)."""
    hands_over: Annotated[str, BeforeValidator(_handoff)] | None = None
    """Whether a human is asked for, or for which reason."""
    closes: bool | None = None
    """The matter is closed."""
    owner: Owner | None = None
    """Who has the conversation afterwards."""
    tells: Annotated[tuple[Words, ...], Several] = ()
    """Words that the customer reads."""
    not_tells: Annotated[tuple[Words, ...], Several] = ()
    """Words that the customer does not read."""
    buttons: Annotated[tuple[Words, ...], Several] | None = None
    """Buttons under the last message, each of these; none at all if empty."""
    mails: Annotated[tuple[Words, ...], Several] | None = None
    """Words in the mail that is sent; no mail if empty."""
    card: Annotated[tuple[Words, ...], Several] = ()
    """Words that the human reads on the summary."""
    silent: bool | None = None
    """Nothing is said."""


class Colleague(Part):
    """What a human at the desk does, in this order."""

    claims: bool = False
    replies: Words | None = None
    notes: Words | None = None
    returns: Words | None = None
    """What was agreed, or `true` for giving back without a word."""
    resolves: Resolution | None = None

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("say what the human does: claims, replies, notes, returns or resolves")
        return self


class Rating(Part):
    """How the customer says that it was."""

    score: int = Field(ge=1, le=5)
    comment: Words | None = None


class ScriptedTurn(Part):
    """One thing that happens: exactly one of the customer's words and deeds, time, a human, or the shop's state."""

    say: Words | None = None
    press: Words | None = None
    """A button by its title."""
    burst: Annotated[tuple[Words, ...], _at_least(2, "two messages in a burst")] | None = None
    """Messages that are there all at once."""
    rate: Rating | None = None
    wait: Duration | None = None
    """So much time passes."""
    come_back: Duration | None = None
    """The customer leaves, and opens a new conversation so much later."""
    agent: Colleague | None = None
    shop: Literal["down", "up"] | None = None
    """The order system stops answering, or answers again."""
    scanned: Words | None = None
    """The carrier gives a sign of this order's parcel."""
    delivered: Words | None = None
    """This order arrives."""
    paid_back: Words | None = None
    """The bank books what was sent back for this order."""
    expect: Expectation = Expectation()

    @property
    def kind(self) -> str:
        """Which of them it is."""
        return next(iter(self.model_fields_set - {"expect"}))

    @property
    def passes(self) -> timedelta:
        """How much time passes before it."""
        return self.wait or self.come_back or timedelta()

    @property
    def is_customers(self) -> bool:
        """Whether the customer takes a turn; those are counted for `human_at`."""
        return self.kind in ("say", "press", "burst")

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        kinds = sorted(self.model_fields_set - {"expect"})
        if len(kinds) != 1:
            known = ", ".join(name for name in ScriptedTurn.model_fields if name != "expect")
            raise ValueError(f"a turn is one of {known}; here is {' and '.join(kinds) or 'none of them'}")
        if self.expect.feels and self.kind not in ("say", "burst"):
            raise ValueError("`feels` can only be read from words, so it belongs to `say` or `burst`")
        if self.expect.silent and self.is_customers:
            raise ValueError("whoever says something gets an answer; `silent` is for everything else")
        return self


class Script(Part):
    """A conversation from the opening to its end."""

    name: Words
    rows: tuple[Annotated[str, AfterValidator(_row)], ...] = ()
    """Rows of SERVICE.md that it holds."""
    customer: Customer | None = None
    """Who is signed in; a stranger if nobody is."""
    human_at: Annotated[int, Field(ge=1)] | None = None
    """The customer's turn, from 1, at which a human should take over; none should if there is none."""
    gap: Words | None = None
    """What the assistant doesn't do yet of what is expected; the conversation is played and may go otherwise."""
    transcript: bool = False
    """Kept as an example in docs/conversations."""
    greeting: Expectation = Expectation()
    """What should come of opening the conversation (C1)."""
    turns: Annotated[tuple[ScriptedTurn, ...], _at_least(1, "one turn")]
    _path: Path = PrivateAttr(default=Path())
    _about: str = PrivateAttr(default="")

    @property
    def path(self) -> Path:
        """The file that it stands in."""
        return self._path

    @property
    def about(self) -> str:
        """What its file is about: the comment at its head."""
        return self._about

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        own = sum(turn.is_customers for turn in self.turns)
        if self.human_at is not None and self.human_at > own:
            raise ValueError(f"`human_at` is {self.human_at}, but the customer has only {own} turns")
        expected = [turn.expect.hands_over for turn in self.turns]
        if self.human_at is None and any(reason not in (None, "false") for reason in expected):
            raise ValueError("a turn expects a handoff; say with `human_at` at which turn of the customer it is right")
        if self.customer is None and any(turn.come_back for turn in self.turns):
            raise ValueError("only who is signed in is known when they come back; name a `customer`, or use `wait`")
        return self
