"""A kiosk under random touches for as long as a technician has time: does it fall over, does its memory grow?

The whole hall of the demo runs beside it; the kiosk draws offscreen. Nothing of a real hall is touched.
"""

import asyncio
import contextlib
import json
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tingtang.commands.demo import ASSETS, choose_hall, choose_models
from tingtang.demo.running import DemoHall
from tingtang.demo.site import DemoSite
from tingtang.kiosk_tools.usage import resident_megabytes
from tingtang.ports import free_ports
from tingtang.supervisor import NotReady, Supervisor

WARM_UP_SHARE = 0.2
"""Of the time: fonts and screens are met for the first time; memory is compared from then on."""
FLAT_MB = 20.0
"""Over an hour of real sessions: what is kept is pictures of words in more sizes, not citizens."""
TAP_PAUSE_S = (0.2, 1.5)
WALKS_AWAY = 0.02
AWAY_S = 8.0
TELL_EVERY_S = 60.0


@dataclass(slots=True)
class Soaked:
    taps: int = 0
    restarts: int = 0
    """The kiosk's process ended and was started again."""
    unreachable: int = 0
    """Touches that got no answer, as while it starts again."""
    screens: set[str] = field(default_factory=set)
    memory_mb: list[tuple[float, float]] = field(default_factory=list)
    """Seconds since the start, MiB."""

    @property
    def growth_mb(self) -> float:
        """From the end of the warm-up on, by the medians of the first and the last quarter."""
        if not self.memory_mb:
            return 0.0
        begin_s = self.memory_mb[-1][0] * WARM_UP_SHARE
        warm = [mb for at_s, mb in self.memory_mb if at_s >= begin_s]
        quarter = max(1, len(warm) // 4)
        return sorted(warm[-quarter:])[quarter // 2] - sorted(warm[:quarter])[quarter // 2]

    @property
    def well(self) -> bool:
        return self.restarts == 0 and self.growth_mb <= FLAT_MB


async def soak(minutes: float, *, as_json: bool = False) -> int:
    """Run it; the exit code: 1 when the kiosk fell over or its memory grew."""
    found = Soaked()
    with tempfile.TemporaryDirectory(prefix="tingtang-soak-") as name:
        (port,) = free_ports(1)
        site = DemoSite(Path(name) / "hall", choose_hall("demo"), ASSETS, port, choices=choose_models("demo"))
        kiosk = site.kiosks[0]
        supervisor = Supervisor(lambda program, line: _count(found, program, line, kiosk.node))
        demo = DemoHall(site, supervisor)
        print(f"A kiosk offscreen for {minutes:g} minutes, with a whole hall beside it …", flush=True)
        try:
            await demo.start()
            await _play(kiosk.url, lambda: supervisor.process_id(kiosk.node), minutes * 60, found)
        except NotReady as error:
            print(f"tingtang kiosk soak: {error}", flush=True)
            return 2
        finally:
            await demo.stop()
    if as_json:
        document = {"taps": found.taps, "restarts": found.restarts, "growth_mb": round(found.growth_mb, 1), "well": found.well}
        print(json.dumps(document | {"screens": sorted(found.screens), "memory_mb": found.memory_mb}))
    else:
        print(f"{found.taps} touches, {len(found.screens)} screens, {found.restarts} falls, memory {found.growth_mb:+.1f} MB")
        print("The kiosk stood firm." if found.well else "It fell over, or its memory grew: keep this output and the log.")
    return 0 if found.well else 1


def _count(found: Soaked, program: str, line: str, kiosk: str) -> None:
    if program == kiosk and line.startswith("ended with code"):
        found.restarts += 1


async def _play(url: str, process_id: Callable[[], int | None], seconds: float, found: Soaked) -> None:
    dice = random.Random()  # noqa: S311 (a child at play)
    begun_s = told_s = time.monotonic()
    async with httpx.AsyncClient(base_url=url, timeout=10) as client:
        while (now_s := time.monotonic()) < begun_s + seconds:
            with contextlib.suppress(httpx.HTTPError):
                await _tap(client, dice, found)
            if (pid := process_id()) is not None:
                with contextlib.suppress(OSError):
                    found.memory_mb.append((round(now_s - begun_s, 1), round(resident_megabytes(pid), 1)))
            if now_s - told_s >= TELL_EVERY_S:
                told_s = now_s
                left = (begun_s + seconds - now_s) / 60
                print(f"  {found.taps} touches, {found.memory_mb[-1][1]:.0f} MB, {left:.0f} minutes to go", flush=True)
            await asyncio.sleep(AWAY_S if dice.random() < WALKS_AWAY else dice.uniform(*TAP_PAUSE_S))


async def _tap(client: httpx.AsyncClient, dice: random.Random, found: Soaked) -> None:
    found.unreachable += 1
    targets = [target for target in (await client.get("/targets")).json()["targets"] if target["enabled"]]
    at = dice.choice(targets) if targets and dice.random() < 0.8 else {"x": dice.random(), "y": dice.random()}
    await client.post("/touch", json={"x": at["x"], "y": at["y"]})
    found.screens.add((await client.get("/state")).json()["screen"])
    found.taps += 1
    found.unreachable -= 1
