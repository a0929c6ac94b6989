"""How the standards were kept, by day, hour, request type, team and agent (STD2)."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk.staff import teams
from frontdesk.standards import rollups, sla
from frontdesk.standards.periods import Period
from frontdesk.standards.report_rows import Report, label
from frontdesk.standards.rollups import NONE, Clocked
from frontdesk.standards.sla import Clock
from frontdesk.standards.standards import Measure, Standard, Standards
from frontdesk.tables import AgentRow
from frontdesk.wording import texts

MICROSECOND = timedelta(microseconds=1)
QUARTER = timedelta(minutes=15) // MICROSECOND


@dataclass(frozen=True)
class Tally:
    """How often a standard was missed and met, as a pair in this order, by everything that it is counted by."""

    by_day: dict[date, list[int]] = field(default_factory=lambda: defaultdict(_none_yet))
    by_hour: dict[int, list[int]] = field(default_factory=lambda: defaultdict(_none_yet))
    by_agent: dict[str, list[int]] = field(default_factory=lambda: defaultdict(_none_yet))
    by_request_type: dict[str, list[int]] = field(default_factory=lambda: defaultdict(_none_yet))


class People:
    """Names and teams of the agents."""

    def __init__(self, session: Session) -> None:
        rows = session.execute(sa.select(AgentRow.id, AgentRow.name, AgentRow.team)).all()
        self._names = {row.id: row.name for row in rows}
        self._teams = {row.id: row.team for row in rows}

    def name(self, by: str) -> str:
        """How a report calls who has a clock."""
        return self._names.get(by) or label("report.by", by or "nobody")

    def team(self, by: str) -> str:
        """The team of who has a clock, or none."""
        return self._teams.get(by) or NONE


def judge(rules: Standards, at: datetime) -> Callable[[Clocked], bool | None]:
    """Whether a clock was kept; None for what no standard measures, and for what still can be."""
    kept = {str(name): (standard, standard.limit // MICROSECOND, standard.hours) for name, standard in rules.each()}

    def is_met(clock: Clocked) -> bool | None:
        measure, started, ended, failed, by, _ = clock
        if measure not in kept:
            return None
        standard, limit, calendar = kept[measure]
        if ended is not None and not failed and ended - started <= limit:  # open time is never more, and takes longer
            return True
        ended_at = None if ended is None else rollups.moment(ended)
        running = Clock(Measure(measure), 0, rollups.moment(started), by, ended_at, failed=failed)
        return sla.is_met(running, standard, at, calendar)

    return is_met


def clock_of(zone: ZoneInfo) -> Callable[[int], tuple[date, int]]:
    """Day and hour of a quarter of an hour since 1970, within which no time zone changes."""

    @cache
    def local(quarter: int) -> tuple[date, int]:
        moment = rollups.moment(quarter * QUARTER).astimezone(zone)
        return moment.date(), moment.hour

    return local


def part(measure: Measure, standard: Standard, tally: Tally, days: Period, people: People) -> Report:
    """The part of a report on one standard; shares from 0 to 1, none where nothing was measured (STD2)."""

    def by(counts: dict[str, list[int]], label: Callable[[str], str]) -> list[Report]:
        rows = [{"group": name, "label": label(name), **_share(*pair)} for name, pair in counts.items()]
        return sorted(rows, key=lambda row: (-row["total"], row["label"]))

    by_team: dict[str, list[int]] = defaultdict(_none_yet)
    for agent, (missed, met) in tally.by_agent.items():
        team = by_team[people.team(agent)]
        team[False] += missed
        team[True] += met
    hours_of_day = ((f"{hour:02}", pair) for hour, pair in sorted(tally.by_hour.items()))
    missed, met = (sum(pair[met] for pair in tally.by_day.values()) for met in (False, True))
    return {
        "measure": measure,
        "label": texts.text(f"report.measure.{measure}"),
        "words": standard.words,
        "goal": standard.share,
        "limit_seconds": standard.limit.total_seconds(),
        "calendar": standard.calendar,
        **_share(missed, met),
        "over_time": [{"day": day.isoformat(), **_share(*tally.by_day[day])} for day in days.days()],
        "by_team": by(by_team, lambda team: teams.name_of(team) or texts.text("report.no_team")),
        "by_agent": by(tally.by_agent, people.name),
        "by_request_type": by(tally.by_request_type, lambda name: label("label.request_type", name)),
        "by_hour": [{"group": hour, "label": f"{hour}:00", **_share(*pair)} for hour, pair in hours_of_day],
    }


def _none_yet() -> list[int]:
    return [0, 0]


def _share(missed: int, met: int) -> Report:
    total = met + missed
    return {"met": met, "total": total, "share": met / total if total else None}
