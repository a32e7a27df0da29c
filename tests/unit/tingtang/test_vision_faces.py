"""Folders of faces as halls bring them: flat or nested, turned, tight, from telephones, with other things among them."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from tests.support.pictures import PEOPLE
from tingtang.__main__ import main
from tingtang.vision.error_rates import Scores, errors_at, threshold_at
from tingtang.vision.faces_folder import NotASet, find_pictures
from tingtang.vision.pictures import decode, read_file
from tingtang.vision.terminal import lines


def person(number: int, variant: str, side: int) -> Image.Image:
    with Image.open(PEOPLE / f"person-{number:02d}" / f"{variant}.png") as small:
        return small.convert("RGB").resize((side, side), Image.Resampling.BICUBIC)


def touched(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")


def groups(folder: Path) -> list[set[str]]:
    found: dict[int, set[str]] = {}
    for file in find_pictures(folder).files:
        found.setdefault(file.person, set()).add(file.path.name)
    return [found[number] for number in sorted(found)]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Anna_Li_0001.jpg", "Anna_Li_0002.JPG", "Anna_Wu_0001.jpg"], [2, 1]),
        (["1-01.jpg", "1-02.jpg", "10-01.jpg", "10-02.jpg"], [2, 2]),
        (["王 (1).png", "王 (2).png", "李 (1).png"], [1, 2]),
        (["subject01.happy.gif", "subject01.sad.gif", "subject02.happy.gif"], [2, 1]),
        (["00001_930831_fa_a.ppm", "00001_930831_fb_a.ppm", "00002_930831_fa.ppm"], [2, 1]),
        (["Zoe\u0308_1.jpg", "zo\u00eb_2.jpg", "b_1.jpg"], [1, 2]),
    ],
)
def test_flat_files_are_told_apart_by_their_names(tmp_path: Path, names: list[str], expected: list[int]) -> None:
    touched(tmp_path, *names)
    assert [len(group) for group in groups(tmp_path)] == expected
    assert "file's name" in find_pictures(tmp_path).told_apart


@pytest.mark.parametrize("names", [["a.jpg", "b.jpg"], ["img1.jpg", "img2.jpg"], ["me_1.jpg", "me_2.jpg"], []])
def test_names_that_tell_nobody_apart_are_refused(tmp_path: Path, names: list[str]) -> None:
    touched(tmp_path, *names)
    with pytest.raises(NotASet, match=r"name_0001\.jpg"):
        find_pictures(tmp_path)


def test_folders_in_folders_links_and_other_files(tmp_path: Path) -> None:
    inner = tmp_path / "set" / "unpacked"
    touched(
        inner, "王/1.jpg", "王/session/2.JPEG", "李/1.png", "李/1.heic", "李/._1.png", ".trash/x.jpg", "beside.jpg", "empty/x.txt"
    )
    touched(tmp_path / "elsewhere", "3.webp")
    (inner / "赵").symlink_to(tmp_path / "elsewhere")
    (inner / "李" / "round").symlink_to(inner / "李")
    (inner / "李" / "gone.png").symlink_to(tmp_path / "nowhere.png")
    os.mkfifo(inner / "李" / "pipe.png")
    (inner / "李" / "folder.png").mkdir()
    found = find_pictures(tmp_path / "set")
    assert groups(tmp_path / "set") == [{"1.png", "gone.png"}, {"1.jpg", "2.JPEG"}, {"3.webp"}]
    assert (found.people, found.told_apart) == (3, "")
    assert found.passed_by == {".heic": 1, ".txt": 1, "no file": 1, "picture beside the people's folders": 1}


Save = Callable[[Image.Image, Path], None]


def upright(picture: Image.Image, path: Path) -> None:
    picture.save(path)


def turned(picture: Image.Image, path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.rotate(90, expand=True).save(path, exif=exif)


def grey(picture: Image.Image, path: Path) -> None:
    picture.convert("L").save(path)


def see_through(picture: Image.Image, path: Path) -> None:
    clear = picture.convert("RGBA")
    clear.putalpha(128)
    clear.save(path)


def deep(picture: Image.Image, path: Path) -> None:
    done, stored = cv2.imencode(path.suffix, np.asarray(picture)[:, :, ::-1].astype(np.uint16) * 257)
    assert done
    path.write_bytes(stored.tobytes())


@pytest.mark.parametrize(
    ("name", "save"),
    [
        ("a.JPG", upright), ("a.bmp", upright), ("a.WEBP", upright), ("a.tiff", upright), ("turned.jpg", turned),
        ("grey.png", grey), ("clear.png", see_through), ("deep.png", deep), ("deep.TIFF", deep),
    ],
)  # fmt: skip
def test_every_way_of_storing_gives_the_same_picture(tmp_path: Path, name: str, save: Save) -> None:
    picture = person(4, "a", 200)
    save(picture, tmp_path / name)
    found = decode(read_file(tmp_path / name)).astype(np.float64)
    expected = np.asarray(picture.convert("L").convert("RGB") if save is grey else picture)[:, :, ::-1].astype(np.float64)
    assert found.shape == expected.shape
    assert np.abs(found - expected).mean() < 6


def measured(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[dict[str, object], str]:
    assert main(["vision", "accuracy", "--faces", str(folder), "--engine", "sface", "--json", *options]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out.splitlines()[-1])
    assert isinstance(found, dict)
    return found, said.out + said.err


def only_engine(found: dict[str, object]) -> dict[str, Any]:
    engines = found["engines"]
    assert isinstance(engines, list)
    (engine,) = engines
    assert isinstance(engine, dict)
    return engine


def test_faces_that_fill_photographs_or_are_lost_in_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Crops of 112 px without a margin, and a face of some 200 px in a photograph of 4000: nobody is left out, gates stay on."""
    for number in (4, 7, 10):
        folder = tmp_path / str(number)
        folder.mkdir()
        for variant in "ab":
            person(number, variant, 160).crop((24, 20, 136, 152)).resize((112, 132)).save(folder / f"{variant}.png")
        wall = Image.new("RGB", (4000, 3000), (90, 120, 100))
        wall.paste(person(number, "c", 320), (2600, 900))
        wall.save(folder / "wall.jpg")
    found, _ = measured(tmp_path, capsys)
    assert (found["used"], found["size_gate_px"], found["size_gate_off_by_itself"]) == (9, 80.0, False)
    engine = only_engine(found)
    in_use = next(row for row in engine["at"] if row["threshold"] == 0.5)
    assert (in_use["fnmr"]["errors"], in_use["fmr"]["errors"]) == (0, 0)


