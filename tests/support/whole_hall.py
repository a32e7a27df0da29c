"""A whole hall of processes for scenario and chaos tests: the demo's own wiring with assets made once per machine."""

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from api.messages.topics import CONTROLLER_NODE
from hall_controller.config import HallConfig, load_hall_config
from hall_controller.settings import hall_file
from hall_controller.store.audit import audit
from tingtang.commands.demo import choose_models
from tingtang.demo.pace import with_quick_services
from tingtang.demo.running import DemoHall
from tingtang.demo.site import DemoSite
from tingtang.ports import free_ports
from tingtang.supervisor import Supervisor

ROOT = Path(__file__).parents[2]
ASSETS = ROOT / "var" / "assets"
DEMO_SITE = ROOT / "firmware_configs" / "sites" / "demo" / "hall.toml"
RESTART_PAUSE_S = 0.5
BOUNCE_S = 4
"""A pad's `next` this soon after a call is a bounce; longer than a simulated clerk waits before pressing again."""
SPEECH_SPEED = 20.0
"""The emulated loudspeaker plays faster than real time, so that 40 calls don't take minutes."""


def demo_hall(*, kiosks: int = 1, rating_timeout_s: int = 5) -> HallConfig:
    """The demo's hall of six windows with so many kiosks, each with its own agent and printer."""
    hall = with_quick_services(load_hall_config(DEMO_SITE))
    section = hall.hall.model_copy(update={"rating_timeout_s": rating_timeout_s, "recall_gap_s": BOUNCE_S})
    devices = tuple(f"kiosk-{number:02d}-agent/receipt-{number}" for number in range(1, kiosks + 1))
    return hall.model_copy(update={"hall": section, "devices": devices})


def make_assets() -> None:
    """Fonts and clips as the set-up makes them; does nothing when they are there."""
    for module, folder in (("kiosk.theme.fonts", "fonts"), ("drivers.speaker.clips", "clips")):
        subprocess.run(
            [sys.executable, "-m", module, "--out", str(ASSETS / folder)], check=True, cwd=ROOT, stdout=subprocess.DEVNULL
        )


class WholeHall:
    """A running hall and what tests ask of it."""

    def __init__(self, site: DemoSite, supervisor: Supervisor, demo: DemoHall, lines: list[str]) -> None:
        self.site, self.supervisor, self.demo, self.lines = site, supervisor, demo, lines

    def problems(self) -> list[str]:
        """Every invariant, checked on the ledger; may be asked while the hall runs."""
        return audit(hall_file(self.site.data(CONTROLLER_NODE)), self.site.hall)

    def last_lines(self, count: int = 60) -> str:
        return "\n".join(self.lines[-count:])


@asynccontextmanager
async def whole_hall(folder: Path, hall: HallConfig, *, headless: bool) -> AsyncIterator[WholeHall]:
    make_assets()
    (http_port,) = free_ports(1)
    lines: list[str] = []
    supervisor = Supervisor(lambda name, line: lines.append(f"{name}: {line}"), longest_pause_s=RESTART_PAUSE_S)
    site = DemoSite(folder, hall, ASSETS, http_port, SPEECH_SPEED, choices=choose_models("demo"))
    demo = DemoHall(site, supervisor, headless=headless)
    try:
        await demo.start()
        await demo.until_well()
        yield WholeHall(site, supervisor, demo, lines)
    finally:
        await demo.stop()
