"""A screen of its own (Xvfb) and a hand on its glass (xdotool): the kiosk gets the X events that a touch panel's mouse sends."""

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from PIL import ImageGrab

from tingtang.demo.hands import KioskHands, Target

WIDTH, HEIGHT = 1080, 1920
WAIT_S = 180.0
"""Machines are shared; a person waits for a screen, not for a clock."""
LOOK_S = 0.1
AGAIN_S = 3.0
"""A person who sees no change for so long touches once more."""
BEGINS_WITHIN_S = 30.0


@asynccontextmanager
async def screen(width: int = WIDTH, height: int = HEIGHT) -> AsyncIterator[str]:
    """An X server's display name, such as `:7`. The server chooses a free number and says which."""
    read, write = os.pipe()
    server = await asyncio.create_subprocess_exec(
        shutil.which("Xvfb") or "Xvfb",
        *("-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset"),
        pass_fds=(write,),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    os.close(write)
    try:
        async with asyncio.timeout(BEGINS_WITHIN_S):
            number = (await asyncio.to_thread(os.read, read, 16)).decode().strip()
        yield f":{number}"
    finally:
        os.close(read)
        server.terminate()
        await server.wait()


class PersonAtGlass:
    """Sees where things stand, moves a finger there, presses. Keeps a picture of each screen.

    Args:
        display: of the X server.
        pictures: folder.
    """

    def __init__(self, client: httpx.AsyncClient, kiosk_url: str, display: str, pictures: Path) -> None:
        self._kiosk = KioskHands(client, kiosk_url)
        self._display = display
        self._pictures = pictures
        self._taken = 0
        self.screens: list[str] = []
        pictures.mkdir(parents=True, exist_ok=True)

    async def state(self) -> dict[str, object]:
        return await self._kiosk.screen()

    async def see(self, *names: str, **wanted: object) -> dict[str, object]:
        """Until one of these screens stands there; its picture is kept."""
        state: dict[str, object] = {}
        try:
            async with asyncio.timeout(WAIT_S):
                while True:
                    state = await self._kiosk.screen()
                    if state["screen"] in names and all(state[key] == value for key, value in wanted.items()):
                        break
                    await asyncio.sleep(LOOK_S)
        except TimeoutError:
            raise AssertionError(f"waited for {names} {wanted}, saw {state}; on the way: {self.screens}") from None
        # Laid out and drawn.
        await self._kiosk.targets()
        self.screens.append(str(state["screen"]))
        await self.picture(str(state["screen"]))
        return state

    async def press(self, name: str, *, pages: bool = False) -> None:
        """What is called so, or begins so when it ends in `*`; pressed again while nothing changes.

        Args:
            pages: turn them until it comes.
        """
        if pages:
            await self._turn_to(lambda target: target.name == name)
        before = await self._kiosk.screen()
        async with asyncio.timeout(WAIT_S):
            while True:
                await self._touch(await self._find(name))
                if await self._changed(before):
                    return

    async def tap(self, *names: str) -> None:
        """One after another, each once."""
        for name in names:
            await self._touch(await self._find(name))

    async def write(self, letters: str, character: str) -> None:
        """By its sound, on whichever keyboard stands there; then it is chosen among what is offered."""
        for letter in letters:
            targets = await self._kiosk.targets()
            await self._touch(next(t for t in targets if t.name == f"key.{letter}" or letter.upper() in _letters(t)))
        await self._turn_to(lambda target: target.name.startswith("candidate.") and target.text == character)
        found = [t for t in await self._kiosk.targets() if t.name.startswith("candidate.") and t.text == character]
        await self._touch(found[0])
        await self._find("typing.confirm")

    async def _changed(self, before: dict[str, object]) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(AGAIN_S):
                while await self._kiosk.screen() == before:  # noqa: ASYNC110 (another process's state)
                    await asyncio.sleep(LOOK_S)
                return True
        return False

    async def choose(self, words: str) -> None:
        """The first thing with these words on it; pages are turned until it comes."""
        found = await self._turn_to(lambda target: words in target.text)
        before = await self._kiosk.screen()
        await self._touch(found)
        await self._changed(before)

    async def _turn_to(self, wanted: Callable[[Target], bool]) -> Target:
        async with asyncio.timeout(WAIT_S):
            while True:
                targets = await self._kiosk.targets()
                found = [target for target in targets if wanted(target) and target.enabled]
                if found:
                    return found[0]
                onwards = [target for target in targets if target.name.endswith(".next") and target.enabled]
                if onwards:
                    await self._touch(onwards[0])
                await asyncio.sleep(LOOK_S)

    async def picture(self, name: str) -> None:
        """What the screen itself shows, not what the kiosk believes it shows."""
        self._taken += 1
        image = await asyncio.to_thread(ImageGrab.grab, xdisplay=self._display)
        await asyncio.to_thread(image.save, self._pictures / f"{self._taken:02}-{name}.png")

    async def _find(self, name: str) -> Target:
        async with asyncio.timeout(WAIT_S):
            while True:
                for target in await self._kiosk.targets():
                    if target.enabled and (target.name == name or (name.endswith("*") and target.name.startswith(name[:-1]))):
                        return target
                await asyncio.sleep(LOOK_S)

    async def _touch(self, target: Target) -> None:
        x, y = round(target.x * WIDTH), round(target.y * HEIGHT)
        finger = await asyncio.create_subprocess_exec(
            *("xdotool", "mousemove", str(x), str(y), "mousedown", "1", "sleep", "0.08", "mouseup", "1"),
            env={**os.environ, "DISPLAY": self._display},
        )
        assert await finger.wait() == 0


def _letters(target: Target) -> str:
    """Of a key with several letters on it, as on a telephone."""
    return target.text if target.name.startswith("key.") and target.text.isascii() and len(target.text) > 1 else ""
