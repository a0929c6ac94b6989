"""What a turn tells of what offers need: an address, a day, a phone number, a moment (C3)."""

from datetime import date, timedelta
from typing import Any

from actions.case import Case
from actions.turn import Turn
from frontdesk.conversation import details, told_facts
from frontdesk.log import StatusType
from frontdesk.shop import causes
from frontdesk.wording import words

WEEK = timedelta(days=7)


def take_details(turn: Turn, case: Case) -> bool:
    """Keep what was told of what offers need; True if it is what was asked for."""
    if turn.by_button:
        return False
    told = _told(turn, case)
    case.details = {**case.details, **{name: str(value) for name, value in told.items() if value}}
    if told["address"]:
        fact = told_facts.fact_of("address", str(told["address"]), str(told["address"]), turn.messages)
        turn.note(StatusType.FACT, "address", **fact.as_data())
    if told["date"]:
        case.details = {name: value for name, value in case.details.items() if name != "too_soon"}
    return told.get(case.awaiting or "") is not None or (case.awaiting == "date" and told["too_soon"] is not None)


def chooses_anew(turn: Turn, case: Case) -> bool:
    """Whether another day or address is told than that of the offer carried out last: "make it Saturday"."""
    if turn.by_button or not case.helped or case.offer is None:
        return False
    made_with = case.offer.get("details") or {}
    told = _told(turn, case)
    return any(told.get(name) not in (None, value) for name, value in made_with.items())


def _told(turn: Turn, case: Case) -> dict[str, str | None]:
    """What the turn tells of what offers need; `too_soon` is a day on which nothing can come any more."""
    day = coming_day(turn, case)
    moment = details.call_time(turn.text, day, turn.at, turn.language)
    read = details.address_of if case.awaiting == "address" else details.address_in
    too_soon = _asks_for_today(turn)
    phone = turn.value_of("phone") or (details.phone_of(turn.text) if case.awaiting == "phone" else None)
    return {
        "address": read(turn.text, turn.language),
        "date": day.isoformat() if day and not too_soon else None,
        "too_soon": turn.today.isoformat() if too_soon else None,
        "phone": str(phone) if phone else None,
        "time": moment.isoformat() if moment else None,
    }


def moves_day(turn: Turn, case: Case) -> bool:
    """Whether one day to come is ruled out and another one named: "not on Tuesday, could it come on Saturday?"."""
    ruled_out = [e for e in turn.entities if e["entity"] == "date" and _is_ruled_out(turn, e)]
    is_to_come = any(date.fromisoformat(str(e["value"])) >= turn.today for e in ruled_out)
    return is_to_come and coming_day(turn, case) is not None


def coming_day(turn: Turn, case: Case) -> date | None:
    """The last day to come that is named and not ruled out. Where a day is chosen, "Friday" is the next one."""
    named = [e for e in turn.entities if e["entity"] == "date" and not _is_ruled_out(turn, e)]
    is_chosen = _is_day_chosen(turn, case)
    days = [_next(turn, e) if is_chosen else date.fromisoformat(str(e["value"])) for e in named]
    coming = [day for day in days if day >= turn.today]
    return coming[-1] if coming else None


def _is_day_chosen(turn: Turn, case: Case) -> bool:
    """Whether a day is asked for, was chosen already, or is to be another one: "Friday instead of Tuesday"."""
    was_chosen = "date" in ((case.offer or {}).get("details") or {})
    is_wish = causes.said_cause(turn.text, "change_order", turn.language) == "change_day"
    return case.awaiting == "date" or was_chosen or (turn.intent == "change_order" and is_wish)


def _next(turn: Turn, named: dict[str, Any]) -> date:
    """The day that is named; of the last seven, unless it is plainly one gone by ("last Friday"), a week later."""
    day = date.fromisoformat(str(named["value"]))
    past = words.pattern(map(str, words.entries("facts", turn.language)["dates"]["last"]))
    said = turn.text[: named.get("end", len(turn.text))].split()[-2:]
    is_past = past.search(" ".join(said)) is not None or not _names_weekday(turn, named)
    return day + WEEK if turn.today - WEEK < day <= turn.today and not is_past else day


def _names_weekday(turn: Turn, named: dict[str, Any]) -> bool:
    said = turn.text[named.get("start", 0) : named.get("end", len(turn.text))]
    weekdays = words.entries("facts", turn.language)["dates"]["weekdays"]
    return words.pattern(map(str, weekdays)).search(said) is not None


def _is_ruled_out(turn: Turn, named: dict[str, Any]) -> bool:
    return words.is_denied(turn.text, named.get("start", 0))


def _asks_for_today(turn: Turn) -> bool:
    """Whether today itself is the last day that is named, and not by its weekday, which may be that of a week later."""
    named = [e for e in turn.entities if e["entity"] == "date" and not _is_ruled_out(turn, e)]
    if not named or date.fromisoformat(str(named[-1]["value"])) != turn.today:
        return False
    return not _names_weekday(turn, named[-1])
