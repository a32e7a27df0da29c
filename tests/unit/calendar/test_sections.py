"""The hall's calendar, hours and quotas as files: what is right, and how wrong ones are told."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from api.process.settings_file import ConfigurationError, load_file
from hall_controller.config_calendar import CalendarSection
from hall_controller.config_guards import GuardsSection, QuotaSection, unknown_names
from hall_controller.config_times import HoursSection

HOLIDAYS = """
complete_years = [2027]

[[days]]
date = 2027-02-06
until = 2027-02-08
open = false
name = { zh-CN = "春节", en = "Spring Festival" }

[[days]]
date = 2027-02-13
open = true
hours = ["09:00-12:00", "13:00-15:30"]
"""


def written(folder: Path, text: str) -> CalendarSection:
    (folder / "holidays.toml").write_text(text, encoding="utf-8")
    return CalendarSection(overrides=Path("holidays.toml"), weekdays=("mon",), public_holidays="china").with_overrides(folder)


def test_the_override_file_is_read_from_the_hall_s_folder(tmp_path: Path) -> None:
    section = written(tmp_path, HOLIDAYS)
    calendar = section.calendar()
    assert [calendar.day(dt.date(2027, 2, day)).open for day in (6, 7, 8)] == [False] * 3
    assert calendar.day(dt.date(2027, 2, 8)).names == {"zh-CN": "春节", "en": "Spring Festival"}
    assert calendar.day(dt.date(2027, 2, 13)).spans == ((540, 720), (780, 930))
    assert calendar.unknown_from(dt.date(2027, 1, 1)) is None, "2027 was entered whole"
    assert CalendarSection.model_validate(section.model_dump(mode="json")) == section


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[[days]]\ndate = 2027-02-06\nopen = false\nhours = ["09:00-10:00"]', "days.0: .*has no hours"),
        ("[[days]]\ndate = 2027-02-06\nopen = true\nhours = []", "days.0: .*say `open = false`"),
        ("[[days]]\ndate = 2027-02-06\nopened = true", "days.0.opened: Extra inputs"),
        ('[[days]]\ndate = "2027-02-30"\nopen = true', "days.0.date: "),
        ("[[days]]\ndate = 2027-02-06\nuntil = 2028-02-06\nopen = false", "days.0: .*at most 31 days"),
        ("[[days]]\ndate = 2027-02-06\nuntil = 2027-02-05\nopen = false", "days.0: .*on or after date"),
        ('[[days]]\ndate = 2027-02-06\nopen = true\nhours = ["12:00-09:00"]', "days.0.hours.0: .*ends before it starts"),
        (
            '[[days]]\ndate = 2027-02-06\nopen = true\nhours = ["09:00-12:00", "11:00-13:00"]',
            "days.0.hours: .*must begin after 09:00-12:00 has ended",
        ),
        ("[[days]]\ndate = 2027-02-06\nopen = true\n" * 2, "2027-02-06 stands more than once"),
        ("days = 3", "days: "),
        ("[[days]", "isn't valid TOML"),
    ],
)
def test_a_wrong_override_file_is_refused_with_file_section_and_key(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ConfigurationError, match=problem) as refused:
        written(tmp_path, text)
    assert str(tmp_path / "holidays.toml") in str(refused.value)


def test_a_missing_override_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="can't be read"):
        CalendarSection(overrides=Path("nowhere.toml")).with_overrides(tmp_path)


def test_a_day_in_both_files_is_a_question_for_a_person(tmp_path: Path) -> None:
    (tmp_path / "holidays.toml").write_text("[[days]]\ndate = 2027-02-06\nopen = false", encoding="utf-8")
    days: Any = [{"date": "2027-02-06", "open": True}]
    with pytest.raises(ConfigurationError, match=r"2027-02-06 stands more than once.*hall's own file"):
        CalendarSection(overrides=Path("holidays.toml"), days=days).with_overrides(tmp_path)


def test_a_week_s_hours(tmp_path: Path) -> None:
    path = tmp_path / "hours.toml"
    path.write_text('daily = ["09:00-12:00", "13:30-17:00"]\nsat = ["09:00-12:00"]\nsun = []', encoding="utf-8")
    week = load_file(path, HoursSection).week()
    assert week == (*[((540, 720), (810, 1020))] * 5, ((540, 720),), ())
    assert HoursSection(mon=("00:00-24:00",)).week() == (((0, 1440),), *[()] * 6)


@pytest.mark.parametrize("span", ["9:00-10:00", "09:00–10:00", "09:00-24:30", "24:00-24:00", "10:00-10:00"])
def test_what_is_no_span(span: str) -> None:
    with pytest.raises(ValidationError):
        HoursSection(daily=(span,))


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ({"most": 1}, "either `queue` or `services`"),
        ({"most": 1, "queue": "a", "services": ["s"]}, "either `queue` or `services`"),
        ({"most": 1, "queue": "a", "half_day": "morning", "between": "09:00-10:00"}, "either `half_day` or `between`"),
        ({"queue": "a"}, "most"),
    ],
)
def test_a_wrong_quota(keys: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        QuotaSection.model_validate(keys)


def test_a_quota_names_what_is_there() -> None:
    quotas = [QuotaSection(queue="x", most=1), QuotaSection(services=("s", "y"), most=1), QuotaSection(queue="a", most=1)]
    assert list(unknown_names(quotas, ["a"], ["s"])) == [
        "quotas.0.queue: there is no queue 'x'",
        "quotas.1.services: there is no service 'y'",
    ]


def test_the_defaults_leave_a_hall_as_open_as_before() -> None:
    guards = GuardsSection()
    assert guards.tickets_per_day == guards.agent_per_day == guards.burst.most == guards.last_ticket.minutes_before == 0
    assert guards.last_ticket.forecast == "none"
