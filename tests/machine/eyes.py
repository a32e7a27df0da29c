"""Eyes on the terminal's screen: which screen it is and where its keys are, from inside; pictures, from QEMU's screen."""

import json
import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from tests.machine.settings import EYES_PORT
from tests.machine.vm import Machine

EYES = f"http://127.0.0.1:{EYES_PORT}"
FEWEST_COLOURS = 40
"""A screen with type and tiles has hundreds; a console or a black one, a handful."""


@dataclass(frozen=True, slots=True)
class Key:
    """Something to touch; x and y as parts of the upright picture, from its top left."""

    name: str
    text: str
    x: float
    y: float


class Eyes:
    """Args: upright: size of the picture as people see it. rotation: how far the panel is turned, degrees clockwise."""

    def __init__(self, machine: Machine, upright: tuple[int, int], rotation: int) -> None:
        self._machine, self._upright, self._rotation = machine, upright, rotation

    async def state(self) -> dict[str, Any] | None:
        """What the terminal says of its screen; None while it says nothing."""
        found = await self._machine.orders.get(f"{EYES}/state")
        return None if found is None else dict(json.loads(found))

    async def keys(self) -> list[Key]:
        found = await self._machine.orders.get(f"{EYES}/targets")
        targets = json.loads(found)["targets"] if found is not None else []
        return [Key(one["name"], one["text"], one["x"], one["y"]) for one in targets if one["enabled"]]

    def on_panel(self, key: Key) -> tuple[int, int]:
        """Pixel of the panel that lies under the key."""
        width, height = self._machine.hardware.width, self._machine.hardware.height
        # The panel is turned clockwise as it is mounted, so people's right is nearer to its own top.
        turned = math.radians(-self._rotation)
        x, y = key.x - 0.5, key.y - 0.5
        across = round(x * math.cos(turned) - y * math.sin(turned), 9)
        down = round(x * math.sin(turned) + y * math.cos(turned), 9)
        return min(int((across + 0.5) * width), width - 1), min(int((down + 0.5) * height), height - 1)

    async def look(self, file: Path) -> int:
        """Keeps the screen as people see it; returns how many colours it has."""
        raw = file.with_name(f"{file.stem}-panel.png")
        await self._machine.qmp.picture(raw)
        with Image.open(raw) as panel:
            upright = panel.convert("RGB").rotate(-self._rotation, expand=True)
            upright.save(file)
            colours = upright.getcolors(upright.width * upright.height) or []
        raw.unlink()
        return len(colours)


def since(moment_s: float) -> float:
    """Seconds since a moment of the monotonic clock, to a tenth."""
    return round(time.monotonic() - moment_s, 1)
