"""The emulator host's file: errors name file, section and key."""

import random
from pathlib import Path

import pytest

from drivers.emulators.config import ConfigError, read_file
from drivers.emulators.host import Host, host_from
from drivers.emulators.kinds import Bench

HEAD = "[host]\ncontrol_port = 0\n"
PRINTER = '[[emulators]]\nid = "receipt-1"\nkind = "receipt-printer"\nlisten = { type = "tcp", port = 0 }\n'
PADS = (
    '[[emulators]]\nid = "pads"\nkind = "ff68-bus"\nlisten = { type = "pty", path = "tty-pads" }\n'
    '[[emulators.pads]]\nid = "callpad-1"\nkind = "call-pad"\naddress = 1\n'
    '[[emulators.pads]]\nid = "rating-1"\nkind = "rating-pad"\naddress = 2\n'
)


def host(tmp_path: Path, text: str) -> Host:
    file = tmp_path / "emulators.toml"
    file.write_text(text, encoding="utf-8")
    return host_from(read_file(file), Bench(lambda: 0.0, random.Random(1), tmp_path))


def test_a_whole_file(tmp_path: Path) -> None:
    assert set(host(tmp_path, HEAD + PRINTER + PADS).faces) == {"receipt-1", "pads", "callpad-1", "rating-1"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (PRINTER, ["host is missing"]),
        ("[host]\n", ["host: control_port is missing"]),
        (HEAD.replace("0", '"x"'), ["control_port must be a whole number"]),
        (HEAD.replace("0", "70000"), ["0 to 65535"]),
        (HEAD + PRINTER + "paper = 3\n", ["'receipt-1'", "unknown key paper"]),
        (HEAD + PRINTER + "mute = 1\n", ["'receipt-1'", "mute must be true or false"]),
        (HEAD + PRINTER + 'charset = "big5"\n', ["charset 'big5' must be one of"]),
        (HEAD + PRINTER.replace("receipt-printer", "fax"), ["kind 'fax'", "led-board"]),
        (HEAD + PRINTER.replace('"tcp"', '"udp"'), ["listen", "'udp'"]),
        (HEAD + PRINTER + PRINTER, ["'receipt-1' stands more than once"]),
        (HEAD + PADS.replace("address = 2", "address = 1"), ["address 1 belongs to callpad-1 and rating-1"]),
        (HEAD + "[[emulators]]\n", ["number 1: id is missing"]),
        (HEAD + "colour = 1\n", ["unknown key colour"]),
        ("[host", ["isn't valid TOML"]),
    ],
)
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, text: str, says: list[str]) -> None:
    with pytest.raises(ConfigError) as refused:
        host(tmp_path, text)
    message = str(refused.value)
    assert "emulators.toml" in message or "stands more than once" in message
    for part in says:
        assert part in message


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml: can't be read"):
        read_file(tmp_path / "none.toml")
