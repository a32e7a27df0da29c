"""simulate, whatif and fit-rates as a person uses them, on a small hall and its journal."""

import json
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from PIL import Image

from hall_controller.config import load_hall_config
from hall_controller.simulation.plan import DayPlan
from tests.support.simulated_hall import small_hall, small_model, small_plan
from tests.support.simulated_journal import write_journal
from tingtang.__main__ import main

DAYS = ("2025-11-19", "2025-11-20", "2025-11-21")


@pytest.fixture(name="hall")
def hall_file(tmp_path: Path) -> Path:
    path = tmp_path / "hall.toml"
    path.write_text(tomli_w.dumps(small_hall().model_dump(mode="json", exclude_none=True)), encoding="utf-8")
    return path


@pytest.fixture(name="day")
def day_file(tmp_path: Path) -> Path:
    path = tmp_path / "day.toml"
    path.write_text(tomli_w.dumps(small_model(tickets=230).model_dump(mode="json", exclude_none=True)), encoding="utf-8")
    return path


@pytest.fixture(name="db")
def journal(hall: Path) -> Path:
    plans: list[DayPlan] = [replace(small_plan(seed=seed, tickets=190), day=day) for seed, day in enumerate(DAYS)]
    path = hall.with_name("hall.sqlite3")
    write_journal(path, load_hall_config(hall), plans)
    return path


def _last_json(text: str) -> dict[str, Any]:
    document = json.loads(text.splitlines()[-1])
    assert isinstance(document, dict)
    return document


