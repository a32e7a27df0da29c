"""Names of ports by their socket, and rules that udev would pass over."""

import tomllib
from pathlib import Path

import pytest

from tingtang.provision.udev_rules import rule_problems
from tingtang.provision.units import Unit

RULES = "etc/udev/rules.d/71-tingtang-site.rules"
SHIPPED = Path(__file__).parents[3] / "firmware_configs" / "udev"
GOOD = 'ACTION!="remove", SUBSYSTEM=="tty", ENV{ID_PATH}=="x-usb-0:1:1.0", SYMLINK+="tingtang/receipt-1"'


def test_each_port_has_the_name_of_what_hangs_on_it(units: dict[str, Unit]) -> None:
    rules = units["kiosk-07"].system[RULES]
    for name in ("receipt-1", "idcard-1", "scanner-1", "keypad-1", "camera"):
        assert f'SYMLINK+="tingtang/{name}"' in rules
    assert 'ENV{ID_PATH}=="platform-xhci-hcd.1-usb-0:1.1:1.0", SYMLINK+="tingtang/scanner-1"' in rules
    # A keypad may be several input devices behind one plug.
    assert 'ENV{ID_PATH}=="platform-xhci-hcd.1-usb-0:1.2:1.*", SYMLINK+="tingtang/keypad-1"' in rules
    assert 'SYMLINK+="tingtang/strips-7"' in units["zone-7-agent"].system[RULES]


def test_every_port_that_a_unit_uses_has_a_rule(units: dict[str, Unit]) -> None:
    for unit in units.values():
        wanted = {f"tingtang/{line.id}" for line in unit.lines}
        wanted |= {
            f"tingtang/{one.id}"
            for one in unit.devices
            if one.line is None and one.socket is not None and one.model.wire != "sound"
        }
        assert all(f'SYMLINK+="{name}"' in unit.system[RULES] for name in wanted)


def test_two_sound_cards_of_one_kind_cant_change_places(units: dict[str, Unit]) -> None:
    """What is personal is said in the headphones; the room's loudspeaker is the other card."""
    rules = units["kiosk-03"].system[RULES].splitlines()
    named = [line for line in rules if "ATTR{id}=" in line]
    assert [line.rpartition("ENV")[2] for line in named] == [
        '{ID_PATH}=="platform-xhci-hcd.1-usb-0:1.3:1.0", ATTR{id}="speaker_1"',
        '{ID_PATH}=="platform-xhci-hcd.1-usb-0:1.4:1.0", ATTR{id}="headphones_1"',
    ]
    for line in named:
        assert 'IMPORT{builtin}="path_id"' in rules[rules.index(line) - 1]
    devices = {device["id"]: device for device in tomllib.loads(units["kiosk-03"].system["etc/tingtang/agent.toml"])["devices"]}
    assert devices["headphones-1"]["link"]["device"] == "plughw:CARD=headphones_1,DEV=0"
    assert devices["speaker-1"]["link"]["device"] == "plughw:CARD=speaker_1,DEV=0"


def test_the_rules_that_are_shipped_are_read_too() -> None:
    found = [problem for path in sorted(SHIPPED.iterdir()) for problem in rule_problems(path.read_text("utf-8"), path.name)]
    assert found == []


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (GOOD.replace('+="', '=+"'), "can't be read"),
        (GOOD.replace("SUBSYSTEM", "SUBSYTEM"), "SUBSYTEM"),
        (GOOD.replace('"tty"', "tty"), "can't be read"),
        (GOOD.replace('"tty",', '"tty"'), "comma"),
        (GOOD.replace("ENV{ID_PATH}", "ENV"), "needs a name"),
        (GOOD.replace("SYMLINK+=", "SYMLINK=="), "SYMLINK"),
        (GOOD.replace("tingtang/receipt-1", "tingtang receipt"), "isn't a file's name"),
        (GOOD + ', MODE="rw"', "octal"),
        (GOOD + ",", "comma"),
        (GOOD.partition(", SYMLINK")[0], "does nothing"),
    ],
)
def test_what_udev_would_pass_over_is_named_with_its_line(line: str, word: str) -> None:
    found = list(rule_problems(f"# a comment\n{line}\n", "71.rules"))
    assert any(word in problem for problem in found), found
    assert all(problem.startswith("71.rules:2: ") for problem in found)


def test_a_line_that_goes_on_is_one() -> None:
    assert list(rule_problems(GOOD.replace(", ", ", \\\n ", 1), "x")) == []
