"""The control port, a whole county's devices in one loop, and the process itself."""

import asyncio
import http.client
import io
import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from drivers.emulators.config import Section
from drivers.emulators.device import Face
from drivers.emulators.host import Host
from drivers.emulators.kinds import Bench, build
from drivers.emulators.onbon_frames import write

BOARDS, RATING_PADS = 134, 76


def section(**values: Any) -> Section:
    return Section(values, "test")


def bench(folder: Path) -> Bench:
    return Bench(time.monotonic, random.Random(1), folder)


@pytest.fixture
async def host(tmp_path: Path) -> AsyncIterator[Host]:
    built = [
        build(section(id="receipt-1", kind="receipt-printer", listen={"type": "tcp", "port": 0}), bench(tmp_path)),
        build(section(id="led-1", kind="led-board", listen={"type": "tcp", "port": 0}), bench(tmp_path)),
        build(
            section(
                id="pads",
                kind="ff68-bus",
                listen={"type": "pty", "path": "tty-pads"},
                pads=[
                    {"id": "callpad-1", "kind": "call-pad", "address": 1},
                    {"id": "rating-1", "kind": "rating-pad", "address": 2},
                ],
            ),
            bench(tmp_path),
        ),
    ]
    made = Host(built, 0)
    await made.start()
    yield made
    await made.stop()


async def ask(host: Host, method: str, path: str, body: bytes | None = None) -> tuple[int, Any]:
    def request() -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", host.control.port, timeout=10)
        try:
            connection.request(method, path, body)
            answer = connection.getresponse()
            content = answer.read()
            return answer.status, json.loads(content) if answer.headers["Content-Type"] == "application/json" else content
        finally:
            connection.close()

    return await asyncio.to_thread(request)


async def test_all_states_and_one(host: Host) -> None:
    status, everything = await ask(host, "GET", "/")
    assert status == 200
    assert [device["id"] for device in everything["devices"]] == ["receipt-1", "led-1", "pads", "callpad-1", "rating-1"]
    status, one = await ask(host, "GET", "/callpad-1/state?fresh=1")
    assert (status, one["display"]) == (200, "      ")


@pytest.mark.parametrize("name", ["receipt-1", "led-1", "callpad-1", "rating-1"])
async def test_pictures(host: Host, name: str) -> None:
    status, content = await ask(host, "GET", f"/{name}/picture.png")
    assert status == 200
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.format == "PNG"
        assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 4


async def test_keys_and_faults(host: Host) -> None:
    status, state = await ask(host, "POST", "/callpad-1/press", b'{"key": "next"}')
    assert (status, state["presses"]) == (200, 1)
    status, state = await ask(host, "POST", "/receipt-1/fault", b'{"fault": "paper-out"}')
    assert (status, state["fault"], state["paper"], state["online"]) == (200, "paper-out", "out", False)
    status, state = await ask(host, "POST", "/receipt-1/fault", b'{"fault": "none"}')
    assert (state["paper"], state["online"]) == ("full", True)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/nobody/state", None, 404),
        ("GET", "/pads/picture.png", None, 404),
        ("GET", "/led-1/dance", None, 404),
        ("POST", "/led-1/state", b"{}", 405),
        ("GET", "/led-1/press", None, 405),
        ("POST", "/callpad-1/press", b'{"key": "jump"}', 422),
        ("POST", "/callpad-1/press", b'{"key": "transfer:1x"}', 422),
        ("POST", "/led-1/press", b'{"key": "next"}', 422),
        ("POST", "/led-1/fault", b'{"fault": "on-fire"}', 422),
        ("POST", "/receipt-1/fault", b'{"fault": "silent:3"}', 422),
        ("POST", "/callpad-1/press", b"next", 400),
        ("POST", "/callpad-1/press", b'["key"]', 400),
        ("POST", "/callpad-1/press", b'{"key": 3}', 400),
        ("POST", "/callpad-1/press", b"x" * 5000, 413),
    ],
)
async def test_what_makes_no_sense_is_refused_in_words(
    host: Host, method: str, path: str, body: bytes | None, status: int
) -> None:
    answered, content = await ask(host, method, path, body)
    assert answered == status
    assert content["error"]


@pytest.mark.parametrize(
    "garbage", [b"\r\n\r\n", b"GET\r\n\r\n", b"x" * 40_000 + b"\r\n\r\n", b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"]
)
async def test_garbage_on_the_control_port_hurts_nobody(host: Host, garbage: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", host.control.port)
    writer.write(garbage)
    answer = await reader.read()
    assert answer.split(b" ")[1] in (b"400", b"431")
    writer.close()
    await writer.wait_closed()
    assert (await ask(host, "GET", "/"))[0] == 200


async def test_a_county_of_boards_and_pads_in_one_loop(tmp_path: Path) -> None:
    """134 boards each take a frame and answer; the whole takes little of one core, since pictures are drawn on demand only."""
    built = [
        build(section(id=f"led-{n}", kind="led-board", listen={"type": "tcp", "port": 0}), bench(tmp_path))
        for n in range(1, BOARDS + 1)
    ]
    for line in range(3):
        pads = [{"id": f"pad-{line}-{n}", "kind": "rating-pad" if n <= 26 else "call-pad", "address": n} for n in range(1, 72)]
        values = {"id": f"line-{line}", "kind": "ff68-bus", "listen": {"type": "pty", "path": f"tty-{line}"}, "pads": pads}
        built.append(build(section(**values), bench(tmp_path)))
    host = Host(built, 0)
    start_s = time.perf_counter()
    await host.start()
    try:
        assert len(host.faces) == BOARDS + 3 * 72
        assert sum(face.state()["kind"] == "rating-pad" for face in host.faces.values()) >= RATING_PADS
        await asyncio.gather(*(_ping(face) for face in host.faces.values() if face.state()["kind"] == "led-board"))
    finally:
        await host.stop()
    assert time.perf_counter() - start_s < 10


async def _ping(board: Face) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", board.state()["tcp"])
    writer.write(write(1, 0x8000, 0xFE, b"\xa2\x00\x01\x00\x00"))
    assert await reader.readuntil(b"\x5a")
    writer.close()
    await writer.wait_closed()


def test_the_process_starts_serves_and_ends(tmp_path: Path) -> None:
    file = tmp_path / "emulators.toml"
    file.write_text(
        '[host]\ncontrol_port = 0\n[[emulators]]\nid = "led-1"\nkind = "led-board"\n'
        'listen = { type = "pty", path = "tty-led" }\n',
        encoding="utf-8",
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "drivers.emulators", str(file)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        port = int(line.rsplit(" ", 1)[1])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/led-1/state")
        assert json.loads(connection.getresponse().read())["plugged"] is True
        connection.close()
        assert (tmp_path / "tty-led").is_char_device()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=10)
    finally:
        process.kill()
        process.communicate()
    assert (process.returncode, errors) == (0, "")
    assert not (tmp_path / "tty-led").exists()


def test_a_wrong_file_ends_the_process_with_a_clear_line(tmp_path: Path) -> None:
    file = tmp_path / "emulators.toml"
    file.write_text("[host]\nport = 1\n", encoding="utf-8")
    ended = subprocess.run([sys.executable, "-m", "drivers.emulators", str(file)], capture_output=True, text=True, timeout=30)
    assert ended.returncode == 2
    assert ended.stderr.strip() == f"emulators: {file}, host: control_port is missing"
