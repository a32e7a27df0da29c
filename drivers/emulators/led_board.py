"""An Onbon board with a line or an IP address of its own."""

import random
from collections.abc import Callable
from typing import Any

from drivers.emulators.device import WiredDevice
from drivers.emulators.onbon_card import CardModel, OnbonCard
from drivers.emulators.onbon_frames import PacketReader
from drivers.emulators.onbon_port import ERROR_BUSY, ERROR_MEMORY, damaged, hear
from drivers.emulators.wires import PtyWire, Wire


class LedBoardEmulator(WiredDevice):
    """Args: model: fields of `CardModel`."""

    kind = "led-board"
    own_faults = (ERROR_BUSY, ERROR_MEMORY)

    def __init__(
        self,
        id: str,  # noqa: A002
        wire: Wire,
        *,
        clock_s: Callable[[], float],
        randomness: random.Random,
        reboot_s: float = 1.0,
        checks_baud: bool = False,
        **model: Any,
    ) -> None:
        super().__init__(id, wire, clock_s=clock_s, randomness=randomness, reboot_s=reboot_s)
        self.card = OnbonCard(CardModel(**model), clock_s)
        self._reader = PacketReader()
        self._checks_baud = checks_baud

    def state(self) -> dict[str, Any]:
        return {**super().state(), **self.card.state()}

    def lines(self) -> list[str]:
        """What can be read on the board, from top to bottom."""
        return self.card.lines()

    def picture(self) -> bytes:
        return self.card.picture()

    def on_connect(self) -> None:
        self._reader = PacketReader()

    def on_power_up(self) -> None:
        self.card.power_up()

    def damaged(self, frame: bytes) -> bytes:
        return damaged(frame)

    def on_bytes(self, data: bytes) -> None:
        if self._checks_baud and isinstance(self._wire, PtyWire) and self._wire.baud() != self.card.model.baud:
            # Bits of another length: nothing that arrives makes a frame.
            return
        for content in self._reader.feed(data):
            answer = hear(self.card, content, self._answers.name)
            if answer is not None:
                self.answer(answer)
