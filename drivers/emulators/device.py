"""What all emulators on a wire share: their life, their fault menu, their reboot."""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from drivers.emulators.faults import (
    COMMON_FAULTS,
    DROP_LINK,
    NONE,
    REBOOT,
    SILENT,
    STOP_READING,
    AnswerFaults,
    UnknownFault,
)
from drivers.emulators.menu import Key
from drivers.emulators.wires import Wire

REBOOT_S = 1.0
"""From power back to ready."""


class Face(Protocol):
    """What the control port shows of one device."""

    id: str

    def state(self) -> dict[str, Any]: ...

    def picture(self) -> bytes | None:
        """A PNG, drawn when it is asked for."""
        ...

    def key_menu(self) -> Sequence[Key]:
        """What `press` takes, for who stands before the picture. It may change with what the device shows."""
        ...

    def fault_menu(self) -> Sequence[str]:
        """What `fault` takes."""
        ...

    def press(self, key: str) -> None:
        """Raises ValueError: no such key."""
        ...

    def fault(self, name: str) -> None:
        """Raises ValueError: no such fault."""
        ...


class Emulator(Face, Protocol):
    """A device that can be switched on and off."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


class WiredDevice:
    """Base of the printer, the board and the pad line. Subclasses say what bytes mean."""

    kind = ""
    own_faults: tuple[str, ...] = ()

    def __init__(
        self,
        id: str,  # noqa: A002 (the control port's word)
        wire: Wire,
        *,
        clock_s: Callable[[], float],
        randomness: random.Random,
        reboot_s: float = REBOOT_S,
    ) -> None:
        self.id = id
        self._wire = wire
        self._clock_s = clock_s
        self._reboot_s = reboot_s
        self._answers = AnswerFaults(wire.send, self.damaged, randomness)
        self._reboot_timer: asyncio.TimerHandle | None = None
        wire.on_bytes = self._received
        wire.on_connect = self.on_connect

    async def start(self) -> None:
        await self._wire.start()

    async def stop(self) -> None:
        self._answers.stop()
        if self._reboot_timer is not None:
            self._reboot_timer.cancel()
        await self._wire.stop()

    def state(self) -> dict[str, Any]:
        return {"id": self.id, "kind": self.kind, "fault": self._answers.name, **self._wire.address()}

    def key_menu(self) -> Sequence[Key]:
        return ()

    def fault_menu(self) -> Sequence[str]:
        return (*COMMON_FAULTS, *self.own_faults)

    def press(self, key: str) -> None:
        raise ValueError(f"{self.id} has no key {key!r}")

    def fault(self, name: str) -> None:
        """Choose from the menu; a new fault ends the one before it."""
        if name not in self.fault_menu():
            raise UnknownFault(f"{self.id} has no fault {name!r}; it has {', '.join(self.fault_menu())}")
        before = self._answers.name
        self._answers.stop()
        self._answers.name = NONE if name == REBOOT else name
        if before == STOP_READING and name != STOP_READING:
            self._wire.reading(on=True)
        if before == DROP_LINK and name != DROP_LINK:
            self._wire.plug_in()
        if name == DROP_LINK:
            self._wire.unplug()
        elif name == STOP_READING:
            self._wire.reading(on=False)
        elif name == REBOOT:
            self._reboot()
        self.on_fault(name)

    # --- for subclasses ---

    def on_bytes(self, data: bytes) -> None:
        raise NotImplementedError

    def on_connect(self) -> None:
        """Someone connected."""

    def on_fault(self, name: str) -> None:
        """A fault was chosen, also one of the device's own."""

    def on_power_up(self) -> None:
        """RAM is empty."""

    def damaged(self, frame: bytes) -> bytes:
        """The same frame with a wrong check."""
        return bytes(byte ^ 0x80 for byte in frame)

    def answer(self, frame: bytes) -> None:
        self._answers.answer(frame)

    def _received(self, data: bytes) -> None:
        if self._answers.name != SILENT:
            self.on_bytes(data)

    def _reboot(self) -> None:
        self._wire.unplug()
        if self._reboot_timer is not None:
            self._reboot_timer.cancel()
        self._reboot_timer = asyncio.get_running_loop().call_later(self._reboot_s, self._power_up)

    def _power_up(self) -> None:
        self._reboot_timer = None
        self.on_power_up()
        if self._answers.name != DROP_LINK:
            self._wire.plug_in()
