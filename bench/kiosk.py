"""The kiosk as a citizen meets it: cold start to the first picture, touch to the next screen, what it costs at rest.

Usage: python -m bench.kiosk [--json] [--starts N] [--idle SECONDS]

The real kiosk process draws offscreen; broker, controller, agent and emulated devices run beside it. Start: from the start of the
process to the first flip, which is when systemd is told READY. Touch: from the touch to the next screen standing still, over the
demo's loopback port; a person sees the first of it earlier. Targets: first picture within 1.5 s, 3 % of a core at rest, 250 MB.
"""

import argparse
import asyncio
import json
import os
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

from bench.process_cost import cpu_seconds, resident_megabytes
from tingtang.commands.demo import ASSETS, choose_hall, choose_models
from tingtang.demo.running import DemoHall
from tingtang.demo.site import DemoSite
from tingtang.ports import free_ports
from tingtang.supervisor import Supervisor

STARTS = 3
IDLE_S = 20.0
FIRST_FRAME_S, IDLE_CPU, RSS_MB = 1.5, 0.03, 250.0
"""The product's targets on a machine of two cores with software drawing."""
ROUNDS = 10
WALK = ("footer.help", "footer.back", "footer.large", "footer.large", "footer.language", "footer.language")
"""Screens that every kiosk has: help and back, large text and back, the other language and back."""
SETTLE_S = 3.0
"""Fonts and first layouts are loaded by then."""
NOT_NEEDED = frozenset({"citizen"})


@dataclass(frozen=True, slots=True)
class Figures:
    first_frame_s: float
    """Median of the cold starts."""
    first_frame_worst_s: float
    first_frame_cpu_s: float
    """Processor time until then: what a machine with other work to do would need on its own."""
    tap_p50_ms: float
    tap_p95_ms: float
    idle_cpu: float
    """Of one core, while nobody is there."""
    rss_mb: float
    """After the walk."""

    @property
    def misses(self) -> list[str]:
        """Targets that weren't met."""
        found = []
        if self.first_frame_s > FIRST_FRAME_S:
            found.append(f"first picture after {self.first_frame_s:.2f} s, wanted {FIRST_FRAME_S} s")
        if self.idle_cpu > IDLE_CPU:
            found.append(f"{self.idle_cpu:.1%} of a core at rest, wanted {IDLE_CPU:.0%}")
        if self.rss_mb > RSS_MB:
            found.append(f"{self.rss_mb:.0f} MB, wanted {RSS_MB:.0f} MB")
        return found


@dataclass(slots=True)
class RunningKiosk:
    pid: int
    first_frame_s: float
    first_frame_cpu_s: float
    url: str


@asynccontextmanager
async def hall_beside(folder: Path) -> AsyncIterator[DemoSite]:
    """Everything of the demo's hall but its kiosk."""
    (port,) = free_ports(1)
    site = DemoSite(folder, choose_hall("demo"), ASSETS, port, choices=choose_models("demo"))
    supervisor = Supervisor(lambda *_: None)
    kiosks = {kiosk.node for kiosk in site.kiosks}
    await asyncio.to_thread(site.write)
    try:
        for program in DemoHall(site, supervisor).programs():
            if program.name not in kiosks | NOT_NEEDED:
                await supervisor.start(program)
        yield site
    finally:
        await supervisor.stop()


@asynccontextmanager
async def kiosk_of(site: DemoSite) -> AsyncIterator[RunningKiosk]:
    """The first kiosk's process, from its start to its first flip."""
    kiosk = site.kiosks[0]
    notified = site.folder / "notify"
    notified.unlink(missing_ok=True)
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as hearing:
        hearing.bind(str(notified))
        hearing.setblocking(False)
        begun_s = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "kiosk", "--config", str(site.file(kiosk.node))),
            env=environment | {"NOTIFY_SOCKET": str(notified)},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(60):
                while b"READY=1" not in await asyncio.get_running_loop().sock_recv(hearing, 4096):
                    continue
            waited_s = time.perf_counter() - begun_s
            yield RunningKiosk(process.pid, waited_s, cpu_seconds(process.pid), kiosk.url)
        finally:
            process.terminate()
            await process.wait()


async def tap(client: httpx.AsyncClient, name: str) -> float:
    """Touch it; milliseconds until another screen stands still."""
    before = (await client.get("/targets")).json()["targets"]
    target = next(target for target in before if target["name"] == name)
    begun_s = time.perf_counter()
    await client.post("/touch", json={"x": target["x"], "y": target["y"]})
    async with asyncio.timeout(10):
        while (await client.get("/targets")).json()["targets"] == before:
            continue
    return (time.perf_counter() - begun_s) * 1000


async def measure(starts: int, idle_s: float) -> Figures:
    firsts: list[float] = []
    cpu: list[float] = []
    with tempfile.TemporaryDirectory(prefix="tingtang-bench-") as name:
        async with hall_beside(Path(name) / "hall") as site:
            for _ in range(starts - 1):
                async with kiosk_of(site) as kiosk:
                    firsts.append(kiosk.first_frame_s)
                    cpu.append(kiosk.first_frame_cpu_s)
            async with kiosk_of(site) as kiosk, httpx.AsyncClient(base_url=kiosk.url, timeout=10) as client:
                firsts.append(kiosk.first_frame_s)
                cpu.append(kiosk.first_frame_cpu_s)
                await asyncio.sleep(SETTLE_S)
                taps = [await tap(client, target) for _ in range(ROUNDS) for target in WALK]
                await asyncio.sleep(SETTLE_S)
                used_s, begun_s = cpu_seconds(kiosk.pid), time.perf_counter()
                await asyncio.sleep(idle_s)
                idle = (cpu_seconds(kiosk.pid) - used_s) / (time.perf_counter() - begun_s)
                rss = resident_megabytes(kiosk.pid)
    return Figures(
        first_frame_s=statistics.median(firsts),
        first_frame_worst_s=max(firsts),
        first_frame_cpu_s=statistics.median(cpu),
        tap_p50_ms=statistics.median(taps),
        tap_p95_ms=statistics.quantiles(taps, n=20)[-1],
        idle_cpu=idle,
        rss_mb=rss,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip(), formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--starts", type=int, default=STARTS, help=f"cold starts (default: {STARTS})")
    parser.add_argument("--idle", type=float, default=IDLE_S, help=f"seconds at rest (default: {IDLE_S:g})")
    options = parser.parse_args()
    figures = asyncio.run(measure(options.starts, options.idle))
    if options.json:
        print(json.dumps(asdict(figures) | {"misses": figures.misses}))
    else:
        first = f"first picture after {figures.first_frame_s:.2f} s (worst {figures.first_frame_worst_s:.2f} s"
        print(f"{first}; {figures.first_frame_cpu_s:.2f} s of processor time)")
        print(f"touch to the next screen {figures.tap_p50_ms:.0f} ms (p95 {figures.tap_p95_ms:.0f} ms)")
        print(f"at rest {figures.idle_cpu:.1%} of a core, {figures.rss_mb:.0f} MB")
        print("\n".join(figures.misses) or "every target met")
    return 1 if figures.misses else 0


if __name__ == "__main__":
    sys.exit(main())
