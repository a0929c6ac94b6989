"""`data/service/offers.yml`, read and checked: which offers there are, when they fit, and who may grant them (BS6)."""

import re
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from frontdesk import yaml_lines, yaml_text
from frontdesk.backoffice import OperationKind, OrderStatus
from frontdesk.errors import CommandFailed
from frontdesk.settings import ROOT
from frontdesk.wording import texts

OFFERS_FILE = ROOT / "data" / "service" / "offers.yml"
REQUESTS_FILE = ROOT / "data" / "service" / "requests.yml"
ROLES = ("assistant", "agent", "lead")
"""From the narrowest authority to the widest."""
ANY_REQUEST = "any"
Kind = Literal["refund", "goods", "voucher"]


class OffersError(CommandFailed):
    """A file of offers or requests cannot be used; the message names file, line, what is wrong, and the cure."""


class Amount(StrEnum):
    """How much money an offer is about."""

    REMAINING = "remaining"
    NAMED = "named"
    PART = "part"
    DUPLICATE_CHARGE = "duplicate_charge"
    OVERCHARGE = "overcharge"
    SHIPPING = "shipping"
    SHARE = "share"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Range(_Strict):
    """From `least` up to and with `most`; either may be missing."""

    least: Decimal | None = Field(default=None, alias="from")
    most: Decimal | None = Field(default=None, alias="to")

    def holds(self, value: Decimal | int) -> bool:
        """Whether `value` lies in it."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


class History(_Strict):
    """What a customer was to the shop so far; somebody unknown counts as new."""

    orders: Range = Range()
    years: Range = Range()
    """Whole years since the first order."""
    spent: Range = Range()


class OfferRule(_Strict):
    """An entry of `offers`; the file's head says what each key means."""

    requests: tuple[str, ...] = Field(alias="for")
    about: Literal["order", "subscription", "customer", "anybody"] = "order"
    causes: tuple[str, ...] = ()
    order: tuple[OrderStatus, ...] = ()
    value: Range = Range()
    customer: History = History()
    operation: OperationKind | None = None
    promise: Literal["phone"] | None = None
    needs: tuple[Literal["address", "date", "phone", "time"], ...] = ()
    amount: Amount | None = None
    share: Annotated[Decimal, Field(gt=0, le=1)] | None = None
    at_most: Annotated[Decimal, Field(gt=0)] | None = None
    goods: Literal["named", "order"] | None = None
    evident: bool = False
    at_once: bool = False
    by_mail: bool = False
    repeatable: bool = False
    only_wished: bool = False
    if_declined: Literal["next", "stays"] = "next"
    returnable_days: int | None = None
    silent_days: int | None = None
    guaranteed: bool = False
    delivered_for: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """Which row of the authority table limits it."""
        return "goods" if self.goods else "voucher" if self.operation == OperationKind.VOUCHER else "refund"


class Treatment(_Strict):
    """What a row of `requests.yml` may say of some cause alone."""

    self_service: bool = False
    needs_order: bool | Literal["if_any", "if_named"] = False
    needs_identity: bool = False
    restate: Literal["always", "upset", "never"] = "upset"
    wish: Literal["ask", "told", "known"] = "known"
    probe: bool = False
    knowledge: bool = False
    """It is a question, answered from the knowledge files and the catalogue."""


class RequestRule(Treatment):
    """How the assistant treats a request type: a row of `requests.yml`."""

    by_cause: dict[str, Treatment] = {}

    def of(self, cause: str | None) -> "RequestRule":
        """The rule for this cause."""
        special = self.by_cause.get(cause or "")
        return self.model_copy(update=special.model_dump(exclude_unset=True)) if special else self


class Rules(_Strict):
    """The whole file of offers."""

    authority: dict[str, dict[Kind, Decimal]]
    offers: dict[str, OfferRule]

    def limit(self, role: str, kind: Kind) -> Decimal:
        """The largest amount that `role` may grant by itself."""
        return self.authority[role][kind]

    def role_for(self, kind: Kind, amount: Decimal) -> str | None:
        """The role with the narrowest authority that may grant it; None if nobody may."""
        return next((role for role in ROLES if amount <= self.limit(role, kind)), None)


@cache
def rules() -> Rules:
    """The rules of the shop. Raises OffersError."""
    return read_offers(OFFERS_FILE)


@cache
def requests() -> dict[str, RequestRule]:
    """The rule of every request type. Raises OffersError."""
    return read_requests(REQUESTS_FILE)


