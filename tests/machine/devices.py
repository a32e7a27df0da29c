"""The emulated devices of the machine test. They run outside the machine, as real ones do: a power cut of it doesn't touch them.

Each is at the end of a USB serial adapter of the machine.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import tomli_w

from tingtang.ports import free_ports

ADAPTER_VENDOR, ADAPTER_PRODUCT = 0x0403, 0x6001
"""QEMU's `usb-serial` says that it is an FT232 (hw/usb/dev-serial.c)."""
PRINTER_SOCKET, PAD_SOCKET = "1-2", "1-3"
"""The sockets that `vm.command` plugs the adapters into: the pointer has the first."""
PRINTER, PADS = "receipt-1", "pads"
PAD = "rating-1"
PRINTER_BAUD, PAD_BAUD = 38_400, 9_600
START_S = 30.0


@dataclass(frozen=True, slots=True)
class Devices:
    """Where they are, outside."""

    printer_port: int
    pads_port: int
    control_port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.control_port}"

    @property
    def adapters(self) -> tuple[int, int]:
        """In the order of the machine's sockets."""
        return self.printer_port, self.pads_port

    def emulators(self) -> dict[str, Any]:
        """The emulators' file."""
        return {
            "host": {"control_port": self.control_port},
            "emulators": [
                {"id": PRINTER, "kind": "receipt-printer", "listen": {"type": "tcp", "port": self.printer_port}},
                {
                    "id": PADS,
                    "kind": "ff68-bus",
                    "listen": {"type": "tcp", "port": self.pads_port},
                    "pads": [{"id": PAD, "address": 1, "kind": "rating-pad"}],
                },
            ],
        }


def agent_sections() -> dict[str, Any]:
    """Buses and devices of the agent's file."""

    def link(socket: str, baud: int) -> dict[str, Any]:
        usb = {"vid": ADAPTER_VENDOR, "pid": ADAPTER_PRODUCT, "path": socket}
        return {"type": "serial", "usb": usb, "baud": baud}

    return {
        "buses": [{"id": PADS, "kind": "ff68", "place": "counter", "link": link(PAD_SOCKET, PAD_BAUD)}],
        "devices": [
            {
                "id": PRINTER,
                "kind": "receipt-printer",
                "profile": "escpos-80mm-gb18030",
                "place": "kiosk-01",
                "link": link(PRINTER_SOCKET, PRINTER_BAUD),
            },
            {
                "id": PAD,
                "kind": "rating-pad",
                "profile": "ff68-evaluator",
                "place": "window-1",
                "window": 1,
                "bus": PADS,
                "address": 1,
            },
        ],
    }


@asynccontextmanager
async def running_devices(folder: Path) -> AsyncIterator[Devices]:
    """A process of their own, ended at the end."""
    devices = Devices(*free_ports(3))
    file = folder / "emulators.toml"
    file.write_text(tomli_w.dumps(devices.emulators()), "utf-8")
    with (folder / "emulators.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "drivers.emulators", str(file), stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        async with asyncio.timeout(START_S), httpx.AsyncClient(trust_env=False) as client:
            while True:
                assert process.returncode is None, (folder / "emulators.log").read_text()
                try:
                    await client.get(devices.url)
                    break
                except httpx.HTTPError:
                    await asyncio.sleep(0.1)
        yield devices
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
