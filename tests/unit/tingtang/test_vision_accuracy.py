"""`tingtang vision accuracy` and `calibrate`: counting checked by hand-made scores, the commands on real pictures."""

import json
import math
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kiosk.vision.engines import make_engine
from kiosk.vision.model_store import ModelStore
from tests.support.pictures import MODELS, PEOPLE
from tingtang.__main__ import main
from tingtang.vision.calibrate import calibrate, people_for
from tingtang.vision.embedding import Templates
from tingtang.vision.error_rates import Scores, equal_error, errors_at, scores_of, strictest_needed


def scores(genuine: list[float], impostor: list[float], worst: list[float], best: list[float]) -> Scores:
    arrays = (np.sort(np.array(values, np.float32)) for values in (genuine, impostor, worst, best))
    return Scores("sface", "0" * 64, *arrays)


def vector(degrees: float) -> list[float]:
    return [math.cos(math.radians(degrees)), math.sin(math.radians(degrees))]


def test_every_pair_is_counted_once_and_on_its_side() -> None:
    """Three people on a circle: 0°, 20° and 60°, 100° with one picture more that fails."""
    angles, people = [0.0, 20.0, 60.0, 70.0, 100.0], [0, 0, 1, 1, 2]
    templates = Templates("sface", "m", np.array([vector(one) for one in angles], np.float32), np.array(people))
    found = scores_of(templates, make_engine("sface", ModelStore(MODELS)))
    cosine = [round(math.cos(math.radians(one)), 4) for one in (20, 10)]
    assert sorted(cosine) == pytest.approx(found.genuine.tolist(), abs=1e-3)
    assert len(found.impostor) == 8
    assert found.best_impostor.tolist() == pytest.approx(sorted(math.cos(math.radians(one)) for one in (40, 80, 30)), abs=1e-3)
    assert len(found.worst_genuine) == 2


def test_rates_at_a_threshold_include_the_threshold_itself() -> None:
    found = errors_at(scores([0.4, 0.5, 0.6, 0.7], [0.1, 0.2, 0.5, 0.6], [0.4], [0.5, 0.6]), 0.5)
    assert (found.fmr.errors, found.fmr.trials) == (2, 4)
    assert (found.fnmr.errors, found.fnmr.trials) == (1, 4)
    assert (found.people_confused.errors, found.people_missed.errors) == (2, 1)


def test_equal_error() -> None:
    assert equal_error(scores([0.8, 0.9], [0.1, 0.2], [], [])) == 0
    assert equal_error(scores([0.3, 0.9], [0.1, 0.5], [], [])) == pytest.approx(0.5)
    assert math.isnan(equal_error(scores([], [0.1], [], [])))


def test_the_threshold_lies_just_above_what_may_not_match() -> None:
    """1000 pairs of people, scores 0.000 to 0.999: 1 % wanted allows 4 mistakes by the upper bound at 95 %, 5 would be 1.05 %."""
    pairs = [number / 1000 for number in range(1000)]
    threshold = strictest_needed(scores([], [], [], pairs), 0.01, 0.95)
    assert threshold == pytest.approx(0.995, abs=1e-5)
    assert threshold is not None
    assert threshold > np.float32(0.995)


def test_too_few_people_support_no_small_rate() -> None:
    few = scores([0.9] * 50, [0.1] * 500, [0.9] * 24, [0.1] * 276)
    refused = calibrate(few, 0.001)
    assert refused.threshold is None
    assert refused.fmr_supported == pytest.approx(1 - 0.05 ** (1 / 276))
    assert refused.people_needed == 78
    taken = calibrate(few, 0.011)
    assert taken.threshold is not None
    assert taken.fmr_shown >= taken.fmr_supported


def test_among_strangers_the_threshold_stays_at_the_shipped_step_up() -> None:
    assert calibrate(scores([0.9] * 50, [], [0.9] * 24, [-0.5] * 5000), 0.001).threshold == 0.40


