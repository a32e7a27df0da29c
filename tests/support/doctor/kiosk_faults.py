"""A kiosk's picture, fonts, typing, touch screen, camera, printer.

What needs a terminal's hardware is judged from what its drivers say.
"""

import fcntl
import os
import shutil
import struct
import termios
from pathlib import Path

import pytest

from api.bus.codec import Stamp, encode_state
from api.messages.state import Availability, Status
from api.messages.words import AvailabilityState, DeviceState
from api.text.catalogue import LANGUAGES, read_catalogue
from drivers.camera.settings import CameraSettings
from kiosk.check.broker import judge_printer
from kiosk.check.camera import CAPABILITY_BYTES, judge_capability, look_at_camera
from kiosk.check.finding import Finding as Checked
from kiosk.check.fonts import look_at_fonts
from kiosk.check.renderer import Opened, judge_window, why_no_window
from kiosk.check.touch import look_at_touch
from kiosk.theme.fonts import BOLD, MONGOLIAN_FONT, REGULAR
from tests.support.doctor.in_namespaces import findings_of
from tests.support.doctor.other_account import nobody
from tests.support.doctor.registry import produces
from tests.support.kiosk import test_fonts as fonts_of_tests
from tingtang.doctor.finding import Finding
from tingtang.doctor.kiosk_parts import judge_checked

CHILD = "tests.support.doctor.kiosk_child"
PANEL = (1080, 1920)
TOUCH = """N: Name="ILITEK ILITEK-TP"
H: Handlers=mouse0 event{number}
B: KEY=400 0 0 0 0 0
B: ABS=260800000000003

"""


def drawn(
    driver: str = "kmsdrm", renderer: str = "V3D 4.2", version: str = "OpenGL ES 3.1", size: tuple[int, int] = PANEL
) -> Checked:
    return judge_window(Opened(driver, renderer, version, *size), PANEL, demo=False)


def renderer(name: str, checked: Checked) -> None:
    produces(f"kiosk.renderer.{name}")(lambda _: judge_checked([checked]))


renderer("software", drawn(renderer="llvmpipe (LLVM 15.0.6, 256 bits)"))
renderer("offscreen", drawn(driver="offscreen"))
renderer("other-size", drawn(size=(1920, 1080)))
renderer("old-gl", drawn(version="1.4 Mesa 22.3.6"))
renderer("no-display", why_no_window("x11", {"DISPLAY": ":7"}, Path("/dev/dri")))
renderer("no-gl", why_no_window("offscreen", {}, Path("/dev/dri")))
renderer("no-window", why_no_window("no-such-driver", {}, Path("/dev/dri")))


@produces("kiosk.renderer.no-card")
def no_graphics_driver(folder: Path) -> list[Finding]:
    return judge_checked([why_no_window("kmsdrm", {}, folder)])


@produces("kiosk.renderer.card-not-ours")
def not_in_the_group_video(folder: Path) -> list[Finding]:
    (folder / "card0").touch(mode=0)
    with nobody(folder):
        return judge_checked([why_no_window("kmsdrm", {}, folder)])


@produces("kiosk.renderer.card-taken")
def another_program_draws(folder: Path) -> list[Finding]:
    (folder / "card0").touch()
    return judge_checked([why_no_window("kmsdrm", {}, folder)])


def fonts_in(folder: Path) -> list[Finding]:
    return judge_checked([look_at_fonts(folder, read_catalogue(), LANGUAGES)])


@produces("kiosk.fonts.damaged")
def half_a_font(folder: Path) -> list[Finding]:
    for name in (REGULAR, BOLD):
        (folder / name).write_bytes((fonts_of_tests() / name).read_bytes()[:1000])
    return fonts_in(folder)


@produces("kiosk.fonts.gaps")
def a_font_without_chinese(folder: Path) -> list[Finding]:
    for name in (REGULAR, BOLD):
        shutil.copy(MONGOLIAN_FONT, folder / name)
    return fonts_in(folder)


