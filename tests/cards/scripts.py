"""The scripted conversations of this folder, each with what its card holds, and nothing else."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from frontdesk.desk.handoffs import Reason
from frontdesk.rehearsal.script import Script
from frontdesk.yaml_lines import read

FOLDER = Path(__file__).parent
Level = Literal["calm", "annoyed", "frustrated", "angry", "upset"]
Several = BeforeValidator(lambda value: [value] if isinstance(value, str) else value)


class Holds(BaseModel):
    """What the card holds, all of it. `upset` is anything but calm; words of the customer may be a part of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    request: str
    """The request type, or `none` where only a person was asked for."""
    cause: str | None = None
    others: tuple[str, ...] = ()
    """Request types of what else was spoken of."""
    reason: Reason | None = None
    """Why a human was asked for, if one was."""
    name: str | None = None
    """Who it is; for whom the website vouches, the name of the account."""
    feels: tuple[Level, Level]
    """At the start and at the end."""
    facts: dict[str, Annotated[tuple[str, ...], Several]] = Field(default_factory=dict)
    wishes: tuple[str, ...] = ()
    offers: dict[str, Literal["open", "accepted", "declined", "done", "failed"]] = Field(default_factory=dict)
    refusals: tuple[str, ...] = ()
    """Words of why the shop refused what was accepted."""
    promises: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    """Questions of the assistant without an answer, and what the customer asked for besides."""
    without: tuple[str, ...] = ()
    """Words that stand nowhere but in the customer's own: what was corrected, other orders."""


class CardScript(Script):
    """A script with its card."""

    holds: Holds


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    conversations: tuple[CardScript, ...]


def card_scripts() -> list[CardScript]:
    """All of them. Raises InvalidFile with file, line and cure."""
    scripts = []
    for path in sorted(FOLDER.glob("*.yml")):
        for script in read(path, _File).conversations:
            script._path = path
            scripts.append(script)
    return scripts
