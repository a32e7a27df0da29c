"""An agent's file is changed where it must be and nowhere else."""

import os
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingtang.device.walk.rewire import CantRewire, save, set_address, swap

FILE = """\
# The hall's own words.
[agent]
site = "610124-01" # county

# at the first desk
[[devices]]
id = "a"   # pad
bus = "b1" # left riser
address = 3
window = 1

[[devices]]
id = "b"
window = 2
bus = "b2"
address = 7   # switches 1, 2, 3 on

[[devices]]
id = "c" # board
profile = "wide"
[devices.link]
type = "serial"
port = "/dev/c" # cable left
baud = 9600

[[devices]]
id = "d"
link = { type = "tcp", host = "10.0.0.3", port = 5005 } # by the network
# the end
"""
DEVICES = ("a", "b", "c", "d")


def wiring(text: str, device: str) -> dict[str, object]:
    section = next(section for section in tomllib.loads(text)["devices"] if section["id"] == device)
    return {key: section[key] for key in ("link", "bus", "address") if key in section}


def rest(text: str) -> object:
    document = tomllib.loads(text)
    for section in document["devices"]:
        for key in ("link", "bus", "address"):
            section.pop(key, None)
    return document


@pytest.mark.parametrize(("one", "other"), [(a, b) for a in DEVICES for b in DEVICES if a < b])
def test_two_devices_exchange_their_wires_and_nothing_else(one: str, other: str) -> None:
    changed = swap(FILE, one, other)
    assert (wiring(changed, one), wiring(changed, other)) == (wiring(FILE, other), wiring(FILE, one))
    assert rest(changed) == rest(FILE)
    for comment in ("# The hall's own words.", "# county", "# at the first desk", 'id = "a"   # pad', "# the end"):
        assert comment in changed
    assert tomllib.loads(swap(changed, one, other)) == tomllib.loads(FILE)


def test_a_comment_beside_a_wire_moves_with_it() -> None:
    changed = swap(FILE, "a", "b").splitlines()
    assert "address = 7   # switches 1, 2, 3 on" in changed[: changed.index('id = "b"')]
    assert 'bus = "b1" # left riser' in changed[changed.index('id = "b"') :]


@given(first=st.integers(1, 254), second=st.integers(1, 254))
def test_an_address_is_set(first: int, second: int) -> None:
    text = set_address(set_address(FILE, "a", first), "b", second)
    assert (wiring(text, "a")["address"], wiring(text, "b")["address"]) == (first, second)
    assert rest(text) == rest(FILE)


def test_an_unknown_device_is_refused() -> None:
    with pytest.raises(CantRewire, match="'z'"):
        swap(FILE, "a", "z")


def test_the_old_file_is_kept_with_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "agent.toml"
    path.write_text(FILE, encoding="utf-8")
    path.chmod(0o640)
    now = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    first, second = save(path, "a = 1\n", now), save(path, "a = 2\n", now)
    assert (first.name, second.name) == ("agent.toml.20260304-050607.bak", "agent.toml.20260304-050607-2.bak")
    assert first.read_text(encoding="utf-8") == FILE
    assert (path.read_text(encoding="utf-8"), path.stat().st_mode & 0o777) == ("a = 2\n", 0o640)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == sorted([path.name, first.name, second.name])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "agent.toml"
    path.write_text(FILE, encoding="utf-8")
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OSError, match="ermission"):
            save(path, "a = 1\n", datetime.now(UTC))
        assert path.read_text(encoding="utf-8") == FILE
    finally:
        tmp_path.chmod(0o700)
