"""What the start-up check makes of what it finds: pure judgements, and what is left on disk."""

import json
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from api.bus.codec import Stamp, encode_state
from api.messages.state import Availability, Status
from api.messages.words import AvailabilityState, DeviceState
from api.text.catalogue import LANGUAGES, arguments_of, read_catalogue
from drivers.camera.settings import CameraSettings
from kiosk.check import disk, renderer
from kiosk.check.broker import judge_hall, judge_printer
from kiosk.check.camera import CAPABILITY_BYTES, judge_capability, look_at_camera
from kiosk.check.finding import Finding, Part, Verdict, worst
from kiosk.check.fonts import look_at_fonts
from kiosk.check.renderer import Opened, gl_version, judge_window, look_at_renderer, video_driver, why_no_window
from kiosk.check.run import part_name, report, sentence
from kiosk.check.touch import look_at_touch, touch_panels
from kiosk.settings import DisplaySection
from tests.support.kiosk import test_fonts as fonts_of_tests

TEXTS = read_catalogue()
PLACE: dict[str, object] = {"host": "127.0.0.1", "port": 1883, "node": "kiosk-01"}
PI = "V3D 4.2"
SCREEN = DisplaySection()
PANEL = """I: Bus=0003 Vendor=222a Product=0001 Version=0110
N: Name="ILITEK ILITEK-TP"
H: Handlers=mouse0 event{number}
B: PROP=2
B: EV=1b
B: KEY=400 0 0 0 0 0
B: ABS=260800000000003

"""
MOUSE = """N: Name="USB Mouse"
H: Handlers=mouse1 event7
B: EV=17
B: KEY=70000 0 0 0 0
B: REL=903

"""
RESISTIVE = """N: Name="Resistive"
H: Handlers=event2
B: KEY=400 0 0 0 0 0
B: ABS=1000003

"""


def stated(state: AvailabilityState) -> bytes:
    return encode_state(Availability(state=state), Stamp(1, "s", 1))


def status(device: DeviceState, reason: str = "ok") -> bytes:
    return encode_state(Status(device=device, reason=reason), Stamp(1, "s", 1))


ONLINE, GONE = stated(AvailabilityState.ONLINE), stated(AvailabilityState.LOST)


@pytest.mark.parametrize(
    ("opened", "demo", "key", "verdict"),
    [
        (Opened("kmsdrm", PI, "OpenGL ES 3.1 Mesa 23.2", 1080, 1920), False, "well", Verdict.WELL),
        (Opened("kmsdrm", "llvmpipe (LLVM 15)", "4.5 (Compatibility Profile)", 1080, 1920), False, "software", Verdict.LOOK),
        (Opened("kmsdrm", PI, "OpenGL ES 3.1", 1920, 1080), False, "other-size", Verdict.LOOK),
        (Opened("kmsdrm", "ancient", "1.4", 1080, 1920), False, "old-gl", Verdict.BROKEN),
        (Opened("offscreen", "llvmpipe", "4.5", 1080, 1920), False, "offscreen", Verdict.LOOK),
        (Opened("offscreen", "llvmpipe", "4.5", 1080, 1920), True, "in-memory", Verdict.WELL),
        (Opened("x11", PI, "4.6", 540, 960), True, "well", Verdict.WELL),
    ],
)
def test_what_draws(opened: Opened, demo: bool, key: str, verdict: Verdict) -> None:
    finding = judge_window(opened, (SCREEN.width, SCREEN.height), demo=demo)
    assert (finding.key, finding.verdict) == (key, verdict)


@pytest.mark.parametrize(("text", "version"), [("OpenGL ES 3.2 Mesa 22", (3, 2)), ("4.5 (Compat)", (4, 5)), ("none", (0, 0))])
def test_versions_of_opengl(text: str, version: tuple[int, int]) -> None:
    assert gl_version(text) == version


def test_why_no_window_opens(tmp_path: Path) -> None:
    assert why_no_window("kmsdrm", {}, tmp_path).key == "no-card"
    card = tmp_path / "card0"
    card.touch()
    assert why_no_window("kmsdrm", {}, tmp_path).key == "card-taken"
    assert why_no_window("x11", {"DISPLAY": ":5"}, tmp_path).arguments == {"display": ":5"}
    assert why_no_window("offscreen", {}, tmp_path).key == "no-gl"
    assert why_no_window("fbcon", {}, tmp_path).arguments == {"driver": "fbcon"}


