"""Request/reply through the bus between two processes and a private Mosquitto: how long, and how many.

    python -m bench.mqtt            a table
    python -m bench.mqtt --json     the table, then one JSON object as the last line

With TCP_NODELAY on both ends (as the product runs), and without it for comparison. Reach: p50 ≤ 1.5 ms.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from api.bus.client import MqttBus
from api.ids import new_id
from api.messages.hall_commands import Take
from bench.mqtt_peer import SITE, TAKE, settings
from tingtang.broker import PrivateBroker

WARM_UP = 50
ROUNDS = 2_000
SLOW_ROUNDS = 60
"""Without TCP_NODELAY each round takes about 90 ms."""
BURST = 2_000
OUTSTANDING = 64
REACH_P50_MS = 1.5


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one variant; times in ms."""

    variant: str
    rounds: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    max_ms: float
    requests_per_s: float
    """With 64 outstanding."""


def at(sorted_ms: list[float], share: float) -> float:
    return round(sorted_ms[min(len(sorted_ms) - 1, int(len(sorted_ms) * share))], 3)


@asynccontextmanager
async def asker(*, nodelay: bool) -> AsyncIterator[MqttBus]:
    """A connected kiosk, with broker and answering process around it."""
    with tempfile.TemporaryDirectory(prefix="tingtang-bench-") as folder:
        word = "true" if nodelay else "false"
        broker = PrivateBroker(Path(folder), SITE, ["ctl", "kiosk-01"], changes={"set_tcp_nodelay": word})
        await broker.start()
        peer = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bench.mqtt_peer",
            str(broker.port),
            str(broker.password_file("ctl")),
            "nodelay" if nodelay else "delay",
            stdout=asyncio.subprocess.PIPE,
        )
        bus = MqttBus(settings("kiosk-01", broker.port, broker.password("kiosk-01"), nodelay=nodelay))
        try:
            assert peer.stdout is not None
            await peer.stdout.readline()
            up = asyncio.Event()
            bus.on_connection(lambda connected: up.set() if connected else None)
            await bus.start()
            await up.wait()
            yield bus
        finally:
            await bus.stop()
            peer.kill()
            await peer.wait()
            await broker.stop()


async def measure(variant: str, rounds: int, burst: int, *, nodelay: bool) -> Figures:
    async with asker(nodelay=nodelay) as bus:

        async def ask() -> float:
            begin = time.perf_counter()
            await bus.request(TAKE, Take(service="birth-certificate"), command_id=new_id(), timeout_s=60, resend_s=60)
            return (time.perf_counter() - begin) * 1000

        for _ in range(min(WARM_UP, rounds)):
            await ask()
        times_ms = sorted([await ask() for _ in range(rounds)])

        async def worker(count: int) -> None:
            for _ in range(count):
                await ask()

        begin = time.perf_counter()
        await asyncio.gather(*(worker(burst // OUTSTANDING) for _ in range(OUTSTANDING)))
        elapsed_s = time.perf_counter() - begin
    return Figures(
        variant,
        rounds,
        at(times_ms, 0.50),
        at(times_ms, 0.95),
        at(times_ms, 0.99),
        round(times_ms[-1], 3),
        round(burst // OUTSTANDING * OUTSTANDING / elapsed_s, 1),
    )


async def measure_all() -> list[Figures]:
    return [
        await measure("TCP_NODELAY on both ends", ROUNDS, BURST, nodelay=True),
        await measure("without", SLOW_ROUNDS, BURST, nodelay=False),
    ]


def table(figures: list[Figures]) -> str:
    heads = "".join(f"{head:>9}" for head in ("rounds", "p50 ms", "p95 ms", "p99 ms", "max ms"))
    lines = [f"{'request/reply over MQTT':25}{heads}   64 at once"]
    lines += [
        f"{one.variant:25}{one.rounds:9} {one.p50_ms:8.3f} {one.p95_ms:8.3f} {one.p99_ms:8.3f} {one.max_ms:8.3f} "
        f"{one.requests_per_s:10.0f}/s"
        for one in figures
    ]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    arguments = parser.parse_args()
    figures = asyncio.run(measure_all())
    print(table(figures))
    reached = figures[0].p50_ms <= REACH_P50_MS
    print(f"reach p50 <= {REACH_P50_MS} ms: {'yes' if reached else 'NO'}")
    if arguments.json:
        print(
            json.dumps(
                {
                    "bench": "mqtt",
                    "reach_p50_ms": REACH_P50_MS,
                    "reached": reached,
                    "variants": [asdict(one) for one in figures],
                }
            )
        )
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
