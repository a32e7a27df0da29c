"""The driver on Debian's own `upsd`, whose `dummy-ups` plays a power cut."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.messages.device_commands import TestPattern
from api.messages.device_events import BatteryLow, PowerBack, PowerLost
from api.messages.words import DeviceState
from drivers.core.errors import DeviceNotReady, Misconfigured
from drivers.core.tcp_link import TcpLink
from drivers.ups.driver import Ups
from tests.support.emulated import Bench
from tests.support.peers import WAIT_S, eventually
from tingtang.ports import free_port

DUMMY, UPSD = Path("/lib/nut/dummy-ups"), Path("/lib/nut/upsd")
BASE = (
    "ups.mfr: Example\nups.model: EP-1500\nups.load: 23\n"
    "battery.charge: {charge}\nbattery.runtime: {runtime}\nups.status: {status}\n"
)


class Nut:
    """`upsd` and one `dummy-ups`, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = free_port()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._environment = {
            **os.environ,
            "NUT_CONFPATH": str(folder),
            "NUT_STATEPATH": str(folder),
            "NUT_ALTPIDPATH": str(folder),
        }
        (folder / "upsd.conf").write_text(f"LISTEN 127.0.0.1 {self.port}\nSTATEPATH {folder}\nMAXAGE 2\n", encoding="ascii")
        (folder / "ups.conf").write_text(
            f"pollinterval = 1\nstatepath = {folder}\n[hall]\ndriver = dummy-ups\nport = {folder}/hall.dev\nmode = dummy-once\n"
            f"[attic]\ndriver = dummy-ups\nport = {folder}/attic.dev\n",
            encoding="ascii",
        )
        (folder / "upsd.users").write_text("", encoding="ascii")
        (folder / "upsd.users").chmod(0o600)
        self.plays("OL")
        self.driver = self._start(DUMMY, "-a", "hall", "-F")
        eventually(lambda: (folder / "dummy-ups-hall").exists(), "dummy-ups listens")
        self._start(UPSD, "-F")
        eventually(self._listens, "upsd listens")

    def _start(self, program: Path, *arguments: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [program, *arguments, "-u", "root"] if os.geteuid() == 0 else [program, *arguments],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._processes.append(process)
        return process

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def plays(self, status: str, charge: int = 100, runtime: int = 1800) -> None:
        """What the UPS says from the next poll on; `dummy-ups` reads a file anew when its time stamp moves."""
        part = self._folder / "hall.part"
        part.write_text(BASE.format(status=status, charge=charge, runtime=runtime), encoding="ascii")
        stamp_s = time.time() + self._steps()
        os.utime(part, (stamp_s, stamp_s))
        part.replace(self._folder / "hall.dev")

    def _steps(self) -> int:
        self._played = getattr(self, "_played", 0) + 1
        return self._played

    def stop(self) -> None:
        for process in self._processes:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.terminate()
        for process in self._processes:
            try:
                process.wait(WAIT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(WAIT_S)


def device_of(bench: Bench) -> DeviceState:
    bench.driver.check()
    return bench.driver.status().device


@pytest.fixture
def nut() -> Iterator[Nut]:
    assert DUMMY.exists(), "Debian's nut-server is missing; `make test` installs it"
    # A socket's path has 107 characters at most; pytest's folders may be longer.
    folder = Path(tempfile.mkdtemp(prefix="nut-"))
    made = Nut(folder)
    try:
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder)


def test_a_power_cut_from_its_begin_to_its_end(nut: Nut, tmp_path: Path) -> None:
    bench = Bench(Ups, {"ups": "hall", "settle_s": 0}, tmp_path)

    def look_until(ups: str) -> None:
        def there() -> bool:
            bench.driver.check()
            return bench.driver.status().detail["ups"] == ups

        eventually(there, ups, 20)

    with bench.connected(TcpLink("127.0.0.1", nut.port)):
        look_until("engaged")
        identity = bench.driver.identity()
        assert (identity.maker, identity.model) == ("Example", "EP-1500")
        assert bench.driver.status().detail["battery"] == "full"
        nut.plays("OB DISCHRG", charge=80, runtime=1200)
        look_until("powering")
        assert bench.driver.status().reason == "ups.onBattery"
        nut.plays("OB DISCHRG LB", charge=12, runtime=90)
        look_until("low")
        assert bench.perform(TestPattern()) == {
            "ups": "low", "battery": "critical", "runtime_s": 90, "charge_percent": 12, "load_percent": 20,
        }  # fmt: skip
        nut.plays("OL CHRG", charge=15, runtime=120)
        look_until("recovered")
        assert bench.driver.status().reason == "ok"
    assert bench.events == [PowerLost(runtime_s=1200), BatteryLow(runtime_s=90), PowerBack()]


def test_a_ups_that_does_not_answer_its_driver_is_unknown(nut: Nut, tmp_path: Path) -> None:
    bench = Bench(Ups, {"ups": "hall"}, tmp_path)
    with bench.connected(TcpLink("127.0.0.1", nut.port)):
        eventually(lambda: device_of(bench) is DeviceState.ONLINE, "online", 20)
        nut.driver.send_signal(signal.SIGSTOP)
        eventually(lambda: device_of(bench) is DeviceState.UNKNOWN, "stale", 20)
        assert bench.driver.status().reason in ("ups.stale", "ups.driverGone")
        assert bench.driver.status().detail["battery"] == "unknown"


def test_a_name_that_upsd_does_not_know_is_a_wrong_setting(nut: Nut, tmp_path: Path) -> None:
    bench = Bench(Ups, {"ups": "cellar"}, tmp_path)
    with bench.connected(TcpLink("127.0.0.1", nut.port)), pytest.raises(Misconfigured) as refused:
        bench.driver.check()
    assert refused.value.reason == "ups.unknownUps"


def test_two_ups_of_one_server_are_two_devices(nut: Nut, tmp_path: Path) -> None:
    """The attic's NUT driver doesn't run: that is no trouble of the hall's UPS."""
    hall, attic = (Bench(Ups, {"ups": name, "settle_s": 0}, tmp_path) for name in ("hall", "attic"))
    with hall.connected(TcpLink("127.0.0.1", nut.port)), attic.connected(TcpLink("127.0.0.1", nut.port)):
        eventually(lambda: device_of(hall) is DeviceState.ONLINE, "online", 20)
        assert device_of(attic) is DeviceState.UNKNOWN
        assert (hall.driver.status().reason, attic.driver.status().reason) == ("ok", "ups.driverGone")
        with pytest.raises(DeviceNotReady):
            attic.perform(TestPattern())
        assert hall.perform(TestPattern())
