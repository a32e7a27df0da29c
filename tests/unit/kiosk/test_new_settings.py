"""A changed settings file is taken by a new start, when nobody stands there and the file can be used."""

import asyncio
import time
from pathlib import Path

import pytest

from kiosk.headless import serve
from kiosk.new_settings import POLL_S, QUIET_S, NewSettings
from kiosk.program import make_kiosk
from kiosk.settings import load_settings

FILE = """
[kiosk]
site = "s"
node = "kiosk-01"
data_dir = "data"
printer = "kiosk-01-agent/receipt-1"
[broker]
port = {port}
[times]
idle_s = {idle_s}
"""


@pytest.fixture
def file(tmp_path: Path, free_port: int) -> Path:
    path = tmp_path / "kiosk.toml"
    path.write_text(FILE.format(port=free_port, idle_s=60), encoding="utf-8")
    return path


def change(file: Path, idle_s: str = "300") -> None:
    file.write_text(file.read_text("utf-8").replace("idle_s = 60", f"idle_s = {idle_s}"), "utf-8")


def ends_at(settings: NewSettings, *, somebody_until_s: float = 0.0, begin_s: int = 0) -> float | None:
    """When the process would end; None: not within two minutes."""
    for now_s in range(begin_s, begin_s + 120):
        if settings.poll(now_s, somebody=now_s < somebody_until_s):
            return now_s
    return None


def test_it_ends_when_it_has_been_quiet_for_a_while(file: Path) -> None:
    settings = NewSettings(file, load_settings(file), 0.0)
    change(file)
    assert ends_at(settings) == QUIET_S


def test_whoever_stands_there_finishes(file: Path) -> None:
    settings = NewSettings(file, load_settings(file), 0.0)
    change(file)
    assert ends_at(settings, somebody_until_s=60) == 59 + QUIET_S


@pytest.mark.parametrize("change_to", ["60 # a note", '"soon"'])
def test_what_means_the_same_or_cannot_be_used_changes_nothing(file: Path, change_to: str) -> None:
    settings = NewSettings(file, load_settings(file), 0.0)
    change(file, change_to)
    assert ends_at(settings) is None


def test_a_file_that_is_mended_is_taken(file: Path) -> None:
    settings = NewSettings(file, load_settings(file), 0.0)
    whole = file.read_text("utf-8")
    file.write_text("[kiosk", "utf-8")
    assert ends_at(settings) is None
    file.write_text(whole.replace("idle_s = 60", "idle_s = 90"), "utf-8")
    assert ends_at(settings, begin_s=120) is not None


async def test_a_running_kiosk_ends_by_itself(file: Path) -> None:
    running = load_settings(file)
    settings = NewSettings(file, running, time.monotonic() - QUIET_S - POLL_S)
    kiosk = make_kiosk(running, page_size=12)
    change(file)
    async with asyncio.timeout(20):
        await serve(kiosk, running, settings)
    assert not kiosk.in_use
