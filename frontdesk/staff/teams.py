"""Teams: `data/service/teams.yml`, to which a conversation can be passed on (W2)."""

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from frontdesk import yaml_lines
from frontdesk.settings import ROOT

TEAMS_FILE = ROOT / "data" / "service" / "teams.yml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Team(_Strict):
    """A team: how the desk calls it, and how customers read it."""

    name: str = Field(min_length=1)
    customers: str = Field(min_length=1)


class _File(_Strict):
    teams: dict[str, Team]


@cache
def read(path: Path = TEAMS_FILE) -> dict[str, Team]:
    """The teams by their ids. Raises InvalidFile."""
    return yaml_lines.read(path, _File).teams


def name_of(team: str | None) -> str | None:
    """How the desk calls a team; its id, if it is no longer in the file."""
    if team is None:
        return None
    known = read().get(team)
    return known.name if known else team
