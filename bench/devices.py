"""The county hall's devices on real agents: what they cost, how soon a command is on the wire, what silent boards cost others.

    python -m bench.devices                 a table
    python -m bench.devices --json          the table, then one JSON object as the last line

134 LED boards (four RS-485 lines of 30 at 57 600 baud, 14 on TCP), 76 pads (four RS-485 lines of 19 at 9600 baud) and 20
printers: (a) on one device agent, (b) on ten. Agents, Mosquitto and the emulator host are processes of their own; the taps
between agents and emulators are in this one, note the first byte of each command, and pass bytes on at the line's speed. Then one
line of 30 boards by itself: all well, and with five boards silent. Reach: every command acknowledged with success, and the
healthy boards' p99 at most twice the all-healthy figure.
"""

import argparse
import asyncio
import itertools
import json
import os
import random
import re
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from api.bus.client import MqttBus
from api.bus.port import NotAnswered, Received
from api.bus.settings import BusSettings
from api.ids import new_id
from api.messages.base import Message
from api.messages.completion import Completion
from api.messages.device_commands import Reset
from api.messages.topics import command_topic
from bench.device_hall import Device, Plug, Share, agent_toml, county_hall, emulators_toml, led_line, shared_out
from bench.line_tap import LineTap, onbon_show, pad_command, printer_begin
from bench.process_cost import cpu_seconds, resident_megabytes
from bench.statistics_of import percentile
from drivers.emulators.wires import PtyWire, TcpWire
from drivers.led_board.onbon.frame import WILDCARD_SCREEN
from tingtang.broker import PrivateBroker

SITE = "150426-07"
READY_S = 60.0
IDLE_S = 5.0
COMMAND_S = 15.0
MOST_TIMES = 2.0
"""The healthy boards' p99 beside silent ones, against all healthy."""
SILENT = 5
ROUNDS = 2
LINE_RATE = 8.0
"""Commands a second on the one line: some sixty times what a county's hall asks of it."""
_CONTROL = re.compile(rb"control port (\d+)")


@dataclass(frozen=True, slots=True)
class Times:
    """Command published → its first byte on the wire, ms."""

    commands: int
    succeeded: int
    p50_ms: float
    p99_ms: float
    max_ms: float


@dataclass(frozen=True, slots=True)
class Answer:
    """To one command."""

    label: str
    succeeded: bool
    to_the_wire_ms: float | None


@dataclass(frozen=True, slots=True)
class Cost:
    """Of all agents together; CPU in percent of one core."""

    agents: int
    devices: int
    start_s: float
    idle_cpu_percent: float
    load_cpu_percent: float
    cpu_ms_per_command: float
    rss_mib: float
    threads: int
    to_the_wire: dict[str, Times]


@dataclass
class Hall:
    """Everything that runs for one measurement."""

    bus: MqttBus
    shares: list[Share]
    taps: dict[str, LineTap]
    """By device."""
    agents: list[asyncio.subprocess.Process]
    control_port: int
    start_s: float
    online: dict[str, bool] = field(default_factory=dict)

    def cpu_s(self) -> float:
        return sum(cpu_seconds(agent.pid) for agent in self.agents)

    def node_of(self, device: Device) -> str:
        return next(share.node for share in self.shares if device in share.devices)

    async def command(self, device: Device, name: str, body: Message, command_id: str) -> Completion | None:
        """None when nobody answered."""
        topic = command_topic(SITE, self.node_of(device), device.id, name)
        try:
            return await self.bus.request(topic, body, command_id=command_id, timeout_s=COMMAND_S)
        except NotAnswered:
            return None

    async def fault(self, device: str, name: str) -> None:
        def post() -> None:
            body = json.dumps({"fault": name}).encode()
            urllib.request.urlopen(f"http://127.0.0.1:{self.control_port}/{device}/fault", body, timeout=10).close()

        await asyncio.to_thread(post)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@asynccontextmanager
