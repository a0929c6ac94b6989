"""How long to listen before answering: the settings of `data/service/listening.yml`, by language and mood (H1, H2)."""

from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from frontdesk.errors import CommandFailed
from frontdesk.settings import ROOT
from frontdesk.wording.texts import DEFAULT_LANGUAGE

LISTENING_FILE = ROOT / "data" / "service" / "listening.yml"

Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1)]
Words = tuple[str, ...]


class InvalidListening(CommandFailed):
    """The file cannot be used; the message names the file, the place in it, and the cure."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Quiet(_Part):
    """How long it stays quiet after the last message: a story, an unfinished line; at most, from the first one on."""

    story: Seconds
    unfinished: Seconds
    longest: Seconds


class Burst(_Part):
    """From how many messages without an answer everything is part of a story."""

    messages: Count


class Sign(_Part):
    """When a listening line is said: after so many messages, or when the answer has been `held` for so many seconds."""

    messages: Count
    held: Seconds


class Short(_Part):
    """Up to how many characters a question, or anything else, is one clear thing."""

    question: Count
    statement: Count


class Manner(_Part):
    """How somebody is listened to in one language; the head of the file explains each part."""

    calm: Quiet
    upset: Quiet
    typing: Seconds
    burst: Burst
    sign: Sign
    short: Short
    urgent: Words = ()
    lead_ins: Words = ()
    questions: Words = ()
    requests: Words = ()
    answers: Words = ()
    farewells: Words = ()
    connectors: Words = ()


@cache
def manner_of(language: str) -> Manner:
    """How customers of `language` are listened to; in one that is not named as in the default one."""
    manners = read()
    return manners.get(language) or manners[DEFAULT_LANGUAGE]


@cache
def read(path: Path = LISTENING_FILE) -> dict[str, Manner]:
    """The manner for each language. Raises InvalidListening."""
    try:
        manners = TypeAdapter(dict[str, Manner]).validate_python(yaml.safe_load(path.read_text("utf-8")))
    except OSError as error:
        raise InvalidListening(f"{path} cannot be read: {error.strerror}. Bring it back.") from None
    except yaml.YAMLError as error:
        raise InvalidListening(f"{path} is not valid YAML: {error}") from None
    except ValidationError as error:
        raise InvalidListening("\n".join([f"{path} must be mended:", *map(_told, error.errors())])) from None
    if DEFAULT_LANGUAGE not in manners:
        raise InvalidListening(f"{path}: `{DEFAULT_LANGUAGE}:` is missing. Add it: other languages fall back to it.")
    return manners


def _told(error: object) -> str:
    place = ".".join(map(str, error["loc"]))  # type: ignore[index]
    kind, message, given = error["type"], error["msg"], error["input"]  # type: ignore[index]
    if kind == "missing":
        return f"  {place} is missing. Add it; the head of the file says what it means."
    if kind == "extra_forbidden":
        return f"  {place} means nothing here. Correct the name, or remove it."
    if kind == "string_type":
        return f"  {place} is read as {given!r}, not as a word. Put it in quotes."
    return f"  {place}: {message[:1].lower()}{message[1:]}, not {given!r}."
