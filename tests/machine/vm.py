"""The machine under test: one QEMU process. A power cut is a SIGKILL of it; only the process started here is ever ended."""

import asyncio
import os
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.machine.orders import NoAnswer, Orders
from tests.machine.qmp import Qmp

LOOPBACK = "127.0.0.1"
MEMORY_MIB = 2048
"""As the smallest Raspberry Pi that a terminal is planned with."""
PROCESSORS = 2
SOCKET_S = 15.0
POWER_OFF_S = 90.0
KVM, PROCESSOR = Path("/dev/kvm"), Path("/proc/cpuinfo")
EMULATED = ("-accel", "tcg,thread=multi,tb-size=1024", "-cpu", "Nehalem")
"""x86-64-v2, which Python's wheels ask for; wider vectors are emulated one by one and only slow it down."""
KERNEL_LINE = "root=LABEL=tingtang-root ro console=ttyS0,115200 loglevel=4 panic=5 mitigations=off systemd.show_status=false"
CUT_SECTORS = "writeback"
"""What the machine has flushed is in the host's page cache, which outlives the process: a cut loses what the machine itself still
held in memory. A disk that lies about its own cache isn't shown by this."""


@dataclass(frozen=True, slots=True)
class Hardware:
    """What the machine consists of."""

    disk: Path
    kernel: Path
    initrd: Path
    width: int = 1920
    height: int = 1080
    """Of the panel, as it leaves the factory."""
    ports: Mapping[int, int] = field(default_factory=dict)
    """TCP port of the host's loopback → port inside."""
    adapters: Sequence[int] = ()
    """USB serial adapters, in their order at the hub: loopback TCP port of the device that each leads to."""
    kernel_line: str = KERNEL_LINE


def has_kvm() -> bool:
    """Whether the processor itself runs the machine. Without it QEMU emulates it, ten to twenty times slower.

    A `/dev/kvm` alone says nothing: paravirtual KVM on a processor without VT-x or AMD-V starts no ordinary kernel.
    """
    flags = set(PROCESSOR.read_text().split())
    return bool(flags & {"vmx", "svm"}) and os.access(KVM, os.R_OK | os.W_OK)


def command(hardware: Hardware, sockets: Path, console: Path) -> list[str]:
    """QEMU's command line."""
    forwards = "".join(f",hostfwd=tcp:{LOOPBACK}:{outside}-:{inside}" for outside, inside in hardware.ports.items())
    # QEMU must not outlive the test, however that ends.
    line = [
        "setpriv",
        "--pdeathsig",
        "KILL",
        "qemu-system-x86_64",
        "-name",
        "tingtang-machine-test",
        "-machine",
        "q35",
        "-smp",
        str(PROCESSORS),
    ]
    line += ["-accel", "kvm", "-cpu", "host"] if has_kvm() else EMULATED
    line += ["-m", str(MEMORY_MIB), "-nodefaults", "-no-user-config", "-display", "none"]
    line += ["-kernel", str(hardware.kernel), "-initrd", str(hardware.initrd), "-append", hardware.kernel_line]
    line += ["-drive", f"file={hardware.disk},format=raw,if=virtio,cache={CUT_SECTORS},discard=unmap"]
    line += ["-device", f"virtio-gpu-pci,xres={hardware.width},yres={hardware.height}"]
    line += ["-device", "qemu-xhci,id=usb", "-device", "usb-tablet,bus=usb.0,port=1"]
    for place, port in enumerate(hardware.adapters, start=1):
        line += ["-chardev", f"socket,id=adapter{place},host={LOOPBACK},port={port},reconnect=1"]
        line += ["-device", f"usb-serial,bus=usb.0,port={place + 1},chardev=adapter{place}"]
    # The machine reaches nothing outside: only what is forwarded comes in.
    line += ["-nic", f"user,model=virtio-net-pci,restrict=on{forwards}"]
    line += ["-device", "virtio-rng-pci", "-device", "i6300esb", "-action", "watchdog=reset"]
    line += ["-device", "virtio-serial-pci", "-chardev", f"socket,id=orders,path={sockets / 'orders'},server=on,wait=off"]
    line += ["-device", "virtserialport,chardev=orders,name=tingtang.orders"]
    line += ["-qmp", f"unix:{sockets / 'qmp'},server=on,wait=off", "-serial", f"file:{console}"]
    return line


class Machine:
    """On after `power_on`; `cut` takes the power away, `power_off` asks politely."""

    def __init__(self, hardware: Hardware, folder: Path) -> None:
        """Args: folder: for sockets and the console's text; a short path, since sockets' names are."""
        self.hardware = hardware
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self._qmp: Qmp | None = None
        self._orders: Orders | None = None
        self._starts = 0
        self.on_since_s = 0.0

    @property
    def console(self) -> Path:
        """What kernel and systemd said since the last power-on."""
        return self._folder / f"console-{self._starts:02d}.log"

    @property
    def qmp(self) -> Qmp:
        assert self._qmp is not None, "the machine is off"
        return self._qmp

    @property
    def orders(self) -> Orders:
        assert self._orders is not None, "the machine takes no orders yet"
        return self._orders

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def power_on(self) -> None:
        """Returns when the hardware runs; `until_orders` waits for the system."""
        self._starts += 1
        for name in ("qmp", "orders"):
            (self._folder / name).unlink(missing_ok=True)
        with (self._folder / "qemu.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command(self.hardware, self._folder, self.console),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.on_since_s = time.monotonic()
        async with asyncio.timeout(SOCKET_S):
            while self._qmp is None:
                assert self.running, f"QEMU ended: {(self._folder / 'qemu.log').read_text()[-2000:]}"
                try:
                    self._qmp = await Qmp.connect(self._folder / "qmp")
                except OSError:
                    await asyncio.sleep(0.05)

    async def until_orders(self) -> Orders:
        """Raises NoAnswer: the system doesn't come up; the text holds the console's last lines."""
        try:
            self._orders = await Orders.connect(self._folder / "orders")
        except NoAnswer as none:
            last = "\n".join(self.console.read_text(errors="replace").splitlines()[-40:])
            raise NoAnswer(f"{none}\n{last}") from none
        return self._orders

    async def cut(self) -> None:
        """The power goes away, in the middle of whatever was under way."""
        process = self._process
        if process is not None and process.returncode is None:
            process.send_signal(signal.SIGKILL)
            await process.wait()
        self._forget()

    async def power_off(self) -> None:
        """The power button, once; the system shuts down. After POWER_OFF_S the plug is pulled."""
        process = self._process
        if process is not None and process.returncode is None:
            await self.qmp.execute("system_powerdown")
            try:
                await asyncio.wait_for(process.wait(), POWER_OFF_S)
            except TimeoutError:
                await self.cut()
        self._forget()

    def _forget(self) -> None:
        for line in (self._qmp, self._orders):
            if line is not None:
                line.close()
        self._qmp = self._orders = self._process = None
