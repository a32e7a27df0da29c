"""A hall screen with the real browser, without a compositor: it feeds systemd while it draws, and finds back to its page."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.agent_process import NotifySocket, until
from tingtang.screen.browser import BROWSER, command
from tingtang.screen.devtools import BrowserGone
from tingtang.screen.running import show

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not Path(BROWSER).exists(), reason="Chromium isn't installed")]

PAGE = b"<!doctype html><title>hall</title><p>A001"
FED = "WATCHDOG=1"
HERE, AWAY = "STATUS=the hall's page is shown", "STATUS=the hall doesn't answer; trying again"


class Hall:
    """Serves the screen's page, or is switched off."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/screen?id=screen-1"

    async def switch_on(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def switch_off(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(PAGE))
        writer.write(PAGE)
        await writer.drain()
        writer.close()


def renderers(parent: int) -> list[int]:
    """Processes below `parent` that draw pages."""
    parents = {int(folder.name): _parent_of(folder) for folder in Path("/proc").glob("[0-9]*")}
    below: set[int] = set()
    found = {parent}
    while found:
        found = {process for process, above in parents.items() if above in found}
        below |= found
    return [process for process in below if b"--type=renderer" in _read(Path(f"/proc/{process}/cmdline"))]


def _parent_of(folder: Path) -> int:
    # The program's name stands in brackets and may hold anything (proc(5)).
    fields = _read(folder / "stat").rpartition(b")")[2].split()
    return int(fields[1]) if fields else 0


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


@pytest.fixture
async def hall(free_port: int) -> AsyncIterator[Hall]:
    made = Hall(free_port)
    yield made
    await made.switch_off()


async def test_it_waits_for_the_hall_shows_its_page_and_outlives_the_page(hall: Hall, tmp_path: Path) -> None:
    notify, stop, profile = NotifySocket(), asyncio.Event(), tmp_path / "profile"
    # CI runs as root, where Chromium's sandbox refuses; on a unit it has an account of its own.
    words = command(profile, (), ("--headless=new", "--no-sandbox", "--disable-gpu"))
    words = [word for word in words if not re.match("--ozone-platform", word)]
    running = asyncio.create_task(show(hall.url, words, stop, {"NOTIFY_SOCKET": notify.path}, every_s=0.05, frame_within_s=2))
    try:
        await until(lambda: running.done() or "READY=1" in notify.read(), "ready without the hall")
        assert not running.done(), running
        assert AWAY in notify.messages
        assert HERE not in notify.messages
        await hall.switch_on()
        await until(lambda: HERE in notify.read(), "the hall's page")
        drawing = renderers(os.getpid())
        assert drawing
        for renderer in drawing:
            os.kill(renderer, signal.SIGKILL)
        before = notify.read().count(HERE)
        await until(lambda: notify.read().count(HERE) > before + 1, "the page again")
        assert FED in notify.messages
    finally:
        stop.set()
        await running
        notify.close()
    assert renderers(os.getpid()) == []


async def test_a_browser_that_ends_by_itself_is_told(hall: Hall) -> None:
    with pytest.raises(BrowserGone):
        await show(hall.url, ["/bin/true"], asyncio.Event(), {})
