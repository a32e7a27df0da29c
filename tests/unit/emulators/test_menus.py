"""Every emulated device tells what can be done with it: its keys, where they are on its picture, and its faults."""

import io
import random
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from drivers.emulators.config import Section
from drivers.emulators.device import Face
from drivers.emulators.faults import NONE
from drivers.emulators.host import Host
from drivers.emulators.kinds import Bench, build
from drivers.emulators.menu import DIGITS, FAULT_WORDS, NUMBER, TEXT, menu
from tests.unit.emulators.test_devices import Now
from tests.unit.emulators.test_host import ask

MODELS: dict[str, Any] = tomllib.loads(Path("firmware_configs/emulated.toml").read_text("utf-8"))["models"]
LINES = {"ff68": ("ff68-bus", "pads"), "modbus": ("modbus-line", "devices"), "onbon-bx": ("led-line", "boards")}
TYPED = {TEXT: "A001", DIGITS: "12", NUMBER: "-3.5"}
KEYLESS = {"led-board", "speaker"}


def section(name: str, folder: Path) -> dict[str, Any]:
    """The emulators' section of a model, as the demo writes it."""
    model = MODELS[name]
    emulator, wire = model["emulator"], model["wire"]
    listen: dict[str, Any] = {"type": wire, "port": 0}
    if wire == "mqtt":
        listen = {"type": "mqtt", "port": 1, "topic": "pad/v1/test/pad-1"}
    elif wire not in ("tcp", "udp"):
        listen = {"type": "pty", "path": str(folder / "tty")}
    if wire in LINES:
        kind, key = LINES[wire]
        return {"id": "line", "kind": kind, "listen": listen, key: [{"id": "it", "address": 1} | emulator]}
    return {"id": "it", **emulator, "listen": listen} | ({"clips": str(folder)} if model["kind"] == "speaker" else {})


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture(params=sorted(MODELS))
async def face(request: pytest.FixtureRequest, tmp_path: Path, now: Now) -> AsyncIterator[Face]:
    (tmp_path / "manifest.json").write_text('{"rate_hz": 16000, "clips": {}}')
    built = build(Section(section(request.param, tmp_path), request.param), Bench(now, random.Random(1), tmp_path))
    yield next(face for face in built.faces if face.id == "it")
    await built.emulator.stop()


async def test_every_key_of_the_menu_can_be_pressed(face: Face) -> None:
    for key in face.key_menu():
        face.press(f"{key.name}:{TYPED[key.takes]}" if key.takes else key.name)


async def test_every_fault_of_the_menu_has_words_and_is_taken(face: Face) -> None:
    told = menu(face.key_menu(), face.fault_menu(), NONE)
    assert {fault["name"] for fault in told["faults"]} == set(face.fault_menu()) - {NONE}
    assert len(told["faults"]) >= 6
    for fault in told["faults"]:
        assert fault["name"] in FAULT_WORDS
        assert fault["en"] != fault["zh"]
    if face.state()["kind"] in ("plain-pad", "id-card-reader", "zone-door"):
        own = next(name for name in reversed(face.fault_menu()) if name != NONE)
        face.fault(own)
        assert face.state()["fault"] == own


async def test_keys_have_words_and_are_where_the_picture_shows_them(face: Face) -> None:
    keys = [key.told() for key in face.key_menu()]
    assert bool(keys) is (face.state()["kind"] not in KEYLESS | {"cpower-board", "pixel-panel"})
    picture = face.picture()
    assert picture is not None
    with Image.open(io.BytesIO(picture)) as image:
        sizes = {key.size for key in face.key_menu() if key.box is not None}
        assert sizes <= {image.size}
    for key in keys:
        assert key["zh"]
        assert key["en"]
        left, top, width, height = key.get("at", (0, 0, 1, 1))
        assert 0 <= left < left + width <= 1
        assert 0 <= top < top + height <= 1


async def test_the_control_port_tells_the_menu_and_the_present_fault(tmp_path: Path, now: Now) -> None:
    built = build(Section(section("nut", tmp_path), "nut"), Bench(now, random.Random(1), tmp_path))
    host = Host([built], 0)
    await host.start()
    try:
        await ask(host, "POST", "/it/fault", b'{"fault": "stale"}')
        status, told = await ask(host, "GET", "/it/menu")
        assert (status, told["fault"]) == (200, "stale")
        on_picture = [key["name"] for key in told["keys"] if "at" in key]
        assert on_picture == ["power-cut"]
        await ask(host, "POST", "/it/press", b'{"key": "power-cut"}')
        _, told = await ask(host, "GET", "/it/menu")
        assert [key["name"] for key in told["keys"] if "at" in key] == ["power-back"]
        assert (await ask(host, "POST", "/it/menu", b"{}"))[0] == 405
    finally:
        await host.stop()
