"""Over a real process that takes the place of aplay: same arguments, writes what it plays into a file."""

import sys
import threading
import time
from pathlib import Path

import pytest

from drivers.core.aplay_link import AplayLink
from drivers.core.errors import Cancelled, DeviceSilent, LinkLost, PortMissing


def _player(folder: Path, body: str) -> str:
    program = folder / "aplay"
    program.write_text(f"#!{sys.executable}\nimport sys, time\nfrom pathlib import Path\nhere = Path({str(folder)!r})\n{body}\n")
    program.chmod(0o755)
    return str(program)


RECORD = """
data = sys.stdin.buffer.read()
with (here / "played").open("ab") as file:
    file.write(data)
with (here / "arguments").open("a") as file:
    file.write(" ".join(sys.argv[1:]) + "\\n")
"""


def test_plays_each_utterance_to_its_end(tmp_path: Path) -> None:
    link = AplayLink("hw:1", 22_050, program=_player(tmp_path, RECORD))
    link.open()
    for word in (b"first", b"second"):
        link.write(word, 5)
        link.drain(10)
    link.close()
    assert (tmp_path / "played").read_bytes() == b"firstsecond"
    assert set((tmp_path / "arguments").read_text().splitlines()) == {"-q -D hw:1 -t raw -f S16_LE -c 1 -r 22050 -"}


def test_a_missing_player_says_what_to_install(tmp_path: Path) -> None:
    link = AplayLink("default", 22_050, program=str(tmp_path / "nothing"))
    with pytest.raises(PortMissing, match="alsa-utils"):
        link.open()
    link.close()


def test_a_card_that_cannot_be_opened_is_found_at_connect(tmp_path: Path) -> None:
    link = AplayLink("default", 22_050, program=_player(tmp_path, "sys.exit(1)"))
    with pytest.raises(LinkLost) as caught:
        link.open()
    assert caught.value.reason == "speaker.playerFailed"
    link.close()


def test_a_player_that_dies_is_a_lost_link(tmp_path: Path) -> None:
    program = _player(tmp_path, "data = sys.stdin.buffer.read()\nsys.exit(3 if data else 0)")
    link = AplayLink("default", 22_050, program=program)
    link.open()
    link.write(b"sound", 5)
    with pytest.raises(LinkLost):
        link.drain(10)
    link.close()


HANG = "if sys.stdin.buffer.read(1):\n    time.sleep(60)"


def test_a_player_that_hangs_ends_at_the_time_out(tmp_path: Path) -> None:
    link = AplayLink("default", 22_050, program=_player(tmp_path, HANG))
    link.open()
    link.write(b"sound", 5)
    with pytest.raises(DeviceSilent):
        link.drain(0.2)
    link.close()


def test_cancel_and_close_leave_no_player_behind(tmp_path: Path) -> None:
    link = AplayLink("default", 22_050, program=_player(tmp_path, HANG))
    link.open()
    link.write(b"sound", 5)
    player = link._player
    threading.Timer(0.1, link.cancel).start()
    with pytest.raises(Cancelled):
        link.drain(30)
    begun_s = time.monotonic()
    link.close()
    assert time.monotonic() - begun_s < 2
    assert player is not None
    assert player.poll() is not None


def test_discard_ends_the_player_at_once_and_the_next_one_plays(tmp_path: Path) -> None:
    body = f'data = sys.stdin.buffer.read()\nif b"long" in data:\n    (here / "begun").touch()\n    time.sleep(60)\n{RECORD_DATA}'
    link = AplayLink("default", 22_050, program=_player(tmp_path, body))
    link.open()
    link.write(b"long", 5)
    player = link._player
    assert player is not None
    begun_s = time.monotonic()
    link.discard()
    assert time.monotonic() - begun_s < 5
    assert player.poll() is not None
    link.write(b"short", 5)
    link.drain(10)
    link.close()
    assert (tmp_path / "played").read_bytes() == b"short"


RECORD_DATA = """
with (here / "played").open("ab") as file:
    file.write(data)
"""