@produces("kiosk.fonts.not-written")
def no_folder_for_fonts(folder: Path) -> list[Finding]:
    (folder / "file").touch()
    return fonts_in(folder / "file" / "fonts")


@produces("kiosk.fonts.missing")
def fonts_that_were_removed(folder: Path) -> list[Finding]:
    return findings_of(CHILD, "--mount")["fonts"]


@produces("kiosk.typing.missing")
def input_methods_that_were_removed(folder: Path) -> list[Finding]:
    return findings_of(CHILD, "--mount")["typing"]


def touch_in(folder: Path, text: str) -> list[Finding]:
    (folder / "devices").write_text(text)
    return judge_checked([look_at_touch("kmsdrm", folder / "devices", folder)])


@produces("kiosk.touch.none")
def no_touch_screen(folder: Path) -> list[Finding]:
    return touch_in(folder, "")


@produces("kiosk.touch.not-ours")
def not_in_the_group_input(folder: Path) -> list[Finding]:
    return touch_in(folder, TOUCH.format(number=3))


@produces("kiosk.touch.several")
def two_touch_screens(folder: Path) -> list[Finding]:
    (folder / "event3").touch()
    return touch_in(folder, TOUCH.format(number=3) + TOUCH.format(number=4))


def camera(**settings: object) -> list[Finding]:
    return judge_checked([look_at_camera(CameraSettings.model_validate(settings))])


@produces("kiosk.camera.not-real")
def pictures_in_the_cameras_place(folder: Path) -> list[Finding]:
    return camera(images=folder)


@produces("kiosk.camera.no-file")
def no_video_file(folder: Path) -> list[Finding]:
    return camera(video=folder / "none.mp4")


@produces("kiosk.camera.missing")
def a_camera_that_is_out(folder: Path) -> list[Finding]:
    return camera(device=folder / "usb-Camera-video-index0")


@produces("kiosk.camera.dead")
def a_camera_that_says_nothing(folder: Path) -> list[Finding]:
    (folder / "video0").touch()
    return camera(device=folder / "video0")


@produces("kiosk.camera.not-ours")
def a_camera_without_rights(folder: Path) -> list[Finding]:
    (folder / "video0").touch(mode=0)
    with nobody(folder):
        return camera(device=folder / "video0")


@produces("kiosk.camera.busy")
def a_camera_that_another_program_has(folder: Path) -> list[Finding]:
    """The kernel's own EBUSY, of a device that one program has for itself."""
    if os.geteuid() != 0:
        pytest.skip("an exclusive device refuses accounts other than root only; this one needs both")
    master, slave = os.openpty()
    try:
        Path(os.ttyname(slave)).chmod(0o666)
        fcntl.ioctl(slave, termios.TIOCEXCL)
        with nobody(folder):
            return camera(device=Path(os.ttyname(slave)))
    finally:
        os.close(slave)
        os.close(master)


@produces("kiosk.camera.no-pictures")
def the_cameras_other_device(folder: Path) -> list[Finding]:
    """What a webcam's metadata device answers (linux/videodev2.h)."""
    answer = struct.pack("<16s32s32sIII", b"uvcvideo", b"HD Camera", b"usb-1", 0, 0x84A00001, 0x04A00000)
    return judge_checked([judge_capability(answer.ljust(CAPABILITY_BYTES, b"\0"), folder)])


def printer(
    name: str, device: DeviceState | None, reason: str = "ok", state: AvailabilityState = AvailabilityState.ONLINE
) -> None:
    agent = encode_state(Availability(state=state), Stamp(1, "s", 1))
    status = encode_state(Status(device=device, reason=reason), Stamp(1, "s", 1)) if device else b""
    produces(f"kiosk.printer.{name}")(lambda _: judge_checked([judge_printer(agent, status, "kiosk-01-agent/receipt-1")]))


printer("mute", DeviceState.UNKNOWN, "printer.neverAnswers")
printer("soon", DeviceState.ONLINE, "paper.low")
printer("not-well", DeviceState.USER_ERROR, "paper.out")
printer("no-word", None)
printer("no-agent", DeviceState.ONLINE, state=AvailabilityState.LOST)
