"""An RS-485 line with many boards on it: all hear every frame, each answers to its own number."""

import random
from collections.abc import Callable, Sequence
from typing import Any

from drivers.emulators.device import WiredDevice
from drivers.emulators.faults import COMMON_FAULTS, DROP_LINK, NONE, REBOOT, SILENT, STOP_READING, AnswerFaults, UnknownFault
from drivers.emulators.menu import Key
from drivers.emulators.onbon_card import CardModel, OnbonCard
from drivers.emulators.onbon_frames import PacketReader
from drivers.emulators.onbon_port import ERROR_BUSY, ERROR_MEMORY, damaged, hear
from drivers.emulators.wires import Wire

FAULTS = (*COMMON_FAULTS, ERROR_BUSY, ERROR_MEMORY)
_DEAF = frozenset((SILENT, DROP_LINK, STOP_READING))
"""For one board on a shared line all three look the same: its own pair of wires is off."""


class LineBoard:
    """One board on the line, with a fault menu of its own.

    Args:
        send: the line's, so that its faults strike this board too.
    """

    kind = "led-board"

    def __init__(
        self,
        id: str,  # noqa: A002
        model: CardModel,
        send: Callable[[bytes], None],
        *,
        clock_s: Callable[[], float],
        randomness: random.Random,
    ) -> None:
        self.id = id
        self.card = OnbonCard(model, clock_s)
        self._answers = AnswerFaults(send, damaged, randomness)

    def stop(self) -> None:
        self._answers.stop()

    def state(self) -> dict[str, Any]:
        return {"id": self.id, "kind": self.kind, "fault": self._answers.name, **self.card.state()}

    def lines(self) -> list[str]:
        return self.card.lines()

    def picture(self) -> bytes:
        return self.card.picture()

    def key_menu(self) -> Sequence[Key]:
        return ()

    def fault_menu(self) -> Sequence[str]:
        return FAULTS

    def press(self, key: str) -> None:
        raise ValueError(f"{self.id} has no key {key!r}")

    def fault(self, name: str) -> None:
        if name not in FAULTS:
            raise UnknownFault(f"{self.id} has no fault {name!r}; it has {', '.join(FAULTS)}")
        self._answers.stop()
        self._answers.name = NONE if name == REBOOT else name
        if name == REBOOT:
            self.card.power_up()

    def hear(self, content: bytes) -> bytes | None:
        """What it would answer to a frame on the line."""
        return None if self._answers.name in _DEAF else hear(self.card, content, self._answers.name)

    def answer(self, frame: bytes) -> None:
        self._answers.answer(frame)


class LedLine(WiredDevice):
    """The line itself has a fault menu as well; it then strikes all boards on it."""

    kind = "led-line"

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
        self._reader = PacketReader()
        self._boards: list[LineBoard] = []
        self._collisions = 0

    def add(self, boards: Sequence[LineBoard]) -> None:
        """Two boards may have one number, as happens when nobody set the second one's: then both answer at once."""
        self._boards += boards

    def send(self, data: bytes) -> None:
        """What a board on the line says, as the line's fault lets it through."""
        self.answer(data)

    async def stop(self) -> None:
        for board in self._boards:
            board.stop()
        await super().stop()

    def state(self) -> dict[str, Any]:
        return {**super().state(), "boards": [board.id for board in self._boards], "collisions": self._collisions}

    def picture(self) -> bytes | None:
        return None

    def damaged(self, frame: bytes) -> bytes:
        return damaged(frame)

    def on_connect(self) -> None:
        self._reader = PacketReader()

    def on_power_up(self) -> None:
        for board in self._boards:
            board.fault(REBOOT)

    def on_bytes(self, data: bytes) -> None:
        for content in self._reader.feed(data):
            answers = [(board, frame) for board in self._boards if (frame := board.hear(content)) is not None]
            if len(answers) > 1:
                # Two drivers pull the pair at once: where they differ, the bits mix.
                self._collisions += 1
                frames = [frame for _, frame in answers]
                self.answer(bytes(a & b for a, b in zip(frames[0], frames[1], strict=False)))
            elif answers:
                board, frame = answers[0]
                board.answer(frame)