def test_so_many_people_make_so_many_pairs() -> None:
    for people in (2, 3, 24, 78):
        assert people_for(people * (people - 1) // 2) == people
        assert people_for(people * (people - 1) // 2 + 1) == people + 1


@pytest.fixture(name="faces")
def some_people(tmp_path: Path) -> Path:
    folder = tmp_path / "faces"
    for number in (4, 7, 10, 16):
        shutil.copytree(PEOPLE / f"person-{number:02d}", folder / f"王小{number}")
    return folder


def last_json(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert isinstance(found, dict)
    return found


def test_a_labelled_folder_gives_rates_bounds_and_a_picture(
    faces: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["vision", "accuracy", "--faces", str(faces), "--det", str(tmp_path / "det.png"), "--json"]) == 0
    said = capsys.readouterr().out
    found = json.loads(said.splitlines()[-1])
    assert (found["people"], found["pictures"], found["used"], found["size_gate_off_by_itself"]) == (4, 12, 12, True)
    assert "too small for the kiosk's size gate" in said
    assert [one["engine"] for one in found["engines"]] == ["sface", "dlib"]
    for one in found["engines"]:
        assert (one["genuine_pairs"], one["impostor_pairs"]) == (12, 54)
        for row in one["at"]:
            assert row["fmr"]["lower"] <= row["fmr"]["rate"] <= row["fmr"]["upper"]
    in_use = next(row for row in found["engines"][0]["at"] if row["threshold"] == 0.5)
    assert in_use["fnmr"]["errors"] == 0
    assert in_use["fmr"]["errors"] == 0
    assert "王小" not in said
    with Image.open(tmp_path / "det.png") as picture:
        colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 20) or []}
    assert {(0, 114, 178), (230, 159, 0)} <= colours


def test_unreadable_files_are_named_and_the_rest_is_measured(faces: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = faces / "王小4"
    (folder / "notes.png").write_text("not a picture", encoding="utf-8")
    (folder / "empty.jpg").touch()
    (folder / "cut.png").write_bytes((folder / "a.png").read_bytes()[:400])
    Image.new("RGB", (64, 64), "grey").save(folder / "wall.png")
    assert main(["vision", "accuracy", "--faces", str(faces), "--engine", "sface", "--json"]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out.splitlines()[-1])
    assert (found["pictures"], found["used"]) == (16, 12)
    assert found["left_out"] == {"unreadable": 3, "no face found": 1}
    assert all(name in said.err for name in ("notes.png", "empty.jpg", "cut.png"))


def test_large_pictures_keep_the_size_gate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in (4, 7):
        (tmp_path / str(number)).mkdir()
        for variant in "ab":
            with Image.open(PEOPLE / f"person-{number:02d}" / f"{variant}.png") as small:
                small.resize((400, 400), Image.Resampling.BICUBIC).save(tmp_path / str(number) / f"{variant}.jpg")
    with Image.open(PEOPLE / "person-07" / "c.png") as small:
        tiny = Image.new("RGB", (640, 480), (110, 110, 110))
        tiny.paste(small.resize((100, 100), Image.Resampling.BICUBIC), (270, 190))
    tiny.save(tmp_path / "7" / "far.png")
    assert main(["vision", "accuracy", "--faces", str(tmp_path), "--engine", "sface", "--json"]) == 0
    found = last_json(capsys)
    assert (found["used"], found["size_gate_px"], found["left_out"]) == (4, 80.0, {"face too small": 1})
    assert main(["vision", "accuracy", "--faces", str(tmp_path), "--engine", "sface", "--any-size", "--json"]) == 0
    assert last_json(capsys)["used"] == 5


@pytest.mark.parametrize("make", ["nothing", "file", "one person"])
def test_what_is_no_set_is_explained(tmp_path: Path, make: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "set"
    if make == "file":
        folder.touch()
    if make == "one person":
        shutil.copytree(PEOPLE / "person-04", folder / "one")
    assert main(["vision", "accuracy", "--faces", str(folder)]) == 2
    assert "folder" in capsys.readouterr().err


def test_a_picture_that_cannot_be_written_is_said_before_the_work(faces: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vision", "accuracy", "--faces", str(faces), "--det", "/nowhere/det.png"]) == 2
    said = capsys.readouterr()
    assert "/nowhere" in said.err
    assert said.out == ""


def test_without_models_the_command_says_how_to_get_them(faces: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vision", "accuracy", "--faces", str(faces), "--models", str(tmp_path / "none")]) == 2
    assert "tingtang models fetch" in capsys.readouterr().err


def test_calibrate_refuses_what_the_data_does_not_support(faces: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vision", "calibrate", "--faces", str(faces), "--json"]) == 1
    said = capsys.readouterr().out
    found = json.loads(said.splitlines()[-1])
    assert found["threshold"] is None
    assert found["people_needed"] == 78
    assert found["fmr_supported"] == pytest.approx(1 - 0.05 ** (1 / 6))
    assert "at least 78 people" in said
    assert "accept_from" not in said


def test_calibrate_prints_lines_that_the_kiosk_takes(faces: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vision", "calibrate", "--faces", str(faces), "--fmr", "0.5", "--json"]) == 0
    said = capsys.readouterr().out
    found = json.loads(said.splitlines()[-1])
    assert f"accept_from = {found['threshold']:.3f}" in said
    assert "take a set with its own camera" in said
    assert "GB/T 38671 asks for FAR 0.1 % and FRR 5 %: the first isn't shown by this set" in said
    assert found["fmr_upper"] >= found["fmr_supported"]
