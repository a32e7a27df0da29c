"""One question to a SAM module and its answer. Answers don't say which question they belong to, so the line is emptied first."""

import math
from collections.abc import Callable
from typing import TypeVar

from drivers.core.errors import DeviceSilent
from drivers.core.link import Link
from drivers.id_card_reader.codes import DAMAGED_ON_THE_WAY, SamCommand, Sw3
from drivers.id_card_reader.frame import Answer, Decoder, encode

WRITE_TIMEOUT_S = 1.0
ATTEMPTS = 2
"""Every question here may be asked again: none changes the card."""
QUIET_S = 0.2
"""Nothing more comes after a pause of this length within an answer: 23 bytes' time at 1200 baud, far more at 115 200."""
STALE_READS = 64
"""Reads of what came unasked, before a question; a module that never stops talking isn't waited for."""
_SILENT = "the reader doesn't answer"
_GARBAGE = "the reader's answers can't be read"

Parsed = TypeVar("Parsed")


class Conversation:
    """Not thread-safe: the device's worker owns it."""

    def __init__(self, link: Link, monotonic_s: Callable[[], float]) -> None:
        self._link = link
        self._monotonic_s = monotonic_s
        self._decoder = Decoder()
        self._at_work_until_s = -math.inf
        """The module may be answering a question until then whose answer nobody waits for any more."""
        self.damaged = 0
        """Questions that had to be asked again because the answer couldn't be read."""

    def ask(self, command: SamCommand, timeout_s: float, accept: Callable[[Answer], Parsed | None]) -> Parsed:
        """Send a command and return what `accept` makes of the answer. It returns None for an answer to another question.

        Raises:
            DeviceSilent: no answer, or none that can be read (reason `device.garbage`).
        """
        heard = False
        for attempt in range(ATTEMPTS):
            if attempt:
                self.damaged += 1
            self._empty_line()
            self._link.write(encode(command), WRITE_TIMEOUT_S)
            self._at_work_until_s = self._monotonic_s() + timeout_s
            parsed, heard_now = self._wait(self._at_work_until_s, accept)
            self._at_work_until_s = -math.inf
            if parsed is not None:
                return parsed
            heard = heard or heard_now
        raise DeviceSilent(_GARBAGE if heard else _SILENT, reason="device.garbage" if heard else "device.silent")

    def pause(self, timeout_s: float) -> None:
        """Let time pass; what comes meanwhile is dropped.

        Raises:
            Cancelled: the worker wants something else.
        """
        end_s = self._monotonic_s() + timeout_s
        while (left_s := end_s - self._monotonic_s()) > 0:
            self._link.read(left_s)

    def _empty_line(self) -> None:
        self._decoder.reset()
        self._wait(self._at_work_until_s, lambda answer: answer)
        self._decoder.reset()
        for _ in range(STALE_READS):
            if not self._link.read(0.0):
                return

    def _wait(self, end_s: float, accept: Callable[[Answer], Parsed | None]) -> tuple[Parsed | None, bool]:
        """What was accepted, and whether anything was heard."""
        heard = False
        while (left_s := end_s - self._monotonic_s()) > 0:
            data = self._link.read(min(left_s, QUIET_S))
            heard = heard or bool(data)
            answers = self._decoder.feed(data) if data else self._decoder.end()
            for answer in answers:
                if answer.status in DAMAGED_ON_THE_WAY:
                    return None, True
                parsed = accept(answer)
                if parsed is not None:
                    return parsed, True
        return None, heard


def verdict(*wanted: Sw3) -> Callable[[Answer], Answer | None]:
    """Accepts one of these verdicts, and every one that says what went wrong; a good word about another question is stale."""
    good = frozenset((Sw3.OK, Sw3.FOUND)) - frozenset(wanted)
    return lambda answer: None if answer.status in good else answer
