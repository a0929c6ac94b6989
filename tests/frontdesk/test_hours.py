"""Business hours: open time over nights, weekends, holidays, time zones and summer time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from frontdesk.living_file import LivingFile
from frontdesk.settings import ROOT
from frontdesk.staff import hours
from frontdesk.staff.hours import Hours, NeverOpen, add_open_time, is_open, next_open, open_time_between
from frontdesk.yaml_lines import InvalidFile

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
WEEK = """
time_zone: Europe/Berlin
holidays: {country: DE, region: BE}
open:
  monday: ["09:00-12:30", "13:00-18:00"]
  tuesday: ["09:00-18:00"]
  wednesday: ["09:00-18:00"]
  thursday: ["09:00-18:00"]
  friday: ["09:00-18:00", "22:00-02:00"]
closed: [2026-12-24, [2026-12-28, 2026-12-31]]
"""
ROUND = "\n".join(["time_zone: Europe/Berlin", "open:", *(f'  {day}: ["00:00-24:00"]' for day in hours.WEEKDAYS)])


def calendar(tmp_path: Path, text: str = WEEK) -> Hours:
    path = tmp_path / "hours.yml"
    path.write_text(text, "utf-8")
    return hours.read(path)


def berlin(text: str) -> datetime:
    """A moment by the clock of Berlin, such as 2026-03-02 09:30."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.row("STD2")
@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-03-02 09:00", "2026-03-02 09:00"),  # a Monday, at the minute of opening
        ("2026-03-02 08:59", "2026-03-02 09:00"),
        ("2026-03-02 12:30", "2026-03-02 13:00"),  # the break
        ("2026-03-02 18:00", "2026-03-03 09:00"),  # overnight
        ("2026-03-06 19:00", "2026-03-06 22:00"),  # the Friday evening
        ("2026-03-07 01:59", "2026-03-07 01:59"),  # which goes on into Saturday
        ("2026-03-07 02:00", "2026-03-09 09:00"),  # the weekend
        ("2026-04-02 18:00", "2026-04-07 09:00"),  # Good Friday and Easter Monday
        ("2026-03-08 10:00", "2026-03-09 09:00"),  # Women's Day, a holiday of Berlin alone, on a Sunday
        ("2026-12-23 18:00", "2027-01-04 09:00"),  # own days, Christmas, New Year and a weekend
    ],
)
def test_the_desk_opens_after_nights_breaks_weekends_and_holidays(tmp_path: Path, at: str, opens: str) -> None:
    week = calendar(tmp_path)
    assert next_open(berlin(at), week) == berlin(opens)
    assert is_open(berlin(at), week) == (at == opens)


def test_a_holiday_of_a_region_is_kept_in_that_region_alone(tmp_path: Path) -> None:
    in_berlin = calendar(tmp_path)
    in_hamburg = calendar(tmp_path, WEEK.replace("BE", "HH"))
    womens_day = berlin("2027-03-08 10:00")  # a Monday
    assert not is_open(womens_day, in_berlin)
    assert is_open(womens_day, in_hamburg)


def test_open_time_passes_only_while_open(tmp_path: Path) -> None:
    week = calendar(tmp_path)
    friday = berlin("2026-03-06 17:30")
    assert add_open_time(friday, HOUR, week) == berlin("2026-03-06 22:30")
    assert add_open_time(friday, 5 * HOUR, week) == berlin("2026-03-09 09:30")
    assert open_time_between(friday, berlin("2026-03-09 13:30"), week) == 8.5 * HOUR
    assert open_time_between(berlin("2026-03-07 03:00"), berlin("2026-03-08 20:00"), week) == timedelta(0)
    assert open_time_between(friday, friday - HOUR, week) == timedelta(0)


def test_hours_are_those_of_the_desk_wherever_the_moment_is_written(tmp_path: Path) -> None:
    week = calendar(tmp_path)
    in_tokyo = datetime(2026, 3, 2, 17, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert is_open(in_tokyo, week)  # 09:00 in Berlin
    assert not is_open(in_tokyo - timedelta(minutes=1), week)
    assert next_open(in_tokyo - HOUR, week).tzinfo is UTC


@pytest.mark.row("STD2")
@pytest.mark.parametrize(
    ("shift", "day", "open_for"),
    [
        ("00:00-24:00", "2026-03-29", 23),  # summer time begins at 02:00, which is then 03:00
        ("00:00-24:00", "2026-10-25", 25),  # and ends at 03:00, which is then 02:00
        ("01:00-04:00", "2026-03-29", 2),
        ("01:00-04:00", "2026-10-25", 4),
        ("01:00-02:30", "2026-03-29", 1),  # ends within the hour that is skipped
        ("02:30-04:00", "2026-03-29", 1),  # begins in it
        ("02:10-02:50", "2026-03-29", 0),  # lies in it
        ("02:30-04:00", "2026-10-25", 2.5),  # begins in the hour that comes twice
    ],
)
def test_summer_time_makes_days_shorter_and_longer(tmp_path: Path, shift: str, day: str, open_for: float) -> None:
    sundays = calendar(tmp_path, f'time_zone: Europe/Berlin\nopen: {{sunday: ["{shift}"]}}')
    midnight = berlin(f"{day} 00:00")
    assert open_time_between(midnight, midnight + 27 * HOUR, sundays) == open_for * HOUR
    if open_for:
        closes = add_open_time(midnight, open_for * HOUR, sundays)
        assert closes <= berlin(f"{day} 00:00").astimezone(UTC) + 25 * HOUR
        assert not is_open(closes, sundays)


def test_the_clock_of_the_desk_changes_and_the_hours_with_it(tmp_path: Path) -> None:
    week = calendar(tmp_path)
    winter, summer = next_open(berlin("2026-03-23 01:00"), week), next_open(berlin("2026-03-30 01:00"), week)
    assert (winter.hour, summer.hour) == (8, 7)  # 09:00 on the wall


def test_adding_open_time_and_measuring_it_agree(tmp_path: Path) -> None:
    random = Random(7)
    for text in (WEEK, ROUND, WEEK.replace("Europe/Berlin", "America/New_York")):
        week = calendar(tmp_path, text)
        for _ in range(150):
            at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=random.randrange(366 * 24 * 60))
            duration = timedelta(minutes=random.randrange(1, 6000))
            end = add_open_time(at, duration, week)
            assert open_time_between(at, end, week) == duration
            assert open_time_between(at, end - timedelta(seconds=1), week) < duration


