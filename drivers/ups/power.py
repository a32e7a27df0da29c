"""What a UPS's flags mean for a hall: the mains are gone, back, the battery ends. Pure.

Facts: NUT developer guide, "Status data": OL mains, OB battery, LB low battery, RB replace battery, CHRG charging, FSD forced
shutdown, OVER overload, BYPASS, OFF, CAL a calibration that runs the battery down on purpose.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from api.messages.device_events import BatteryLow, DeviceEvent, PowerBack, PowerLost
from api.messages.words import Action, BatteryState, UpsState

FULL_PERCENT = 98
"""Chargers stop a little below 100."""


@dataclass(frozen=True, slots=True)
class Power:
    """What the UPS says at one look; None where it says nothing or nonsense."""

    flags: frozenset[str]
    runtime_s: int | None = None
    charge_percent: int | None = None
    load_percent: int | None = None

    @property
    def on_battery(self) -> bool | None:
        """A calibration isn't an outage. None: the flags don't say."""
        if "CAL" in self.flags:
            return False
        if "OB" in self.flags or "FSD" in self.flags:
            return True
        return False if self.flags & {"OL", "BYPASS"} else None

    @property
    def ends_soon(self) -> bool:
        """FSD: its master shuts down already. A calibration runs the battery down to its end and has the mains; NUT's `upsmon`
        doesn't take that for the end either.
        """
        return "FSD" in self.flags or ({"OB", "LB"} <= self.flags and "CAL" not in self.flags)


def power(variables: Mapping[str, str]) -> Power:
    """`variables` by NUT's names."""
    return Power(
        flags=frozenset(variables.get("ups.status", "").split()),
        runtime_s=_number(variables.get("battery.runtime"), 10_000_000),
        charge_percent=_number(variables.get("battery.charge"), 100),
        load_percent=_number(variables.get("ups.load"), 999),
    )


def _number(text: str | None, most: int) -> int | None:
    """UPSes write 42, 42.0 and 042; anything else is no number."""
    whole, _, rest = (text or "").partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 9 and (rest == "" or rest.isdigit())):
        return None
    return int(whole) if int(whole) <= most else None


def ups_state(now: Power) -> UpsState:
    if now.ends_soon:
        return UpsState.LOW
    if now.on_battery is None:
        return UpsState.UNKNOWN
    if now.on_battery:
        return UpsState.POWERING
    return UpsState.RECOVERED if "CHRG" in now.flags else UpsState.ENGAGED


def battery_state(now: Power) -> BatteryState:
    if "RB" in now.flags:
        return BatteryState.FAILURE
    if now.ends_soon:
        return BatteryState.CRITICAL
    if "LB" in now.flags:
        return BatteryState.LOW
    if now.on_battery is None:
        return BatteryState.UNKNOWN
    full = now.charge_percent is not None and now.charge_percent >= FULL_PERCENT
    return BatteryState.FULL if full and not now.on_battery else BatteryState.OPERATIONAL


def trouble(now: Power, *, out: bool) -> tuple[str, Action]:
    """The one reason for the device board, the most urgent; `ok` when there is none. `out`: the outage is taken for certain."""
    for flag_reason, applies, action in (
        ("ups.batteryLow", now.ends_soon, Action.CLEAR),
        ("ups.onBattery", out, Action.CLEAR),
        ("ups.overload", "OVER" in now.flags, Action.CLEAR),
        ("ups.replaceBattery", "RB" in now.flags, Action.MAINTENANCE),
        ("ups.bypass", "BYPASS" in now.flags, Action.MAINTENANCE),
        ("ups.off", "OFF" in now.flags, Action.MAINTENANCE),
    ):
        if applies:
            return flag_reason, action
    return "ok", Action.NONE


class Outages:
    """Tells each outage, its end, and its battery's end once; a flicker shorter than `settle_s` isn't one."""

    def __init__(self, settle_s: float) -> None:
        self._settle_s = settle_s
        self._differs_since_s: float | None = None
        self._told_low = False
        self.out = False
        """An outage was told and hasn't ended."""

    def look(self, now: Power, now_s: float) -> list[DeviceEvent]:
        """The next look."""
        events: list[DeviceEvent] = []
        on_battery = now.on_battery
        if on_battery is None or on_battery is self.out:
            self._differs_since_s = None
        elif self._differs_since_s is None:
            self._differs_since_s = now_s
        # A battery that ends isn't waited for.
        settled = self._differs_since_s is not None and now_s - self._differs_since_s >= self._settle_s
        if settled or (now.ends_soon and not self.out):
            self._differs_since_s = None
            self.out = not self.out
            events.append(PowerLost(runtime_s=now.runtime_s) if self.out else PowerBack())
        if now.ends_soon and not self._told_low:
            self._told_low = True
            events.append(BatteryLow(runtime_s=now.runtime_s))
        elif not self.out:
            self._told_low = False
        return events
