"""Live pictures: from loopback only, in the demo only, over a real HTTP server."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from hall_controller.devices.pictures import PNG_SIGNATURE, Pictures, is_loopback, loopback_client

PNG = PNG_SIGNATURE + b"rest of the picture"


class Emulator(ThreadingHTTPServer):
    """Serves one body and counts the requests."""

    daemon_threads = True

    def __init__(self, body: bytes, status: int = 200) -> None:
        self.asked = 0
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.asked += 1
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/led-1/picture.png"


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    server = Emulator(PNG)
    yield server
    server.shutdown()
    server.server_close()


async def fetch(address: str | None, *, enabled: bool = True, times: tuple[float, ...] = (0.0,)) -> list[bytes | None]:
    now = [0.0]
    found = []
    async with loopback_client() as client:
        pictures = Pictures(lambda _: address, client if enabled else None, lambda: now[0])
        for at in times:
            now[0] = at
            found.append(await pictures.picture("hall-agent", "led-1"))
        await pictures.close()
    return found


async def test_the_devices_picture_is_fetched(emulator: Emulator) -> None:
    assert await fetch(emulator.address) == [PNG]


async def test_it_is_kept_for_a_moment_only(emulator: Emulator) -> None:
    assert await fetch(emulator.address, times=(0.0, 0.2, 0.4)) == [PNG, PNG, PNG]
    assert emulator.asked == 2


async def test_outside_the_demo_nothing_is_asked(emulator: Emulator) -> None:
    assert await fetch(emulator.address, enabled=False) == [None]
    assert emulator.asked == 0


async def test_a_device_without_a_picture_has_none() -> None:
    assert await fetch(None) == [None]


@pytest.mark.parametrize(("body", "status"), [(b"<html>", 200), (PNG, 500)])
async def test_what_is_no_picture_is_none(body: bytes, status: int) -> None:
    server = Emulator(body, status)
    try:
        assert await fetch(server.address) == [None]
    finally:
        server.shutdown()
        server.server_close()


async def test_a_device_that_is_gone_gives_none(emulator: Emulator) -> None:
    address = emulator.address.replace(str(emulator.server_port), "1")
    assert await fetch(address) == [None]


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("http://127.0.0.1:9000/x.png", True),
        ("http://[::1]:9000/x.png", True),
        ("http://localhost:9000/x.png", False),
        ("http://169.254.169.254/latest/meta-data", False),
        ("http://127.0.0.1@evil.example/x.png", False),
        ("https://127.0.0.1/x.png", False),
        ("file:///etc/passwd", False),
        ("http://[::1", False),
        ("", False),
    ],
)
def test_only_this_machine_is_asked(address: str, allowed: bool) -> None:
    assert is_loopback(address) is allowed
