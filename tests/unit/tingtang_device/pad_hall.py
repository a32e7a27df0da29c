"""A hall's pads on RS-485 lines of thirty, wired as a test wants, and the agent's file that believes in the drawing."""

import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli_w

from drivers.emulators.pad_line import PadLine
from drivers.emulators.pads import CallPadEmulator, EvaluatorEmulator, Pad
from drivers.emulators.wires import PtyWire
from tests.support.emulated import EmulatorThread

PER_LINE = 30
CALL_PAD, RATING_PAD = "call-pad", "rating-pad"


@dataclass(frozen=True)
class Wire:
    """Where a pad hangs."""

    line: int
    address: int


def drawn(window: int) -> Wire:
    """By the drawing: thirty windows to a line, in order."""
    return Wire((window - 1) // PER_LINE + 1, (window - 1) % PER_LINE + 1)


def kind_at(window: int) -> str:
    return CALL_PAD if window % 2 else RATING_PAD


def pad_id(window: int) -> str:
    return f"{'callpad' if window % 2 else 'rating'}-{window}"


@dataclass
class PadHall:
    """`real`: window → where its pad really hangs."""

    folder: Path
    windows: int
    real: dict[int, Wire] = field(default_factory=dict)
    pads: dict[int, Pad] = field(default_factory=dict)

    @property
    def config(self) -> Path:
        return self.folder / "agent.toml"

    def wire(self, window: int) -> Wire:
        return self.real.get(window, drawn(window))

    def swap(self, first: int, second: int) -> None:
        self.real[first], self.real[second] = self.wire(second), self.wire(first)

    def lines(self) -> list[int]:
        return sorted({drawn(window).line for window in range(1, self.windows + 1)})

    def port(self, line: int) -> Path:
        return self.folder / f"line-{line}"

    def start(self, emulators: EmulatorThread) -> None:
        for number in self.lines():
            wire = PtyWire(self.port(number))
            line = PadLine(f"line-{number}", wire, clock_s=time.monotonic, randomness=random.Random(1))
            here = [window for window in range(1, self.windows + 1) if self.wire(window).line == number]
            for window in here:
                make = CallPadEmulator if kind_at(window) == CALL_PAD else EvaluatorEmulator
                self.pads[window] = make(
                    f"pad-{window}",
                    self.wire(window).address,
                    line.send,
                    clock_s=time.monotonic,
                    randomness=random.Random(window),
                )
            line.add([self.pads[window] for window in here], same_address=True)
            emulators.start(line)

    def press(self, emulators: EmulatorThread, window: int) -> None:
        key = "next" if kind_at(window) == CALL_PAD else "good"
        emulators.call(lambda: self.pads[window].press(key))

    def write_config(self) -> None:
        """As the drawing says, with comments that must survive."""
        document: dict[str, Any] = {
            "agent": {"site": "610124-01", "node": "hall-agent", "data_dir": str(self.folder / "data")},
            "buses": [
                {"id": f"line-{n}", "kind": "ff68", "link": {"type": "serial", "port": str(self.port(n)), "baud": 9600}}
                for n in self.lines()
            ],
        }
        text = "# Pads of the hall, as drawn.\n" + tomli_w.dumps(document)
        for window in range(1, self.windows + 1):
            wire = drawn(window)
            text += (
                f'\n# {window} has a desk of its own\n[[devices]]\nid = "{pad_id(window)}"\nkind = "{kind_at(window)}"\n'
                f'place = "window-{window}"\nwindow = {window} # on the plan\n'
                f'bus = "line-{wire.line}"\naddress = {wire.address}\n'
            )
        self.config.write_text(text, encoding="utf-8")
