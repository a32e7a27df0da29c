"""Stands between an agent and emulated devices: notes when a command's bytes come, and passes them on as fast as the wire would.

In front a pseudo-terminal (a serial port of the agent) or a TCP port, behind the TCP port of an emulator. A pseudo-terminal is
endlessly fast; with a baud rate each way takes as long as it would on copper, so that a line's figures mean something.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterable

from drivers.emulators.wires import PtyWire, TcpWire

BITS_OF_A_BYTE = 10
SHOW, BEEP = 0x02, 0x03
"""Functions of the FF 68 bus."""

Recognise = Callable[[bytes], str | None]
"""Which device's command begins with these bytes; None for polls, acknowledgements and rests."""


class LineTap:
    """Args:
    wire: what the agent opens; its end is the tap's.
    target_port: the emulator's.
    recognise: told each piece as the agent wrote it.
    baud: of the copper; None passes everything on at once.
    """

    def __init__(self, wire: PtyWire | TcpWire, target_port: int, recognise: Recognise, baud: int | None = None) -> None:
        self._wire = wire
        self._target_port = target_port
        self._recognise = recognise
        self._bytes_per_s = baud / BITS_OF_A_BYTE if baud else None
        self._there = self._back = 0.0
        """When each direction's last byte will have passed."""
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self.began: dict[str, list[float]] = {}
        """`time.perf_counter()` at the first byte of each command, by device."""

    async def start(self) -> None:
        reader, self._writer = await asyncio.open_connection("127.0.0.1", self._target_port)
        self._reading = asyncio.create_task(self._carry_back(reader))
        self._wire.on_bytes = self._carry_there
        await self._wire.start()

    async def stop(self) -> None:
        await self._wire.stop()
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        if self._writer is not None:
            self._writer.close()

    def first_after(self, device: str, moment: float) -> float | None:
        return next((began for began in self.began.get(device, ()) if began >= moment), None)

    def _carry_there(self, data: bytes) -> None:
        now = time.perf_counter()
        device = self._recognise(data)
        if device is not None:
            self.began.setdefault(device, []).append(now)
        self._there = self._later(max(now, self._there), now, data, self._send)

    async def _carry_back(self, reader: asyncio.StreamReader) -> None:
        while data := await reader.read(65_536):
            now = time.perf_counter()
            self._back = self._later(max(now, self._back), now, data, self._wire.send)

    def _later(self, begin: float, now: float, data: bytes, pass_on: Callable[[bytes], None]) -> float:
        """Pass the bytes on when the last of them would have left a wire that is free at `begin`; that moment."""
        if self._bytes_per_s is None:
            pass_on(data)
            return begin
        end = begin + len(data) / self._bytes_per_s
        asyncio.get_running_loop().call_later(end - now, pass_on, data)
        return end

    def _send(self, data: bytes) -> None:
        if self._writer is not None:
            with contextlib.suppress(OSError):
                self._writer.write(data)


def onbon_show(names: dict[int, str]) -> Recognise:
    """Names by board address; a board of its own has the wildcard's."""

    def recognise(data: bytes) -> str | None:
        head = data.lstrip(b"\xa5")
        # Group A3, command 06: dynamic areas.
        return names.get(int.from_bytes(head[:2], "little")) if b"\xa3\x06" in head[12:24] else None

    return recognise


def pad_command(names: dict[int, str]) -> Recognise:
    """Names by pad address: digits other than those shown last, or a beep. Checks send the digits that are shown already."""
    shown: dict[int, bytes] = {}

    def recognise(data: bytes) -> str | None:
        for body in _pad_bodies(data):
            address, function = body[0], body[1]
            if function == SHOW and shown.get(address) != body:
                shown[address] = body
                return names.get(address)
            if function == BEEP:
                return names.get(address)
        return None

    return recognise


def printer_begin(name: str) -> Recognise:
    """ESC @ begins a paper."""
    return lambda data: name if b"\x1b@" in data else None


def _pad_bodies(data: bytes) -> Iterable[bytes]:
    position = data.find(b"\xff\x68")
    while position >= 0 and position + 5 < len(data):
        length = data[position + 2]
        yield data[position + 5 : position + 5 + length]
        position = data.find(b"\xff\x68", position + 5 + length)
