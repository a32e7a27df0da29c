"""The pages for technicians name every key of boards and receipt printers, with its default, and none that doesn't exist."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from drivers.led_board.bitmap.profile import BitmapProfile
from drivers.led_board.config import BoardConfig
from drivers.led_board.cp5200.profile import Cp5200Profile
from drivers.led_board.layouts import Layout, LineTemplate, Variant
from drivers.led_board.onbon.profile import OnbonProfile
from drivers.receipt_printer.config import PrinterConfig
from drivers.receipt_printer.profile import PrinterProfile

DOCUMENTS = Path(__file__).parents[3] / "docs" / "devices"
BOARD = "led-board.md"
PAGES: dict[tuple[str, ...], tuple[type[BaseModel], ...]] = {
    (BOARD,): (BoardConfig, OnbonProfile, Layout, Variant, LineTemplate),
    (BOARD, "led-board-cpower.md"): (Cp5200Profile,),
    (BOARD, "led-board-pixels.md"): (BitmapProfile,),
    ("receipt-printer.md",): (PrinterConfig, PrinterProfile),
}
OF_EVERY_PROFILE = {"kind", "maker", "model", "verified_on", "protocol"}
SHOWN_BY_EXAMPLE = {"lines"}


def rows(pages: tuple[str, ...]) -> dict[str, list[list[str]]]:
    """Of each table of keys: by name, the cells of its rows."""
    found: dict[str, list[list[str]]] = {}
    for page in pages:
        for table in re.findall(r"^\| key \|.*\n\|[-| ]+\n((?:\|.*\n)+)", (DOCUMENTS / page).read_text(encoding="utf-8"), re.M):
            for line in table.splitlines():
                cells = [cell.strip() for cell in line.strip("|").split("|")]
                for name in re.findall(r"`(\w+)`", cells[0]):
                    found.setdefault(name, []).append(cells)
    return found


@pytest.mark.parametrize("pages", PAGES, ids=lambda pages: pages[-1])
def test_every_key_of_the_settings_and_profiles_is_explained(pages: tuple[str, ...]) -> None:
    explained = rows(pages)
    for model in PAGES[pages]:
        missing = set(model.model_fields) - OF_EVERY_PROFILE - SHOWN_BY_EXAMPLE - set(explained)
        assert missing == set(), f"{model.__name__} in {pages[-1]}"


@pytest.mark.parametrize("page", sorted({page for pages in PAGES for page in pages}))
def test_no_key_is_explained_that_doesn_t_exist(page: str) -> None:
    known = {name for pages, models in PAGES.items() if page in pages for model in models for name in model.model_fields}
    assert set(rows((page,))) - known == set()


@pytest.mark.parametrize("pages", PAGES, ids=lambda pages: pages[-1])
def test_the_defaults_are_those_of_the_code(pages: tuple[str, ...]) -> None:
    for model in PAGES[pages]:
        for name, field in model.model_fields.items():
            if not isinstance(field.default, bool | int | float | str) or name in OF_EVERY_PROFILE | SHOWN_BY_EXAMPLE:
                continue
            wanted = str(field.default).lower() if isinstance(field.default, bool) else f"{field.default}".removesuffix(".0")
            said = [cells for cells in rows(pages).get(name, []) if len(cells) > 2]
            text = " ".join(cell for cells in said for cell in cells[:2]).replace("\u202f", "").replace("1 000 000", "1000000")
            text = text.replace("0xFE", "254")
            assert not said or not wanted or wanted in text.lower(), f"{model.__name__}.{name}: {wanted!r} isn't in {text!r}"
