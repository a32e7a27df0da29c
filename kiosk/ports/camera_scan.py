"""Codes before the camera, through the vision process; the same one not again and again."""

import asyncio
from collections.abc import Callable
from hashlib import blake2b
from typing import Protocol

from kiosk.flow.identity.ports import Scanned

REPEAT_S = 3.0
"""A code that is still there is given out again after it at the earliest: a ticket that was held up by mistake doesn't open
and close the camera ten times a second, and a person who tries the same code once more doesn't wait for long.
"""


class CodeCamera(Protocol):
    """What of `kiosk.vision.client.VisionClient` is used."""

    @property
    def lack(self) -> str: ...

    def start_scan(self, order_id: str, on_code: Callable[[bytes], None], on_gone: Callable[[str], None]) -> None: ...

    def stop_scan(self, order_id: str) -> None: ...


class CameraScan:
    """One scan at a time."""

    def __init__(self, camera: CodeCamera, *, new_id: Callable[[], str], repeat_s: float = REPEAT_S) -> None:
        self._camera = camera
        self._new_id = new_id
        self._repeat_s = repeat_s
        self._given = b""
        """Fingerprint of what was given out last."""
        self._given_at_s = 0.0

    @property
    def lack(self) -> str:
        """Why the camera can't be used, a dotted key; empty when it can."""
        return self._camera.lack

    async def scan(self) -> Scanned:
        """The next code, or why none can be seen any more. Cancelling it switches the camera off."""
        loop = asyncio.get_running_loop()
        heard: asyncio.Queue[Scanned] = asyncio.Queue()
        order_id = self._new_id()
        self._camera.start_scan(
            order_id, lambda data: heard.put_nowait(Scanned(data)), lambda reason: heard.put_nowait(Scanned(reason=reason))
        )
        held: Scanned | None = None
        try:
            while True:
                try:
                    async with asyncio.timeout_at(None if held is None else self._given_at_s + self._repeat_s):
                        scanned = await heard.get()
                except TimeoutError:
                    scanned, held = held or Scanned(), None
                else:
                    if scanned.data and self._given_lately(scanned.data, loop.time()):
                        # The process tells it once while it stays; it is still there when its time has come.
                        held = scanned
                        continue
                self._given, self._given_at_s = _fingerprint(scanned.data), loop.time()
                return scanned
        finally:
            self._camera.stop_scan(order_id)

    def _given_lately(self, data: bytes, now_s: float) -> bool:
        return _fingerprint(data) == self._given and now_s < self._given_at_s + self._repeat_s


def _fingerprint(data: bytes) -> bytes:
    """A code's own bytes aren't kept."""
    return blake2b(data, digest_size=16).digest()
