"""A UPS behind a `upsd` of Network UPS Tools: answers LIST UPS, LIST VAR, GET VAR, VER and LOGOUT in lines of text.

Written from NUT's developer guide ("Network protocol information") and from what `upsc` shows of real UPSes.
"""

import random
from collections.abc import Callable, Sequence
from typing import Any

from drivers.emulators.device import WiredDevice
from drivers.emulators.menu import Key
from drivers.emulators.ups_picture import KEY_WORDS, Front, draw_ups, ups_keys
from drivers.emulators.wires import Wire

LINE_LIMIT = 512
FULL_RUNTIME_S = 1800
LOW_PERCENT = 20
STALE, DRIVER_GONE = "stale", "driver-gone"
_ERRORS = {STALE: "DATA-STALE", DRIVER_GONE: "DRIVER-NOT-CONNECTED"}


class NutServerEmulator(WiredDevice):
    """One UPS. Faults of its own: `stale` (the UPS doesn't answer its driver), `driver-gone`.

    Its battery goes down by key (`drain`, to a tenth) rather than by time: a demo needn't wait half an hour.
    """

    kind = "ups"
    own_faults = (STALE, DRIVER_GONE)

    def __init__(
        self,
        id: str,  # noqa: A002
        wire: Wire,
        *,
        clock_s: Callable[[], float],
        randomness: random.Random,
        reboot_s: float = 1.0,
        ups: str = "ups",
    ) -> None:
        super().__init__(id, wire, clock_s=clock_s, randomness=randomness, reboot_s=reboot_s)
        self._ups = ups
        self._held = b""
        self._mains = True
        self._charge = 100
        self._worn = False
        self._load = 23
        self._questions = 0

    def state(self) -> dict[str, Any]:
        return {**super().state(), "ups": self._ups, "status": self._status(), "charge": self._charge, "asked": self._questions}

    def press(self, key: str) -> None:
        """`power-cut`, `power-back`, `drain` (the battery is nearly empty), `replace-battery`, `new-battery`, `overload`,
        `normal-load`.
        """
        if key not in KEY_WORDS:
            raise ValueError(f"{self.id} has no key {key!r}; it has {', '.join(KEY_WORDS)}")
        match key:
            case "power-cut":
                self._mains, self._charge = False, min(self._charge, 95)
            case "power-back":
                self._mains = True
            case "drain":
                self._charge = LOW_PERCENT // 2
            case "overload" | "normal-load":
                self._load = 108 if key == "overload" else 23
            case _:
                self._worn, self._charge = key == "replace-battery", 100

    def on_connect(self) -> None:
        self._held = b""

    def on_bytes(self, data: bytes) -> None:
        self._held += data
        *lines, self._held = self._held.split(b"\n")
        self._held = self._held[-LINE_LIMIT:]
        for line in lines:
            words = line.decode("ascii", "replace").strip().replace('"', "").split()
            if words:
                self._questions += 1
                self.answer("".join(f"{said}\n" for said in self._reply(words)).encode())

    def _reply(self, words: list[str]) -> list[str]:
        match words:
            case ["VER"]:
                return ["Network UPS Tools upsd 2.8.0 - emulated"]
            case ["LOGOUT"]:
                return ["OK Goodbye"]
            case ["LIST", "UPS"]:
                return ["BEGIN LIST UPS", f'UPS {self._ups} "emulated"', "END LIST UPS"]
            case ["LIST", "VAR", ups]:
                return self._refused(ups) or [
                    f"BEGIN LIST VAR {ups}",
                    *(f'VAR {ups} {name} "{value}"' for name, value in self._variables().items()),
                    f"END LIST VAR {ups}",
                ]
            case ["GET", "VAR", ups, name]:
                value = self._variables().get(name)
                return self._refused(ups) or ["ERR VAR-NOT-SUPPORTED" if value is None else f'VAR {ups} {name} "{value}"']
            case ["LIST" | "GET", *_]:
                return ["ERR INVALID-ARGUMENT"]
            case _:
                return ["ERR UNKNOWN-COMMAND"]

    def _refused(self, ups: str) -> list[str]:
        if ups != self._ups:
            return ["ERR UNKNOWN-UPS"]
        error = _ERRORS.get(self._answers.name)
        return [f"ERR {error}"] if error else []

    def _status(self) -> str:
        flags = ["OL"] if self._mains else ["OB", "DISCHRG"]
        if self._mains and self._charge < 100:
            flags.append("CHRG")
        if self._charge <= LOW_PERCENT:
            flags.append("LB")
        if self._worn:
            flags.append("RB")
        if self._load > 100:
            flags.append("OVER")
        return " ".join(flags)

    def _variables(self) -> dict[str, str]:
        return {
            "battery.charge": str(self._charge),
            "battery.charge.low": str(LOW_PERCENT),
            "battery.runtime": str(FULL_RUNTIME_S * self._charge // 100),
            "device.mfr": "Example Power",
            "device.model": "EP-1500",
            "device.type": "ups",
            "input.voltage": "221.0" if self._mains else "0.0",
            "ups.load": str(self._load),
            "ups.status": self._status(),
        }

    def picture(self) -> bytes:
        return draw_ups(Front(mains=self._mains, charge=self._charge, load=self._load, status=self._status()))

    def key_menu(self) -> Sequence[Key]:
        return ups_keys(mains=self._mains)
