"""An RS-485 line with Modbus devices on it: each answers to its own number."""

import random
from collections.abc import Callable, Sequence
from typing import Any

from drivers.emulators.device import WiredDevice
from drivers.emulators.faults import COMMON_FAULTS, DROP_LINK, NONE, REBOOT, SILENT, STOP_READING, AnswerFaults, UnknownFault
from drivers.emulators.menu import Key
from drivers.emulators.modbus_frames import ILLEGAL_FUNCTION, Refusal, RequestReader, answer, refusal
from drivers.emulators.wires import Wire

BROADCAST = 0
_CUT_OFF = frozenset((SILENT, DROP_LINK, STOP_READING))
"""For one device on a shared line all three look the same."""


class ModbusUnit:
    """One device on a line. Subclasses say what registers mean.

    Args:
        send: the line's, so that its faults strike this device too.
    """

    kind = ""
    own_faults: tuple[str, ...] = ()

    def __init__(
        self,
        id: str,  # noqa: A002
        unit: int,
        send: Callable[[bytes], None],
        *,
        clock_s: Callable[[], float],
        randomness: random.Random,
    ) -> None:
        self.id = id
        self.unit = unit
        self._clock_s = clock_s
        self._answers = AnswerFaults(send, _damaged, randomness)
        self.requests = 0

    @property
    def cut_off(self) -> bool:
        return self._answers.name in _CUT_OFF

    def stop(self) -> None:
        self._answers.stop()

    def state(self) -> dict[str, Any]:
        return {"id": self.id, "kind": self.kind, "unit": self.unit, "fault": self._answers.name, "requests": self.requests}

    def picture(self) -> bytes | None:
        raise NotImplementedError

    def key_menu(self) -> Sequence[Key]:
        return ()

    def fault_menu(self) -> Sequence[str]:
        return (*COMMON_FAULTS, *self.own_faults)

    def press(self, key: str) -> None:
        raise ValueError(f"{self.id} has no key {key!r}")

    def fault(self, name: str) -> None:
        if name not in self.fault_menu():
            raise UnknownFault(f"{self.id} has no fault {name!r}; it has {', '.join(self.fault_menu())}")
        self._answers.stop()
        self._answers.name = NONE if name == REBOOT else name
        if name == REBOOT:
            self.on_power_up()

    @property
    def fault_name(self) -> str:
        return self._answers.name

    def hear(self, function: int, data: bytes, *, broadcast: bool) -> None:
        if self.cut_off:
            return
        self.requests += 1
        try:
            said = answer(self.unit, function, self.perform(function, data))
        except Refusal as no:
            said = refusal(self.unit, function, no.code)
        except IndexError:
            # Shorter than its function needs: a real device's check would have told.
            return
        if not broadcast:
            self._answers.answer(said)

    def perform(self, function: int, data: bytes) -> bytes:  # noqa: ARG002 (what every device refuses)
        """The answer's data.

        Raises:
            Refusal: an exception code.
        """
        raise Refusal(ILLEGAL_FUNCTION)

    def on_power_up(self) -> None:
        """RAM is empty."""


class ModbusLine(WiredDevice):
    """The line itself has a fault menu as well; it then strikes all devices on it."""

    kind = "modbus-line"

    def __init__(
        self,
        id: str,  # noqa: A002
        wire: Wire,
        *,
        clock_s: Callable[[], float],
        randomness: random.Random,
        reboot_s: float = 1.0,
    ) -> None:
        super().__init__(id, wire, clock_s=clock_s, randomness=randomness, reboot_s=reboot_s)
        self._reader = RequestReader()
        self._units: dict[int, ModbusUnit] = {}

    def add(self, units: Sequence[ModbusUnit]) -> None:
        """Raises ValueError: two devices with one number."""
        for unit in units:
            if unit.unit in self._units:
                raise ValueError(f"{self.id}: unit {unit.unit} belongs to {self._units[unit.unit].id} and {unit.id}")
            self._units[unit.unit] = unit

    def send(self, data: bytes) -> None:
        """What a device on the line says, as the line's fault lets it through."""
        self.answer(data)

    def damaged(self, frame: bytes) -> bytes:
        return _damaged(frame)

    async def stop(self) -> None:
        for unit in self._units.values():
            unit.stop()
        await super().stop()

    def state(self) -> dict[str, Any]:
        return {**super().state(), "devices": [unit.id for unit in self._units.values()]}

    def picture(self) -> bytes | None:
        return None

    def on_connect(self) -> None:
        self._reader = RequestReader()

    def on_bytes(self, data: bytes) -> None:
        for number, function, rest in self._reader.feed(data):
            heard = list(self._units.values()) if number == BROADCAST else [u for u in self._units.values() if u.unit == number]
            for unit in heard:
                unit.hear(function, rest, broadcast=number == BROADCAST)

    def on_power_up(self) -> None:
        for unit in self._units.values():
            unit.fault(REBOOT)


def _damaged(frame: bytes) -> bytes:
    """A wrong check."""
    return frame[:-1] + bytes((frame[-1] ^ 0x01,))
