"""What is shown of the running unit: its picture, a touch, a frozen screen that comes back, a root that stays as it is."""

import asyncio
import hashlib
import json
import re
import time
from dataclasses import dataclass
from pathlib import Path

from tests.machine.eyes import Eyes, Key, since
from tests.machine.image import FIRST_MIB, MIB, ROOT_MIB
from tests.machine.record import Record
from tests.machine.vm import Machine

SERVICES = ("mosquitto", "tingtang-controller", "tingtang-agent", "tingtang-kiosk")
COMES_UP_S = 600.0
"""An emulated machine is slow; a real one needs seconds."""
LOOK_EVERY_S = 2.0
ASK_EVERY_S = 1.0
COLOURS_OF_A_SCREEN = 40
"""A screen with type and tiles has hundreds; a console or a black one, a handful."""
MOST_EXPOSED = 2.5
"""Of `systemd-analyze security`, for each unit of ours."""


class Failed(Exception):
    """The unit doesn't do what it must; the text says what was seen."""


@dataclass(frozen=True, slots=True)
class Unit:
    """The running unit, and where its story is written."""

    machine: Machine
    eyes: Eyes
    record: Record

    async def until_active(self, service: str, within_s: float = COMES_UP_S) -> float:
        """Seconds since power-on at which systemd has it ready.

        Raises:
            Failed: it isn't in time; the text holds its journal's end.
        """
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            state = await self.machine.orders.run(f"systemctl is-active {service}.service")
            if state.out.strip() == "active":
                return since(self.machine.on_since_s)
            await asyncio.sleep(LOOK_EVERY_S)
        journal = await self.machine.orders.run(f"journalctl -b -u {service} -n 40 --no-pager -o cat")
        raise Failed(f"{service} isn't ready after {within_s:.0f} s:\n{journal.out}")

    async def property(self, service: str, name: str) -> str:
        return (await self.machine.orders.check(f"systemctl show -P {name} {service}.service")).strip()


async def comes_up(unit: Unit) -> None:
    """All services are ready, and nothing has failed."""
    for service in SERVICES:
        unit.record.say(f"{service} is ready, seen {await unit.until_active(service):.0f} s after power-on")
    failed = (await unit.machine.orders.check("systemctl --failed --plain --no-legend --no-pager")).strip()
    if failed:
        raise Failed(f"failed units: {failed}")
    spent = (await unit.machine.orders.run("systemd-analyze | head -1")).out.strip()
    unit.record.say(f"no failed unit. {spent}")


async def draws(unit: Unit, name: str) -> None:
    """The terminal's own picture is on the panel, on KMS: no X server, no compositor runs."""
    deadline = time.monotonic() + COMES_UP_S
    while True:
        state, colours = await unit.eyes.state(), await unit.eyes.look(unit.record.picture(name))
        if state is not None and state.get("screen") and colours >= COLOURS_OF_A_SCREEN:
            break
        if time.monotonic() > deadline:
            raise Failed(f"the screen shows {colours} colours, the terminal says {state}")
        await asyncio.sleep(LOOK_EVERY_S)
    servers = (await unit.machine.orders.run("cat /proc/[0-9]*/comm | grep -xE 'Xorg|Xwayland|cage|weston|sway'")).out.strip()
    if servers:
        raise Failed(f"there is a display server: {servers}")
    unit.record.say(f"the panel shows the screen {state['screen']!r} in {colours} colours; no display server runs ({name}.png)")


async def touch_leads_on(unit: Unit, name: str, *, by: str) -> None:
    """A touch on a key brings another screen. Args: by: `panel`, fingers on the touch panel, or `pointer`, QEMU's mouse."""
    before = await unit.eyes.state()
    keys = await unit.eyes.keys()
    if before is None or not keys:
        raise Failed(f"nothing to touch: {before}")
    key = chosen(keys)
    x, y = unit.eyes.on_panel(key)
    began_s = time.monotonic()
    if by == "panel":
        await unit.machine.orders.touch(x, y)
    else:
        await unit.machine.qmp.click(x / unit.machine.hardware.width, y / unit.machine.hardware.height)
    after = await _other_screen(unit, before, f"{key.name!r} at pixel {x},{y}")
    took_s = since(began_s)
    await asyncio.sleep(LOOK_EVERY_S)
    await unit.eyes.look(unit.record.picture(name))
    unit.record.say(
        f"a touch ({by}) on {key.name!r} at pixel {x},{y} of the panel: "
        f"{before['screen']!r} → {after['screen']!r}, seen after {took_s} s ({name}.png)"
    )


