"""What lines with several devices have in common: a fault menu of the line, and one of each device on it."""

import random
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from drivers.emulators.device import WiredDevice
from drivers.emulators.faults import COMMON_FAULTS, DROP_LINK, NONE, REBOOT, SILENT, STOP_READING, AnswerFaults, UnknownFault
from drivers.emulators.menu import Key
from drivers.emulators.wires import Wire

_CUT_OFF = frozenset((SILENT, DROP_LINK, STOP_READING))
"""For one device on a shared line all three look the same: its own pair of wires is off."""


class LineUnit:
    """One device on a line. Subclasses say what bytes mean.

    Args:
        send: the line's, so that its faults strike this device too.
    """

    kind = ""
    own_faults: tuple[str, ...] = ()

    def __init__(
        self,
        id: str,  # noqa: A002 (the control port's word)
        send: Callable[[bytes], None],
        *,
        clock_s: Callable[[], float],
        randomness: random.Random,
    ) -> None:
        self.id = id
        self._clock_s = clock_s
        self._answers = AnswerFaults(send, self.damaged, randomness)

    @property
    def fault_name(self) -> str:
        return self._answers.name

    @property
    def cut_off(self) -> bool:
        return self._answers.name in _CUT_OFF

    def stop(self) -> None:
        self._answers.stop()

    def state(self) -> dict[str, Any]:
        return {"id": self.id, "kind": self.kind, "fault": self._answers.name}

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

    def answer(self, frame: bytes) -> None:
        """Say it as the present fault wants it."""
        self._answers.answer(frame)

    # --- for subclasses ---

    def damaged(self, frame: bytes) -> bytes:
        """The same frame with a wrong check."""
        raise NotImplementedError

    def on_power_up(self) -> None:
        """RAM is empty."""


Unit = TypeVar("Unit", bound=LineUnit)


class SharedLine(WiredDevice, Generic[Unit]):
    """The line itself has a fault menu as well; it then strikes all devices on it."""

    members = "devices"
    """What they are called in its state."""

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
        self._units: list[Unit] = []
        self.on_connect()

    def send(self, data: bytes) -> None:
        """What a device on the line says, as the line's fault lets it through."""
        self.answer(data)

    async def stop(self) -> None:
        for unit in self._units:
            unit.stop()
        await super().stop()

    def state(self) -> dict[str, Any]:
        return {**super().state(), self.members: [unit.id for unit in self._units]}

    def picture(self) -> bytes | None:
        return None

    def on_power_up(self) -> None:
        for unit in self._units:
            unit.fault(REBOOT)
