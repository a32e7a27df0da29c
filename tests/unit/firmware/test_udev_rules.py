"""The udev rules are well formed: by `udevadm verify` where systemd has it (254 and later), by the grammar of udev(7) always."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "firmware_configs" / "udev"
RULES = sorted(FOLDER.glob("*.rules*"))
VERIFY_SINCE = 254
"""systemd's version from which udevadm can verify."""

MATCHES = frozenset({"ACTION", "KERNEL", "SUBSYSTEM", "DRIVER", "DRIVERS", "ATTR", "ATTRS", "ENV", "TEST"})
ASSIGNMENTS = {
    "ENV": frozenset({"="}),
    "ATTR": frozenset({"="}),
    "GROUP": frozenset({"="}),
    "MODE": frozenset({"="}),
    "SYMLINK": frozenset({"+="}),
}
"""What these rules use of udev(7)."""
PART = re.compile(r'([A-Z]+)(?:\{([^}"]+)\})?(==|!=|\+=|=)"([^"]*)"')


def lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.name)
def test_every_line_is_a_rule(path: Path) -> None:
    assert lines(path)
    for line in lines(path):
        parts = line.split(", ")
        assigned = False
        for part in parts:
            read = PART.fullmatch(part)
            assert read, f"{path.name}: {part!r}"
            key, attribute, operator, value = read.groups()
            if operator in ("==", "!="):
                assert key in MATCHES, part
                assert not assigned, f"a match behind an assignment: {line}"
            else:
                assert operator in ASSIGNMENTS[key], part
                assigned = True
            assert (attribute is not None) == (key in ("ATTR", "ATTRS", "ENV")), part
            assert value, part
            if key == "SYMLINK":
                assert value.startswith("tingtang/"), part
        assert assigned, f"it does nothing: {line}"


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.name)
def test_udevadm_accepts_it(path: Path, tmp_path: Path) -> None:
    program = shutil.which("udevadm")
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout if program else "0"
    if int(version.split()[0]) < VERIFY_SINCE:
        pytest.skip(f"udevadm {version.strip()} can't verify rules")
    copied = tmp_path / "70-test.rules"
    copied.write_bytes(path.read_bytes())
    done = subprocess.run([str(program), "verify", str(copied)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_agent_may_open_what_the_rules_hand_out() -> None:
    unit = (FOLDER.parents[1] / "systemd" / "tingtang-agent.service").read_text("utf-8")
    groups = set(re.search(r"^SupplementaryGroups=(.*)$", unit, re.MULTILINE)[1].split())  # type: ignore[index]
    given = {value for path in RULES for line in lines(path) for key, _, _, value in PART.findall(line) if key == "GROUP"}
    assert given <= groups
    assert "DeviceAllow=char-input r" in unit