def test_open_time_agrees_with_a_count_of_minutes(tmp_path: Path) -> None:
    week = calendar(tmp_path)
    start = berlin("2026-10-23 16:00").astimezone(UTC)  # over a Friday night, a weekend and the end of summer time
    minutes = [start + timedelta(minutes=n) for n in range(4 * 24 * 60)]
    counted = sum(is_open(minute, week) for minute in minutes)
    assert open_time_between(start, minutes[-1] + timedelta(minutes=1), week) == timedelta(minutes=counted)


def test_around_the_clock_all_time_is_open() -> None:
    always = hours.around_the_clock()
    at = datetime(2026, 12, 25, 3, tzinfo=UTC)
    assert is_open(at, always)
    assert add_open_time(at, timedelta(days=30), always) == at + timedelta(days=30)
    assert open_time_between(at, at + timedelta(days=30), always) == timedelta(days=30)


def test_a_desk_that_is_closed_for_years_says_so(tmp_path: Path) -> None:
    years = ", ".join(f"[{year}-01-01, {year}-12-31]" for year in range(2026, 2031))
    week = calendar(tmp_path, WEEK.replace("closed: [2026-12-24, [2026-12-28, 2026-12-31]]", f"closed: [{years}]"))
    with pytest.raises(NeverOpen):
        next_open(berlin("2026-02-01 10:00"), week)
    assert open_time_between(berlin("2026-02-01 10:00"), berlin("2030-02-01 10:00"), week) == timedelta(0)


def test_the_hours_that_are_shipped_can_be_used() -> None:
    shipped = hours.read(ROOT / "data" / "service" / "hours.yml")
    assert is_open(berlin("2026-03-04 12:00"), shipped)
    assert not is_open(berlin("2026-12-25 12:00"), shipped)


@pytest.mark.parametrize(
    ("wrong", "instead", "line", "told"),
    [
        ("time_zone: Europe/Berlin", "time_zone: Berlin", 2, "there is no time zone 'Berlin'"),
        ("region: BE", "region: XX", 3, "DE has no region 'XX'"),
        ("country: DE", "country: Germany", 3, "write a code of ISO 3166"),
        ('tuesday: ["09:00-18:00"]', 'tuesday: ["9 to 6"]', 6, "write them as 09:00-17:30"),
        ('tuesday: ["09:00-18:00"]', 'tuesday: ["09:00-25:00"]', 6, "write them as 09:00-17:30"),
        ("tuesday:", "teusday:", 6, "should be 'monday', 'tuesday'"),
        ("closed: [2026-12-24", "closed: [24.12.2026", 10, "is no day; write 2026-12-24"),
        ("closed:", "closd:", 10, "did you mean 'closed'?"),
        ("open:", "open", 5, "this is not YAML"),
    ],
)
def test_a_fault_is_told_with_file_line_and_cure(
    tmp_path: Path, wrong: str, instead: str, line: int, told: str
) -> None:
    with pytest.raises(InvalidFile) as error:
        calendar(tmp_path, WEEK.replace(wrong, instead))
    assert f"hours.yml:{line}: " in str(error.value)
    assert told in str(error.value)


@pytest.mark.row("STD1")
def test_a_broken_file_leaves_the_old_hours_in_force_until_it_is_mended(tmp_path: Path) -> None:
    path = tmp_path / "hours.yml"
    path.write_text(WEEK, "utf-8")
    desk = LivingFile(path, hours.read)
    tuesday = berlin("2026-03-03 08:30")
    assert not is_open(tuesday, desk.in_force())
    path.write_text(WEEK.replace("Europe/Berlin", "Atlantis"), "utf-8")
    assert not is_open(tuesday, desk.in_force())
    assert desk.fault is not None
    assert "hours.yml:2: there is no time zone 'Atlantis'" in desk.fault
    path.unlink()
    assert not is_open(tuesday, desk.in_force())
    assert "cannot be read" in desk.fault
    path.write_text(WEEK.replace("09:00-18:00", "08:00-18:00"), "utf-8")
    assert is_open(tuesday, desk.in_force())
    assert desk.fault is None