async def process(folder: Path, name: str, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    with (folder / f"{name}.log").open("wb") as log:
        running = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=log, stderr=log)
    try:
        yield running
    finally:
        if running.returncode is None:
            running.terminate()
        await running.wait()


async def until(condition: Any, what: str, timeout_s: float = READY_S) -> None:
    """
    Raises:
        RuntimeError: it didn't come in time.
    """
    async with asyncio.timeout(timeout_s):
        while not condition():  # noqa: ASYNC110 (other processes bring it about)
            await asyncio.sleep(0.02)
    say(f"  {what}")


def _tap(plug: Plug, target: int, folder: Path) -> tuple[LineTap, str]:
    """The plug's tap, and the agent's link to it."""
    names = {device.address or WILDCARD_SCREEN: device.id for device in plug.devices}
    recognise = {
        "led-line": onbon_show(names),
        "led-board": onbon_show(names),
        "ff68-bus": pad_command(names),
        "receipt-printer": printer_begin(plug.devices[0].id),
    }[plug.emulator]
    if plug.bus:
        path = folder / plug.id
        return LineTap(PtyWire(path), target, recognise, plug.baud), f'{{ type = "serial", port = "{path}", baud = {plug.baud} }}'
    front = TcpWire(0)
    front.plug_in()
    return LineTap(front, target, recognise), f'{{ type = "tcp", host = "127.0.0.1", port = {front.port} }}'


@asynccontextmanager
async def hall(plugs: list[Plug], agents: int) -> AsyncIterator[Hall]:
    """Broker, emulators, taps and agents; all devices are online."""
    shares = shared_out(plugs, agents)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tingtang-bench-")))
        broker = PrivateBroker(folder / "broker", SITE, ["ctl", *(share.node for share in shares)])
        await broker.start()
        stack.push_async_callback(broker.stop)
        (folder / "emulators.toml").write_text(emulators_toml(plugs), "utf-8")
        emulators = await stack.enter_async_context(
            process(folder, "emulators", "-m", "drivers.emulators", str(folder / "emulators.toml"))
        )
        log = folder / "emulators.log"
        await until(lambda: _CONTROL.search(log.read_bytes()) or emulators.returncode is not None, "emulators run")
        if emulators.returncode is not None:
            raise RuntimeError(f"the emulators ended: {log.read_text('utf-8')[-2000:]}")
        match = _CONTROL.search(log.read_bytes())
        assert match
        control_port = int(match[1])
        states = await asyncio.to_thread(_states, control_port)
        taps: dict[str, LineTap] = {}
        links: dict[str, str] = {}
        for plug in plugs:
            target = int(states[f"{plug.id}-wire" if plug.bus else plug.devices[0].id]["tcp"])
            tap, links[plug.id] = _tap(plug, target, folder)
            await tap.start()
            stack.push_async_callback(tap.stop)
            taps |= {device.id: tap for device in plug.devices}
        bus = MqttBus(
            BusSettings("127.0.0.1", broker.port, SITE, "ctl", "bench", username="ctl", password=broker.password("ctl"))
        )
        online: dict[str, bool] = {}
        bus.listen(f"hall/v1/{SITE}/+/+/state/status", lambda received: _note(received, online))
        await bus.start()
        stack.push_async_callback(bus.stop)
        await until(lambda: bus.connected, "broker runs")
        begun = time.perf_counter()
        running = []
        for share in shares:
            access = {"port": broker.port, "password_file": broker.password_file(share.node)}
            path = folder / f"{share.node}.toml"
            path.write_text(agent_toml(share, SITE, folder, access, links), "utf-8")
            running.append(
                await stack.enter_async_context(process(folder, share.node, "-m", "drivers.agent", "--config", str(path)))
            )
        names = [device.id for plug in plugs for device in plug.devices]
        try:
            await until(lambda: all(online.get(name) for name in names), f"{len(names)} devices are online")
        except TimeoutError:
            say(f"not online: {[name for name in names if not online.get(name)][:20]}")
            raise
        yield Hall(bus, shares, taps, running, control_port, time.perf_counter() - begun, online)


