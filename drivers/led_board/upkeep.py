"""A board's brightness by the hour and its clock."""

from collections.abc import Sequence
from datetime import UTC, datetime

from drivers.core.clock import Clock
from drivers.core.errors import DeviceRefused, UnsupportedCommand
from drivers.led_board.brightness import BrightnessHour, percent_at
from drivers.led_board.card import Card, CardStatus

CLOCK_DRIFT_S = 3.0
"""A board's clock that is off by more is set; people compare it with their telephones."""
CLOCK_EVERY_S = 86_400.0
"""A clock that can't be read is set once a day: such clocks drift by seconds a day."""
REFUSED_AGAIN_S = 3_600.0
"""A card that refused its clock is asked again after so long."""


class Upkeep:
    def __init__(self, card: Card, clock: Clock, hours: Sequence[BrightnessHour]) -> None:
        self._card = card
        self._clock = clock
        self._hours = tuple(hours)
        self._table_percent: int | None = None
        """The table's entry that was applied last."""
        self.percent: int | None = None
        """What was set last; None: the card's own setting."""
        self._clock_tried_s: float | None = None
        self.clock_set = False

    def begin(self) -> None:
        """After connecting, and after the card lost its memory: everything anew, also what was set by hand."""
        self.clock_set = False
        if not self._follow_hours() and self.percent is not None:
            self._try_percent(self.percent)
        self._set_clock()

    def keep(self, status: CardStatus) -> None:
        """At each check."""
        if status.on is False and self.percent != 0:
            # Someone switched it off on its own remote control; a dark board in an open hall is a fault, not a setting.
            self._card.power(on=True)
        self._follow_hours()
        if self._clock_is_off(status):
            self._set_clock()

    def now(self) -> datetime:
        """Local time, aware."""
        return datetime.fromtimestamp(self._clock.wall_ms() / 1000, tz=UTC).astimezone()

    def set_percent(self, percent: int) -> None:
        """0 switches the diodes off.

        Raises:
            UnsupportedCommand: the card can't be dimmed.
        """
        if percent == 0:
            self._card.power(on=False)
        else:
            if self.percent == 0:
                self._card.power(on=True)
            self._card.brightness(percent)
        self.percent = percent

    def _follow_hours(self) -> bool:
        """True when the table's next entry has begun."""
        wanted = percent_at(self._hours, self.now().time())
        if wanted is None or wanted == self._table_percent:
            return False
        self._try_percent(wanted)
        self._table_percent = wanted
        return True

    def _try_percent(self, percent: int) -> None:
        try:
            self.set_percent(percent)
        except (UnsupportedCommand, DeviceRefused):
            # It shows calls all the same.
            self.percent = None

    def _clock_is_off(self, status: CardStatus) -> bool:
        since_s = self._clock.monotonic_s() - (self._clock_tried_s or 0.0)
        if self._clock_tried_s is None or since_s >= CLOCK_EVERY_S:
            return True
        if not self.clock_set:
            return since_s >= REFUSED_AGAIN_S
        off_s = abs((status.time - self.now().replace(tzinfo=None)).total_seconds()) if status.time else 0.0
        return off_s > CLOCK_DRIFT_S

    def _set_clock(self) -> None:
        """The board's clock feeds its own time displays only; a card that refuses it still shows calls."""
        self._clock_tried_s = self._clock.monotonic_s()
        try:
            self._card.set_clock(self.now())
            self.clock_set = True
        except (UnsupportedCommand, DeviceRefused):
            self.clock_set = False
