"""An RS-485 line with Modbus devices on it: each answers to its own number."""

import random
from collections.abc import Callable, Sequence
from typing import Any

from drivers.emulators.modbus_frames import ILLEGAL_FUNCTION, Refusal, RequestReader, answer, refusal, wrong_check
from drivers.emulators.shared_line import LineUnit, SharedLine

BROADCAST = 0


class ModbusUnit(LineUnit):
    """One device on a line. Subclasses say what registers mean.

    Args:
        send: the line's.
    """

    def __init__(
        self,
        id: str,  # noqa: A002
        unit: int,
        send: Callable[[bytes], None],
        *,
        clock_s: Callable[[], float],
        randomness: random.Random,
    ) -> None:
        super().__init__(id, send, clock_s=clock_s, randomness=randomness)
        self.unit = unit
        self.requests = 0

    def state(self) -> dict[str, Any]:
        return {**super().state(), "unit": self.unit, "requests": self.requests}

    def damaged(self, frame: bytes) -> bytes:
        return wrong_check(frame)

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
            self.answer(said)

    def perform(self, function: int, data: bytes) -> bytes:  # noqa: ARG002 (what every device refuses)
        """The answer's data.

        Raises:
            Refusal: an exception code.
        """
        raise Refusal(ILLEGAL_FUNCTION)


class ModbusLine(SharedLine[ModbusUnit]):
    """Devices with numbers of their own."""

    kind = "modbus-line"

    def add(self, units: Sequence[ModbusUnit]) -> None:
        """Raises ValueError: two devices with one number."""
        for unit in units:
            twin = next((other for other in self._units if other.unit == unit.unit), None)
            if twin is not None:
                raise ValueError(f"{self.id}: unit {unit.unit} belongs to {twin.id} and {unit.id}")
            self._units.append(unit)

    def damaged(self, frame: bytes) -> bytes:
        return wrong_check(frame)

    def on_connect(self) -> None:
        self._reader = RequestReader()

    def on_bytes(self, data: bytes) -> None:
        for number, function, rest in self._reader.feed(data):
            for unit in self._units:
                if number in (BROADCAST, unit.unit):
                    unit.hear(function, rest, broadcast=number == BROADCAST)