def _states(control_port: int) -> dict[str, dict[str, Any]]:
    with urllib.request.urlopen(f"http://127.0.0.1:{control_port}/", timeout=20) as answer:
        return {state["id"]: state for state in json.load(answer)["devices"]}


def _note(received: Received, online: dict[str, bool]) -> None:
    received.acknowledge()
    online[received.address.device] = b'"online"' in received.payload


def rota(devices: Sequence[Device], chance: random.Random) -> Iterator[tuple[int, Device]]:
    """Each device in its turn, without end: a board that was changed within the last second would wait by itself."""
    order = list(devices)
    chance.shuffle(order)
    return enumerate(itertools.cycle(order))


async def load(
    hall_of: Hall, turns: Iterator[tuple[int, Device]], *, rate: float, seconds: float, chance: random.Random
) -> list[Answer]:
    """Commands at random moments."""
    begun = time.perf_counter()
    due = begun
    asked: list[asyncio.Task[Answer]] = []
    while True:
        due += chance.expovariate(rate)
        if due > begun + seconds:
            break
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        turn, device = next(turns)
        asked.append(asyncio.create_task(_ask(hall_of, device, turn)))
    return list(await asyncio.gather(*asked))


async def _ask(hall_of: Hall, device: Device, turn: int) -> Answer:
    command_id = new_id()
    name, body = device.command(turn, command_id)
    begun = time.perf_counter()
    completion = await hall_of.command(device, name, body, command_id)
    if completion is None:
        return Answer(device.label, False, None)
    if not completion.succeeded:
        say(f"  {device.id} {name}: {completion.code.value} {completion.error_code} {completion.detail}")
    began = hall_of.taps[device.id].first_after(device.id, begun)
    return Answer(device.label, completion.succeeded, None if began is None else 1000 * (began - begun))


def _times(answers: Sequence[Answer]) -> Times:
    ms = [answer.to_the_wire_ms for answer in answers if answer.to_the_wire_ms is not None]
    return Times(
        len(answers),
        sum(answer.succeeded for answer in answers),
        round(percentile(ms, 0.5), 2),
        round(percentile(ms, 0.99), 2),
        round(max(ms, default=float("nan")), 2),
    )


def _by_label(answers: Sequence[Answer]) -> dict[str, Times]:
    labels = sorted({answer.label for answer in answers})
    return {label: _times([a for a in answers if a.label == label]) for label in labels} | {"all": _times(answers)}


async def cost_of(agents: int, *, rate: float, seconds: float, chance: random.Random) -> Cost:
    say(f"the county hall's devices on {agents} agent{'s' if agents > 1 else ''}")
    async with hall(county_hall(), agents) as running:
        before, begun = running.cpu_s(), time.perf_counter()
        await asyncio.sleep(IDLE_S)
        idle = (running.cpu_s() - before) / (time.perf_counter() - begun)
        devices = [device for share in running.shares for device in share.devices]
        turns = rota(devices, chance)
        before, begun = running.cpu_s(), time.perf_counter()
        times = _by_label(await load(running, turns, rate=rate, seconds=seconds, chance=chance))
        used, took = running.cpu_s() - before, time.perf_counter() - begun
        return Cost(
            agents,
            len(devices),
            round(running.start_s, 2),
            round(100 * idle, 2),
            round(100 * used / took, 2),
            round(1000 * max(0.0, used - idle * took) / times["all"].commands, 2),
            round(sum(resident_megabytes(agent.pid) for agent in running.agents), 1),
            sum(len(os.listdir(f"/proc/{agent.pid}/task")) for agent in running.agents),
            times,
        )


