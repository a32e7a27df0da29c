"""Input devices of the Linux kernel (evdev): key pads and their headphone jack. Read only."""

import contextlib
import errno
import fcntl
import os
import struct
import time
from collections.abc import Callable

from drivers.core.descriptor_link import READ_BYTES, DescriptorLink
from drivers.core.errors import LinkLost, Misconfigured, PortMissing

EVIOCGRAB = 0x40044590
"""_IOW('E', 0x90, int), linux/input.h: from now on the events come to this descriptor only."""
EVIOCGSW_1 = 0x8001451B
"""_IOC(_IOC_READ, 'E', 0x1b, 1), linux/input.h: the first eight switches as they stand now."""
EVIOCGBIT_SW_1 = 0x80014525
"""_IOC(_IOC_READ, 'E', 0x20 + EV_SW, 1), linux/input.h: which of them the device has."""
EV_SYN, EV_SW = 0x00, 0x05
SYN_DROPPED = 3
SWITCHES = 8
EVENT = struct.Struct("@llHHi")
"""struct input_event of this host: seconds, microseconds, type, code, value."""
MONOTONIC_CLOCK = struct.pack("@i", time.CLOCK_MONOTONIC)
EVIOCSCLOCKID = 0x400445A0
"""_IOW('E', 0xa0, int): stamps that don't jump when the host's clock is set."""


class InputLink(DescriptorLink):
    """One input device. The first read returns how its switches stand, in the form of events: whether headphones are in. So
    does the one after the kernel has lost events.

    Args:
        device: a stable name such as `/dev/input/by-id/…-event-kbd`.
        grab: take the events for this link alone.
    """

    def __init__(self, device: str, *, grab: bool = True, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__(monotonic)
        self._device = device
        self._grab = grab
        self._file: int | None = None
        self._switches = b""

    @property
    def name(self) -> str:
        return self._device

    def read(self, timeout_s: float) -> bytes:
        switches, self._switches = self._switches, b""
        return switches or super().read(timeout_s)

    def write(self, data: bytes, timeout_s: float) -> None:  # noqa: ARG002 (nothing can be sent)
        raise Misconfigured(f"{self.name}: an input device takes no data", reason="link.wrongType")

    def _connect(self) -> None:
        try:
            self._file = os.open(self._device, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError as error:
            raise self._open_error(error) from error
        if self._grab:
            self._take_alone(self._file)
        self._switches = self._present_switches(self._file)

    def _take_alone(self, file: int) -> None:
        try:
            fcntl.ioctl(file, EVIOCGRAB, 1)
        except OSError as error:
            if error.errno == errno.EBUSY:
                raise LinkLost(f"{self.name}: in use by another program", reason="link.inUse", untouched=True) from error
            if error.errno == errno.ENODEV:
                # Pulled out in this moment.
                raise self._open_error(error) from error
            raise Misconfigured(f"{self.name} is no input device", reason="link.wrongType") from error

    def _present_switches(self, file: int) -> bytes:
        """As events; nothing for a device without switches."""
        with contextlib.suppress(OSError):
            fcntl.ioctl(file, EVIOCSCLOCKID, MONOTONIC_CLOCK)
        try:
            present = fcntl.ioctl(file, EVIOCGBIT_SW_1, bytes(1))[0]
            states = fcntl.ioctl(file, EVIOCGSW_1, bytes(1))[0]
        except OSError:
            return b""
        if not present:
            return b""
        seconds, rest = divmod(time.monotonic_ns(), 1_000_000_000)
        return b"".join(
            EVENT.pack(seconds, rest // 1000, EV_SW, switch, states >> switch & 1)
            for switch in range(SWITCHES)
            if present >> switch & 1
        ) + EVENT.pack(seconds, rest // 1000, EV_SYN, 0, 0)

    def _descriptor(self) -> int:
        if self._file is None:
            raise LinkLost(f"{self.name} isn't open", reason="link.closed")
        return self._file

    def _receive(self) -> bytes:
        file = self._descriptor()
        data = os.read(file, READ_BYTES)
        whole = data[: len(data) - len(data) % EVENT.size]
        if any(kind == EV_SYN and code == SYN_DROPPED for _, _, kind, code, _ in EVENT.iter_unpack(whole)):
            self._switches = self._present_switches(file)
        return data

    def _send(self, data: bytes) -> int:
        raise NotImplementedError

    def _disconnect(self) -> None:
        file, self._file = self._file, None
        self._switches = b""
        if file is not None:
            os.close(file)

    def _open_error(self, error: OSError) -> LinkLost:
        if error.errno in (errno.ENOENT, errno.ENODEV, errno.ENXIO):
            return PortMissing(f"{self.name}: there is no such device")
        if error.errno in (errno.EACCES, errno.EPERM):
            detail = "no right to open it; is this account in the group input?"
            return LinkLost(f"{self.name}: {detail}", reason="link.noRight", untouched=True)
        code = errno.errorcode.get(error.errno or 0, error.errno)
        return LinkLost(f"{self.name}: can't be opened ({code})", reason="link.openFailed", untouched=True)
