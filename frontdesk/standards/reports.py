"""Reports: how the standards were kept, and what there is to learn, counted from the log (STD2, STD4, P4, PRIDE).

A clock belongs to the day on which it started, a promise to the day that was promised, a conversation to the day on
which it was opened, and everything else to the day on which it happened; days and hours are those of the desk.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from frontdesk.clock import iso
from frontdesk.conversation import feelings
from frontdesk.desk.handoffs import Resolution, RootCause
from frontdesk.log import StatusType
from frontdesk.staff import hours
from frontdesk.standards import report_standards, report_words, rollups, standards
from frontdesk.standards.periods import Period
from frontdesk.standards.report_rows import Counted, Report, coded, label
from frontdesk.standards.report_standards import Tally

OFFERS = {
    StatusType.OFFER_MADE: "made",
    StatusType.OFFER_ACCEPTED: "accepted",
    StatusType.OFFER_DECLINED: "declined",
    StatusType.OFFER_CARRIED_OUT: "carried_out",
    StatusType.OFFER_FAILED: "failed",
}


def make(session: Session, days: Period, at: datetime) -> Report:
    """The report of a period, as JSON. The tables of `report_tables` hold the same."""
    rules = standards.in_force()
    first, end = rollups.stamp(days.start), rollups.stamp(days.end)
    opened = 0
    felt: list[tuple[str, str]] = []
    tallies: dict[str, Tally] = defaultdict(Tally)
    counted: dict[str, list[Counted]] = defaultdict(list)
    is_met, local = report_standards.judge(rules, at), report_standards.clock_of(days.zone)
    for one in rollups.of_period(session, days.start, days.end):
        if first <= one.opened < end:
            opened += 1
            felt += [(one.levels[0], one.levels[-1])] if one.levels else []
        for clock in one.clocks:
            measure, started, _, _, by, request_type = clock
            if first <= started < end and (met := is_met(clock)) is not None:
                day, hour = local(started // report_standards.QUARTER)
                tally = tallies[measure]
                tally.by_day[day][met] += 1
                tally.by_hour[hour][met] += 1
                tally.by_agent[by][met] += 1
                tally.by_request_type[request_type][met] += 1
        for type_, moment, offset, data in one.happened:
            if first <= moment < end:
                counted[type_].append(Counted(one.conversation_id, moment, offset, data))
    people = report_standards.People(session)
    return {
        "from": days.first.isoformat(),
        "to": days.last.isoformat(),
        "made_at": iso(at),
        "faults": [fault for fault in (hours.file().fault, standards.file().fault) if fault],
        "conversations": opened,
        "handoffs": len(counted[StatusType.HANDOFF_REQUESTED]),
        "standards": [
            report_standards.part(name, standard, tallies[name], days, people) for name, standard in rules.each()
        ],
        "causes": _causes(counted[StatusType.RESOLVED], days),
        "resolutions": _resolutions(counted[StatusType.RESOLVED]),
        "feelings": _feelings(felt),
        "offers": _offers({name: counted[type_] for type_, name in OFFERS.items()}),
        "not_understood": report_words.not_understood(session, counted[StatusType.NOT_UNDERSTOOD]),
        "satisfaction": report_words.satisfaction(session, counted[StatusType.RATED]),
    }


def _causes(resolved: Sequence[Counted], days: Period) -> Report:
    """Where closed matters came from (PRIDE), all in all and by the week."""
    weeks: dict[str, Counter[str]] = {_week(day): Counter() for day in days.days()}
    for event in resolved:
        if cause := event.data.get("root_cause"):
            weeks[_week(rollups.moment(event.at).astimezone(days.zone).date())][cause] += 1
    counted = sum(weeks.values(), Counter())
    return {
        "counts": [coded("label.root_cause", cause, counted[cause]) for cause in RootCause],
        "over_time": [{"week": week, **{c: counts[c] for c in RootCause}} for week, counts in weeks.items()],
    }


def _resolutions(resolved: Sequence[Counted]) -> list[Report]:
    counted = Counter(str(event.data["resolution"]) for event in resolved)
    return [coded("label.resolution", resolution, counted[resolution]) for resolution in Resolution]


def _feelings(told: Sequence[tuple[str, str]]) -> Report:
    """How customers felt in their first words and in their last."""
    steps = [feelings.LEVELS.index(last) - feelings.LEVELS.index(first) for first, last in told]
    start, end = Counter(first for first, _ in told), Counter(last for _, last in told)
    return {
        "start": {level: start[level] for level in feelings.LEVELS},
        "end": {level: end[level] for level in feelings.LEVELS},
        "better": sum(step < 0 for step in steps),
        "same": sum(step == 0 for step in steps),
        "worse": sum(step > 0 for step in steps),
    }


def _offers(happened: dict[str, list[Counted]]) -> list[Report]:
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for name, events in happened.items():
        for event in events:
            counted[str(event.data.get("offer"))][name] += 1
    rows = [
        {
            "offer": offer,
            "label": label("label.offer", offer),
            **{name: counts[name] for name in OFFERS.values()},
        }
        for offer, counts in counted.items()
    ]
    return sorted(rows, key=lambda row: (-row["declined"], -row["made"], row["label"]))


def _week(day: date) -> str:
    """The Monday of a day's week."""
    return (day - timedelta(days=day.weekday())).isoformat()