def test_which_driver_opens_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"):
        monkeypatch.delenv(name, raising=False)
    assert video_driver({}) == "offscreen"
    assert video_driver({"SDL_VIDEODRIVER": "KMSDRM"}) == "kmsdrm"
    monkeypatch.setenv("DISPLAY", ":0")
    assert video_driver({"DISPLAY": ":0"}) == "x11"


@pytest.mark.ui
def test_a_real_window_opens_offscreen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    finding = look_at_renderer(DisplaySection(width=640, height=480), home=tmp_path, fullscreen=False, demo=True)
    assert (finding.key, finding.verdict) == ("in-memory", Verdict.WELL)
    assert finding.arguments["renderer"]


@pytest.mark.ui
def test_a_driver_that_sdl_does_not_have_is_said_not_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "no-such-driver")
    finding = look_at_renderer(DisplaySection(width=640, height=480), home=tmp_path, fullscreen=False, demo=True)
    assert (finding.key, finding.verdict) == ("no-window", Verdict.BROKEN)


def test_a_window_that_never_comes_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hangs(command: list[str], **_: object) -> None:
        raise subprocess.TimeoutExpired(command, renderer.OPENING_S)

    monkeypatch.setattr(subprocess, "run", hangs)
    assert look_at_renderer(SCREEN, home=tmp_path, fullscreen=True, demo=False).verdict is Verdict.BROKEN


def test_touch_panels_are_told_from_mice(tmp_path: Path) -> None:
    assert [(panel.name, panel.event) for panel in touch_panels(MOUSE + PANEL.format(number=4) + RESISTIVE)] == [
        ("ILITEK ILITEK-TP", "event4"),
        ("Resistive", "event2"),
    ]


@pytest.mark.parametrize(
    ("driver", "text", "key", "verdict"),
    [
        ("offscreen", MOUSE, "not-needed", Verdict.WELL),
        ("kmsdrm", MOUSE, "none", Verdict.BROKEN),
        ("x11", MOUSE, "none", Verdict.LOOK),
        ("kmsdrm", PANEL.format(number=4), "well", Verdict.WELL),
        ("kmsdrm", PANEL.format(number=5), "not-ours", Verdict.BROKEN),
        ("x11", PANEL.format(number=4) + RESISTIVE, "several", Verdict.LOOK),
    ],
)
def test_the_touch_screen(driver: str, text: str, key: str, verdict: Verdict, tmp_path: Path) -> None:
    devices = tmp_path / "devices"
    devices.write_text(text, "utf-8")
    (tmp_path / "event4").touch()
    finding = look_at_touch(driver, devices, tmp_path)
    assert (finding.key, finding.verdict) == (key, verdict)


def test_the_camera(tmp_path: Path) -> None:
    assert look_at_camera(None).key == "not-fitted"
    assert look_at_camera(CameraSettings(device=tmp_path / "usb-Cam-video-index0")).key == "missing"
    not_a_camera = tmp_path / "file"
    not_a_camera.touch()
    assert look_at_camera(CameraSettings(device=not_a_camera)).key == "dead"
    assert look_at_camera(CameraSettings(images=tmp_path)).key == "not-real"
    assert look_at_camera(CameraSettings(video=tmp_path / "none.mp4")).key == "no-file"
    assert look_at_camera(CameraSettings(generator="nowhere:pictures")).key == "no-file"


@pytest.mark.parametrize(("capabilities", "key"), [(0x04200001, "well"), (0x04A00000, "no-pictures")])
def test_a_camera_of_its_drivers_word(capabilities: int, key: str) -> None:
    answer = struct.pack("<16s32s32sIII", b"uvcvideo", b"HD Camera", b"usb-1", 0, 0x84A00001, capabilities)
    assert len(answer.ljust(CAPABILITY_BYTES, b"\0")) == CAPABILITY_BYTES
    finding = judge_capability(answer.ljust(CAPABILITY_BYTES, b"\0"), Path("/dev/v4l/by-id/x"))
    assert finding.key == key
    assert key != "well" or finding.arguments["name"] == "HD Camera"


