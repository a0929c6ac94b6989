"""What a turn tells of what offers need: an address, a day, a phone number, a moment (C3)."""

from datetime import date, timedelta
from typing import Any

from actions.case import Case
from actions.turn import Turn
from frontdesk.conversation import details, told_facts
from frontdesk.log import StatusType
from frontdesk.wording import words

WEEK = timedelta(days=7)


def take_details(turn: Turn, case: Case) -> bool:
    """Keep what was told of what offers need; True if it is what was asked for."""
    if turn.by_button:
        return False
    day = coming_day(turn, case)
    moment = details.call_time(turn.text, day, turn.at, turn.language)
    read = details.address_of if case.awaiting == "address" else details.address_in
    too_soon = _asks_for_today(turn)
    told = {
        "address": read(turn.text, turn.language),
        "date": day.isoformat() if day and not too_soon else None,
        "too_soon": turn.today.isoformat() if too_soon else None,
        "phone": turn.value_of("phone") or (details.phone_of(turn.text) if case.awaiting == "phone" else None),
        "time": moment.isoformat() if moment else None,
    }
    case.details = {**case.details, **{name: str(value) for name, value in told.items() if value}}
    if told["address"]:
        fact = told_facts.fact_of("address", str(told["address"]), str(told["address"]), turn.messages)
        turn.note(StatusType.FACT, "address", **fact.as_data())
    if told["date"]:
        case.details = {name: value for name, value in case.details.items() if name != "too_soon"}
    return (case.awaiting in told and told[case.awaiting] is not None) or (case.awaiting == "date" and too_soon)


def moves_day(turn: Turn, case: Case) -> bool:
    """Whether one day to come is ruled out and another one named: "not on Tuesday, could it come on Saturday?"."""
    ruled_out = [e for e in turn.entities if e["entity"] == "date" and _is_ruled_out(turn, e)]
    is_to_come = any(date.fromisoformat(str(e["value"])) >= turn.today for e in ruled_out)
    return is_to_come and coming_day(turn, case) is not None


def coming_day(turn: Turn, case: Case) -> date | None:
    """The last day to come that is named and not ruled out. Asked for a day, "Friday" is the next one."""
    days = [
        date.fromisoformat(str(e["value"]))
        for e in turn.entities
        if e["entity"] == "date" and not _is_ruled_out(turn, e)
    ]
    if case.awaiting == "date":
        days = [day + WEEK if turn.today - WEEK < day <= turn.today else day for day in days]
    coming = [day for day in days if day >= turn.today]
    return coming[-1] if coming else None


def _is_ruled_out(turn: Turn, named: dict[str, Any]) -> bool:
    return words.is_denied(turn.text, named.get("start", 0))


def _asks_for_today(turn: Turn) -> bool:
    """Whether today itself is the last day that is named, and not by its weekday, which may be that of a week later."""
    named = [e for e in turn.entities if e["entity"] == "date" and not _is_ruled_out(turn, e)]
    if not named or date.fromisoformat(str(named[-1]["value"])) != turn.today:
        return False
    said = turn.text[named[-1].get("start", 0) : named[-1].get("end", len(turn.text))]
    weekdays = words.entries("facts", turn.language)["dates"]["weekdays"]
    return words.pattern(map(str, weekdays)).search(said) is None
