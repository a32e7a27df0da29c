"""Hands of simulated people: they touch the kiosk's screen and press keys of emulated pads, through the demo's own ports.

Nothing here calls the product's code: a touch is a touch on the kiosk's glass, a press is one on a pad at the end of its wire.
"""

from dataclasses import dataclass

import httpx


@dataclass(frozen=True, slots=True)
class Target:
    """Something a person can touch on the kiosk now."""

    name: str
    text: str
    x: float
    y: float
    enabled: bool = True
    """Grey things can be touched, and nothing happens."""


class KioskHands:
    """One person's hands at a kiosk's demo port."""

    def __init__(self, client: httpx.AsyncClient, base_url: str) -> None:
        self._client, self._base_url = client, base_url

    async def screen(self) -> dict[str, object]:
        """What the kiosk says of the screen it shows."""
        answer = await self._client.get(f"{self._base_url}/state")
        answer.raise_for_status()
        return dict(answer.json())

    async def targets(self) -> list[Target]:
        answer = await self._client.get(f"{self._base_url}/targets")
        answer.raise_for_status()
        return [Target(item["name"], item["text"], item["x"], item["y"], item["enabled"]) for item in answer.json()["targets"]]

    async def touch(self, target: Target) -> None:
        answer = await self._client.post(f"{self._base_url}/touch", json={"x": target.x, "y": target.y})
        answer.raise_for_status()


class PadHands:
    """Fingers on emulated pads, and eyes on emulated displays."""

    def __init__(self, client: httpx.AsyncClient, base_url: str) -> None:
        self._client, self._base_url = client, base_url

    async def press(self, emulator: str, key: str) -> None:
        answer = await self._client.post(f"{self._base_url}/{emulator}/press", json={"key": key})
        answer.raise_for_status()

    async def fault(self, emulator: str, fault: str) -> None:
        """Break a device: one of its fault menu, `none` mends it."""
        answer = await self._client.post(f"{self._base_url}/{emulator}/fault", json={"fault": fault})
        answer.raise_for_status()

    async def state(self, emulator: str) -> dict[str, object]:
        answer = await self._client.get(f"{self._base_url}/{emulator}/state")
        answer.raise_for_status()
        return dict(answer.json())
