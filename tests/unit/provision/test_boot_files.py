"""What a Raspberry Pi starts with: a panel that hangs turned, the board's timer, and no key that nobody reads."""

from pathlib import Path

import pytest

from tingtang.provision.boot_files import cmdline_txt, config_txt
from tingtang.provision.firmware_keys import cmdline_problems, config_problems
from tingtang.provision.machines import kernel_path, load_machines
from tingtang.provision.site import DisplayPart
from tingtang.provision.units import Unit

ROOT = Path(__file__).parents[3]


def test_the_boards_timer_and_the_display_by_the_kernel_are_on() -> None:
    lines = config_txt(load_machines()["pi-5"], DisplayPart()).splitlines()
    assert {"dtparam=watchdog=on", "dtoverlay=vc4-kms-v3d", "auto_initramfs=1"} <= set(lines)


@pytest.mark.parametrize(
    ("rotation", "mode", "turn"), [(0, "1080x1920", None), (90, "1920x1080", 3), (180, "1080x1920", 2), (270, "1920x1080", 1)]
)
def test_a_turned_panel_has_its_own_mode_and_upright_letters(rotation: int, mode: str, turn: int | None) -> None:
    words = cmdline_txt(DisplayPart.model_validate({"rotation": rotation})).split()
    assert f"video=HDMI-A-1:{mode}@60D" in words
    assert [word for word in words if word.startswith("fbcon=")] == ([] if turn is None else [f"fbcon=rotate:{turn}"])


def test_a_unit_without_a_screen_has_no_mode() -> None:
    assert "video=" not in cmdline_txt(None)
    assert list(cmdline_problems(cmdline_txt(None))) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("dtparam=watchdg=on\n", "watchdg"),
        ("dtoverlay=vc4-fkms-v3d\n", "vc4-fkms-v3d"),
        ("auto_initramf=1\n", "auto_initramf"),
        ("disable_splash\n", "disable_splash"),
        ("[pi99]\n", "pi99"),
        ("dtparam=watchdog=on # " + "x" * 90 + "\n", "longer"),
    ],
)
def test_a_key_that_the_firmware_passes_over_is_named(text: str, word: str) -> None:
    (problem,) = config_problems("# a comment\n" + text)
    assert word in problem
    assert "line 2" in problem


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda line: line.replace("rootwait ", ""), "rootwait"),
        (lambda line: line.replace("rootwait", "rootwait ro"), "memory too"),
        (lambda line: line.replace("1920x1080@60D", "1920@60"), "mode"),
        (lambda line: line.replace(" ", "\n", 1), "one line"),
        (lambda line: "root=/dev/sda1 " + line, "twice"),
    ],
)
def test_a_line_that_a_unit_cant_start_with_is_named(change: object, word: str) -> None:
    assert callable(change)
    found = list(cmdline_problems(change(cmdline_txt(DisplayPart(rotation=90)))))
    assert any(word in problem for problem in found), found


def test_what_the_first_start_says_is_on_the_screen_in_front() -> None:
    assert "console=tty1" in cmdline_txt(None).split(), "Linux shows the first one until somebody changes to another"
    first, pi = ROOT / "firmware_configs/cloud-init", ROOT / "firmware_configs/pi/readonly-root/etc/systemd/system"
    for file in (first / "tingtang-first-boot.service", pi / "emergency.service.d/tingtang.conf"):
        assert "StandardOutput=journal+console" in file.read_text("utf-8")
    assert "TTYPath=/dev/tty1" in (ROOT / "systemd/tingtang-kiosk.service").read_text("utf-8"), "the kiosk draws over it"


def test_a_socket_behind_a_hub_has_the_hubs_path() -> None:
    machine = load_machines()["pi-5"]
    assert kernel_path(machine, "3.2") == "platform-xhci-hcd.1-usb-0:1.2:1.0"
    with pytest.raises(ValueError, match="no USB socket '9'"):
        kernel_path(machine, "9")


def test_only_a_raspberry_pi_gets_such_files(units: dict[str, Unit]) -> None:
    assert "config.txt" not in units["ctl"].boot
    assert all("config.txt" in unit.boot for node, unit in units.items() if node != "ctl")
    with pytest.raises(ValueError, match="Raspberry Pi"):
        config_txt(load_machines()["pc"], None)
