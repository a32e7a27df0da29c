"""tingtang forecast as a person uses it, on a small week and on a journal."""

import json
from pathlib import Path
from typing import Any

import pytest

from tingtang.__main__ import main

SMALL_WEEK = """
seed = 3
days = 1
opens = "09:00"
closes = "11:00"
load = 1.2
coefficient_of_variation = 0.8
no_show_share = 0.1
no_show_min = [1.0, 2.0]
profile = [1.0, 0.5]
[classes]
walk-in = 0.9
elderly = 0.1
[[services]]
id = "short"
mean_min = 4.0
configured_min = 5
share = 0.6
[[services]]
id = "long"
mean_min = 9.0
configured_min = 8
share = 0.4
[[pools]]
windows = 2
services = ["short"]
helps = ["long"]
[[pools]]
windows = 3
services = ["long"]
"""


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "week.toml"
    path.write_text(SMALL_WEEK, encoding="utf-8")
    return path


def figures(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    document = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert isinstance(document, dict)
    return document


def test_a_week_is_measured_the_same_by_one_process_and_by_two(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["forecast", "--model", str(model), "--runs", "16", "--json"]
    main([*arguments, "--jobs", "1"])
    alone = figures(capsys)
    main([*arguments, "--jobs", "2"])
    shared = figures(capsys)
    assert {**alone, "took_s": 0} == {**shared, "took_s": 0}
    assert alone["citizens"] > 50
    assert alone["ranges"]["printed"] + alone["now"]["printed"] == alone["citizens"]
    assert set(alone["rmse_min"]) >= {"ours", "true laws", "position × mean", "last to enter service"}
    assert alone["ratio"] == pytest.approx(alone["rmse_min"]["ours"] / alone["rmse_min"]["true laws"])


def test_another_seed_is_another_week(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = []
    for seed in ("1", "2"):
        main(["forecast", "--model", str(model), "--runs", "4", "--jobs", "1", "--seed", seed, "--json"])
        found.append(figures(capsys)["mean_wait_min"])
    assert found[0] != found[1]


def test_the_exit_code_says_whether_the_targets_are_met(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["forecast", "--model", str(model), "--runs", "16", "--jobs", "1", "--json"])
    assert code == (0 if figures(capsys)["meets_targets"] else 1)


def test_what_is_wrong_is_said(tmp_path: Path, model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forecast", "--model", str(tmp_path / "none.toml")]) == 2
    assert "can't be read" in capsys.readouterr().err
    model.write_text(SMALL_WEEK.replace('services = ["short"]', 'services = ["shrt"]'), encoding="utf-8")
    assert main(["forecast", "--model", str(model)]) == 2
    assert "there is no service 'shrt'" in capsys.readouterr().err
    assert main(["forecast", "--db", str(tmp_path)]) == 2
    assert "there is no journal" in capsys.readouterr().err
