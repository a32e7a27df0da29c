"""Each device's page names every setting and profile key that its driver knows: a technician finds them nowhere else."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from pydantic import BaseModel

from drivers.camera.settings import CameraSettings
from drivers.core.registry import DRIVERS, load_driver
from drivers.id_card_reader.profile import ReaderProfile
from drivers.keypad.profile import KeypadProfile
from drivers.profiles import Profile
from drivers.scanner.profile import ScannerProfile

PAGES = Path(__file__).parents[3] / "docs" / "devices"
SETTINGS: dict[str, tuple[type[BaseModel], ...]] = {
    "camera.md": (CameraSettings,),
    "id-card-reader.md": (load_driver("id-card-reader").Config, ReaderProfile),
    "keypad.md": (load_driver("keypad").Config, KeypadProfile),
    "scanner.md": (load_driver("scanner").Config, ScannerProfile),
}


def keys(models: Iterable[type[BaseModel]]) -> set[str]:
    return {name for model in models for name in model.model_fields} - set(Profile.model_fields)


@pytest.mark.parametrize("page", SETTINGS)
def test_a_page_names_every_key(page: str) -> None:
    text = (PAGES / page).read_text("utf-8")
    assert {key for key in keys(SETTINGS[page]) if f"`{key}`" not in text} == set()


@pytest.mark.parametrize("kind", DRIVERS)
def test_a_page_names_every_setting_of_the_driver(kind: str) -> None:
    page = {"led-board": "led-board.md"}.get(kind, f"{kind}.md")
    text = (PAGES / page).read_text("utf-8")
    assert {key for key in keys([load_driver(kind).Config]) if f"`{key}`" not in text and f"{key} =" not in text} == set()
