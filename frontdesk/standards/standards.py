"""Standards of service: what is measured, its limit and share, from `data/service/standards.yml` (STD1, STD2)."""

import re
from datetime import timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from frontdesk import yaml_lines
from frontdesk.living_file import LivingFile
from frontdesk.settings import load_settings
from frontdesk.staff import hours
from frontdesk.staff.hours import Hours

UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
DURATION = re.compile(r"(\d+)\s+(second|minute|hour|day)s?")
SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*%")


class Measure(StrEnum):
    """What a standard measures; the head of the file says from when to when."""

    FIRST_REPLY = "first_reply"
    PICK_UP = "pick_up"
    FIRST_HUMAN_REPLY = "first_human_reply"
    NEXT_REPLY = "next_reply"
    PROMISE_KEPT = "promise_kept"
    RESOLVED = "resolved"


def _duration_of(value: object) -> timedelta:
    if found := DURATION.fullmatch(str(value)):
        return timedelta(seconds=int(found[1]) * UNITS[found[2]])
    raise ValueError(f"{value!r} is no duration; write a number and seconds, minutes, hours or days")


def _share_of(value: object) -> float:
    found = SHARE.fullmatch(str(value))
    if found and 0 < float(found[1]) <= 100:
        return float(found[1]) / 100
    raise ValueError(f"{value!r} is no share; write one such as 90 %")


Duration = Annotated[timedelta, BeforeValidator(_duration_of)]


class Standard(BaseModel):
    """One standard; the head of the file explains each key."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    words: str
    limit: Duration
    share: Annotated[float, BeforeValidator(_share_of)]
    window: Duration
    calendar: Literal["open hours", "around the clock"]
    warn_before: Duration | None = None
    tell_before: Duration | None = None
    escalate: bool = False

    @property
    def hours(self) -> Hours:
        """The hours in which its clock runs, as they hold now."""
        return hours.in_force() if self.calendar == "open hours" else hours.around_the_clock()


class Standards(BaseModel):
    """The whole file; a measure that is left out is not measured."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    first_reply: Standard | None = None
    pick_up: Standard | None = None
    first_human_reply: Standard | None = None
    next_reply: Standard | None = None
    promise_kept: Standard | None = None
    resolved: Standard | None = None

    @model_validator(mode="after")
    def _warned_in_time(self) -> Self:
        for measure, standard in self.each():
            for name in ("warn_before", "tell_before"):
                before = getattr(standard, name)
                if measure != Measure.PROMISE_KEPT and before is not None and before >= standard.limit:
                    raise ValueError(f"{measure}: `{name}` should be shorter than `limit`; else it comes at once")
        return self

    def of(self, measure: Measure) -> Standard | None:
        """The standard of a measure."""
        standard: Standard | None = getattr(self, measure)
        return standard

    def each(self) -> list[tuple[Measure, Standard]]:
        """Those that there are, in the order in which a customer meets them."""
        return [(measure, standard) for measure in Measure if (standard := self.of(measure))]


def read(path: Path) -> Standards:
    """The standards of a file. Raises InvalidFile with file, line and cure."""
    return yaml_lines.read(path, Standards)


def in_force() -> Standards:
    """The standards as they hold now. Raises InvalidFile when the file was never good."""
    return file().in_force()


@cache
def file() -> LivingFile[Standards]:
    """The file, `HELPLINE_STANDARDS_FILE`; its `fault` says what is wrong with it now."""
    return LivingFile(load_settings().standards_file, read)
