"""C-Power boards and pixel panels from the emulator host's file."""

import random
from pathlib import Path

import pytest

from drivers.emulators.config import ConfigError, Section
from drivers.emulators.cpower_board import CPowerBoard
from drivers.emulators.kinds import Bench, build
from drivers.emulators.pixel_panel import PixelPanel

CPOWER = {"id": "led-1", "kind": "cpower-board", "listen": {"type": "tcp", "port": 0}, "network": True, "card": 7}
PANEL = {"id": "led-9", "kind": "pixel-panel", "listen": {"type": "udp", "port": 0}, "width": 64, "height": 160}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(lambda: 0.0, random.Random(1), tmp_path)


def test_each_is_built_as_it_stands_there(bench: Bench) -> None:
    board = build(Section(CPOWER, "file, led-1"), bench).emulator
    assert isinstance(board, CPowerBoard)
    assert (board.state()["card"], board.state()["width"]) == (7, 128)
    panel = build(Section(PANEL, "file, led-9"), bench).emulator
    assert isinstance(panel, PixelPanel)
    assert panel.light().size == (64, 160)


@pytest.mark.parametrize(
    ("section", "says"),
    [
        ({**CPOWER, "card": 255}, "1 to 254"),
        ({**CPOWER, "listen": {"type": "udp", "port": 0}}, "tcp, pty"),
        ({**CPOWER, "screen": 1}, "unknown key screen"),
        ({**PANEL, "listen": {"type": "tcp", "port": 0}}, "udp"),
        ({**PANEL, "width": 0}, "1 to 2048"),
    ],
)
def test_a_wrong_key_is_said(section: dict[str, object], says: str, bench: Bench) -> None:
    with pytest.raises(ConfigError, match=says):
        build(Section(section, "file"), bench)


def test_what_makes_no_sense_for_datagrams_is_not_on_the_menu(bench: Bench) -> None:
    panel = build(Section(PANEL, "file, led-9"), bench).emulator
    assert isinstance(panel, PixelPanel)
    with pytest.raises(ValueError, match="lose-half"):
        panel.fault("slow")
