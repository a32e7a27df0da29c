"""Ports that are missing, taken, not ours; and what a running agent says of devices that fail."""

import contextlib
import fcntl
import os
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from drivers.agent.settings import AgentSettings
from tests.support.doctor.other_account import nobody
from tests.support.doctor.registry import Scenario, produces
from tingtang.doctor.devices import judge_diagnosis
from tingtang.doctor.finding import Finding
from tingtang.doctor.ports import judge_port, look_at_ports
from tingtang.ports import free_port


def agent_with(folder: Path, link: dict[str, Any]) -> AgentSettings:
    device = {"id": "receipt-1", "kind": "receipt-printer", "place": "kiosk-01", "link": link}
    return AgentSettings.model_validate(
        {"agent": {"site": "150426-07", "node": "kiosk-01-agent", "data_dir": str(folder)}, "devices": [device]}
    )


def look(folder: Path, link: dict[str, Any]) -> list[Finding]:
    return [finding for facts in look_at_ports(agent_with(folder, link)) for finding in judge_port(facts)]


@contextmanager
def terminal_line(folder: Path) -> Iterator[str]:
    """A serial port as the kernel has it: a pseudo-terminal under a stable name."""
    master, slave = os.openpty()
    tty.setraw(slave)
    name = folder / "printer"
    name.symlink_to(os.ttyname(slave))
    try:
        yield str(name)
    finally:
        os.close(master)
        with contextlib.suppress(OSError):
            os.close(slave)


def serial(port: str) -> dict[str, Any]:
    return {"type": "serial", "port": port}


@produces("device.port-missing")
def an_adapter_that_is_out(folder: Path) -> list[Finding]:
    return look(folder, serial(str(folder / "gone")))


@produces("device.port-taken")
def another_program_has_the_port(folder: Path) -> list[Finding]:
    with terminal_line(folder) as port:
        assert look(folder, serial(port)) == []
        other = os.open(port, os.O_RDWR | os.O_NOCTTY)
        try:
            fcntl.flock(other, fcntl.LOCK_EX)
            return look(folder, serial(port))
        finally:
            os.close(other)


@produces("device.port-not-ours")
def no_udev_rule(folder: Path) -> list[Finding]:
    with terminal_line(folder) as port:
        os.chmod(port, 0)
        with nobody(folder):
            return look(folder, serial(port))


@produces("device.port-broken")
def no_port_at_all(folder: Path) -> list[Finding]:
    return look(folder, serial(str(folder)))


@produces("device.unreachable")
def a_serial_server_without_power(folder: Path) -> list[Finding]:
    return look(folder, {"type": "tcp", "host": "127.0.0.1", "port": free_port()})


def said(reason: str, *, alive: bool = True, bus: str | None = None, bytes_received: int = 0) -> dict[str, Any]:
    """One device of an agent's diagnosis."""
    status = {"device": "unknown", "action": "maintenance", "reason": reason}
    return {
        "place": "window-3",
        "bus": bus,
        "alive": alive,
        "link": "/dev/tingtang/led-3",
        "status": status,
        "bytes_received": bytes_received,
    }


def of_agent(reason: str, **more: Any) -> Scenario:
    return lambda _: judge_diagnosis({"devices": {"led-3": said(reason, **more)}})


produces("device.silent")(of_agent("device.silent"))
produces("device.garbage")(of_agent("device.garbage"))
produces("device.address-twice")(of_agent("bus.addressCollision"))
produces("device.lost")(of_agent("link.lost"))
produces("device.wrong-settings")(of_agent("link.ambiguous"))
produces("device.hangs")(of_agent("ok", alive=False))
produces("device.not-well")(of_agent("paper.out"))


@produces("device.line-dead")
def a_line_without_power(folder: Path) -> list[Finding]:
    pads = {f"rating-{number}": said("device.silent", bus="pads") for number in range(3)}
    found = judge_diagnosis({"devices": pads})
    assert len(found) == 1, "one cause is one finding"
    return found
