"""Finds real-time commands wherever they stand, even across two reads and inside a picture, as a printer's interrupt does."""

from dataclasses import dataclass

LEAD = 0x10
ASK, RECOVER, DO = 0x04, 0x05, 0x14
"""DLE EOT n, DLE ENQ n, DLE DC4 n."""
CLEAR_BY_ENQ, CLEAR_BY_DC4 = 2, 8


@dataclass(frozen=True, slots=True)
class Order:
    lead: int
    parameter: int
    end: int
    """Behind it in the bytes that were fed last."""

    @property
    def clears(self) -> bool:
        """It empties the buffer."""
        return (self.lead, self.parameter) in ((RECOVER, CLEAR_BY_ENQ), (DO, CLEAR_BY_DC4))


class RealTimeScanner:
    """Keeps at most two bytes of a begun command."""

    def __init__(self) -> None:
        self._begun = b""

    def forget(self) -> None:
        self._begun = b""

    def feed(self, data: bytes) -> list[Order]:
        stream = self._begun + data
        before = len(self._begun)
        found = [
            Order(stream[at + 1], stream[at + 2], max(0, at + 3 - before))
            for at in range(len(stream) - 2)
            if stream[at] == LEAD and stream[at + 1] in (ASK, RECOVER, DO)
        ]
        self._begun = b""
        if stream[-1:] == b"\x10":
            self._begun = stream[-1:]
        elif stream[-2:-1] == b"\x10":
            self._begun = stream[-2:]
        return found
