"""Two real brokers, the hall's and a terminal's, and the wire between them, which can be cut, silenced and healed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from api.bus.client import MqttBus
from api.messages.links import link_of
from tests.support.broker import SITE, settings_for, until
from tingtang.broker import LOOPBACK, PrivateBroker, free_port
from tingtang.terminal_bridge import Bridge

KIOSK, AGENT = "kiosk-01", "kiosk-01-agent"
LINK = link_of(KIOSK)
QUICK = {"keepalive_interval": "5", "restart_timeout": "1"}
"""Mosquitto's shortest keep-alive for bridges, and attempts each second."""


class Wire:
    """A TCP relay from the terminal to the hall's broker."""

    def __init__(self, port: int, to_port: int) -> None:
        self._port = port
        self._to_port = to_port
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._flows = asyncio.Event()
        self._flows.set()

    async def heal(self) -> None:
        self._flows.set()
        if self._server is None:
            self._server = await asyncio.start_server(self._relay, LOOPBACK, self._port)

    async def cut(self) -> None:
        """Both ends see the connection end."""
        self._flows.set()
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in list(self._writers):
            writer.transport.abort()

    def silence(self) -> None:
        """Nothing passes any more, and nobody is told: a switch without power, for those behind it."""
        self._flows.clear()

    async def close(self) -> None:
        await self.cut()
        await until(lambda: not self._writers, "every connection has ended")

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(LOOPBACK, self._to_port)
        except OSError:
            writer.close()
            return
        ends = {writer, far_writer}
        self._writers |= ends
        try:
            await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))
        finally:
            for end in ends:
                end.close()
                with contextlib.suppress(OSError):
                    await end.wait_closed()
            self._writers -= ends

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65_536):
                await self._flows.wait()
                writer.write(data)
                await writer.drain()
        writer.transport.abort()


class BridgedHall:
    """`hall` with the controller's account and the bridge's; `terminal` with the kiosk's and its agent's."""

    def __init__(self, folder: Path, hall: PrivateBroker, terminal: PrivateBroker, wire: Wire) -> None:
        self.folder, self.hall, self.terminal, self.wire = folder, hall, terminal, wire
        self._buses: list[MqttBus] = []

    def bus(self, node: str, **changes: object) -> MqttBus:
        """A bus at the broker where `node` belongs."""
        settings = settings_for(self.terminal if node.startswith(KIOSK) else self.hall, node, **changes)
        bus = MqttBus(settings)
        self._buses.append(bus)
        return bus

    async def close(self) -> None:
        for bus in self._buses:
            await bus.stop()
        await self.wire.close()
        await self.terminal.stop()
        await self.hall.stop()


@asynccontextmanager
async def bridged_hall(folder: Path, site: str = SITE) -> AsyncIterator[BridgedHall]:
    hall = PrivateBroker(folder / "hall", site, ("ctl", LINK, "kiosk-02", "kiosk-02-agent"))
    await hall.start()
    wire = Wire(free_port(), hall.port)
    await wire.heal()
    bridge = Bridge(site, KIOSK, AGENT, LOOPBACK, wire._port, hall.password(LINK), tls=False)
    terminal = PrivateBroker(folder / "terminal", site, (KIOSK, AGENT), bridge=bridge, changes=QUICK)
    bridged = BridgedHall(folder, hall, terminal, wire)
    try:
        await terminal.start()
        yield bridged
    finally:
        await bridged.close()
