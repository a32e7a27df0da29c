"""Durable tickets and calls per second, what they cost, and how long a call takes to the board's wire and to a browser.

`python -m bench.take_and_call [--json]`. Beside it, in the same run, a bare FastAPI handler with one insert: the ratio counts,
since the machine is shared. Everything is the product's own processes: Mosquitto, controller, agent, driver, emulated boards.
"""

import argparse
import asyncio
import json
import os
import signal
import statistics
import sys
import tempfile
import time
import tomllib
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx
import tomli_w
import uvloop

from api.ids import new_id
from bench.http_load import Answer, Connection, measure_posts
from bench.in_process import QUEUES, bench_config
from bench.in_process import measure as measure_in_process
from bench.process_cost import cpu_seconds
from bench.statistics_of import percentile
from bench.wire_tap import WireTap
from hall_controller.collector import look_less_often
from hall_controller.config import HallConfig
from hall_controller.demo_accounts import DEMO_PASSWORD
from tingtang.demo.running import DemoHall
from tingtang.demo.site import DemoSite
from tingtang.demo.wiring import LOOPBACK
from tingtang.ports import free_ports
from tingtang.supervisor import Supervisor

CLIENTS = (1, 8, 32)
ROUNDS = 3
REQUESTS = {1: 600, 8: 2400, 32: 4000}
"""For each number of clients: about a second of work."""
WINDOWS = 32
BOARDS = 10
"""Windows with a board; a call comes to each every 2 s, so that every board is idle when its call comes."""
CALLS_PER_S = 5.0
LATENCY_CALLS = 200
BARE_LATENCY_POSTS = 50
SETTLE_S = 3.0
"""After the last call: time for what is still under way before it counts as lost."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Medians over the rounds."""

    clients: int
    tickets_per_s: float
    calls_per_s: float
    bare_per_s: float
    tickets_to_bare: float
    cpu_ms_per_ticket: float
    cpu_ms_per_call: float


def bench_hall() -> HallConfig:
    """The hall of the in-process bench with boards at some windows and nothing else that makes a sound."""
    hall = bench_config(WINDOWS)
    windows = tuple(
        window.model_copy(update={"leds": (f"agent/led-{window.number}",) if window.number <= BOARDS else (), "call_pad": None})
        for window in hall.windows
    )
    return hall.model_copy(update={"windows": windows, "zones": (), "devices": ()})


class HallClient:
    """Signed-in requests to the controller, prepared for the load generator."""

    def __init__(self, port: int, tokens: dict[str, str]) -> None:
        self.port, self._tokens = port, tokens

    def request(self, account: str, name: str, body: dict[str, Any]) -> tuple[str, bytes, dict[str, str]]:
        headers = {"authorization": f"Bearer {self._tokens[account]}", "idempotency-key": new_id()}
        return f"/api/v1/commands/{name}", json.dumps(body).encode(), headers

    def take(self, number: int) -> tuple[str, bytes, dict[str, str]]:
        return self.request("device", "take", {"service": f"s{number % QUEUES}", "hand_over": "screen"})

    def press_next(self, number: int) -> tuple[str, bytes, dict[str, str]]:
        """A call pad's key: finishes the present ticket and calls the next, one operation for each call."""
        return self.request("device", "press-key", {"window": number % WINDOWS + 1, "key": "next"})


async def sign_in(base_url: str) -> dict[str, str]:
    tokens = {}
    async with httpx.AsyncClient(timeout=10.0) as client:
        for account in ("device", "manager"):
            answer = await client.post(f"{base_url}/api/v1/session", json={"name": account, "password": DEMO_PASSWORD})
            answer.raise_for_status()
            tokens[account] = answer.json()["token"]
    return tokens


def numbers_in(answers: tuple[Answer, ...]) -> list[str]:
    """Ticket numbers of successful answers.

    Raises:
        RuntimeError: an answer is no success.
    """
    numbers = []
    for answer in answers:
        body = json.loads(answer.body)
        if answer.status != 200:
            raise RuntimeError(f"refused: {answer.status} {body}")
        numbers.append(body["result"]["ticket"]["number"])
    return numbers