def test_the_largest_face_is_taken_and_it_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in (4, 7):
        (tmp_path / str(number)).mkdir()
        person(number, "a", 300).save(tmp_path / str(number) / "alone.png")
        both = Image.new("RGB", (1200, 700), (90, 120, 100))
        both.paste(person(number, "b", 420), (60, 140))
        both.paste(person(16, "b", 300), (760, 200))
        both.save(tmp_path / str(number) / "both.png")
    found, said = measured(tmp_path, capsys)
    assert (found["used"], found["several_faces_largest_taken"]) == (4, 2)
    assert "2 of those that count show several faces: the largest was taken" in said
    engine = only_engine(found)
    assert next(row for row in engine["at"] if row["threshold"] == 0.5)["fnmr"]["errors"] == 0
    gated, _ = measured(tmp_path, capsys, "--gates")
    assert gated["left_out"] == {"two faces": 2}


def test_failures_are_counted_and_the_same_file_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in (4, 7):
        (tmp_path / str(number)).mkdir()
        for variant in "ab":
            person(number, variant, 300).save(tmp_path / str(number) / f"{variant}.png")
    (tmp_path / "4" / "again.png").write_bytes((tmp_path / "4" / "a.png").read_bytes())
    (tmp_path / "7" / "wrong.png").write_bytes((tmp_path / "4" / "b.png").read_bytes())
    Image.new("RGB", (4000, 3), "white").save(tmp_path / "7" / "thin.png")
    (tmp_path / "nobody").mkdir()
    Image.new("RGB", (300, 300), "grey").save(tmp_path / "nobody" / "wall.png")
    (tmp_path / "nobody" / os.fsdecode(b"\xff.jpg")).write_bytes(b"x")
    found, said = measured(tmp_path, capsys)
    assert found["left_out"] == {"same file twice": 1, "same file under two people": 1, "no face found": 2, "unreadable": 1}
    acquire, enrol = found["failure_to_acquire"], found["failure_to_enrol"]
    assert isinstance(acquire, dict)
    assert isinstance(enrol, dict)
    assert (acquire["errors"], acquire["trials"], enrol["errors"], enrol["trials"]) == (2, 6, 1, 3)
    assert "skipped 7/wrong.png: the same file lies under another person as well" in said
    assert "\\xff.jpg" in said


def test_one_picture_of_each_measures_confusion_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in (4, 7, 10):
        (tmp_path / str(number)).mkdir()
        person(number, "a", 300).save(tmp_path / str(number) / "a.png")
    found, said = measured(tmp_path, capsys, "--det", str(tmp_path / "det.png"))
    engine = only_engine(found)
    assert (engine["genuine_pairs"], engine["impostor_pairs"], engine["equal_error_rate"]) == (0, 3, None)
    assert "Nobody has two pictures that count" in said


def test_the_threshold_of_a_wanted_rate_is_the_lowest_that_keeps_it() -> None:
    impostor = (np.arange(1000) / 1000).astype(np.float32)
    found = Scores("sface", "m", np.array([0.5, 0.95], np.float32), impostor, impostor[:0], impostor[:0])
    for wanted, errors, missed in ((0.1, 100, 1), (0.01, 10, 2), (0.001, 1, 2)):
        threshold = threshold_at(found, wanted)
        assert threshold is not None
        at = errors_at(found, threshold)
        assert (at.fmr.errors, at.fnmr.errors) == (errors, missed)
    assert threshold_at(found, 0.0009) is None


def test_a_log_hears_every_ten_seconds_how_long_it_takes() -> None:
    now, said = [0.0], list[str]()
    step = lines("pictures", 100, lambda: now[0], said.append)
    for _ in range(50):
        now[0] += 0.5
        step()
    assert said == ["  pictures: 20 done in 10 s, some 40 s to go", "  pictures: 40 done in 20 s, some 30 s to go"]
