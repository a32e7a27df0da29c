"""An RS-485 line with many boards on it: all hear every frame, each answers to its own number."""

import random
from collections.abc import Callable, Sequence
from typing import Any

from drivers.emulators.onbon_card import CardModel, OnbonCard
from drivers.emulators.onbon_frames import PacketReader
from drivers.emulators.onbon_port import ERROR_BUSY, ERROR_MEMORY, damaged, hear
from drivers.emulators.shared_line import LineUnit, SharedLine


class LineBoard(LineUnit):
    """One board on the line.

    Args:
        send: the line's.
    """

    kind = "led-board"
    own_faults = (ERROR_BUSY, ERROR_MEMORY)

    def __init__(
        self,
        id: str,  # noqa: A002
        model: CardModel,
        send: Callable[[bytes], None],
        *,
        clock_s: Callable[[], float],
        randomness: random.Random,
    ) -> None:
        super().__init__(id, send, clock_s=clock_s, randomness=randomness)
        self.card = OnbonCard(model, clock_s)

    def state(self) -> dict[str, Any]:
        return {**super().state(), **self.card.state()}

    def lines(self) -> list[str]:
        return self.card.lines()

    def picture(self) -> bytes:
        return self.card.picture()

    def damaged(self, frame: bytes) -> bytes:
        return damaged(frame)

    def on_power_up(self) -> None:
        self.card.power_up()

    def hear(self, content: bytes) -> bytes | None:
        """What it would answer to a frame on the line."""
        return None if self.cut_off else hear(self.card, content, self.fault_name)


class LedLine(SharedLine[LineBoard]):
    """Boards with screen numbers of their own."""

    kind = "led-line"
    members = "boards"
    _collisions = 0

    def add(self, boards: Sequence[LineBoard]) -> None:
        """Two boards may have one number, as happens when nobody set the second one's: then both answer at once."""
        self._units += boards

    def state(self) -> dict[str, Any]:
        return {**super().state(), "collisions": self._collisions}

    def damaged(self, frame: bytes) -> bytes:
        return damaged(frame)

    def on_connect(self) -> None:
        self._reader = PacketReader()

    def on_bytes(self, data: bytes) -> None:
        for content in self._reader.feed(data):
            answers = [(board, frame) for board in self._units if (frame := board.hear(content)) is not None]
            if len(answers) > 1:
                # Two drivers pull the pair at once: where they differ, the bits mix.
                self._collisions += 1
                frames = [frame for _, frame in answers]
                self.answer(bytes(a & b for a, b in zip(frames[0], frames[1], strict=False)))
            elif answers:
                board, frame = answers[0]
                board.answer(frame)
