"""A hall with its own authority: the broker's production files with a listener for certified units, and the authority's desk."""

import os
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from api.bus.settings import BusSettings, Tls
from api.process.layout import Layout
from tests.support.broker import SITE
from tingtang.broker import LOOPBACK, PrivateBroker
from tingtang.mosquitto import UnitsListener
from tingtang.ports import free_port
from tingtang.trust.broker_control import HallBroker
from tingtang.trust.officer import TrustOfficer


@dataclass
class TrustedHall:
    """`broker` listens on loopback with passwords, and on `listener` for certified units."""

    folder: Path
    layout: Layout
    broker: PrivateBroker
    listener: UnitsListener
    lines: list[str]
    """What the broker logs."""

    @property
    def units_port(self) -> int:
        return self.listener.port

    @property
    def control(self) -> HallBroker:
        return HallBroker(self.password_file("units"), self._hang_up, port=self.broker.port)

    @property
    def officer(self) -> TrustOfficer:
        return TrustOfficer(self.layout, broker=self.control)

    def password_file(self, account: str) -> Path:
        return self.layout.secrets / ("broker-password" if account == "ctl" else f"{account}-broker-password")

    def password(self, account: str) -> str:
        return self.password_file(account).read_text("ascii").strip()

    def issue(self, node: str) -> Path:
        """A unit's folder with certificate, key and authority."""
        folder = self.folder / "units" / node
        self.officer.issue(node, folder)
        return folder

    def unit(self, node: str, folder: Path | None = None, **changes: object) -> BusSettings:
        """How a certified unit reaches the broker."""
        files = folder or self.folder / "units" / node
        tls = Tls(files / "hall-ca.crt", files / "client.crt", files / "client.key")
        return self._settings(node, self.units_port, tls=tls, **changes)

    def controller(self) -> BusSettings:
        """How the controller beside it does."""
        return self._settings("ctl", self.broker.port, username="ctl", password=self.password("ctl"))

    def _settings(self, node: str, port: int, **changes: object) -> BusSettings:
        return BusSettings(LOOPBACK, port, SITE, node, "test", will_delay_s=1, version="0.0.0", **changes)  # type: ignore[arg-type]

    def _hang_up(self) -> bool:
        if self.broker.pid is None:
            return False
        os.kill(self.broker.pid, signal.SIGHUP)
        return True


@asynccontextmanager
async def trusted_hall(folder: Path, nodes: Sequence[str] = ()) -> AsyncIterator[TrustedHall]:
    layout = Layout(folder / "hall")
    TrustOfficer(layout).init(SITE, ["hall.local", LOOPBACK])
    lines: list[str] = []
    passwords = {"password_file": str(layout.mosquitto / "passwords")}
    units = UnitsListener(LOOPBACK, free_port(), layout.mosquitto)
    broker = PrivateBroker(
        folder / "broker", SITE, ("ctl",), port=free_port(), on_line=lines.append, changes=passwords, units=units
    )
    hall = TrustedHall(folder, layout, broker, units, lines)
    try:
        for node in nodes:
            hall.issue(node)
        await broker.start()
        yield hall
    finally:
        await broker.stop()