async def one_line(*, seconds: float, chance: random.Random) -> dict[str, Any]:
    """One line of 30: the healthy boards' times with all well, and from the moment on at which five fall silent.

    In turns, since what else this machine does changes from one half minute to the next.
    """
    say("one line of 30 boards, in turns with five of them silent")
    plug = led_line(1)
    silent, turns = plug.devices[:SILENT], rota(plug.devices[SILENT:], chance)
    well: list[Answer] = []
    beside: list[Answer] = []
    noticed = 0
    async with hall([plug], 1) as running:
        for _ in range(ROUNDS):
            well += await load(running, turns, rate=LINE_RATE, seconds=seconds, chance=chance)
            for device in silent:
                await running.fault(device.id, "silent")
            beside += await load(running, turns, rate=LINE_RATE, seconds=seconds, chance=chance)
            noticed += sum(not running.online[device.id] for device in silent)
            for device in silent:
                await running.fault(device.id, "none")
                # Out of its back-off: the next round begins with all of them well.
                await running.command(device, "reset", Reset(), new_id())
            await until(lambda: all(running.online[device.id] for device in plug.devices), "all are online again")
    figures = _times(well), _times(beside)
    return {
        "boards": len(plug.devices),
        "silent": SILENT,
        "rounds": ROUNDS,
        "noticed_as_silent": noticed,
        "all_healthy": asdict(figures[0]),
        "beside_silent": asdict(figures[1]),
        "p99_ratio": round(figures[1].p99_ms / figures[0].p99_ms, 2),
        "at_most": MOST_TIMES,
    }


def table(costs: Sequence[Cost], line: dict[str, Any]) -> str:
    rows = ["agents  idle CPU  under load  CPU/command  memory    threads  all online after"]
    rows += [
        f"{c.agents:>6}  {c.idle_cpu_percent:>6.2f} %  {c.load_cpu_percent:>8.2f} %  {c.cpu_ms_per_command:>8.2f} ms"
        f"  {c.rss_mib:>5.0f} MiB  {c.threads:>7}  {c.start_s:>6.1f} s"
        for c in costs
    ]
    for c in costs:
        rows.append(f"\ncommand published → first byte on the wire, {c.agents} agent(s)")
        rows += [_row(label, times) for label, times in c.to_the_wire.items()]
    rows.append("\none line of 30 boards, the healthy ones")
    for name, words in (("all_healthy", "all well"), ("beside_silent", f"{line['silent']} silent")):
        rows.append(_row(words, Times(**line[name])))
    rows.append(f"  p99 {line['p99_ratio']} times (at most {MOST_TIMES})")
    return "\n".join(rows)


def _row(words: str, t: Times) -> str:
    return f"  {words:<16} {t.succeeded:>4} of {t.commands:>4} done   p50 {t.p50_ms:>7.2f} ms   p99 {t.p99_ms:>7.2f} ms"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.devices", description="The county hall's devices on device agents.")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    parser.add_argument("--seconds", type=float, default=15.0, help="of load, for each measurement")
    parser.add_argument("--rate", type=float, default=30.0, help="commands a second over all devices")
    parser.add_argument("--agents", type=int, nargs="*", default=[1, 10])
    options = parser.parse_args(arguments)
    chance = random.Random(20250801)

    async def measure() -> tuple[list[Cost], dict[str, Any]]:
        costs = [await cost_of(n, rate=options.rate, seconds=options.seconds, chance=chance) for n in options.agents]
        return costs, await one_line(seconds=options.seconds, chance=chance)

    costs, line = asyncio.run(measure())
    print(table(costs, line))
    everything = [t for cost in costs for t in cost.to_the_wire.values()]
    done = all(t.succeeded == t.commands for t in everything) and all(
        line[name]["succeeded"] == line[name]["commands"] for name in ("all_healthy", "beside_silent")
    )
    reached = done and line["p99_ratio"] <= MOST_TIMES
    if options.json:
        result = {
            "agents": [asdict(cost) for cost in costs],
            "line": line,
            "all_acknowledged": done,
            "reached": reached,
            "processors": os.cpu_count(),
            "load_average": os.getloadavg()[0],
        }
        print(json.dumps(result))
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