def test_the_disk(tmp_path: Path) -> None:
    assert disk.look_at_disk(tmp_path / "data").verdict is not Verdict.BROKEN
    assert list((tmp_path / "data").iterdir()) == []
    assert disk.judge_room(10 * disk.MEBIBYTE, tmp_path).key == "full"
    assert disk.judge_room(100 * disk.MEBIBYTE, tmp_path).verdict is Verdict.LOOK
    file = tmp_path / "file"
    file.touch()
    assert disk.look_at_disk(file).verdict is Verdict.BROKEN


def test_a_full_disk_is_told_by_its_own_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert disk.look_at_disk(tmp_path).key == "full"
    assert list(tmp_path.iterdir()) == []


def test_fonts(tmp_path: Path) -> None:
    whole = fonts_of_tests()
    assert look_at_fonts(whole, TEXTS, LANGUAGES).key == "well"
    broken = tmp_path / "fonts"
    broken.mkdir()
    for font in whole.glob("*.otf"):
        (broken / font.name).write_bytes(b"half a font")
    assert look_at_fonts(broken, TEXTS, LANGUAGES).key == "damaged"


@pytest.mark.parametrize(
    ("link", "controller", "key"),
    [
        (b"", ONLINE, "well"),
        (b"1", ONLINE, "well"),
        (b"0", ONLINE, "cut-off"),
        (b"1", GONE, "no-controller"),
        (b"", b"", "no-controller"),
    ],
)
def test_the_hall(link: bytes, controller: bytes, key: str) -> None:
    assert judge_hall(link, controller, PLACE).key == key


@pytest.mark.parametrize(
    ("agent", "word", "key", "verdict"),
    [
        (ONLINE, status(DeviceState.ONLINE), "well", Verdict.WELL),
        (ONLINE, status(DeviceState.ONLINE, "paper.low"), "soon", Verdict.LOOK),
        (ONLINE, status(DeviceState.USER_ERROR, "paper.out"), "not-well", Verdict.BROKEN),
        (ONLINE, status(DeviceState.UNKNOWN, "printer.neverAnswers"), "mute", Verdict.LOOK),
        (ONLINE, b"", "no-word", Verdict.BROKEN),
        (GONE, status(DeviceState.ONLINE), "no-agent", Verdict.BROKEN),
        (b"", b"", "no-agent", Verdict.BROKEN),
    ],
)
def test_the_printer(agent: bytes, word: bytes, key: str, verdict: Verdict) -> None:
    finding = judge_printer(agent, word, "kiosk-01-agent/receipt-1")
    assert (finding.key, finding.verdict) == (key, verdict)


def test_every_part_has_a_name_and_every_end_a_sentence() -> None:
    for language in LANGUAGES:
        texts = TEXTS.section("check", language)
        assert {f"part.{part}" for part in Part} | {f"all.{verdict}" for verdict in Verdict} <= texts.keys()


def test_every_key_that_the_check_can_say_has_its_words() -> None:
    """Keys stand in the code as they stand in the catalogue: one that is misspelt would be shown raw."""
    folder = Path(sys.modules["kiosk.check.run"].__file__ or "").parent
    code = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    for key in TEXTS.section("check", "en"):
        part, _, name = key.partition(".")
        if part not in ("part", "all"):
            assert f'"{name}"' in code, f"nobody says {key}"


def test_the_report_names_the_next_step_and_tells_by_its_code(capsys: pytest.CaptureFixture[str]) -> None:
    findings = [judge_printer(ONLINE, status(DeviceState.USER_ERROR, "paper.out"), "kiosk-01-agent/receipt-1")]
    assert report(findings, TEXTS, "en", as_json=False) == 1
    assert "✗ Printer: kiosk-01-agent/receipt-1 can't be used: Paper is out." in capsys.readouterr().out
    assert report(findings, TEXTS, "zh-CN", as_json=True) == 1
    assert json.loads(capsys.readouterr().out)["findings"][0]["key"] == "printer.not-well"
    assert report([Finding(Part.CAMERA, Verdict.LOOK, "not-real", {"name": "x"})], TEXTS, "en", as_json=False) == 0


def test_sentences_get_all_that_they_ask_for() -> None:
    finding = Finding(Part.DISK, Verdict.LOOK, "little", {"folder": "/data", "free": 60})
    assert arguments_of(TEXTS.section("check", "en")[finding.text_key]) <= finding.arguments.keys()
    assert "60 MB" in sentence(finding, TEXTS, "en")
    assert part_name(finding, TEXTS, "zh-CN") == "存储"
    assert worst([]) is Verdict.WELL
