"""A kiosk without a screen: everything but Kivy, for tests that kill many of them. Its glass is a grid that touches hit."""

import asyncio
import signal
import time
from math import ceil, sqrt
from typing import Any

from kiosk.composition import TICK_S, Kiosk
from kiosk.demo import DemoServer, Target
from kiosk.flow.intents import Intent, IntentKind
from kiosk.monitoring import status_server
from kiosk.new_settings import NewSettings
from kiosk.settings import KioskSettings
from kiosk.view_models.models import buttons_of
from kiosk.view_models.parts import Button
from kiosk.view_models.state import state_of


class GridSurface:
    """Implements `kiosk.demo.Surface`: the model's buttons in rows and columns."""

    def __init__(self, kiosk: Kiosk) -> None:
        self._kiosk = kiosk

    async def targets(self) -> list[Target]:
        return [Target(b.name, b.text, b.enabled, x, y) for b, x, y in self._places()]

    def touch(self, x: float, y: float) -> None:
        self._kiosk.post(Intent(IntentKind.TOUCHED))
        places = self._places()
        button = min(places, key=lambda place: (place[1] - x) ** 2 + (place[2] - y) ** 2)[0]
        if button.enabled:
            self._kiosk.post(button.intent)

    def state(self) -> dict[str, Any]:
        return state_of(self._kiosk.engine.shown, self._kiosk.model.value)

    async def picture(self) -> bytes | None:
        return None

    def _places(self) -> list[tuple[Button, float, float]]:
        buttons = buttons_of(self._kiosk.model.value)
        columns = ceil(sqrt(len(buttons)))
        rows = ceil(len(buttons) / columns)
        return [
            (button, (index % columns + 0.5) / columns, (index // columns + 0.5) / rows) for index, button in enumerate(buttons)
        ]


async def serve(kiosk: Kiosk, settings: KioskSettings, new_settings: NewSettings) -> None:
    """Run until SIGTERM or SIGINT, or until new settings ask for a new start."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    await kiosk.start()
    status = status_server(kiosk, settings.metrics, None)
    port = settings.kiosk.demo_port
    server = DemoServer(GridSurface(kiosk), port) if port else None
    try:
        await status.start()
        if server is not None:
            await server.start()
        while not stop.is_set():
            kiosk.tick()
            if new_settings.poll(time.monotonic(), somebody=kiosk.in_use):
                break
            try:
                async with asyncio.timeout(TICK_S):
                    await stop.wait()
            except TimeoutError:
                continue
    finally:
        if server is not None:
            await server.stop()
        await status.stop()
        await kiosk.stop()
