"""Serial ports through pyserial. The only file that imports it: pyserial is dormant since 2020 and must be replaceable here."""

import errno
import os
import re
import termios
import time
from collections.abc import Callable
from typing import Any

import serial
from serial.tools import list_ports

from drivers.core.descriptor_link import READ_BYTES, DescriptorLink
from drivers.core.errors import LinkLost, Misconfigured, PortMissing
from drivers.core.serial_ports import HostPort

WRITE_TIMEOUT_S = 5.0
"""pyserial's own bound, never reached: `DescriptorLink.write` waits itself. Set all the same, since without it a device that
stops reading could block a write for ever."""
LAST_BYTES_S = 0.2
"""How long `close` lets the last bytes go out, such as the one that switches a relay off: 190 bytes at 9600 baud."""
LAST_BYTES_POLL_S = 0.005
_LOCATION = re.compile(r"(?P<path>[^:]+)(:\d+\.(?P<interface>\d+))?")
"""`1-1.4`, or `1-1.4:1.2` for interface 2 of an adapter with several ports."""


def list_usb_ports() -> list[HostPort]:
    """The host's USB serial ports; a few milliseconds of reading in /sys."""
    return [
        HostPort(port.device, port.vid, port.pid, port.serial_number or "", *_place(port.location or ""))
        for port in list_ports.comports()
        if port.vid is not None and port.pid is not None
    ]


def _place(location: str) -> tuple[str, int]:
    """Path and interface of pyserial's `location`."""
    match = _LOCATION.fullmatch(location)
    return (match["path"], int(match["interface"] or 0)) if match else (location, 0)


class SerialLink(DescriptorLink):
    """One serial port, locked against other processes.

    Args:
        port: how it is called in logs; also the path to open when there is no `find`.
        baud: bits per second.
        data_bits, parity ("N", "E", "O"), stop_bits: the frame of one byte.
        flow_control: "none", "rtscts" or "xonxoff".
        find: the path to open, asked at each connect.
    """

    def __init__(
        self,
        port: str,
        baud: int,
        *,
        data_bits: int = 8,
        parity: str = "N",
        stop_bits: float = 1,
        flow_control: str = "none",
        find: Callable[[], str] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(monotonic)
        self._port = port
        self._find = find or (lambda: port)
        self._settings: dict[str, Any] = {
            "baudrate": baud,
            "bytesize": data_bits,
            "parity": parity,
            "stopbits": stop_bits,
            "rtscts": flow_control == "rtscts",
            "xonxoff": flow_control == "xonxoff",
        }
        self._serial: serial.Serial | None = None

    @property
    def name(self) -> str:
        return self._port

    @property
    def baud(self) -> int:
        return int(self._settings["baudrate"])

    def set_baud(self, baud: int) -> None:
        with self._in_use:
            self._raise_if_closed()
            if self._serial is None:
                raise LinkLost(f"{self.name} isn't open", reason="link.closed")
            self._settings["baudrate"] = baud
            try:
                self._serial.baudrate = baud
                self._serial.reset_input_buffer()
            except (serial.SerialException, OSError, ValueError, termios.error) as error:
                raise LinkLost(f"{self.name}: can't do {baud} baud") from error

    def _connect(self) -> None:
        path = self._find()
        try:
            self._serial = serial.Serial(path, timeout=0, write_timeout=WRITE_TIMEOUT_S, exclusive=True, **self._settings)
        except ValueError as error:
            raise Misconfigured(f"{self._port}: {error}", reason="link.settings") from error
        except (serial.SerialException, OSError) as error:
            raise _open_error(self._port, error) from error

    def _descriptor(self) -> int:
        assert self._serial is not None  # noqa: S101 (between open and close)
        return int(self._serial.fileno())

    def _receive(self) -> bytes:
        return os.read(self._descriptor(), READ_BYTES)

    def _send(self, data: bytes) -> int:
        return os.write(self._descriptor(), data)

    def _disconnect(self) -> None:
        port, self._serial = self._serial, None
        if port is None:
            return
        try:
            if _keeps_bytes(port):
                # Closing a tty waits up to 30 s for bytes that a silent device never takes (closing_wait, tty_ioctl(4)).
                port.reset_output_buffer()
        except (serial.SerialException, OSError, termios.error):
            # The adapter was pulled out: nothing is left to flush. (pyserial lets termios.error through, which is no OSError.)
            pass
        finally:
            port.close()


def _keeps_bytes(port: serial.Serial) -> bool:
    """Whether bytes are left after a moment for the last ones. The kernel tells nobody when they are out, so they are counted."""
    until_s = time.monotonic() + LAST_BYTES_S
    while port.out_waiting:
        if time.monotonic() >= until_s:
            return True
        time.sleep(LAST_BYTES_POLL_S)
    return False


def _open_error(port: str, error: Exception) -> LinkLost:
    number = getattr(error, "errno", None)
    if number in (errno.ENOENT, errno.ENODEV, errno.ENXIO):
        return PortMissing(f"{port}: there is no such port")
    if number in (errno.EAGAIN, errno.EBUSY) or "exclusively lock" in str(error):
        reason, detail = "link.inUse", "in use by another program"
    elif number in (errno.EACCES, errno.EPERM):
        reason, detail = "link.noRight", "no right to open it; is this account in the group dialout?"
    else:
        reason, detail = "link.openFailed", f"can't be opened ({errno.errorcode.get(number or 0, number)})"
    return LinkLost(f"{port}: {detail}", reason=reason, untouched=True)
