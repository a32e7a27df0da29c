"""`tingtang registry`: consenting residents added, listed, removed; no number on a command line or in what is printed."""

import io
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import cv2
import pytest

from api.identity.person_key import holder_hash
from drivers.emulators.persons.scenes import Scene, View, frames
from kiosk.settings import load_settings
from kiosk.vision.registry import Registry
from tests.support.vision_process import MODELS
from tingtang.__main__ import main
from tingtang.demo.person import DEMO_PERSON

KEY = "5a" * 32
RECEIPT = "7KQ2-M9XD"
NOW_MS = 1_760_000_000_000
DAY = date(2026, 1, 1)

RunRegistry = Callable[..., int]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    key = tmp_path / "person.key"
    key.touch(0o600)
    key.write_text(KEY)
    path = tmp_path / "kiosk-01.toml"
    path.write_text(f"""
[kiosk]
site = "demo"
node = "kiosk-01"
data_dir = "data"
printer = "kiosk-01-agent/receipt-1"

[identity]
camera = {{ images = "faces", repeat = true, fps = 30 }}
person_key = "person.key"
models = "{MODELS}"

[identity.registry]
file = "data/register.sqlite"
key = "data/register.key"
""")
    return path


@pytest.fixture
def registry_command(config: Path, monkeypatch: pytest.MonkeyPatch) -> RunRegistry:
    def run(action: str, *more: str, typed: str = DEMO_PERSON.number) -> int:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed + "\n"))
        return main(["registry", action, "--config", str(config), *more])

    return run


def draw(folder: Path, *people: int) -> Path:
    """Frames of invented people who look at the camera, one after the other."""
    folder.mkdir()
    for person in people:
        for number, pixels in zip(range(6), frames(Scene.FRONT, person, View()), strict=False):
            cv2.imwrite(str(folder / f"{person:02}-{number}.png"), pixels)
    return folder


def stored(config: Path) -> Registry:
    section = load_settings(config).identity
    assert section.registry is not None
    registry = Registry(section.registry, lambda: NOW_MS)
    registry.open()
    return registry


def test_a_person_is_added_from_the_camera_listed_and_removed(
    registry_command: RunRegistry, config: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    draw(tmp_path / "faces", 4)
    assert registry_command("add", "--receipt", RECEIPT) == 0
    assert registry_command("list", "--json") == 0
    said = capfd.readouterr()
    assert json.loads(said.out.splitlines()[-1])["people"] == 1
    person = holder_hash(bytes.fromhex(KEY), DEMO_PERSON.document, DEMO_PERSON.number, DAY)
    registry = stored(config)
    try:
        (entry,) = registry.entries()
        assert registry.find(person, entry.engine, entry.models) is not None
    finally:
        registry.close()
    assert registry_command("remove") == 0
    assert registry_command("remove") == 1
    said_later = capfd.readouterr()
    for text in (said.out, said.err, said_later.out, said_later.err):
        assert DEMO_PERSON.number not in text
        assert person not in text


def test_pictures_of_two_people_add_nobody(
    registry_command: RunRegistry, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = draw(tmp_path / "both", 4, 5)
    for path in sorted(folder.glob("04-*"))[2:]:
        path.unlink()
    assert registry_command("add", "--receipt", RECEIPT, "--pictures", str(folder)) == 1
    assert "nobody was added" in capsys.readouterr().err
    assert registry_command("list") == 0
    assert "0 people" in capsys.readouterr().out


def test_without_a_receipt_or_with_a_wrong_number_nobody_is_looked_at(
    registry_command: RunRegistry, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert registry_command("add", "--receipt", "yes") == 2
    wrong = DEMO_PERSON.number[:-1] + ("0" if DEMO_PERSON.number[-1] != "0" else "1")
    assert registry_command("add", "--receipt", RECEIPT, typed=wrong) == 2
    assert wrong not in capsys.readouterr().err


def test_a_kiosk_without_a_register_says_so(
    registry_command: RunRegistry, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config.write_text(config.read_text().split("[identity.registry]")[0])
    assert registry_command("list") == 2
    assert "[identity.registry]" in capsys.readouterr().err


def test_purge_all_deletes_everybody(registry_command: RunRegistry, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draw(tmp_path / "faces", 4)
    assert registry_command("add", "--receipt", RECEIPT, "--pictures", str(tmp_path / "faces")) == 0
    assert registry_command("purge", "--all") == 0
    assert "1 deleted; 0 kept." in capsys.readouterr().out
