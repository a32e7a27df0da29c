"""A number by ear: real keys from an emulated keypad, real speech to an emulated loudspeaker, a paper from an emulated printer.

Nothing is touched on the glass. What the sentences say is the guide's own tests' matter; here they reach the room.
"""

import asyncio
from pathlib import Path

import httpx
import pytest

from tests.support.whole_hall import WholeHall, demo_hall, whole_hall
from tingtang.demo.hands import KioskHands

WAIT_S = 60.0
LOOK_S = 0.1
TERMINAL = tuple(f"kiosk-01-agent/{device}" for device in ("receipt-1", "keypad-1", "speaker-2", "headphones-1"))


class Listener:
    """One person at the keypad."""

    def __init__(self, hall: WholeHall, client: httpx.AsyncClient) -> None:
        self._emulators = hall.site.emulators_url
        self._client = client
        self._kiosk = KioskHands(client, hall.site.kiosks[0].url)

    async def press(self, key: str) -> None:
        answer = await self._client.post(f"{self._emulators}/keypad-1/press", json={"key": key})
        answer.raise_for_status()

    async def on(self, screen: str, **wanted: object) -> dict[str, object]:
        state: dict[str, object] = {}
        try:
            async with asyncio.timeout(WAIT_S):
                while True:
                    state = await self._kiosk.screen()
                    if state["screen"] == screen and all(state[name] == value for name, value in wanted.items()):
                        return state
                    await asyncio.sleep(LOOK_S)
        except TimeoutError:
            raise AssertionError(f"waited for {screen} {wanted}, saw {state}") from None

    async def sound(self, device: str) -> int:
        """Bytes that reached it so far."""
        return int((await self._client.get(f"{self._emulators}/{device}/state")).json()["bytes"])

    async def hears(self, device: str, more_than: int) -> None:
        async with asyncio.timeout(WAIT_S):
            while await self.sound(device) <= more_than:  # noqa: ASYNC110 (another process's state)
                await asyncio.sleep(LOOK_S)


@pytest.mark.integration
async def test_a_number_is_taken_by_keypad_alone(tmp_path: Path) -> None:
    hall = demo_hall().model_copy(update={"devices": TERMINAL})
    async with whole_hall(tmp_path / "hall", hall, headless=True) as whole, httpx.AsyncClient(timeout=WAIT_S) as client:
        person = Listener(whole, client)
        await person.on("home")
        quiet = await person.sound("speaker-2")
        await person.press("5")
        await person.on("home", mode=["voice"])
        await person.hears("speaker-2", quiet + 40_000)
        # The first is the search.
        await person.press("2")
        await person.on("choose-department")
        # The first are the packages of several things.
        await person.press("2")
        await person.on("choose-one-service")
        await person.press("1")
        state = await person.on("paper-given")
        await person.press("ok")
        await person.on("rate-kiosk")
        before = await person.sound("headphones-1")
        # Headphones go in: from now on the room hears nothing more.
        await person.press("headphones-in")
        await person.press("repeat")
        await person.hears("headphones-1", before + 20_000)
        await person.press("1")
        await person.on("finished")
        papers = (await client.get(f"{whole.site.emulators_url}/receipt-1/state")).json()
        assert state["number"] in str(papers)
