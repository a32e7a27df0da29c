"""The pinned lists install from anywhere, byte for byte, and an agent stays small."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "requirements"
LISTS = sorted(FOLDER.glob("*.txt"))


def names(path: Path) -> set[str]:
    return set(re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[[a-z,]+\])?==", path.read_text(encoding="utf-8"), re.MULTILINE))


def test_the_lists_are_there() -> None:
    wanted = {"agent", "bootstrap", "controller", "dlib", "esphome", "install", "kiosk", "run", "test"}
    assert {path.stem for path in LISTS} == wanted


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_every_package_is_pinned_by_hash_and_names_no_index(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    requirements = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert requirements
    for requirement in requirements:
        assert "==" in requirement.splitlines()[0]
        assert "--hash=sha256:" in requirement


def test_an_agent_needs_neither_kivy_nor_opencv() -> None:
    agent = names(FOLDER / "agent.txt")
    assert {"pyserial", "python-escpos", "paho-mqtt"} <= agent
    assert not agent & {"kivy", "opencv-python", "fastapi", "dlib", "dlib-bin"}


def test_a_terminal_has_nothing_that_builds() -> None:
    tools = {"hatchling", "editables", "pytest", "ruff"}
    assert all(not tools & names(FOLDER / f"{role}.txt") for role in ("agent", "controller", "kiosk", "install"))


def test_every_machine_can_check_who_made_a_release() -> None:
    assert all("cryptography" in names(FOLDER / f"{role}.txt") for role in ("agent", "controller", "kiosk", "install"))


def test_nobody_compiles_dlib() -> None:
    assert all("dlib" not in names(path) for path in LISTS)
    assert "dlib-bin" in names(FOLDER / "dlib.txt")
