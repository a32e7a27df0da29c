"""The port a pad hangs on, and the speeds that are tried on it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from drivers.core.link import Link
from drivers.core.serial_link import SerialLink
from drivers.core.tcp_link import TcpLink
from tingtang.device.errors import ToolError

BAUDS = (9600, 115_200, 19_200, 38_400, 57_600, 4800, 2400, 1200)
"""The commonest first."""
PARITIES = ("N", "E", "O")


@dataclass(frozen=True, slots=True)
class LineSettings:
    """A serial port or a TCP address."""

    port: str
    baud: int = 0
    parity: str = "N"
    host: str = ""
    tcp_port: int = 0

    @property
    def is_serial(self) -> bool:
        return not self.host

    def link(self) -> Link:
        """Not open yet."""
        if self.host:
            return TcpLink(self.host, self.tcp_port)
        return SerialLink(self.port, self.baud, parity=self.parity)

    def __str__(self) -> str:
        return f"{self.baud} 8{self.parity}1" if self.is_serial else f"{self.host}:{self.tcp_port}"

    def section(self) -> dict[str, object]:
        """The `link` of an agent's file."""
        if self.host:
            return {"type": "tcp", "host": self.host, "port": self.tcp_port}
        link: dict[str, object] = {"type": "serial", "port": self.port, "baud": self.baud}
        return link if self.parity == "N" else link | {"parity": self.parity}


def read_port(text: str, baud: int | None, parity: str | None) -> LineSettings:
    """`/dev/…`, or `host:port` for a serial server.

    Raises:
        ToolError: it is neither.
    """
    if text.startswith("/"):
        return LineSettings(text, baud or BAUDS[0], parity or PARITIES[0])
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65_536:
        raise ToolError("error.port", port=text)
    return LineSettings(text, host=host.strip("[]"), tcp_port=int(port))


def to_try(line: LineSettings, *, baud_given: bool, parity_given: bool) -> Iterator[LineSettings]:
    """The settings in the order in which they are tried; only what wasn't given changes. All bauds first, since a wrong parity
    mostly lets bytes through.
    """
    if not line.is_serial:
        yield line
        return
    for parity in (line.parity,) if parity_given else PARITIES:
        for baud in (line.baud,) if baud_given else BAUDS:
            yield replace(line, baud=baud, parity=parity)
