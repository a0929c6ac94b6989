"""`data/service/queue.yml`, read and checked: who is taken first, who is asked, what those who wait are told."""

from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from frontdesk import yaml_lines
from frontdesk.living_file import LivingFile
from frontdesk.settings import ROOT

QUEUE_FILE = ROOT / "data" / "service" / "queue.yml"

Positive = Annotated[int, Field(gt=0)]
Minutes = Annotated[int, Field(ge=0)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Worth(_Part):
    """From which value on an order counts so many minutes."""

    least: Annotated[Decimal, Field(ge=0)] = Field(alias="from")
    minutes: Minutes


class HeadStart(_Part):
    """What counts as minutes waited already."""

    reason: dict[str, Minutes]
    feeling: dict[str, Minutes]
    promise: dict[str, Minutes]
    value: tuple[Worth, ...]


class Levels(_Part):
    """Head starts, in minutes, from which a matter is raised, and urgent."""

    raised: Minutes
    urgent: Minutes


class Offering(_Part):
    """How a matter is offered to agents."""

    answer_within_seconds: Positive
    ask_again_after_minutes: Positive
    anyone_after_minutes: Minutes

    @property
    def answer_within(self) -> timedelta:
        """How long an agent may think about it."""
        return timedelta(seconds=self.answer_within_seconds)

    @property
    def ask_again_after(self) -> timedelta:
        """When the same agent is asked again."""
        return timedelta(minutes=self.ask_again_after_minutes)

    @property
    def anyone_after(self) -> timedelta:
        """After which wait language and skills hold nobody back."""
        return timedelta(minutes=self.anyone_after_minutes)


class Waiting(_Part):
    """What those who wait are told."""

    recent_minutes: Positive
    least_claims: Annotated[int, Field(ge=2)]
    within_share: Annotated[float, Field(gt=0, lt=1)]
    told_minutes: Annotated[tuple[Positive, ...], Field(min_length=1)]
    absent_after_minutes: Minutes
    answer_within_hours: Positive

    @field_validator("told_minutes")
    @classmethod
    def _rising(cls, told: tuple[int, ...]) -> tuple[int, ...]:
        if list(told) != sorted(set(told)):
            raise ValueError("write the times from the shortest to the longest, each once")
        return told


class QueueRules(_Part):
    """The file; its head says what each key means."""

    head_start_minutes: HeadStart
    promise_soon_hours: Positive
    levels: Levels
    skills: dict[str, tuple[str, ...]]
    offering: Offering
    waiting: Waiting

    def skill_for(self, request_type: str | None) -> str | None:
        """What an agent should be good at for a request of this type."""
        return next((skill for skill, types in self.skills.items() if request_type in types), None)


def in_force() -> QueueRules:
    """The rules as they hold now; a fault leaves the last good ones in force. Raises InvalidFile at first."""
    return _file().in_force()


def read(path: Path) -> QueueRules:
    """The rules of a file. Raises InvalidFile with file, line and cure."""
    return yaml_lines.read(path, QueueRules)


@cache
def _file() -> LivingFile[QueueRules]:
    return LivingFile(QUEUE_FILE, read)