async def measure_rates(hall: HallClient, controller_id: int, bare_port: int) -> tuple[list[Rate], list[str]]:
    """All client numbers, ours and the yardstick in turns; also every number that was given."""
    given: list[str] = []
    rates = []
    body = json.dumps({"service": "s1", "hand_over": "screen"}).encode()
    for clients in CLIENTS:
        rounds: list[tuple[float, float, float, float, float]] = []
        for _ in range(ROUNDS):
            count = REQUESTS[clients]
            bare = await measure_posts(LOOPBACK, bare_port, clients=clients, requests=count, make=lambda _: ("/insert", body, {}))
            before = cpu_seconds(controller_id)
            takes = await measure_posts(LOOPBACK, hall.port, clients=clients, requests=count, make=hall.take)
            between = cpu_seconds(controller_id)
            calls = await measure_posts(LOOPBACK, hall.port, clients=clients, requests=count // 2, make=hall.press_next)
            after = cpu_seconds(controller_id)
            given += numbers_in(takes.answers)
            numbers_in(calls.answers)
            rounds.append(
                (
                    takes.per_second,
                    calls.per_second,
                    bare.per_second,
                    (between - before) * 1000 / count,
                    (after - between) * 1000 / (count // 2),
                )
            )
        tickets, called, bare_rate, take_ms, call_ms = (statistics.median(column) for column in zip(*rounds, strict=True))
        ratio = statistics.median(row[0] / row[2] for row in rounds)
        rates.append(Rate(clients, tickets, called, bare_rate, ratio, take_ms, call_ms))
    return rates, given


class CallWatch:
    """Reads the public stream as a hall screen does and notes when each call arrives."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self.seen_at: dict[str, float] = {}

    async def follow(self) -> None:
        endless = httpx.Timeout(5.0, read=None)
        async with (
            httpx.AsyncClient(base_url=self._base_url, timeout=endless) as client,
            client.stream("GET", "/api/v1/live/public") as response,
        ):
            kind = ""
            async for line in response.aiter_lines():
                if line.startswith("event:"):
                    kind = line[6:].strip()
                elif line.startswith("data:") and kind == "call":
                    self.seen_at.setdefault(json.loads(line[5:])["number"], time.perf_counter())


async def measure_latency(hall: HallClient, base_url: str, taps: dict[int, WireTap]) -> dict[str, float]:
    """A fixed CALLS_PER_S, one board after the other: from before the POST to the wire and to the browser."""
    watch = CallWatch(base_url)
    following = asyncio.create_task(watch.follow())
    connection = Connection(LOOPBACK, hall.port)
    await connection.open()
    sent: list[tuple[str, int, float]] = []
    due = time.perf_counter() + SETTLE_S
    for number in range(LATENCY_CALLS):
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        due += 1 / CALLS_PER_S
        window = number % BOARDS + 1
        begun = time.perf_counter()
        answer = await connection.post(*hall.press_next(window - 1))
        sent.append((numbers_in((answer,))[0], window, begun))
    await asyncio.sleep(SETTLE_S)
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
    await connection.close()
    to_wire, to_browser = [], []
    for ticket, window, begun in sent:
        wire = next((at for at in taps[window].shown_at if begun <= at < begun + 1 / CALLS_PER_S * BOARDS), None)
        if wire is not None:
            to_wire.append((wire - begun) * 1000)
        if ticket in watch.seen_at:
            to_browser.append((watch.seen_at[ticket] - begun) * 1000)
    return {
        "calls": len(sent),
        "calls_lost_on_boards": len(sent) - len(to_wire),
        "calls_lost_on_stream": len(sent) - len(to_browser),
        "led_wire_p50_ms": percentile(to_wire, 0.5),
        "led_wire_p99_ms": percentile(to_wire, 0.99),
        "sse_p50_ms": percentile(to_browser, 0.5),
        "sse_p99_ms": percentile(to_browser, 0.99),
    }


async def measure_bare_latency(port: int) -> dict[str, float]:
    """POSTs to the bare handler at the same slow pace: what waking idle processes costs on this machine, without a hall."""
    body = json.dumps({"service": "s1", "hand_over": "screen"}).encode()
    connection = Connection(LOOPBACK, port)
    await connection.open()
    took_ms = []
    for _ in range(BARE_LATENCY_POSTS):
        await asyncio.sleep(1 / CALLS_PER_S)
        begun = time.perf_counter()
        await connection.post("/insert", body, {})
        took_ms.append((time.perf_counter() - begun) * 1000)
    await connection.close()
    return {"bare_post_p50_ms": percentile(took_ms, 0.5), "bare_post_p99_ms": percentile(took_ms, 0.99)}


async def tap_boards(site: DemoSite) -> dict[int, WireTap]:
    """Put a tap before every board: the agent's file then names the tap instead of the board."""
    path = site.file("agent")
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    taps = {}
    for device in document["devices"]:
        tap = WireTap(device["link"]["port"])
        await tap.start()
        device["link"]["port"] = tap.port
        taps[int(device["id"].removeprefix("led-"))] = tap
    path.write_bytes(tomli_w.dumps(document).encode())
    return taps


async def start_bare(folder: Path) -> tuple[asyncio.subprocess.Process, int]:
    (port,) = free_ports(1)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.bare_handler", str(port), str(folder / "bare.db"), env={**os.environ}
    )
    for _ in range(200):
        try:
            _, writer = await asyncio.open_connection(LOOPBACK, port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            await writer.wait_closed()
            return process, port
    raise RuntimeError("the bare handler doesn't serve")


async def measure(folder: Path, say: Any) -> dict[str, Any]:
    say("in process, 64 submitters …")
    in_process = asdict(await measure_in_process(folder))
    (http_port,) = free_ports(1)
    site = DemoSite(folder / "hall", bench_hall(), folder / "assets", http_port)
    supervisor = Supervisor(lambda _name, _line: None)
    demo = DemoHall(site, supervisor)
    bare: asyncio.subprocess.Process | None = None
    taps: dict[int, WireTap] = {}
    try:
        say("starting broker, controller, agent and boards …")
        site.write()
        taps = await tap_boards(site)
        await demo.start_programs()
        await demo.until_well()
        bare, bare_port = await start_bare(folder)
        hall = HallClient(http_port, await sign_in(site.base_url))
        opened = [hall.request("manager", "open-window", {"window": window}) for window in range(1, WINDOWS + 1)]
        await measure_posts(LOOPBACK, http_port, clients=1, requests=WINDOWS, make=lambda number: opened[number])
        stock = await measure_posts(LOOPBACK, http_port, clients=8, requests=QUEUES * 20, make=hall.take)
        controller_id = supervisor.process_id("controller")
        if controller_id is None:
            raise RuntimeError("the controller isn't running")
        # First, while every board is idle: the rates below call faster than a board may be written to.
        say(f"call → board and browser, {LATENCY_CALLS} calls at {CALLS_PER_S:.0f}/s …")
        latency = await measure_latency(hall, site.base_url, taps) | await measure_bare_latency(bare_port)
        say("HTTP, ours and the bare handler in turns …")
        rates, given = await measure_rates(hall, controller_id, bare_port)
    finally:
        if bare is not None:
            bare.send_signal(signal.SIGTERM)
            await bare.wait()
        await demo.stop()
        for tap in taps.values():
            await tap.stop()
    given += numbers_in(stock.answers)
    duplicates = sum(count - 1 for count in Counter(given).values())
    return {
        "in_process": in_process,
        "http": [asdict(rate) for rate in rates],
        "duplicate_numbers": duplicates + in_process["duplicate_numbers"],
        "latency": latency,
    }


def print_table(result: dict[str, Any]) -> None:
    print(
        f"{'clients':>8} {'tickets/s':>10} {'calls/s':>9} {'bare/s':>8} {'to bare':>8} {'CPU ms/ticket':>14} {'CPU ms/call':>12}"
    )
    for rate in result["http"]:
        print(
            f"{rate['clients']:>8} {rate['tickets_per_s']:>10.0f} {rate['calls_per_s']:>9.0f} {rate['bare_per_s']:>8.0f} "
            f"{rate['tickets_to_bare']:>8.0%} {rate['cpu_ms_per_ticket']:>14.2f} {rate['cpu_ms_per_call']:>12.2f}"
        )
    inside, latency = result["in_process"], result["latency"]
    print(f"in process, 64 submitters: {inside['takes_per_s']:.0f} tickets/s, {inside['calls_per_s']:.0f} calls/s, durable")
    print(f"numbers given twice: {result['duplicate_numbers']}")
    for what in ("led_wire", "sse"):
        print(f"call → {what}: p50 {latency[f'{what}_p50_ms']:.1f} ms, p99 {latency[f'{what}_p99_ms']:.1f} ms")
    print(f"bare POST at that pace: p50 {latency['bare_post_p50_ms']:.1f} ms, p99 {latency['bare_post_p99_ms']:.1f} ms")
    print(f"calls lost: {latency['calls_lost_on_boards']} on boards, {latency['calls_lost_on_stream']} on the stream")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object last")
    arguments = parser.parse_args()
    # In the working folder: /tmp is often kept in memory, which is no disk. The loop and the collector are the controller's.
    look_less_often()
    with (
        tempfile.TemporaryDirectory(prefix="tingtang-bench-", dir=Path.cwd()) as folder,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        result = runner.run(measure(Path(folder), lambda text: print(text, file=sys.stderr, flush=True)))
    print_table(result)
    if arguments.json:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