def test_rules_are_compared_on_the_same_day(hall: Path, day: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--hall", str(hall), "--day", str(day), "--compare", "fifo,strict,apq", "--json"]) == 0
    out = capsys.readouterr().out
    found = _last_json(out)
    assert [one["rule"] for one in found["days"]] == ["fifo", "strict", "apq"]
    assert {one["everybody"]["tickets"] for one in found["days"]} == {230}
    fifo, strict, _ = found["days"]
    assert fifo["passes"] == 0
    assert strict["classes"]["elderly"]["mean"] < fifo["classes"]["elderly"]["mean"]
    assert "passed over" in out
    assert "no-shows 弃号" in out


def test_another_seed_is_another_day_and_the_same_seed_the_same(
    hall: Path, day: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def mean(seed: int) -> float:
        assert main(["simulate", "--hall", str(hall), "--day", str(day), "--seed", str(seed), "--json"]) == 0
        return float(_last_json(capsys.readouterr().out)["days"][0]["everybody"]["mean"])

    assert mean(1) == mean(1)
    assert mean(1) != mean(2)


def test_staffing_is_changed_and_its_queue_shown(hall: Path, day: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = ["simulate", "--hall", str(hall), "--day", str(day), "--json"]
    assert main(base) == 0
    before = _last_json(capsys.readouterr().out)["days"][0]
    assert main([*base, "--windows", "tax=+1"]) == 0
    out = capsys.readouterr().out
    after = _last_json(out)["days"][0]
    assert "Queues with other windows" in out
    assert after["queues"]["tax"]["mean"] < before["queues"]["tax"]["mean"]


def test_the_bare_rule_passes_people_over_without_bound(hall: Path, day: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = ["simulate", "--hall", str(hall), "--day", str(day), "--compare", "strict", "--json"]
    assert main(base) == 0
    bounded = _last_json(capsys.readouterr().out)["days"][0]["everybody"]["passed_over_max"]
    assert main([*base, "--unbounded"]) == 0
    assert _last_json(capsys.readouterr().out)["days"][0]["everybody"]["passed_over_max"] > bounded


def test_a_picture_is_drawn(hall: Path, day: Path, tmp_path: Path) -> None:
    path = tmp_path / "waits.png"
    assert main(["simulate", "--hall", str(hall), "--day", str(day), "--compare", "fifo,apq", "--picture", str(path)]) == 0
    with Image.open(path) as image:
        colours = {colour for _, colour in image.convert("RGB").getcolors(1 << 20) or []}
        assert image.height > 2 * 300
    assert {(0x00, 0x72, 0xB2), (0xE6, 0x9F, 0x00), (0x00, 0x9E, 0x73)} <= colours, "a line for each group"


def test_a_simulated_day_may_be_slowed_down(hall: Path, day: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    clock = [0.0]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    monkeypatch.setattr("tingtang.simulation.progress.time.sleep", sleep)
    monkeypatch.setattr("tingtang.simulation.progress.time.monotonic", lambda: clock[0])
    assert main(["simulate", "--hall", str(hall), "--day", str(day), "--speed", "3600"]) == 0
    assert sum(slept) == pytest.approx(10.5, rel=0.1), "08:30 to 19:00 at an hour a second"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--hall", "nowhere"], "'nowhere' is no hall"),
        (["--day", "lively"], "'lively' is no day"),
        (["--compare", "lifo"], "there is no rule 'lifo'"),
        (["--windows", "tax"], "write tax=+1"),
        (["--windows", "harbour=+1"], "no queue 'harbour'"),
        (["--journal", "nowhere.sqlite3"], "there is no journal"),
    ],
)
def test_mistakes_are_named(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_wrong_days_file_section_and_key_are_named(day: Path, hall: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day.write_text(day.read_text(encoding="utf-8").replace("no_show =", "no_shows ="), encoding="utf-8")
    assert main(["simulate", "--hall", str(hall), "--day", str(day)]) == 2
    said = capsys.readouterr().err
    assert str(day) in said
    assert "absence.no_shows" in said


def test_a_day_that_names_a_queue_the_hall_lacks_says_so(tmp_path: Path, hall: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "other.toml"
    path.write_text(
        tomli_w.dumps(small_model(queues={"harbour": {}}).model_dump(mode="json", exclude_none=True)), encoding="utf-8"
    )
    assert main(["simulate", "--hall", str(hall), "--day", str(path)]) == 2
    said = capsys.readouterr().err
    assert str(path) in said
    assert "queues.harbour" in said


def test_a_day_of_the_journal_is_simulated(db: Path, hall: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--hall", str(hall), "--journal", str(db), "--date", DAYS[0], "--json"]) == 0
    found = _last_json(capsys.readouterr().out)
    assert (found["day"], found["date"], found["people"]) == ("journal", DAYS[0], 190)


def test_what_if_shows_the_day_the_replay_and_the_alternative(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["whatif", "--db", str(db), "--date", DAYS[1], "--rule", "fifo", "--windows", "tax=+1", "--json"]) == 0
    out = capsys.readouterr().out
    found = _last_json(out)
    assert [one["rule"] for one in found["days"]] == ["real", "replay", "fifo tax=+1"]
    assert found["replay_fit"]["is_close"]
    real, replay, changed = found["days"]
    assert replay["everybody"]["mean"] == pytest.approx(real["everybody"]["mean"], rel=0.1)
    assert changed["queues"]["tax"]["mean"] < real["queues"]["tax"]["mean"]
    assert changed["passes"] == 0 < real["passes"]
    assert "one person's wait differs by" in out


def test_yesterday_is_the_halls_own(db: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    class Morning(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Morning":
            return cls(2025, 11, 21, 20, 0, tzinfo=tz)

    monkeypatch.setattr("tingtang.simulation.journal_file.datetime", Morning)
    assert main(["whatif", "--db", str(db.parent), "--yesterday", "--rule", "strict", "--json"]) == 0
    assert _last_json(capsys.readouterr().out)["day"] == DAYS[2], "20:00 UTC is the next morning in the hall"


def test_a_day_the_journal_lacks_is_named_with_its_last(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["whatif", "--db", str(db), "--date", "2025-11-10", "--rule", "fifo"]) == 2
    assert f"nobody took a number on 2025-11-10; the journal's last day is {DAYS[2]}" in capsys.readouterr().err


def test_what_if_needs_something_different(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["whatif", "--db", str(db), "--date", DAYS[1]]) == 2
    assert "--rule fifo" in capsys.readouterr().err


def test_rates_are_fitted_to_the_journal_and_explained(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["fit-rates", "--db", str(db), "--days", "2", "--before", "2025-11-22", "--rounds", "4"]
    assert main([*arguments, "--targets", "elderly=1,appointment=100,walk-in=600", "--json"]) == 0
    out = capsys.readouterr().out
    found = _last_json(out)
    assert found["days"] == list(DAYS[1:])
    assert found["trials"][0]["name"] == "present"
    assert found["unmet"] == ["elderly"]
    assert found["least_possible_min"]["elderly"] > 1
    assert found["best"]["rates"]["elderly"] == found["best"]["rates"]["disabled"]
    assert "can't be met by any rates" in out
    assert "[discipline.rates]" in out
    assert "set-rule" in out


def test_targets_may_stand_in_the_halls_file(db: Path, hall: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["fit-rates", "--db", str(db), "--days", "1", "--before", "2025-11-22", "--measure", "mean"]
    assert main(arguments) == 2
    assert "no targets" in capsys.readouterr().err
    with_targets = small_hall(discipline={"targets_min": {"walk-in": 400, "elderly": 400}})
    hall.write_text(tomli_w.dumps(with_targets.model_dump(mode="json", exclude_none=True)), encoding="utf-8")
    assert main(arguments) == 0
    assert "nothing to change" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["old=5", "elderly", "elderly=soon", "elderly=0"])
def test_wrong_targets_are_explained(text: str, db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit-rates", "--db", str(db), "--before", "2025-11-22", "--targets", text]) == 2
    said = capsys.readouterr().err
    assert "write elderly=5" in said or "minutes above 0" in said