def chosen(keys: list[Key]) -> Key:
    """The key that leads furthest in: a service's or a tile's before the foot's."""
    wanted = ("idle", "begin", "start", "take", "tile", "service", "home.")
    return next((key for word in wanted for key in keys if word in key.name), keys[0])


async def _other_screen(unit: Unit, before: dict[str, object], touched: str) -> dict[str, object]:
    deadline = time.monotonic() + COMES_UP_S / 5
    while time.monotonic() < deadline:
        now = await unit.eyes.state()
        if now is not None and (now.get("screen"), now.get("step")) != (before.get("screen"), before.get("step")):
            return now
        await asyncio.sleep(ASK_EVERY_S / 2)
    raise Failed(f"the touch on {touched} changed nothing: {await unit.eyes.state()}")


async def frozen_screen_comes_back(unit: Unit) -> None:
    """SIGSTOP: the process is there and draws nothing. systemd's watchdog ends it, and it comes back."""
    # It may draw before it is ready; its watchdog is awake from then on.
    await unit.until_active("tingtang-kiosk")
    pid, restarts = await unit.property("tingtang-kiosk", "MainPID"), await unit.property("tingtang-kiosk", "NRestarts")
    limit = await unit.property("tingtang-kiosk", "WatchdogUSec")
    began_s = time.monotonic()
    await unit.machine.orders.check(f"kill -STOP {pid}")
    while await unit.property("tingtang-kiosk", "NRestarts") == restarts:
        if since(began_s) > COMES_UP_S:
            raise Failed("nobody ended the frozen process")
        await asyncio.sleep(ASK_EVERY_S / 2)
    ended_s = since(began_s)
    await unit.until_active("tingtang-kiosk")
    back_s = since(began_s)
    journal = await unit.machine.orders.run("journalctl -b -u tingtang-kiosk --no-pager -o cat | grep -i watchdog | tail -1")
    if "watchdog" not in journal.out.lower():
        raise Failed("it ended, but not by the watchdog")
    unit.record.say(
        f"frozen by SIGSTOP: ended by the watchdog ({limit}) after {ended_s} s, drawing again {back_s - ended_s:.1f} s later"
    )
    await draws(unit, "after-freeze")


PLANTED = "/etc/planted-by-the-machine-test"
KEPT = "/var/lib/tingtang/machine-test-keeps"


async def root_is_locked(unit: Unit) -> None:
    """Writing below the overlay is refused; what is written above it goes to memory; the data partition takes it."""
    refused = await unit.machine.orders.run("touch /media/root-ro/usr/bin/planted")
    if refused.code == 0:
        raise Failed("the root below the overlay can be written")
    await unit.machine.orders.check(f"echo 1 > {PLANTED}; echo 1 > {KEPT}; sync")
    unit.record.say(f"the root refuses a write ({refused.out.strip()}); {PLANTED} and {KEPT} are written for the next start")


async def root_is_as_before(unit: Unit) -> None:
    """After a start: what was written to the root is gone, what was written to the data partition is there."""
    gone = await unit.machine.orders.run(f"test -e {PLANTED}")
    kept = await unit.machine.orders.run(f"test -e {KEPT}")
    if gone.code == 0 or kept.code != 0:
        raise Failed(f"after the start {PLANTED}: there={gone.code == 0}; {KEPT}: there={kept.code == 0}")
    unit.record.say(f"after the power cut {PLANTED} is gone and {KEPT} is there")


def root_digest(disk: Path, first_mib: int = FIRST_MIB, size_mib: int = ROOT_MIB) -> str:
    """SHA-256 of the root partition's bytes."""
    digest = hashlib.sha256()
    with disk.open("rb") as file:
        file.seek(first_mib * MIB)
        for _ in range(size_mib):
            digest.update(file.read(MIB))
    return digest.hexdigest()


async def is_hardened(unit: Unit) -> None:
    """systemd's own judgement of each running unit of ours."""
    found = await unit.machine.orders.check("systemd-analyze security --no-pager --json=short")
    exposure = {row["unit"]: float(row["exposure"]) for row in json.loads(found) if re.match(r"tingtang-|mosquitto", row["unit"])}
    worst = max(exposure.values())
    unit.record.say("exposure: " + ", ".join(f"{name} {value}" for name, value in sorted(exposure.items())))
    if worst > MOST_EXPOSED:
        raise Failed(f"a unit is exposed more than {MOST_EXPOSED}")


async def is_well_by_doctor(unit: Unit) -> None:
    """What the unit's own doctor finds."""
    done = await unit.machine.orders.run("tingtang doctor --language en", timeout_s=COMES_UP_S)
    text = done.out.strip()
    unit.record.say(f"tingtang doctor ended with {done.code}:\n" + "\n".join(f"           {line}" for line in text.splitlines()))
