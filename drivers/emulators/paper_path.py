"""Where a printer's paper goes: from the roll under the head, to the knife, into the hands of whoever takes it."""

from collections import deque
from typing import Any

from drivers.emulators.paper import Item, Receipt
from drivers.emulators.paper_feed import Feeder
from drivers.emulators.receipt_picture import Panel, draw

RECEIPTS_KEPT = 20


class PaperPath:
    """Args: dots: printable width."""

    def __init__(self, dots: int) -> None:
        self._dots = dots
        self._feeder = Feeder()
        self._receipts: deque[Receipt] = deque(maxlen=RECEIPTS_KEPT)
        self._count = 0
        self._current = Receipt(1)
        self._taken = 0
        """Number of the last receipt that somebody took away."""
        self._drawn: tuple[object, bytes] | None = None

    def state(self) -> dict[str, Any]:
        return {
            "receipts": self._count,
            "texts": [receipt.text for receipt in self._receipts],
            "unfinished": self._current.text,
            "paper_dots": self._feeder.dots,
            "cut_through": self._feeder.cut_through,
        }

    def put(self, item: Item, line_spacing: int) -> int:
        """Print it; returns how far the paper moved."""
        self._current.items.append(item)
        return self._feeder.moved(item, line_spacing)

    def cut(self) -> None:
        self._feeder.cut()
        self._current.cut = True
        self.tear_off()

    def tear_off(self) -> None:
        """What hangs out is a receipt of its own, cut or torn."""
        if self._current.items:
            self._receipts.append(self._current)
            self._count += 1
        self._current = Receipt(self._count + 1)

    def take(self) -> None:
        """A hand pulls away what was cut."""
        self._taken = self._count

    def receipts(self) -> list[Receipt]:
        """The last ones, the oldest first."""
        return list(self._receipts)

    def picture(self, panel: Panel) -> bytes:
        """The newest paper under the printer's front."""
        hanging = self._hanging()
        key = (panel, hanging.number if hanging else 0, len(hanging.items) if hanging else 0)
        if self._drawn is None or self._drawn[0] != key:
            self._drawn = (key, draw(hanging, self._dots, panel))
        return self._drawn[1]

    def receipt_picture(self, number: int) -> bytes | None:
        """One of the last receipts by its number, without the printer."""
        found = next((receipt for receipt in self._receipts if receipt.number == number), None)
        return draw(found, self._dots, None) if found else None

    def _hanging(self) -> Receipt | None:
        """The paper that hangs out, until somebody takes it."""
        if self._current.items:
            return self._current
        return self._receipts[-1] if self._receipts and self._taken < self._count else None
