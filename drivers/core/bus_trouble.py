"""Tells two devices with one address, and answers that nobody can read, from a device that is just silent. Pure."""

from collections import deque
from enum import StrEnum

from api.messages.words import Action


class BusTrouble(StrEnum):
    """Fault codes of one device on a shared line."""

    ADDRESS_COLLISION = "bus.addressCollision"
    """One question, two answers: two devices have the same address."""
    GARBLED = "bus.garbled"
    """Something answers and can't be read: two devices at once, a wrong baud rate, or a bad cable."""


ACTIONS = {BusTrouble.ADDRESS_COLLISION: Action.CONFIGURATION, BusTrouble.GARBLED: Action.MAINTENANCE}
REMEMBERED = 12
"""Last answers of a device that are looked at."""
SURPLUS_FOR_COLLISION = 3
"""Among these; a single one may be an answer that was given up."""
GARBLED_IN_A_ROW = 3


class TroubleBook:
    """What is wrong with each address; each method returns the change, if there is one. Not thread-safe."""

    def __init__(self) -> None:
        self._surplus: dict[int, deque[bool]] = {}
        self._garbled: dict[int, int] = {}
        self._open: set[tuple[int, BusTrouble]] = set()

    def answered(self, address: int, *, asked: bool) -> list[tuple[BusTrouble, bool]]:
        """A sound answer came; `asked`: to a question that was still open."""
        last = self._surplus.setdefault(address, deque(maxlen=REMEMBERED))
        last.append(not asked)
        self._garbled.pop(address, None)
        changes = self._set(address, BusTrouble.GARBLED, present=False)
        if last.count(True) >= SURPLUS_FOR_COLLISION:
            changes += self._set(address, BusTrouble.ADDRESS_COLLISION, present=True)
        elif not any(last):
            changes += self._set(address, BusTrouble.ADDRESS_COLLISION, present=False)
        return changes

    def garbled(self, address: int) -> list[tuple[BusTrouble, bool]]:
        """Its window passed with bytes that made no frame."""
        self._garbled[address] = self._garbled.get(address, 0) + 1
        return self._set(address, BusTrouble.GARBLED, present=True) if self._garbled[address] >= GARBLED_IN_A_ROW else []

    def silent(self, address: int) -> list[tuple[BusTrouble, bool]]:
        """Its window passed without a byte."""
        self._garbled.pop(address, None)
        return self._set(address, BusTrouble.GARBLED, present=False)

    def _set(self, address: int, trouble: BusTrouble, *, present: bool) -> list[tuple[BusTrouble, bool]]:
        if present == ((address, trouble) in self._open):
            return []
        (self._open.add if present else self._open.discard)((address, trouble))
        return [(trouble, present)]