def read_requests(path: Path) -> dict[str, RequestRule]:
    """The request types of a file. Raises OffersError."""
    source = path.read_text("utf-8")
    found: dict[str, RequestRule] = {}
    for name, row in _mapping(yaml_text.load(source), path).items():
        try:
            found[name] = RequestRule.model_validate(row)
        except ValidationError as error:
            raise OffersError("\n".join(_findings(error, path, source, (name,)))) from None
    wrong = [
        f"{_place(path, source, (name,))}: it has no words yet; write {missing}"
        for name in found
        if (missing := _unwritten([f"label.request_type.{name}", f"restate.{name}.any"]))
    ]
    if wrong:
        raise OffersError("\n".join(wrong))
    return found


def read_offers(path: Path) -> Rules:
    """The offers of a file, with every name in it known elsewhere. Raises OffersError with all that is wrong."""
    source = path.read_text("utf-8")
    try:
        read = Rules.model_validate(_mapping(yaml_text.load(source), path))
    except ValidationError as error:
        raise OffersError("\n".join(_findings(error, path, source, ()))) from None
    wrong = [f"{_place(path, source, ('offers', name))}: {text}" for name, text in _unsound(read)]
    wrong += [
        f"{yaml_lines.shown(path)}: no authority for {role!r}; give it a row"
        for role in ROLES
        if role not in read.authority
    ]
    if wrong:
        raise OffersError("\n".join(wrong))
    return read


def _unsound(read: Rules) -> Iterator[tuple[str, str]]:
    """What is wrong with each offer beyond the form of its entry, and the cure."""
    for name, rule in read.offers.items():
        for request in sorted({*rule.requests, *rule.delivered_for} - {*requests(), ANY_REQUEST}):
            yield name, f"no request type {request!r}; write one of {REQUESTS_FILE.name}, or give it a row there"
        for cause in rule.causes:
            if not texts.has_text(f"label.cause.{cause}"):
                yield name, f"no cause {cause!r}; write one of causes/en.yml, or give it words and a label.cause"
        if (rule.operation is None) == (rule.promise is None):
            yield name, "give it either an `operation` or a `promise`"
        if (rule.amount in (Amount.SHARE, Amount.PART)) != (rule.share is not None):
            yield name, "`share` goes with the amounts share and part, and with no other"
        if rule.about != "order" and (rule.order or rule.amount or rule.goods or rule.value != Range()):
            yield name, f"it is about {rule.about}: leave out `order`, `amount`, `goods` and `value`"
        if missing := _unwritten(_words_of(name, rule)):
            yield name, f"it has no words yet; write {missing}"


def _words_of(name: str, rule: OfferRule) -> list[str]:
    """The texts without which an offer could not be made, explained, carried out or listed at the desk."""
    promised = [f"follow_up.{name}"] if rule.promise else []
    return [f"label.offer.{name}", *(f"offer.{name}.{when}" for when in ("make", "done", "why")), *promised]


def _unwritten(keys: list[str]) -> str:
    """Where the texts that nobody has written yet belong, in words; "" if all are there."""
    missing = [key.partition(".") for key in keys if not texts.has_text(key)]
    folder = yaml_lines.shown(texts.TEXTS_DIR / texts.DEFAULT_LANGUAGE)
    return ", ".join(f"`{key}` in {folder}/{file}.yml" for file, _, key in missing)


def _mapping(loaded: Any, path: Path) -> dict[str, Any]:
    if not isinstance(loaded, dict):
        raise OffersError(
            f"{yaml_lines.shown(path)}: this is no list of names with their values; write `name: …` lines"
        )
    return loaded


_PLAINLY = {
    "extra_forbidden": "this key is unknown; the file's head lists the known ones",
    "bool_parsing": "write true or false",
}


def _findings(error: ValidationError, path: Path, source: str, under: tuple[str, ...]) -> Iterator[str]:
    for found in error.errors(include_url=False):
        where = (*under, *map(str, found["loc"]))
        what = _PLAINLY.get(found["type"], found["msg"])
        yield f"{_place(path, source, where)}: {what} (there is {found['input']!r})"


def _place(path: Path, source: str, where: tuple[str, ...]) -> str:
    """File, line, and the keys that lead there."""
    line, start = 1, 0
    for key in where:
        pattern = rf"(?:^\s*|[{{,]\s*){re.escape(key)}\s*:"
        found = re.compile(pattern, re.MULTILINE).search(source, start)
        if found:
            start = found.end()
            line = source.count("\n", 0, start) + 1
    return f"{yaml_lines.shown(path)}, line {line}, {' → '.join(where)}"
